"""Whether a family that is proposed was here before, among the cases whose head the person may see (handbook §7.4)."""

from sqlmodel import Session, col, select

from fam.models import Family
from fam.queries.search import matching, words
from fam.rules.folding import words_of
from fam.rules.terms import Status

SHOWN = 3


def known(session: Session, name: str) -> list[Family]:
    """Return at most three cases with all the words of the name, the latest first: they may be the same family.

    The access filter decides among which: a Fachkraft hears of own cases only, a hit in the other institution is
    Koordination's to see, and there only after the family agreed to be contacted. Names of members do not count.
    """
    wanted = words(name)
    if not wanted or max(len(word) for word in wanted) < 3:
        return []
    ids, _more = matching(session, wanted, [col(Family.status) != Status.ANONYMISED], limit=50)
    if not ids:
        return []
    query = select(Family).where(col(Family.id).in_(ids)).order_by(col(Family.received_on).desc())
    own = words_of(name)
    return [one for one in session.exec(query) if own & words_of(one.name)][:SHOWN]
