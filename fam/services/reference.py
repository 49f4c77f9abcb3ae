"""Towns and lists: from data/*.csv into the database, once; afterwards the team owns them."""

import csv
from collections.abc import Iterator
from datetime import date

from sqlmodel import Session, select

from fam.config import ROOT
from fam.models import ListItem, Town, TownArea
from fam.rules.terms import ListName


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
