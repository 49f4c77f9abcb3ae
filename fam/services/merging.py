"""Koordination makes one file of two of the same family (handbook §7.4, 13): seen before, confirmed, not taken back.

Nothing opens: the access filter itself is asked before and after, see fam/services/merging_readers.py.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlmodel import Session, col, select

from fam import db
from fam.errors import IllegalStep, InvalidForm, NotFound
from fam.models import AccessGrant, ErasureItem, ErasureRun, Family, ListItem, StatusPeriod, now
from fam.person import Person
from fam.rules.lifecycle import was_in_fam
from fam.rules.merging import DOUBLE, NOTE, TABLES, Case, going, refusals
from fam.rules.terms import PIPELINE, Confidentiality, ListName, Status
from fam.services import erasure_blockers, merging_ending, merging_people, merging_readers, merging_rows
from fam.services.cases import need_coordination
from fam.services.merging_people import Same, Somebody
from fam.services.statuses import set_status

CONFIRM = "Bitte zur Bestätigung die Nummer der Akte eintippen, die aufgegeben wird."
SELF = "Bitte die Nummer der anderen Akte angeben."
BUSY = "Für eine der Akten läuft ein Zugriff mit Begründung. Er endet nach spätestens 24 Stunden."
RUN = "Eine der Akten steht in einem Löschlauf, der noch nicht beendet ist."
CHAIN = 5  # a kept file may be given up later


@dataclass(frozen=True, slots=True)
class Preview:
    """What joining would do: (what, how many, what becomes of it), who is in both, what stands in its way.

    `lost` says what of the given-up case's end the joint file will not hold: it is asked for.
    """

    kept: str
    given: str
    counts: tuple[tuple[str, int, str], ...]
    same: tuple[Same, ...]
    kept_people: tuple[Somebody, ...]
    given_people: tuple[Somebody, ...]
    lost: tuple[str, ...]
    blockers: tuple[str, ...]


def preview(session: Session, kept_id: int, number: str) -> Preview:
    """Return what would happen if the file with this number became part of this one.

    Raises NotAllowed, NotFound if one of the heads is not to be seen, InvalidForm for the same number.
    """
    kept, given = _both(session, kept_id, number)
    with db.elevated(session):
        counts, carry = [], merging_ending.carries(session, kept)
        for name, one in TABLES.items():
            found = merging_rows.rows(session, name, given.id or 0) if one.label else ()
            entrusted = [row for row in found if _entrusted(row)]  # whose existence is their author's to know
            if len(found) > len(entrusted):
                counts.append((one.label, len(found) - len(entrusted), going(name, carry=carry).label))
        return Preview(
            kept.number,
            given.number,
            tuple(counts),
            merging_people.same(session, kept.id or 0, given.id or 0),
            merging_people.of(session, kept.id or 0),
            merging_people.of(session, given.id or 0),
            () if carry else merging_ending.lost(session, given.id or 0),
            _blockers(session, kept, given),
        )


def merge(
    session: Session,
    kept_id: int,
    number: str,
    confirmed: str,
    pairs: Mapping[int, int] | None = None,
    *,
    losing: bool = False,
) -> None:
    """Make the file with this number part of the kept one. `pairs`: whom to make one person (given up -> kept).

    `losing`: yes to what the preview says is lost. Raises what `preview` does, InvalidForm without that yes, unless the
    number is typed again, or for pairs that cannot be; IllegalStep with what stands in its way, also if anybody could
    read something afterwards that was closed to them in both files.
    """
    kept, given = _both(session, kept_id, number)
    if confirmed.strip().upper() != given.number:
        raise InvalidForm({"confirmed": CONFIRM})
    with db.elevated(session):
        if found := _blockers(session, kept, given):
            raise IllegalStep(found)
        carry = merging_ending.carries(session, kept)
        if not (carry or losing) and merging_ending.lost(session, given.id or 0):
            raise InvalidForm({"losing": merging_ending.ASK})
        chosen = merging_people.checked(session, kept.id or 0, given.id or 0, pairs or {})
        both = [kept.id or 0, given.id or 0]
        was = merging_readers.before(session, merging_readers.people(session, both), both)
        merging_rows.per_member(session, *both)
        joined = merging_rows.join_members(session, chosen, both[1])
        joined |= merging_rows.join_detail(session, kept, given)
        merging_rows.take_over(session, *both, carry=carry)
        _give_up(session, kept, given)
        merging_readers.close(session, was, both[0], joined)


def now_in(session: Session, number: str) -> str:
    """Return the number of the file that a given-up one became part of, "" if it was not given up; nothing else."""
    found = ""
    with db.elevated(session):
        for _ in range(CHAIN):
            query = select(StatusPeriod.note).join(Family, col(Family.id) == StatusPeriod.family_id)
            query = query.join(ListItem, col(ListItem.id) == StatusPeriod.reason_id)
            query = query.where(
                Family.number == (found or number.strip().upper()), StatusPeriod.status == Status.NOT_ADMITTED,
                ListItem.code == DOUBLE, col(StatusPeriod.note).startswith(NOTE),
            )  # fmt: skip
            note = session.exec(query).first()
            if note is None:
                break
            found = note.removeprefix(NOTE)
    return found


def _both(session: Session, kept_id: int, number: str) -> tuple[Family, Family]:
    need_coordination(session)
    kept = session.exec(select(Family).where(Family.id == kept_id)).first()
    given = session.exec(select(Family).where(Family.number == number.strip().upper())).first()
    if kept is None or given is None:
        raise NotFound
    if kept.id == given.id:
        raise InvalidForm({"number": SELF})
    return kept, given


def _entrusted(row: object) -> bool:
    return getattr(row, "confidentiality", None) is Confidentiality.ENTRUSTED


def _blockers(session: Session, kept: Family, given: Family) -> tuple[str, ...]:
    ids = [kept.id or 0, given.id or 0]
    linked = given.previous_id == kept.id or kept.previous_id == given.id
    cases = [Case(one.number, one.status, one.admitted_on, one.closed_on) for one in (kept, given)]
    found = [*refusals(*cases, linked=linked)]
    for ask in (erasure_blockers.holds, erasure_blockers.asked_for):
        found += [sentence for _family, sentence in ask(session, ids)]
    grants = select(AccessGrant.id).where(col(AccessGrant.family_id).in_(ids), AccessGrant.ends_at > now())
    if session.exec(grants.limit(1)).first() is not None:
        found.append(BUSY)
    runs = select(ErasureItem.id).join(ErasureRun, col(ErasureRun.id) == ErasureItem.run_id)
    runs = runs.where(col(ErasureItem.family_id).in_(ids), col(ErasureRun.is_open).is_(True))
    if session.exec(runs.limit(1)).first() is not None:
        found.append(RUN)
    return tuple(dict.fromkeys(found))


def _give_up(session: Session, kept: Family, given: Family) -> None:
    """The number is "nicht aufgenommen: Doppelvorschlag"; its time in FAM, inside the kept one's, counts no more."""
    person: Person = session.info["person"]
    reason = select(ListItem.id).where(ListItem.list == ListName.NON_ADMISSION, ListItem.code == DOUBLE)
    reason_id, note = session.exec(reason).one(), NOTE + kept.number
    since, admitted = person.today, given.admitted_on
    if admitted is not None:
        since = admitted
        for period in merging_rows.rows(session, "status_period", given.id or 0):
            if period.starts_on >= admitted:
                session.delete(period)
        given.admitted_on = given.closed_on = None
        session.flush()
    if admitted is not None or given.status in PIPELINE:
        given.decided_on = since
        set_status(session, given, Status.NOT_ADMITTED, since, reason_id=reason_id, note=note)
    else:
        _put_right(session, given, reason_id, note)
    given.reason_id, given.more_reason_ids, given.phase = reason_id, [], None
    session.add(given)
    _link_on(session, kept, given)


def _put_right(session: Session, given: Family, reason_id: int | None, note: str) -> None:
    """It ended before, and when stays; only as what, and why, is put right."""
    for period in merging_rows.rows(session, "status_period", given.id or 0):
        if period.ends_on is None:
            period.status, period.reason_id, period.note = Status.NOT_ADMITTED, reason_id, note
            session.add(period)
    given.status = Status.NOT_ADMITTED


def _link_on(session: Session, kept: Family, given: Family) -> None:
    """Earlier and later cases of the given-up one are the kept one's."""
    for later in session.exec(select(Family).where(Family.previous_id == given.id)):
        later.previous_id = kept.id
        later.readmission = later.readmission or was_in_fam(
            kept.status, kept.admitted_on, readmission=kept.readmission or given.readmission
        )
        session.add(later)
    if kept.previous_id is None:
        kept.previous_id, kept.readmission = given.previous_id, given.readmission
        session.add(kept)
    session.flush()
