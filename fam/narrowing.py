"""What was logged of an entry follows when its readers become fewer: an old text is no wider than the new one.

Opening an entry later leaves the log of its closed time as it was.
"""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from fam.models import Attendee, ChangeEntry, Meeting, Member, Release, Statement, now, table
from fam.models.base import Content
from fam.rules.terms import Confidentiality

LEVELS = (Confidentiality.TEAM, Confidentiality.INSTITUTION, Confidentiality.ENTRUSTED)  # from wide to close
ABOUT = ("category", "about_id")


def narrow(session: Session, rows: list[tuple[Any, Any]]) -> None:
    """Close the log of entries whose level got closer than the old one beside them, and end their releases.

    Of an entry that is opened now, what this very step took out stays as close as it was: an old text was not opened.
    """
    log = table(ChangeEntry)
    for row, old in rows:
        level = max(row.confidentiality, Confidentiality(old or row.confidentiality), key=LEVELS.index)
        close = sa.update(log).where(_of(row), log.c.confidentiality.in_(LEVELS[: LEVELS.index(level)]))
        if level is not row.confidentiality:
            close = close.where(log.c.batch == session.info.get("batch", ""))
        session.connection().execute(close.values(confidentiality=level, owner_id=row.author_id))
        if level != old:
            _end_releases(session, row)


def close_to_partner(session: Session, rows: list[Any]) -> None:
    """Close what the partner read of entries that turn out to be about somebody or something else."""
    log = table(ChangeEntry)
    for row in rows:
        otherwise = sa.or_(log.c.category.is_distinct_from(row.category), log.c.about_id.is_distinct_from(row.about_id))
        close = sa.update(log).where(_of(row), log.c.confidentiality == Confidentiality.TEAM, otherwise)
        session.connection().execute(close.values(confidentiality=Confidentiality.INSTITUTION))
        _end_releases(session, row)


def _end_releases(session: Session, row: Content) -> None:
    """What was released was another thing: nobody agreed to pass on what it is now."""
    of = table(Release)
    running = sa.and_(of.c.entity == table(type(row)).name, of.c.record_id == row.id, of.c.revoked_at.is_(None))
    by = session.info["person"].account_id or None
    session.connection().execute(sa.update(of).where(running).values(revoked_at=now(), revoked_by=by))


def _of(row: Content) -> sa.ColumnElement[bool]:
    """The log of this entry and what hangs on it, by its author: SQLite gives the number of a deleted entry again."""
    log = table(ChangeEntry).c
    of_row = sa.and_(log.entity == table(type(row)).name, log.record_id == row.id)
    if isinstance(row, Meeting):
        there = sa.select(table(Attendee).c.id).where(table(Attendee).c.meeting_id == row.id)
        of_row = sa.or_(of_row, sa.and_(log.entity == "attendee", log.record_id.in_(there)))
    told = table(Statement).c
    about = sa.select(told.id).where(told.entity == table(type(row)).name, told.record_id == row.id)
    of_row = sa.or_(of_row, sa.and_(log.entity == "statement", log.record_id.in_(about)))
    given = table(Release).c
    released = sa.select(given.id).where(given.entity == table(type(row)).name, given.record_id == row.id)
    of_row = sa.or_(of_row, sa.and_(log.entity == "entry_release", log.record_id.in_(released)))
    known = sa.and_(log.owner_id.is_(None), log.institution == row.institution)
    return sa.and_(of_row, sa.or_(log.owner_id == row.author_id, known))


def forget_member(session: Session, rows: list[Any], entries: tuple[type[Content], ...]) -> None:
    """Close what was about members that are deleted now: "about nobody" would mean the whole family's consent."""
    ids = [row.id for row in rows if isinstance(row, Member)]
    if not ids:
        return
    models: tuple[type[Any], ...] = (*entries, ChangeEntry)
    for model in models:
        of = table(model)
        team = sa.and_(of.c.about_id.in_(ids), of.c.confidentiality == Confidentiality.TEAM)
        close = sa.update(of).where(team).values(confidentiality=Confidentiality.INSTITUTION)
        session.connection().execute(close)
