"""The read log: who opened what of a family. For the control of data protection, never of performance (§5.8)."""

from collections.abc import Sequence
from datetime import timedelta

from sqlmodel import Session, col, select

from fam import db
from fam.models import AccessGrant, ReadEntry, Setting, now
from fam.person import Person
from fam.rules.protection_terms import ReadKind

KEPT = "read_log_days"  # a setting; half a year at most (§ 79 Abs. 4 SGB X)
DAYS = 182
DETAIL, SWEPT = 200, 500
AGAIN = timedelta(minutes=30)  # the same thing read again and again is one reading


def note(session: Session, kind: ReadKind, family_ids: Sequence[int] = (), detail: str = "") -> None:
    """Write that the person read something: one line per family, or one without. `detail` never holds content.

    With "Zugriff mit Begründung" its reason stands beside it. What the person read of a family within the last half
    hour (in another tab, after a reload) is the same reading; an export and a document are one each time.
    """
    person: Person = session.info["person"]
    if kind in (ReadKind.FILE, ReadKind.SEARCH) and family_ids:
        family_ids = _not_lately(session, person, kind, family_ids, detail)
        if not family_ids:
            return
    grants = select(AccessGrant.family_id, AccessGrant.reason).where(
        AccessGrant.account_id == person.account_id, col(AccessGrant.ends_at) > now()
    )
    reasons = dict(session.exec(grants.where(col(AccessGrant.family_id).in_(family_ids))).all()) if family_ids else {}
    for family_id in family_ids or (None,):
        session.add(
            ReadEntry(
                account_id=person.account_id or None,
                institution=person.institution,
                kind=kind,
                family_id=family_id,
                detail=detail[:DETAIL],
                reason=reasons.get(family_id or 0, ""),
            )
        )
    session.flush()


def _not_lately(
    session: Session, person: Person, kind: ReadKind, family_ids: Sequence[int], detail: str
) -> Sequence[int]:
    lately = select(ReadEntry.family_id).where(
        col(ReadEntry.family_id).in_(family_ids),
        col(ReadEntry.at) > now() - AGAIN,
        ReadEntry.account_id == person.account_id,
        ReadEntry.kind == kind,
        ReadEntry.detail == detail[:DETAIL],
    )
    with db.elevated(session):  # one's own lines are read by Datenschutz, not by oneself
        known = set(session.exec(lately).all())
    return [one for one in family_ids if one not in known]


def forget_old(session: Session) -> None:
    """Remove what is older than the log may be; at every start, and by whoever opens the log."""
    days = session.get(Setting, KEPT)
    kept = min(int(days.value), DAYS) if days and str(days.value).isdigit() else DAYS
    old = select(ReadEntry).where(col(ReadEntry.at) < now() - timedelta(days=kept)).limit(SWEPT)
    while found := session.exec(old).all():
        for one in found:
            session.delete(one)
        session.flush()
