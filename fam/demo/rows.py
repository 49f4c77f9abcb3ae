"""From cases to rows of the database: ids, numbers, labels to ids, entry dates.

Core inserts skip the change log and the search words of the flush hook: the words are made here by the same functions,
the log is written by `fam.demo.log` for the last weeks only.
"""

from collections.abc import Iterable
from dataclasses import asdict, replace
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any

from fam.demo import plan_rows
from fam.demo.case import Case, Row
from fam.demo.cast import ASD, GO_LIVE, KERSTIN, KONRAD, TODAY
from fam.demo.consents import people
from fam.models import (
    Address,
    Attendee,
    BenefitUnit,
    Closing,
    Consent,
    ConsentItem,
    Custody,
    Dissent,
    Family,
    FamilyDetail,
    FollowUp,
    Goal,
    GoalRating,
    Judgement,
    Lead,
    Measure,
    MeasureGoal,
    Meeting,
    Member,
    Need,
    Note,
    Phone,
    ProtectionReport,
    Receipt,
    Relation,
    Residence,
    Review,
    SearchWord,
    Sharing,
    Station,
    StatusPeriod,
    Task,
    UnitMember,
    Vote,
)
from fam.rules.consent import Given, sharing
from fam.rules.folding import fold, number_words, words_of
from fam.rules.terms import ENDED, ListName, Status

MODELS = (
    Family, FamilyDetail, StatusPeriod, Lead, Member, Address, Phone, BenefitUnit, Judgement, Vote, Dissent, Meeting,
    Attendee, Goal, GoalRating, Task, Note, ProtectionReport, Need, Station, Receipt, Review, Closing, FollowUp,
    Measure, MeasureGoal, Relation, Custody, Residence, UnitMember, Consent, ConsentItem, Sharing, SearchWord,
)  # fmt: skip
PARTS = (
    "status_period", "lead", "member", "address", "phone", "benefit_unit", "judgement", "vote", "dissent", "note",
    "protection_report", "review", "closing", "follow_up",
)  # fmt: skip
PEOPLE = {"account": "account_id", "author": "author_id", "settled_by": "settled_by"}
REASONS = {
    Status.PAUSED: ListName.PAUSE, Status.CLOSED: ListName.CLOSING, Status.NOT_ADMITTED: ListName.NON_ADMISSION,
}  # fmt: skip


def name_of(model: Any) -> str:
    """Return the table's name of a model."""
    return str(model.__tablename__)


def empty(model: Any) -> Row:
    """Return what every row of a table has before the case says otherwise."""
    fields = {key: field.get_default(call_default_factory=True) for key, field in model.model_fields.items()}
    return {key: fields[key] if not _required(model, key) else None for key in fields}


def _required(model: Any, key: str) -> bool:
    return bool(model.model_fields[key].is_required())


DEFAULTS: dict[str, Row] = {name_of(model): empty(model) for model in MODELS}


@lru_cache(maxsize=8192)
def _words(text: str) -> frozenset[str]:
    return frozenset(words_of(text))


@lru_cache(maxsize=4096)
def at(day: date, hour: int = 8, minute: int = 0) -> datetime:
    """Return a time of a working day, in UTC."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=UTC)


class Rows:
    """Collects the rows of cases by table; `tables` is what to insert next, `counts` what there is so far."""

    def __init__(self, accounts: dict[str, int], lists: dict[tuple[ListName, str], int]) -> None:
        """`accounts`: username -> id, `lists`: (list, code) -> id."""
        self.accounts, self.lists = accounts, lists
        self.tables: dict[str, list[Row]] = {name: [] for name in DEFAULTS}
        self.counts: dict[str, int] = dict.fromkeys(DEFAULTS, 0)
        self.numbers: dict[int, int] = {}  # year -> last FAM number
        self.default_author = KERSTIN
        self.kept: list[tuple[str, Row]] = []  # the story's rows, for the change log
        self._keeps = False
        self.known: dict[str, int] = {}  # key of a case that another one continues -> id

    def add(self, case: Case) -> None:
        """Add a case and everything on it; the cases come in the order of their numbers."""
        self._keeps = case.closely
        family_id = self._family(case)
        self.put("family_detail", family_id, {"family_id": family_id, **case.detail})
        for part in PARTS:
            for row in getattr(case, part):
                self.put(part, family_id, row)
        member_base = self.counts["member"] - len(case.member)
        plan_rows.joining(self, case, family_id)
        meetings = [self._meeting(row, family_id, member_base) for row in case.meeting]
        goals = [plan_rows.goal(self, row, family_id) for row in case.goal]
        for row in case.task:
            owner = self.accounts[row["owner"]] if row["owner"] else None
            done_by = self.accounts[row["done_by"]] if row.get("done_by") else None
            links = {"owner_id": owner, "done_by": done_by}
            links["meeting_id"] = None if row["meeting"] is None else meetings[row["meeting"]]
            links["goal_id"] = goals[row["goal"]] if "goal" in row else None
            self.put("task", family_id, row | links)
        plan_rows.plan(self, case, family_id, member_base)
        plan_rows.measures(self, case, family_id, goals)
        self._consents(case, family_id, member_base)

    def _consents(self, case: Case, family_id: int, member_base: int) -> None:
        """The ledger, and what follows from it now, as the flush hook would write it."""
        given = []
        for row in case.consent:
            member_id = row["member"] and member_base + row["member"]
            signers = [member_base + place for place in row["signers"]]
            links = {"member_id": member_id, "signer_ids": signers}
            form = {"form_id": self.lists[ListName.CONSENT_FORM, row["form"]]}
            consent_id = self.put("consent", family_id, row | links | form)
            for flow in row["flows"]:
                revoked = row["revoked_on"] if flow in row["revoked_flows"] else None
                item = {
                    "consent_id": consent_id, "member_id": member_id, "category": flow[0], "source": flow[1],
                    "starts_on": row["given_on"], "ends_on": row["valid_until"], "revoked_on": revoked,
                    "revoked_at": at(revoked) if revoked else None, "entered": row["entered"], "by": row["by"],
                    "revoked_by": self.accounts[row["by"]] if revoked else None,
                }  # fmt: skip
                self.put("consent_item", family_id, item)
                given.append(
                    Given(
                        member_id=member_id, category=flow[0], source=flow[1], starts_on=row["given_on"],
                        ends_on=row["valid_until"], revoked=revoked is not None,
                    )
                )  # fmt: skip
        known = [replace(one, id=member_base + one.id) for one in people(case)] if given else []
        rows = [asdict(one) | {"family_id": family_id} for one in sharing(known, given, TODAY)] if given else []
        self.tables["sharing"] += rows
        self.counts["sharing"] += len(rows)

    def _family(self, case: Case) -> int:
        arc = case.arc
        self.default_author = arc.proposer or arc.pair[0]
        year = arc.received_on.year
        self.numbers[year] = self.numbers.get(year, 0) + 1
        number = f"FAM-{year}-{self.numbers[year]:05d}"
        head: Row = {
            "number": number, "name": arc.name, "sort_name": " ".join(fold(arc.name)), "town_ags": arc.town,
            "status": arc.status, "phase": arc.phase, "institution": arc.institution,
            "proposed_by_id": self.accounts.get(arc.proposer), "source_id": self.lists[ListName.SOURCE, arc.source],
            "received_on": arc.received_on, "received_precision": arc.precision, "contact_agreed_on": arc.agreed_on,
            "first_talk_on": arc.talk_on, "decided_on": arc.decided_on, "admitted_on": arc.admitted_on,
            "closed_on": arc.closed_on if arc.admitted_on else None, "legacy": arc.legacy, "more_reason_ids": [],
            "reason_id": self._reason(arc.status, arc.reason) if arc.status in ENDED else None,
            "previous_id": self.known.get(arc.previous), "readmission": arc.previous in self.known,
            "entered": arc.received_on, "by": arc.proposer or KERSTIN,
        }  # fmt: skip
        family_id = self.put("family", None, {**head, **case.head})
        if case.closely:
            self.known[arc.key] = family_id
        self._search_words(case, number, family_id)
        return family_id

    def _search_words(self, case: Case, number: str, family_id: int) -> None:
        own = number_words(number) | _words(case.arc.name)
        names = {word for row in case.member for word in _words(row["first_name"])}
        names |= {word for row in case.member if row.get("last_name") for word in _words(row["last_name"])}
        words = self.tables["search_word"]
        words += [{"word": word, "family_id": family_id, "of_member": False} for word in own]
        words += [{"word": word, "family_id": family_id, "of_member": True} for word in names]
        self.counts["search_word"] += len(own) + len(names)

    def _reason(self, status: Status, code: str) -> int | None:
        return self.lists[REASONS[status], code] if code and status in REASONS else None

    def _meeting(self, row: Row, family_id: int, member_base: int) -> int:
        meeting_id = self.put("meeting", family_id, row | {"kind_id": self.lists[ListName.MEETING_KIND, row["kind"]]})
        for attendee in row["attendees"]:
            who: Row = {"meeting_id": meeting_id, "party": attendee["party"], "present": attendee["present"]}
            if "member" in attendee:
                who["member_id"] = member_base + attendee["member"] + 1
            else:
                who["account_id"] = self.accounts[attendee["account"]]
            self.put("attendee", family_id, who)
        return meeting_id

    def put(self, table: str, family_id: int | None, row: Row) -> int:
        """Add one row with the next id; columns that the table does not have are the case's own notes."""
        self.counts[table] += 1
        row_id = self.counts[table]
        defaults = DEFAULTS[table]
        full = defaults.copy()
        for key, value in row.items():
            if key in PEOPLE and key != "by":
                full[PEOPLE[key]] = self.accounts.get(value)
            elif key in defaults:
                full[key] = value
        full["id"] = row_id
        if family_id:
            full["family_id"] = family_id
        if "created_at" in defaults:
            entered = max(row.get("entered") or TODAY, GO_LIVE)
            full["created_at"] = at(entered, 6 + row_id % 9, row_id * 7 % 60)
            full["created_by"] = self.accounts[row.get("by") or self._author(table, row, entered)]
        if "reason" in row and table == "status_period":
            full["reason_id"] = self._reason(row["status"], row["reason"])
        self.tables[table].append(full)
        if self._keeps:
            self.kept.append((table, full))
        return row_id

    def _author(self, table: str, row: Row, entered: date) -> str:
        """Return who made an entry that names nobody: Koordination assigns, Kerstin took the list over."""
        if table == "lead":
            return KONRAD if row["institution"] is ASD else KERSTIN
        return KERSTIN if entered == GO_LIVE else self.default_author

    def take(self) -> Iterable[tuple[str, list[Row]]]:
        """Return the collected rows by table, parents first, and begin anew."""
        taken, self.tables = self.tables, {name: [] for name in DEFAULTS}
        return [(name, rows) for name, rows in taken.items() if rows]
