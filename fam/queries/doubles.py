"""Cases that may be the same family: of the heads that the person may see, by name and town alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from rapidfuzz import fuzz
from sqlmodel import Session, col, select

from fam.models import Family, Town
from fam.rules.folding import fold
from fam.rules.terms import ENDED, Status

ALIKE = 88  # of 100: names that differ by a letter or a hyphen
MOST = 20  # pairs shown
LOOKED_AT = 3000  # heads; more than a Landkreis has in FAM


@dataclass(frozen=True, slots=True)
class Double:
    """Two heads with names that are alike, in the same town; the older number first."""

    name: str
    number: str
    other_name: str
    other_number: str
    town: str


def probable(session: Session) -> Sequence[Double]:
    """Return pairs of cases with like names in one town; not what is linked as earlier case, ended both, or erased."""
    query = select(Family).where(Family.status != Status.ANONYMISED, col(Family.town_ags).is_not(None))
    there: dict[tuple[str, str], list[Family]] = {}
    for head in session.exec(query.order_by(Family.number).limit(LOOKED_AT)):
        first = min(fold(head.name), default="")[:1]  # of the words in order: "Weiß-Müller" is beside "Müller-Weiß"
        there.setdefault((head.town_ags or "", first), []).append(head)
    towns = {one.ags: one.name for one in session.exec(select(Town))}
    found: list[Double] = []
    for (town, _first), heads in there.items():
        for one, other in combinations(heads, 2):
            linked = one.id == other.previous_id or other.id == one.previous_id
            ended = (one.status in ENDED and other.status in ENDED) or Status.NOT_ADMITTED in (one.status, other.status)
            if not linked and not ended and alike(one.name, other.name) >= ALIKE:
                found.append(Double(one.name, one.number, other.name, other.number, towns.get(town, "")))
    return found[:MOST]


def alike(name: str, other: str) -> int:
    """Return 0 to 100: how much two family names are the same, whatever their accents, case and order of words."""
    return int(fuzz.token_sort_ratio(" ".join(fold(name)), " ".join(fold(other))))
