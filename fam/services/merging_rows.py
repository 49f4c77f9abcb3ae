"""The rows of two files become those of one; called with an elevated session by fam/services/merging.py alone."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from sqlmodel import Session, col, func, or_, select

from fam.models import (
    Consent,
    ConsentItem,
    Custody,
    Family,
    FamilyDetail,
    FamilyPlan,
    Lead,
    Member,
    Relation,
    Statement,
)
from fam.models.columns import model_of, referring
from fam.rules.merging import TABLES, Fate, going, joined_text
from fam.services.moving import log_follows

Joined = dict[tuple[str, int], int]
SHORT = 2000  # letters of a text of `family_detail`; what is longer goes into its remark
NOT_ASKED = {"id", "version", "created_at", "created_by", "family_id", "extra"}


def rows(session: Session, name: str, family_id: int) -> Sequence[Any]:
    """Return a file's records of one table."""
    model = model_of(name)
    found: Sequence[Any] = session.exec(select(model).where(model.family_id == family_id)).all()
    return found


def per_member(session: Session, kept_id: int, given_id: int) -> None:
    """Let a form for the whole family speak for the people of its own file alone; where nobody is, it is left.

    Own words stand before it, so who has some keeps them.
    """
    members = {one: [row.id for row in rows(session, "member", one)] for one in (kept_id, given_id)}
    if not any(members.values()):
        return
    today = session.info["person"].today
    for family_id, ids in members.items():
        items: Sequence[ConsentItem] = rows(session, "consent_item", family_id)
        own = {(one.member_id, one.category, one.source) for one in items}
        running = [one for one in items if one.member_id is None and one.revoked_at is None]
        for one in running:
            if one.ends_on is not None and one.ends_on < today:
                continue
            for member_id in ids:
                if (member_id, one.category, one.source) not in own:
                    session.add(
                        ConsentItem(
                            family_id=family_id, consent_id=one.consent_id, member_id=member_id, category=one.category,
                            source=one.source, starts_on=one.starts_on, ends_on=one.ends_on,
                        )
                    )  # fmt: skip
            one.ends_on = today - timedelta(days=1)
            session.add(one)
    session.flush()


def join_members(session: Session, pairs: Mapping[int, int], family_id: int) -> Joined:
    """Make one of each pair (given up -> kept): whatever names the one names the other; the kept one's data stay."""
    for old_id, new_id in pairs.items():
        old, new = session.get_one(Member, old_id), session.get_one(Member, new_id)
        fill(session, new, old)
        for other, key in referring(Member):
            for row in session.exec(select(other).where(getattr(other, key) == old_id)):
                setattr(row, key, new_id)
                session.add(row)
        for said in session.exec(select(Statement).where(Statement.entity == "member", Statement.record_id == old_id)):
            said.record_id = new_id
            session.add(said)
        for form in session.exec(select(Consent).where(Consent.family_id == family_id)):
            if old_id in form.signer_ids:
                form.signer_ids = [new_id if one == old_id else one for one in form.signer_ids]
                session.add(form)
        session.flush()
        session.expire(old)
        session.delete(old)
        session.flush()
    return {("member", old): new for old, new in pairs.items()}


def join_detail(session: Session, kept: Family, given: Family) -> Joined:
    """Put the other file's texts under a heading of its number; if the kept file has none, they move."""
    mine, theirs = [next(iter(rows(session, "family_detail", one.id or 0)), None) for one in (kept, given)]
    if theirs is None or mine is None:
        for one in [theirs] if theirs else []:
            _move(session, [one], "family_detail", given.id or 0, kept.id or 0)
        return {}
    for key in ("occasion", "regular_offers"):
        both = joined_text(getattr(mine, key), getattr(theirs, key), given.number)
        if len(both) <= SHORT:
            setattr(mine, key, both)
        else:
            mine.remark = joined_text(mine.remark, getattr(theirs, key), given.number)
    mine.remark = joined_text(mine.remark, theirs.remark, given.number)
    fill(session, mine, theirs)
    for said in session.exec(
        select(Statement).where(Statement.entity == "family_detail", Statement.record_id == theirs.id)
    ):
        said.record_id = mine.id or 0
        session.add(said)
    session.flush()
    session.delete(theirs)
    session.flush()
    return {("family_detail", theirs.id or 0): mine.id or 0}


def fill(session: Session, mine: Member | FamilyDetail, theirs: Member | FamilyDetail) -> None:
    """Take over what the kept record leaves open, fields of the team included."""
    for key in type(mine).model_fields.keys() - NOT_ASKED:
        if getattr(mine, key) in (None, "") and getattr(theirs, key) not in (None, ""):
            setattr(mine, key, getattr(theirs, key))
            if (exact := key.removesuffix("_on") + "_precision") in type(mine).model_fields:
                setattr(mine, exact, getattr(theirs, exact))
    missing = {key: value for key, value in (theirs.extra or {}).items() if (mine.extra or {}).get(key) is None}
    if missing:
        mine.extra = {**(mine.extra or {}), **missing}
    session.add(mine)


def take_over(session: Session, kept_id: int, given_id: int, *, carry: bool) -> None:
    """Remove what the kept file's own stands for, and move the rest with its log; `carry`: also how the case ended."""
    _renumber(session, kept_id, given_id)
    for name, one in TABLES.items():
        if going(name, carry=carry) is Fate.DROP and one.label:
            for row in rows(session, name, given_id):
                session.delete(row)
    session.flush()
    for name in TABLES:
        if (going(name, carry=carry) is Fate.MOVE and name != "change_entry") or name == "member":
            _move(session, rows(session, name, given_id), name, given_id, kept_id)
    _once(session, kept_id)
    _leads(session, kept_id, given_id)


def _move(session: Session, found: Sequence[Any], name: str, old: int, new: int) -> None:
    for row in found:
        row.family_id = new
        session.add(row)
    session.flush()
    for row in found:
        log_follows(session, name, row.id, old, new)


def _renumber(session: Session, kept_id: int, given_id: int) -> None:
    last = session.exec(select(func.max(FamilyPlan.number)).where(FamilyPlan.family_id == kept_id)).one() or 0
    found = sorted(rows(session, "family_plan", given_id), key=lambda one: -one.number)
    for one in found:  # from the last one, so that no number is there twice in between
        one.number += last
        session.add(one)
        session.flush()


def _once(session: Session, family_id: int) -> None:
    """What joins the same two people in the same way stands there once, the older one."""
    for model, keys in (
        (Relation, ("first_id", "second_id", "kind", "starts_on", "ends_on")),
        (Custody, ("child_id", "adult_id", "kind", "holder", "starts_on", "ends_on")),
    ):
        seen = set()
        for row in sorted(rows(session, str(model.__tablename__), family_id), key=lambda one: one.id):
            same = tuple(getattr(row, key) for key in keys)
            if same in seen:
                session.delete(row)
            seen.add(same)
    session.flush()


def _leads(session: Session, kept_id: int, given_id: int) -> None:
    """End the leads of the given-up file; where the kept one has none of an institution, they go on there."""
    today = session.info["person"].today
    open_ended = or_(col(Lead.ends_on).is_(None), col(Lead.ends_on) > today)
    there = {one.institution for one in session.exec(select(Lead).where(Lead.family_id == kept_id, open_ended))}
    for one in session.exec(select(Lead).where(Lead.family_id == given_id, open_ended)).all():
        if one.institution not in there:
            _move(session, [one], "lead", given_id, kept_id)
        elif one.starts_on < today:
            one.ends_on = today
            session.add(one)
        else:
            session.delete(one)
    session.flush()
