"""Texts that do harm wherever somebody forgets to escape them, planted in every text column there is."""

import json
import re
import sqlite3
from collections.abc import Iterable, Iterator
from typing import Any

import sqlalchemy as sa
from google.protobuf.message import Message
from sqlmodel.sql.sqltypes import AutoString
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from fam.models.base import Base

ELSEWHERE = "angriff.example"  # nobody's host: a request to it is the proof
MARKDOWN = f"[k](javascript:alert(1)) ![b](http://{ELSEWHERE}/b.png) $a^2$ :red[r] **f** "
ADDRESSES = f"http://{ELSEWHERE}/k www.{ELSEWHERE} k@{ELSEWHERE} "  # Streamlit makes links of them, escaped or not
POISON = f"=1+1|Zq {MARKDOWN}{ADDRESSES}<img src=x onerror=alert(2)>"
POISON += "'; DROP TABLE family;-- {{7*7}} {% x %} %s &lt;b&gt;"
STRANGE = (
    POISON,
    "\x00\x01\x1b[2JNull\x00",
    "\u202egnp.exe\u202c \u200b\u200d\ufeff Zq",
    "W" * 30_000,
    "../../../../etc/passwd\r\nSet-Cookie: fam=1",
    "٣²①৪ \U0001f468\u200d\U0001f469\u200d\U0001f467 \ufdfd",
    "=cmd|'/C calc'!A0",
)
# Texts that no person types: codes, keys, hashes, and names that other rows are found by.
NOT_TYPED: dict[str, set[str]] = {
    "account": {"username", "password_hash"}, "family": {"number", "sort_name"}, "list_item": {"code", "official"},
    "field_def": {"entity", "label_norm", "kind", "column_name"}, "judgement": {"criterion"},
    "change_entry": {"entity", "action", "field"}, "saved_view": {"subject"}, "import_batch": {"file_hash"},
    "import_row": {"outcome"}, "login_ticket": {"browser_hash", "next_path"}, "access_request": {"checksum"},
    "entry_release": {"entity"}, "statement": {"entity"}, "consent_scan": {"media_type"},
    "meeting": {"gathering"}, "town": {"name", "postcode", "region"},
}  # fmt: skip
MACHINES = {"batch", "signature", "folded"}  # columns of this name, wherever
TOLD_APART = {("field_def", "label"), ("field_choice", "label"), ("list_item", "label"), ("account", "display_name")}
RAW = re.compile(
    r"(?<!\\)(\[k\]\(javascript|!\[b\]\(|\$a\^2\$|:red\[|\*\*f\*\*)|http\\?://angriff|www\\?\.angriff|k@angriff"
)
SHOWN_AS_MARKDOWN = {"body", "label", "help", "text", "title", "caption", "content", "tooltip"}


def text_columns() -> Iterator[tuple[str, str]]:
    """Return every column of every table that holds what people typed."""
    for name, table in sorted(Base.metadata.tables.items()):
        for one in table.columns:
            typed = isinstance(one.type, AutoString) or type(one.type) is sa.Text
            key = one.primary_key or one.foreign_keys or one.unique or one.name in MACHINES
            if typed and not key and one.name not in NOT_TYPED.get(name, set()):
                yield name, one.name


def poison(url: str) -> int:
    """Write the poison into every text column and every value of the team's own fields; return how many columns."""
    with sqlite3.connect(url.removeprefix("sqlite:///")) as connection:
        there = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        columns = [(table, column) for table, column in text_columns() if table in there]
        for table, column in columns:
            apart = "|| ' ' || id" if (table, column) in TOLD_APART else ""
            connection.execute(f'UPDATE "{table}" SET "{column}" = ? {apart}', (POISON,))
        fields = connection.execute("SELECT id, entity FROM field_def WHERE kind IN ('text', 'long_text')").fetchall()
        for entity in {entity for _id, entity in fields}:
            values = {f"f_{number}": POISON for number, of in fields if of == entity}
            connection.execute(f'UPDATE "{entity}" SET extra = ?', (json.dumps(values),))
    return len(columns)


def rendered(received: Iterable[bytes]) -> list[str]:
    """Return where poison stands unescaped in a text that the browser takes for Markdown."""
    found = []
    for raw in received:
        message = ForwardMsg.FromString(raw)
        if message.WhichOneof("type") == "delta":
            found += [where for where, text in _texts(message, "") if RAW.search(text)]
    return sorted(set(found))


def _texts(message: Message, kind: str) -> Iterator[tuple[str, str]]:
    for field, value in message.ListFields():
        values: list[Any] = list(value) if field.is_repeated else [value]
        for one in values:
            if isinstance(one, Message):
                yield from _texts(one, field.name)
            elif isinstance(one, str) and kind == "html":  # our own HTML: there the tag is what must not stand
                if "<img src=x" in one:
                    yield f"{kind}.{field.name}: {one[:60]}", MARKDOWN
            elif isinstance(one, str):
                options = field.name == "options" and kind == "radio"
                plain = kind in ("selectbox", "multiselect") and field.name == "options"
                if options or (field.name in SHOWN_AS_MARKDOWN and not plain):
                    yield f"{kind}.{field.name}: {one[:60]}", one
