"""An Auskunft put together: everything that both institutions keep about one person, for Datenschutz to look at."""

from datetime import timedelta

from sqlmodel import Session, col, select

from fam import db
from fam.errors import NotAllowed, NotFound
from fam.models import AccessRequest, ReadEntry, now
from fam.person import Person
from fam.rules.access_report import Report
from fam.rules.protection_terms import ReadKind, RequestState
from fam.rules.terms import Role
from fam.services import access_sections, read_log
from fam.services.access_gather import Subject, subject

OPEN = (RequestState.OPEN, RequestState.RELEASED)
AGAIN = timedelta(minutes=30)
GONE = "Diese Person steht nicht mehr in der Akte: Eine Auskunft lässt sich nicht mehr zusammenstellen."


def put_together(session: Session, request_id: int) -> Report:
    """Return the whole Auskunft with nothing left out yet; for Datenschutz, while the request is open.

    Every putting together is written to the read log; by the same person again within half an hour it is one reading.
    Raises NotAllowed, NotFound.
    """
    person: Person = session.info["person"]
    if not person.has(Role.DATA_PROTECTION):
        raise NotAllowed
    request = session.exec(select(AccessRequest).where(AccessRequest.id == request_id)).first()
    if request is None:
        raise NotFound
    if request.state not in OPEN:
        raise NotAllowed("Diese Auskunft ist abgeschlossen.")
    _written(session, person, request)
    with db.elevated(session):
        found = subject(session, request, person.today)
        if found is None:
            raise NotFound(GONE)
        return _report(found)


def _report(of: Subject) -> Report:
    asker = next((one for one in of.others if one.id == of.request.asker_id), None)
    last = of.member.last_name or of.family.name
    return Report(
        number=of.family.number,
        request=of.request.id or 0,
        person=f"{of.member.first_name} {last}",
        born_on=of.member.born_on,
        requested_on=of.request.requested_on,
        released_on=of.request.released_on,
        asker=asker.role.label if asker else "",
        sections=(*(section(of) for section in access_sections.SECTIONS), *access_sections.information(of)),
    )


def _written(session: Session, person: Person, request: AccessRequest) -> None:
    detail = f"Auskunft {request.id}"
    lately = select(ReadEntry.id).where(
        ReadEntry.account_id == person.account_id, ReadEntry.kind == ReadKind.DOCUMENT,
        ReadEntry.family_id == request.family_id, ReadEntry.detail == detail, col(ReadEntry.at) > now() - AGAIN,
    )  # fmt: skip
    if session.exec(lately.limit(1)).first() is None:
        read_log.note(session, ReadKind.DOCUMENT, [request.family_id], detail)
