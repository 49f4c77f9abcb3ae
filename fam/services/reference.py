"""Reference data from data/*.csv: towns, lists and levels once, then the team's own; instruments as they come in."""

import csv
from collections.abc import Iterator
from datetime import date

from sqlmodel import Session, select

from fam.config import ROOT
from fam.models import AreaLevel, Instrument, ListItem, Town, TownArea
from fam.rules.plan_terms import InstrumentGroup
from fam.rules.terms import DataCategory, ListName


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (ROOT / "data" / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def ensure(session: Session) -> None:
    """Fill towns and lists where there are none yet; what the team changed is never touched again.

    A list that a later version of the program brought is filled in an older database too.
    """
    if session.exec(select(Town.ags).limit(1)).first() is None:
        _towns(session)
    there = {ListName(one) for one in session.exec(select(ListItem.list).distinct())}
    if there != set(ListName):
        _lists(session, there)
    if ListName.AREA not in there:
        _levels(session)
    _instruments(session)


def _levels(session: Session) -> None:
    session.flush()
    areas = dict(session.exec(select(ListItem.code, ListItem.id).where(ListItem.list == ListName.AREA)).all())
    for row in _rows("area-levels.csv"):
        session.add(AreaLevel(area_id=areas[row["area"]] or 0, level=int(row["level"]), text=row["text"]))


def _instruments(session: Session) -> None:
    """Codes are stable: a change of the law is a new row or an end date, which the program's file brings."""
    there = {one.code: one for one in session.exec(select(Instrument))}
    for position, row in enumerate(_rows("instruments.csv")):
        values = {
            **{key: row[key] for key in ("paragraph", "title", "purpose", "levels", "decided_by", "note")},
            "group": InstrumentGroup(row["group"]),
            "category": DataCategory(row["category"]),
            "counselling": bool(row["counselling"]),
            "min_age": int(row["min_age"]) if row["min_age"] else None,
            "max_age": int(row["max_age"]) if row["max_age"] else None,
            "valid_from": _day(row["valid_from"]),
            "valid_to": _day(row["valid_to"]),
            "position": position,
        }
        found = there.get(row["code"]) or Instrument(code=row["code"], paragraph="", title="")
        for key, value in values.items():
            if getattr(found, key) != value:
                setattr(found, key, value)
        session.add(found)


def _towns(session: Session) -> None:
    for row in _rows("municipalities.csv"):
        session.add(Town(ags=row["ags"], name=row["name"], postcode=row["postcode"], region=row["region"]))
        session.flush()
        if row["in_fam_area_from"]:
            starts, ends = _day(row["in_fam_area_from"]), _day(row["in_fam_area_to"])
            assert starts
            session.add(TownArea(ags=row["ags"], starts_on=starts, ends_on=ends))


def _lists(session: Session, there: set[ListName]) -> None:
    for row in _rows("lists.csv"):
        if ListName(row["list"]) in there:
            continue
        session.add(
            ListItem(
                list=ListName(row["list"]),
                code=row["code"],
                label=row["label"],
                group=row["group"],
                official=row.get("official", ""),
                starts_on=_day(row["valid_from"]),
                ends_on=_day(row["valid_to"]),
                position=int(row["position"]),
            )
        )
