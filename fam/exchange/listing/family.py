"""What one row of a list says, once it is understood: frozen, without a database."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from fam.exchange.listing.people import ImportedMember
from fam.rules.german import TypedDate
from fam.rules.terms import Institution, Status, Term


class Outcome(Term):
    """What becomes of a row; the value is the code that `--json` prints."""

    NEW = "new", "neu"
    CHANGED = "changed", "geändert"
    SAME = "same", "unverändert"
    DOUBTFUL = "doubtful", "zu entscheiden"
    REFUSED = "refused", "nicht übernommen"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a row is not simply new, or what is missing in it.

    `column` is the heading it is about, `twin` the key of the other row of a double.
    """

    code: str
    sentence: str
    column: str = ""
    twin: str = ""


# Somebody must decide before the row comes in; every other code is a mere reason on a new row.
DOUBTS = frozenset({
    "duplicate", "known_family", "conflict", "contradiction",
    "revoked", "name_missing", "only_name", "admission_missing",
    "future", "no_date",
})  # fmt: skip
REFUSALS = frozenset({"total", "nothing", "header_again"})


@dataclass(frozen=True, slots=True)
class ImportedLead:
    """A lead as the list names it: the cell's text and the names in it; the first one is the lead."""

    institution: Institution
    text: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Home:
    """Where the family lives; `town` is as typed, `ags` None outside the Kreis or if unclear."""

    street: str = ""
    postcode: str = ""
    town: str = ""
    ags: str | None = None


@dataclass(frozen=True, slots=True)
class ImportedFamily:
    """A family as the list has it. Dates may be known by month only; `closed` is the last day in FAM, as listed.

    `extra` are the values of the team's fields by full key ("family_detail.f_7"), encoded as they are stored.
    """

    name: str
    fam_number: str = ""
    members: tuple[ImportedMember, ...] = ()
    home: Home = Home()
    phones: tuple[str, ...] = ()
    benefit_units: tuple[str, ...] = ()
    benefit_since: TypedDate | None = None
    source: str = ""
    received: TypedDate | None = None
    first_talk: TypedDate | None = None
    admitted: TypedDate | None = None
    closed: TypedDate | None = None
    status: Status = Status.PROPOSED
    leads: tuple[ImportedLead, ...] = ()
    end_reason: str = ""
    occasion: str = ""
    interpreter: str = ""
    note: tuple[str, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ImportedRow:
    """One filled row below the header. `cells` is everything it holds, heading -> text: nothing is ever dropped."""

    sheet: str
    row: int
    cells: Mapping[str, str]
    family: ImportedFamily | None = None
    reasons: tuple[Reason, ...] = field(default=())

    @property
    def key(self) -> str:
        """Names the row within its file."""
        return f"{self.sheet}:{self.row}"

    @property
    def outcome(self) -> Outcome:
        """NEW, DOUBTFUL or REFUSED, as far as the list alone can tell."""
        codes = {reason.code for reason in self.reasons}
        if self.family is None or codes & REFUSALS:
            return Outcome.REFUSED
        return Outcome.DOUBTFUL if codes & DOUBTS else Outcome.NEW
