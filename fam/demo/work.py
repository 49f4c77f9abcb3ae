"""The team's work with an invented family: meetings with who was present, agreements, tasks and notes."""

from datetime import date, time, timedelta

from fam.demo import texts
from fam.demo.arcs import lead_on
from fam.demo.case import INSTITUTIONS, Case, Dice, Row, weekday
from fam.demo.cast import ASD, GO_LIVE, PRO_ARBEIT, TODAY
from fam.rules.terms import Confidentiality, Institution, LegalCircle, MeetingState, Party

FIRST_MONTHS = timedelta(days=91)
BOTH = INSTITUTIONS
JOINT_KINDS = ("GESPRAECH", "GESPRAECH", "GESPRAECH", "HAUSBESUCH", "HAUSBESUCH", "HILFEPLANGESPRAECH")
TIMES = (time(8, 30), time(9, 0), time(10, 0), time(11, 0), time(13, 30), time(14, 30), time(15, 30))


def add_work(case: Case, dice: Dice, *, closely: bool) -> None:
    """Give a running or closed case its meetings, tasks and notes since the program is in use.

    `closely`: every two weeks in the first three months, then monthly (domain handbook §4.6); else a few of them.
    """
    arc = case.arc
    if arc.talk_on and arc.talk_on >= GO_LIVE:
        meet(case, dice, arc.talk_on, "ERSTGESPRAECH", topics="Kennenlernen, Freiwilligkeit, Arbeitsweise von FAM.")
    if arc.admitted_on is None:
        return
    first = max(arc.admitted_on, GO_LIVE)
    last = min(day for day in (arc.closed_on, arc.paused_on, TODAY) if day) - timedelta(days=1)
    days = _rhythm(dice, first, arc.admitted_on, last) if closely else _some_days(dice, first, last)
    for day in days:
        _usual_meeting(case, dice, day)
    if closely:
        _notes(case, dice, first, last)


def _rhythm(dice: Dice, first: date, admitted: date, last: date) -> list[date]:
    days, day = [], first + timedelta(days=dice.between(5, 12))
    while day <= last:
        days.append(weekday(day))
        day += timedelta(days=dice.between(12, 17) if day - admitted < FIRST_MONTHS else dice.between(26, 36))
    return days


def _some_days(dice: Dice, first: date, last: date) -> list[date]:
    if (last - first).days < 7:
        return []
    return sorted({weekday(dice.day(first + timedelta(days=4), last)) for _ in range(dice.between(1, 3))})


def _usual_meeting(case: Case, dice: Dice, day: date) -> None:
    """Three of four meetings are meant for both institutions, one is a single contact."""
    state, throw = MeetingState.HELD, dice.random()
    if throw > 0.85:
        state = MeetingState.CANCELLED if throw > 0.92 else MeetingState.NO_SHOW
    if dice.chance(0.74):
        absent = (dice.one(BOTH),) if dice.chance(0.14) else ()
        kind = "FALLKONFERENZ" if dice.chance(0.08) else dice.one(JOINT_KINDS)
        family = kind != "FALLKONFERENZ" or dice.chance(0.5)
        meet(case, dice, day, kind, state=state, absent=absent, family=family)
    else:
        one = dice.one(BOTH)
        meet(case, dice, day, dice.one(("TELEFONAT", "GESPRAECH", "HAUSBESUCH")), state=state, expected=(one,))


def meet(
    case: Case,
    dice: Dice,
    on: date,
    kind: str,
    *,
    state: MeetingState = MeetingState.HELD,
    expected: tuple[Institution, ...] = BOTH,
    absent: tuple[Institution, ...] = (),
    family: bool = True,
    topics: str = "",
    entered: date | None = None,
    at: time | None = None,
    gathering: str = "",
) -> Row:
    """Add a meeting of the expected institutions with the family, with an agreement and its task now and then."""
    held = state is MeetingState.HELD
    coming = [one for one in expected if one not in absent]
    institution = dice.one(tuple(coming))
    author = lead_on(case, institution, on)
    row: Row = {
        "kind": kind, "state": state, "event_on": on, "starts_at": at or dice.one(TIMES), "gathering": gathering,
        "place": "" if kind == "TELEFONAT" else dice.one(texts.PLACES), "institution": institution, "author": author,
        "legal_circle": LegalCircle.BOTH if len(expected) > 1 else institution.circle,
        "confidentiality": Confidentiality.TEAM if len(expected) > 1 else Confidentiality.INSTITUTION,
        "entered": entered or _entry_day(dice, on), "by": author, "attendees": [],
    }  # fmt: skip
    if held:
        row["topics"] = topics or dice.one(texts.valid(texts.TOPICS, on))
    elif state is MeetingState.CANCELLED:
        row["cancelled_on"] = on - timedelta(days=dice.between(0, 3))
        row["topics"] = dice.one(texts.CANCELLED)
        row["entered"] = min(row["entered"], on)
    _attendees(case, dice, row, expected, absent, family)
    case.meeting.append(row)
    if held and dice.chance(0.5):
        agree(case, dice, row)
    return row


def _attendees(
    case: Case, dice: Dice, row: Row, expected: tuple[Institution, ...], absent: tuple[Institution, ...], family: bool
) -> None:
    state = row["state"]
    came = state in (MeetingState.HELD, MeetingState.NO_SHOW, MeetingState.PLANNED)
    for one in expected:
        account = lead_on(case, one, row["event_on"])
        party = Party.PRO_ARBEIT if one is PRO_ARBEIT else Party.ASD
        row["attendees"].append({"party": party, "account": account, "present": came and one not in absent})
    if not family:
        return
    there = state in (MeetingState.HELD, MeetingState.PLANNED)
    adults = [number for number, member in enumerate(case.member) if member.get("custody_holder") and _in(member, row)]
    row["attendees"].append({"party": Party.FAMILY, "member": adults[0] if adults else 0, "present": there})
    young = [
        number for number, member in enumerate(case.member) if not member.get("custody_holder") and _in(member, row)
    ]
    if young and dice.chance(0.3):
        row["attendees"].append({"party": Party.FAMILY, "member": dice.one(tuple(young)), "present": there})


def _in(member: Row, meeting: Row) -> bool:
    return bool(member["in_household"]) and (member.get("starts_on") or date.min) <= meeting["event_on"]


def _entry_day(dice: Dice, on: date) -> date:
    """Most meetings are documented within three days, one in fifteen only after one to three weeks."""
    days = dice.between(9, 22) if dice.chance(0.07) else dice.one((0, 0, 1, 1, 2, 3))
    return min(max(on, weekday(on + timedelta(days=days))), TODAY)


def agree(
    case: Case, dice: Dice, meeting: Row, text: str = "", due: date | None = None, done: bool | None = None
) -> Row:
    """Add an agreement to a meeting and its task; what is long due is nearly always done."""
    on: date = meeting["event_on"]
    text = text or dice.one(texts.valid(texts.AGREEMENTS, on))
    meeting["agreements"] = "\n".join(line for line in (meeting.get("agreements", ""), text) if line)
    due = due or weekday(on + timedelta(days=dice.between(10, 30)))
    owner = meeting["author"] if dice.chance(0.75) else None
    row: Row = {
        "text": text, "owner": owner, "owner_text": "" if owner else "Familie", "event_on": on, "due_on": due,
        "meeting": case.meeting.index(meeting), "institution": meeting["institution"], "author": meeting["author"],
        "legal_circle": meeting["legal_circle"], "confidentiality": meeting["confidentiality"],
        "entered": meeting["entered"], "by": meeting["author"],
    }  # fmt: skip
    if done is None:
        done = due <= TODAY - timedelta(days=21) or dice.chance(0.6 if due <= TODAY else 0.15)
    if done:
        row["done_on"] = dice.day(min(meeting["entered"], TODAY), min(due + timedelta(days=4), TODAY))
        row["done_on"] = max(row["done_on"], meeting["entered"])
        row["done_by"] = meeting["author"]
    case.task.append(row)
    return row


def note(case: Case, institution: Institution, on: date, text: str, *, team: bool = False) -> Row:
    """Add a dated entry; the ASD's own stay with the ASD unless meant for the team."""
    author = lead_on(case, institution, on)
    row: Row = {
        "institution": institution, "legal_circle": institution.circle, "event_on": on, "text": text, "author": author,
        "confidentiality": Confidentiality.TEAM if team else Confidentiality.INSTITUTION, "entered": on, "by": author,
    }  # fmt: skip
    case.note.append(row)
    return row


def _notes(case: Case, dice: Dice, first: date, last: date) -> None:
    if last < first:
        return
    for institution, bank in ((ASD, texts.NOTES_ASD), (PRO_ARBEIT, texts.NOTES_PRO_ARBEIT)):
        note(case, institution, weekday_within(dice, first, last), dice.one(texts.valid(bank, last)))
    if dice.chance(0.6):
        day = weekday_within(dice, first, last)
        note(case, dice.one(BOTH), day, dice.one(texts.valid(texts.NOTES_TEAM, day)), team=True)


def weekday_within(dice: Dice, first: date, last: date) -> date:
    """Return a weekday from first to last."""
    return max(first, weekday(dice.day(first, last)))
