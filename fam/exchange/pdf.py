"""Letters as PDF, tagged for screen readers (PDF/UA-1): what people typed goes in as data, never as markup."""

import json
import re
import unicodedata
from functools import lru_cache
from typing import Any

from fam.config import ROOT

TEMPLATES = ROOT / "data" / "letters"
GLYPHS = '#let data = json(bytes(sys.inputs.data))\n#set document(title: [x])\n#set text(lang: "de")\n#data'
LONGEST = 35  # letters without a space; after that many a line may break
_ENDLESS = re.compile(rf"(\S{{{LONGEST}}})(?=\S)")
_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")  # they turn round what stands beside them
_USUAL = re.compile(r"[\n\t -~\u00a0-\u017f„“”‚‘’–—…€§·•✓→]*")


class Drawn(str):
    """A picture (SVG) that the program drew itself: it goes in as it is."""


def as_pdf(template: str, **data: Any) -> bytes:
    """Return the PDF of a template in data/letters (without ".typ") with its data: texts, lists, dicts.

    A sign that the fonts do not have stands there as [U+1F600]: a letter is never refused for what somebody typed.
    """
    import typst  # late: 30 MB that only a letter needs

    source, clean = _source(template), _clean(data)
    try:
        return _compiled(source, clean, "ua-1")
    except typst.TypstError:  # signs that only together cannot be shown
        return _compiled(source, clean, None)


def _compiled(source: bytes, data: Any, standard: Any) -> bytes:
    import typst

    inputs = {"data": json.dumps(data, ensure_ascii=False)}
    made: bytes = typst.compile(source, sys_inputs=inputs, pdf_standards=standard or [], ignore_system_fonts=True)
    return made


def _clean(data: Any) -> Any:
    if isinstance(data, dict):
        return {key: _clean(one) for key, one in data.items()}
    if isinstance(data, list | tuple):
        return [_clean(one) for one in data]
    return printable(data) if isinstance(data, str) and not isinstance(data, Drawn) else data


def printable(text: str) -> str:
    """Return text as a PDF can show it: no control characters, line breaks in endless words, no sign without glyph."""
    text = _BIDI.sub("", unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")))
    text = "".join(
        sign for sign in text if sign in "\n\t" or unicodedata.category(sign) not in ("Cc", "Cs", "Co", "Cn")
    )
    if not _USUAL.fullmatch(text):
        text = "".join(sign if _USUAL.fullmatch(sign) or _shown(sign) else f"[U+{ord(sign):04X}]" for sign in text)
    return _ENDLESS.sub("\\1\u200b", text)


@lru_cache(maxsize=4096)
def _shown(sign: str) -> bool:
    """Whether the fonts that come along have this sign; combining ones are asked for together with a letter."""
    import typst

    try:
        _compiled(GLYPHS.encode(), f"a{sign}" if unicodedata.combining(sign) else sign, "ua-1")
    except typst.TypstError:
        return False
    return True


@lru_cache
def _source(template: str) -> bytes:
    return (TEMPLATES / f"{template}.typ").read_bytes()
