"""The words by which a family is found: name, number and members, folded; kept by the flush hook."""

from collections.abc import Set
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from fam.models import Base, Family, Member
from fam.rules.folding import number_words, words_of


def refresh_words(session: Session, rows: list[Any], left: Set[int] = frozenset()) -> None:
    """Rewrite the search words of the families whose name or members these rows changed, or left."""
    families = {row.id for row in rows if isinstance(row, Family)}
    families |= {row.family_id for row in rows if isinstance(row, Member)} | left
    for family_id in sorted(number for number in families if number):
        _rewrite(session.connection(), family_id)


def _rewrite(connection: sa.Connection, family_id: int) -> None:
    words: sa.Table = Base.metadata.tables["search_word"]
    family, member = Base.metadata.tables["family"].c, Base.metadata.tables["member"].c
    connection.execute(sa.delete(words).where(words.c.family_id == family_id))
    head = connection.execute(sa.select(family.number, family.name).where(family.id == family_id)).first()
    if head is None:
        return
    people = connection.execute(sa.select(member.first_name, member.last_name).where(member.family_id == family_id))
    found = {(word, False) for word in number_words(head.number) | words_of(head.name)}
    found |= {(word, True) for person in people for word in words_of(f"{person.first_name} {person.last_name}")}
    connection.execute(
        sa.insert(words),
        [{"word": word, "family_id": family_id, "of_member": of_member} for word, of_member in sorted(found)],
    )
