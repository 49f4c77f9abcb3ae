"""A form: fields with their errors beside them, one summary, nothing typed lost, and conflicts that people decide.

Widgets stand outside `st.form`, so a field can appear because of another's value.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

import streamlit as st

from fam.fields.parsing import parse, text_of
from fam.fields.spec import NUMBERS, FieldSpec, Kind
from fam.rules.german import TypedDate
from fam.rules.terms import Precision
from fam.ui import inputs
from fam.ui.date_input import date_input
from fam.ui.draft_text import draft_text
from fam.ui.drafts import DraftStore
from fam.ui.entry import Entry
from fam.ui.feedback import plain
from fam.ui.form_base import FormBase
from fam.ui.pills_input import pills_input
from fam.ui.time_input import time_input

Choices = Mapping[Any, str]
GONE = f" ({inputs.NO_LONGER_OFFERED})"
REPLACED = "Gewählt war: {old}. Die Option heißt inzwischen „{new}“."
PARSED = (Kind.MONEY, Kind.PERCENT, Kind.MONTH, Kind.LINK, Kind.EMAIL)


def precision_key(key: str) -> str:
    """Return the field that says how exact a date is: received_on -> received_precision."""
    return f"{key.removesuffix('_on')}_precision"


class Form(FormBase):
    """A form on a page. `name` names what is edited ("family:17:head"); `opened` are the values it is filled with.

    `lists` gives the choices of the fields whose spec names a list (SOURCE, TOWN, PERSON ...): code -> label.
    With `drafts`, long texts are kept while they are typed. Every field returns its value, None or "" while it is
    empty or wrong; `required=`, `help=` and `value=` (what a new form shows first) work for all of them.
    """

    def __init__(
        self,
        name: str,
        *,
        today: dt.date,
        opened: Mapping[str, Any] | None = None,
        version: int | None = None,
        lists: Mapping[str, Choices] | None = None,
        drafts: DraftStore | None = None,
    ) -> None:
        super().__init__(name, opened=opened, version=version, drafts=drafts)
        self.today, self.lists = today, lists or {}

    def text(self, key: str, label: str, **settings: Any) -> str:
        """Draw a one-line text; settings as in `inputs.text_input`."""
        value = self._first(key, settings)
        return self._take(inputs.text_input(label, self.key(key), value, **settings), key) or ""

    def phone(self, key: str, label: str, **settings: Any) -> str:
        """Draw a telephone number."""
        value = self._first(key, settings)
        return self._take(inputs.phone_input(label, self.key(key), value, **settings), key) or ""

    def integer(self, key: str, label: str, **settings: Any) -> int | None:
        """Draw a whole number (`minimum=`, `maximum=`)."""
        value = self._first(key, settings)
        return cast("int | None", self._take(inputs.integer_input(label, self.key(key), value, **settings), key))

    def decimal(self, key: str, label: str, **settings: Any) -> Any:
        """Draw a number with decimals (`minimum=`, `maximum=`); the value is a Decimal."""
        value = self._first(key, settings)
        return self._take(inputs.decimal_input(label, self.key(key), value, **settings), key)

    def boolean(self, key: str, label: str, **settings: Any) -> bool | None:
        """Draw ja / nein, and "offen" unless it is required."""
        value = self._first(key, settings)
        return cast("bool | None", self._take(inputs.boolean_input(label, self.key(key), value, **settings), key))

    def choice(self, key: str, label: str, choices: Choices, **settings: Any) -> Any:
        """Draw one choice out of code -> label; the value is the code."""
        value = self._first(key, settings)
        return self._take(inputs.choice_input(label, self.key(key), choices, value, **settings), key)

    def choices(self, key: str, label: str, choices: Choices, **settings: Any) -> list[Any]:
        """Draw several choices; the value is a list of codes."""
        value = self._first(key, settings) or ()
        return self._take(inputs.choices_input(label, self.key(key), choices, value, **settings), key) or []

    def pills(self, key: str, label: str, choices: Choices, **settings: Any) -> list[Any]:
        """Draw few choices as buttons, all seen at once; the value is a list of codes."""
        value = self._first(key, settings) or ()
        return self._take(pills_input(label, self.key(key), choices, value, **settings), key) or []

    def time(self, key: str, label: str, **settings: Any) -> dt.time | None:
        """Draw a time of day ("14:30")."""
        value = self._first(key, settings)
        return cast("dt.time | None", self._take(time_input(label, self.key(key), value, **settings), key))

    def person(self, key: str, label: str, **settings: Any) -> int | None:
        """Draw a person of the team, out of lists["PERSON"]."""
        return cast("int | None", self.choice(key, label, self.lists["PERSON"], **settings))

    def town(self, key: str, label: str, **settings: Any) -> str | None:
        """Draw a municipality, out of lists["TOWN"]."""
        return cast("str | None", self.choice(key, label, self.lists["TOWN"], **settings))

    def date(self, key: str, label: str, *, precision_ok: bool = False, **settings: Any) -> dt.date | None:
        """Draw a date (`birth=`). With `precision_ok` the form's values also hold `precision_key(key)`."""
        value, exactness = self._first(key, settings), precision_key(key)
        precision = Precision(self.opened.get(exactness) or Precision.DAY)
        entry = date_input(
            label, self.key(key), value, today=self.today, precision=precision, precision_ok=precision_ok, **settings
        )
        typed: TypedDate | None = entry.value
        entry.value = typed.day if typed else None
        if precision_ok:
            entry.more = ((exactness, typed.precision if typed else Precision.DAY),)
        return cast("dt.date | None", self._take(entry, key))

    def long_text(self, key: str, label: str, **settings: Any) -> str:
        """Draw a text of several lines (`max_length=`, `height=`); with `drafts` it is kept while it is typed."""
        value = self._first(key, settings) or ""
        if self.drafts is None:
            return self._take(inputs.long_text_input(label, self.key(key), value, **settings), key) or ""
        turn = self._state.turn
        text = draft_text(label, form=self.name, field=key, drafts=self.drafts, value=value, turn=turn,
                          turn_now=lambda: self._state.turn, **settings)  # fmt: skip
        entry = Entry(self.key(key), label, text, "", st.empty(), required=settings.get("required", False))
        limit = settings.get("max_length")
        return self._take(inputs.judge(entry, lambda typed: inputs.within(typed, limit), empty=""), key) or ""

    def parsed(self, spec: FieldSpec, **settings: Any) -> Any:
        """Draw a field whose text its kind's parser reads (amount, percentage, month, link, e-mail)."""
        text = text_of(spec, self._first(spec.key, settings))
        entry = inputs.parsed_input(
            spec.label, self.key(spec.key), text, lambda typed: parse(spec, typed, today=self.today), **settings
        )
        return self._take(entry, spec.key)

    def field(self, spec: FieldSpec, **settings: Any) -> Any:
        """Draw a declared or runtime field by its spec; settings go before what the spec says."""
        given: dict[str, Any] = {"required": spec.required, "help": plain(spec.help)}
        if spec.runtime:
            self.kinds[spec.key] = spec.kind.value
            given["value"] = spec.default
        if spec.kind in (Kind.TEXT, Kind.LONG_TEXT):
            given["max_length"] = spec.max_length
        elif spec.kind in NUMBERS:
            given |= {"minimum": spec.minimum, "maximum": spec.maximum}
        elif spec.kind in (Kind.CHOICE, Kind.CHOICES, Kind.TOWN, Kind.PERSON, Kind.REFERENCE):
            given["choices"] = self._choices(spec)
        if spec.kind in PARSED:
            return self.parsed(spec, **given | settings)
        draw: Any = {
            Kind.TEXT: self.text,
            Kind.LONG_TEXT: self.long_text,
            Kind.INTEGER: self.integer,
            Kind.DECIMAL: self.decimal,
            Kind.DATE: self.date,
            Kind.BOOLEAN: self.boolean,
            Kind.PHONE: self.phone,
            Kind.CHOICES: self.choices,
        }.get(spec.kind, self.choice)
        return draw(spec.key, spec.label, **given | settings)

    def fields(self, specs: Sequence[FieldSpec], columns: int = 2) -> None:
        """Draw several fields: short ones side by side, long texts across, each section under its heading."""
        section = ""
        for row in rows(specs, columns):
            if row[0].section not in ("", section):
                section = row[0].section
                st.subheader(section)
            if row[0].kind is Kind.LONG_TEXT:
                self.field(row[0])
                continue
            for place, spec in zip(st.columns(columns), row, strict=False):
                with place:
                    self.field(spec)

    def _choices(self, spec: FieldSpec) -> Choices:
        named = spec.choices
        offered = self.lists[named or spec.kind.name] if isinstance(named, str) else named
        return {**offered, **self._kept(spec, offered)} if spec.runtime else offered

    def _kept(self, spec: FieldSpec, offered: Choices) -> Choices:
        """What is chosen now, or was when the form was opened, stays and says that it is not offered any more."""
        widget = self.key(spec.key)
        if widget in st.session_state:
            st.session_state[widget] = self._followed(spec, st.session_state[widget])
        codes = [*_several(st.session_state.get(widget)), *_several(self.opened.get(spec.key))]
        return {code: f"{self._label(spec, widget, code)}{GONE}" for code in codes if code not in offered}

    def _label(self, spec: FieldSpec, widget: str, code: Any) -> str:
        last = self._state.drawn.get(widget)
        return str(spec.labels.get(code) or (last.show(code).removesuffix(GONE) if last else code))

    def _followed(self, spec: FieldSpec, chosen: Any) -> Any:
        """An option chosen here that was merged while the form was open is the other one now, and it is said."""
        merged: Mapping[Any, Any] = spec.options.get("merged", {})
        held, found = _several(self.opened.get(spec.key)), []
        for code in _several(chosen):
            now, seen = code, {code}
            while now in merged and code not in held and merged[now] not in seen:
                seen.add(now := merged[now])
            if now != code:
                old, new = spec.labels.get(code, ""), spec.labels.get(now, "")
                self._state.replaced[spec.key] = (
                    f"Gewählt war: {plain(old)}. Die Option heißt inzwischen „{plain(new)}“."
                )
            found.append(now)
        found = list(dict.fromkeys(found))
        return found if isinstance(chosen, list | tuple) else next(iter(found), None)


def _several(chosen: Any) -> Sequence[Any]:
    return chosen if isinstance(chosen, list | tuple) else () if chosen is None else [chosen]


def rows(specs: Sequence[FieldSpec], columns: int) -> Iterator[list[FieldSpec]]:
    """Yield the fields row by row, in reading order: a row ends when it is full, or at a long text or new section."""
    row: list[FieldSpec] = []
    for spec in specs:
        alone = spec.kind is Kind.LONG_TEXT
        if row and (alone or len(row) == columns or spec.section != row[0].section):
            yield row
            row = []
        row.append(spec)
        if alone:
            yield row
            row = []
    if row:
        yield row
