"""Letters as PDF, tagged for screen readers (PDF/UA-1): text goes in as data, never as markup."""

import json
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from fam.config import ROOT

TEMPLATES = ROOT / "data" / "letters"


def as_pdf(template: str, **data: Any) -> bytes:
    """Return the PDF of a template in data/letters (without ".typ") with its data: texts, lists, lists of lists."""
    import typst  # late: 30 MB that only a letter needs

    made: bytes = typst.compile(
        _source(template), sys_inputs={"data": json.dumps(data, ensure_ascii=False)}, pdf_standards="ua-1",
        ignore_system_fonts=True,
    )  # fmt: skip
    return made


@lru_cache
def _source(template: str) -> bytes:
    return (TEMPLATES / f"{template}.typ").read_bytes()


def confirmation(number: str, day: str, lines: Sequence[Sequence[str]], contacts: Sequence[str]) -> bytes:
    """Return the confirmation of a withdrawal for the family: (who, what, from whom to whom) per line."""
    return as_pdf("withdrawal", number=number, day=day, lines=[list(line) for line in lines], contacts=list(contacts))
