"""Which families a typed text means. The cost follows what is found, never how many families there are.

Koordination's search goes from the words of heads to the families, a Fachkraft's from the own families to their words:
either way an index leads there. More than ENOUGH families are not looked up: whoever typed "m" will type on.
"""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, exists, or_
from sqlmodel import Session, col, select

from fam.models import Family, SearchWord, Town
from fam.person import Person
from fam.readable import knows
from fam.rules.folding import fold
from fam.rules.terms import Role

ENOUGH = 500
NUMBER = "fam"  # begins every FAM number, so it says nothing
Condition = ColumnElement[bool]


def words(text: str) -> list[str]:
    """Return the words that restrict a search, first the one that probably says most: letters, and many of them."""
    found = {word[:64] for word in fold(text)} - {NUMBER}
    return sorted(found, key=lambda word: (word[0].isdigit(), -len(word), word))


def matching(
    session: Session, wanted: Sequence[str], filters: Sequence[Condition], limit: int = ENOUGH
) -> tuple[list[int], bool]:
    """Return the ids of families in which each word begins a word of name, number, a member's name or the town.

    Members' names count in families that the person knows. At most `limit` ids, and whether there are more.
    """
    person: Person = session.info["person"]
    towns = _towns(session, wanted)
    wanted = sorted(wanted, key=lambda word: bool(towns[word]))  # many live in a town
    everywhere = [_has(word, towns[word]) for word in wanted]
    own = select(col(Family.id)).where(*everywhere, *filters).limit(limit + 1)
    if not person.has(Role.COORDINATOR):
        found = list(session.exec(own))
    else:
        found = list(session.exec(own.where(knows(person, col(Family.id)))))
        found += _by_heads(session, wanted, towns, filters, limit)
    ids = list(dict.fromkeys(number for number in found if number))
    return ids[:limit], len(ids) > limit or len(found) > 2 * limit


def _by_heads(
    session: Session, wanted: Sequence[str], towns: dict[str, list[str]], filters: Sequence[Condition], limit: int
) -> list[int | None]:
    """Go from the first word, or the towns it names, to heads of cases that have the other words too."""
    first, *others = wanted
    of_head = col(SearchWord.of_member).is_(False)
    rest = [_has(word, towns[word], of_head) for word in others]
    named = (
        select(col(Family.id))
        .join(SearchWord, col(SearchWord.family_id) == Family.id)
        .where(of_head, *_begins(first), *rest, *filters)
        .order_by(col(SearchWord.word), col(SearchWord.family_id))
        .limit(2 * limit + 1)  # "Müller" is there twice: as muller and as mueller
    )
    found = list(session.exec(named))
    if towns[first]:
        living = select(col(Family.id)).where(col(Family.town_ags).in_(towns[first]), *rest, *filters)
        found += session.exec(living.limit(limit + 1))
    return found


def _has(word: str, towns: Sequence[str], *whose: Condition) -> Condition:
    """The family has a word that begins so, or lives in one of the towns."""
    found = exists().where(col(SearchWord.family_id) == Family.id, *whose, *_begins(word)).correlate(Family)
    return or_(col(Family.town_ags).in_(towns), found) if towns else found


def _begins(word: str) -> tuple[Condition, Condition]:
    return col(SearchWord.word) >= word, col(SearchWord.word) < word + "\uffff"


def _towns(session: Session, wanted: Sequence[str]) -> dict[str, list[str]]:
    """Return word -> towns with a word in their name that begins so."""
    names = [(ags, fold(name)) for ags, name in session.exec(select(Town.ags, Town.name))]
    return {word: [ags for ags, parts in names if any(part.startswith(word) for part in parts)] for word in wanted}
