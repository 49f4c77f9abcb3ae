"""Requests for access, step by step: open, extend, look through, release, answer, or refuse (domain handbook §5.10)."""

from datetime import date

from sqlmodel import Session, select

from fam.errors import IllegalStep, InvalidForm, NotAllowed, NotFound
from fam.exchange.access_report import checksum
from fam.models import AccessRequest, Member, now
from fam.person import Person
from fam.rules.access_report import Item, Report, redacted, undecided
from fam.rules.access_request import due_on, may_extend
from fam.rules.german import format_date, plural
from fam.rules.periods import age_on
from fam.rules.protection_terms import RequestState
from fam.rules.terms import Role
from fam.services.access_report import put_together

ADULT = 18  # years
OF_AGE = "Die Person ist volljährig und fragt selbst; wer für sie handelt, braucht eine Vollmacht: bitte leer lassen."
SHORTEST = 10  # letters of a reason


def ask(
    session: Session, family_id: int, member_id: int | None, requested_on: date | None, asker_id: int | None = None
) -> AccessRequest:
    """Write down that a person wants to know what is kept about them; for the leads, Koordination and Datenschutz.

    `asker_id`: who asked in the person's name, e.g. a parent. Raises InvalidForm.
    """
    person: Person = session.info["person"]
    wrong = {}
    member = None if member_id is None else _member(session, family_id, member_id)
    if member is None:
        wrong["member_id"] = "Bitte die Person wählen."
    if requested_on is None:
        wrong["requested_on"] = "Bitte den Tag angeben, an dem die Auskunft verlangt wurde."
    elif requested_on > person.today:
        wrong["requested_on"] = "Der Tag liegt in der Zukunft."
    if asker_id is not None and (asker_id == member_id or _member(session, family_id, asker_id) is None):
        wrong["asker_id"] = "Bitte eine andere Person der Familie wählen, oder leer lassen."
    elif asker_id is not None and member is not None and _of_age(member, requested_on or person.today):
        wrong["asker_id"] = OF_AGE
    if wrong:
        raise InvalidForm(wrong)
    running = select(AccessRequest).where(
        AccessRequest.member_id == member_id, AccessRequest.state == RequestState.OPEN
    )
    if session.exec(running).first() is not None:
        raise InvalidForm({"member_id": "Für diese Person läuft schon eine Auskunft."})
    assert requested_on is not None
    request = AccessRequest(
        family_id=family_id, member_id=member_id, asker_id=asker_id, requested_on=requested_on,
        author_id=person.account_id or None,
    )  # fmt: skip
    session.add(request)
    session.flush()
    return request


def _of_age(member: Member, day: date) -> bool:
    """From the 18th birthday on nobody asks by virtue of parental care (domain handbook §7.4 no. 15)."""
    return member.born_on is not None and age_on(member.born_on, day) >= ADULT


def _member(session: Session, family_id: int, member_id: int) -> Member | None:
    return session.exec(select(Member).where(Member.id == member_id, Member.family_id == family_id)).first()


def find(session: Session, request_id: int) -> AccessRequest:
    """Return a request that the person may see; raises NotFound."""
    request = session.exec(select(AccessRequest).where(AccessRequest.id == request_id)).first()
    if request is None:
        raise NotFound
    return request


def _for_datenschutz(session: Session, request_id: int, *states: RequestState) -> AccessRequest:
    """Return a request for who looks after it, in one of these states; raises NotAllowed, NotFound, IllegalStep."""
    person: Person = session.info["person"]
    if not person.has(Role.DATA_PROTECTION):
        raise NotAllowed
    request = find(session, request_id)
    if request.state not in states:
        raise IllegalStep([f"Die Auskunft ist {request.state.label}: Dieser Schritt passt nicht mehr."])
    return request


def extend(session: Session, request_id: int, reason: str) -> AccessRequest:
    """Give the answer two months more, within the first month and with the reason that the person is told.

    For Datenschutz. Raises InvalidForm, IllegalStep, NotAllowed.
    """
    request = _for_datenschutz(session, request_id, RequestState.OPEN)
    today = session.info["person"].today
    if request.extension:
        raise IllegalStep(["Die Frist ist schon verlängert; ein zweites Mal geht nicht (Art. 12 Abs. 3 DSGVO)."])
    if not may_extend(request.requested_on, today):
        last = format_date(due_on(request.requested_on))
        raise IllegalStep([f"Verlängern ging nur bis {last} (Art. 12 Abs. 3 DSGVO)."])
    request.extension, request.extended_on = _reason(reason, "extension", 500), today
    return _saved(session, request)


def refuse(session: Session, request_id: int, reason: str) -> AccessRequest:
    """Refuse an Auskunft, with its reason and the law; for Datenschutz. Raises InvalidForm, IllegalStep, NotAllowed."""
    request = _for_datenschutz(session, request_id, RequestState.OPEN)
    text = _reason(reason, "refusal", 1000)
    if not any(book in text for book in ("DSGVO", "SGB", "BDSG")):
        raise InvalidForm({"refusal": "Bitte die Vorschrift mit ihrem Gesetz nennen, z. B. „§ 83 Abs. 1 SGB X“."})
    request.refusal, request.state = text, RequestState.REFUSED
    request.answered_on = session.info["person"].today
    return _saved(session, request)


def _reason(text: str, field: str, longest: int) -> str:
    text = text.strip()
    if len(text) < SHORTEST:
        raise InvalidForm({field: "Bitte den Grund in einem Satz nennen."})
    if len(text) > longest:
        raise InvalidForm({field: f"Bitte höchstens {longest} Zeichen."})
    return text


def decide(session: Session, request_id: int, key: str, digest: str, reason: str = "") -> AccessRequest:
    """Keep one item of the Auskunft, or leave it out with a reason that the person reads; for Datenschutz.

    `digest`: of the item as it was read. Raises IllegalStep if it changed meanwhile, NotFound, NotAllowed.
    """
    request = _for_datenschutz(session, request_id, RequestState.OPEN)
    item = _item(put_together(session, request_id), key)
    if item.digest != digest:
        raise IllegalStep(["Dieser Teil hat sich inzwischen geändert. Bitte noch einmal lesen."])
    request.decisions = {**request.decisions, key: [reason.strip()[:300], digest]}
    return _saved(session, request)


def _item(report: Report, key: str) -> Item:
    found = next((one for one in report.items if one.key == key), None)
    if found is None:
        raise NotFound
    return found


def release(session: Session, request_id: int, *, read: bool) -> AccessRequest:
    """Release what was looked through, and keep its checksum; for Datenschutz.

    `read`: the person says that the unmarked parts were read too. Raises IllegalStep while anything is undecided.
    """
    request = _for_datenschutz(session, request_id, RequestState.OPEN)
    person: Person = session.info["person"]
    report = put_together(session, request_id)
    reasons = []
    if left := len(undecided(report, request.decisions)):
        reasons.append(f"Noch {plural(left, 'Teil ist', 'Teile sind')} durchzusehen.")
    if not read:
        reasons.append("Bitte bestätigen, dass auch die nicht markierten Teile gelesen sind.")
    if reasons:
        raise IllegalStep(reasons)
    request.state, request.released_on = RequestState.RELEASED, person.today
    request.released_by, request.released_at = person.account_id, now()
    _saved(session, request)
    request.checksum = checksum(redacted(put_together(session, request_id), request.decisions))
    return _saved(session, request)


def take_back(session: Session, request_id: int) -> AccessRequest:
    """Take a release back, e.g. because something changed since; for Datenschutz. What was decided stays."""
    request = _for_datenschutz(session, request_id, RequestState.RELEASED)
    request.state, request.checksum = RequestState.OPEN, ""
    request.released_on, request.released_by, request.released_at = None, None, None
    return _saved(session, request)


def unchanged(request: AccessRequest, report: Report) -> bool:
    """Whether a released Auskunft, put together again, is what was released."""
    return bool(request.checksum) and checksum(redacted(report, request.decisions)) == request.checksum


def answered(session: Session, request_id: int, answered_on: date | None) -> AccessRequest:
    """Write down the day the person got the answer; for Datenschutz. Raises InvalidForm, IllegalStep."""
    request = _for_datenschutz(session, request_id, RequestState.RELEASED)
    today = session.info["person"].today
    wrong = ""
    if answered_on is None:
        wrong = "Bitte den Tag angeben, an dem die Person die Auskunft bekam."
    elif answered_on > today:
        wrong = "Der Tag liegt in der Zukunft."
    elif request.released_on and answered_on < request.released_on:
        wrong = f"Freigegeben wurde erst am {format_date(request.released_on)}."
    if wrong:
        raise InvalidForm({"answered_on": wrong})
    request.answered_on, request.state = answered_on, RequestState.ANSWERED
    return _saved(session, request)


def _saved(session: Session, request: AccessRequest) -> AccessRequest:
    session.add(request)
    session.flush()
    return request
