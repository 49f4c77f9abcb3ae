"""The words of the access filter in SQL: constants as literals, who asks as the same few parameters everywhere.

A filter names a level or a person many times over. As a parameter of its own each of them cost every statement 15 µs.
"""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, Self

import sqlalchemy as sa

from fam.person import Person
from fam.rules.terms import Term


class Asked(sa.BindParameter[Any]):
    """A parameter that stays one and the same object wherever a statement puts it.

    SQLAlchemy marks every part of a loader criterion in a copy of its own. Copies of a parameter are equal but not
    identical, and to find that out it builds an SQL comparison of two of them, ten times per statement.
    """

    inherit_cache = True

    def _annotate(self, values: Mapping[str, Any]) -> Self:
        return self

    def _with_annotations(self, annotations: Mapping[str, Any]) -> Self:
        return self

    def _clone(self, maintain_key: bool = False, **_how: Any) -> Self:
        return self


def said(word: Term | None) -> sa.ColumnElement[Any]:
    """Return a constant of the program as a literal; None (no institution) equals nothing."""
    return sa.null() if word is None else sa.literal_column(f"'{word.value}'", sa.String)


def said_all(words: Iterable[Term]) -> list[sa.ColumnElement[Any]]:
    """Return constants as literals, for `in_`."""
    return [said(one) for one in words]


@lru_cache(maxsize=512)
def me(person: Person) -> sa.BindParameter[int]:
    """Return who asks, the same parameter wherever it stands in a statement."""
    return Asked("fam_me", person.account_id, type_=sa.Integer)


@lru_cache(maxsize=512)
def today(person: Person) -> sa.BindParameter[Any]:
    """Return the day of who asks, the same parameter wherever it stands in a statement."""
    return Asked("fam_today", person.today, type_=sa.Date)
