"""The one clock: every domain date asks here what day it is."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from sqlmodel import Session

from fam.models import Setting

BERLIN = ZoneInfo("Europe/Berlin")
DEMO_TODAY = "demo_today"


def real_today() -> date:
    """Return today's date in Berlin: for databases without a demo mark."""
    return datetime.now(BERLIN).date()


def begins(day: date) -> datetime:
    """Return the moment at which a day begins in Berlin, in UTC: what happened from then on was on that day."""
    return datetime.combine(day, time(), BERLIN).astimezone(UTC)


def demo_today(session: Session) -> date | None:
    """Return the fixed day of a demo database, or None for a real one."""
    mark = session.get(Setting, DEMO_TODAY)
    return date.fromisoformat(mark.value) if mark else None


def today(session: Session) -> date:
    """Return the domain's today: the demo mark's fixed day, else the real one."""
    return demo_today(session) or real_today()
