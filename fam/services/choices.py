"""The team's lists and the FAM area: changed by Koordination or Administration, never so that the past changes."""

from datetime import date

from sqlmodel import Session, col, func, select

from fam.errors import InvalidForm, NotFound
from fam.fields.spec import specs
from fam.fields.validate import checked
from fam.models import ListItem, Setting, TownArea
from fam.rules.admission import TieBreak
from fam.rules.folding import fold
from fam.rules.terms import ListName

TWICE = "Diesen Eintrag gibt es schon."


def add(session: Session, name: ListName, label: str, group: str = "") -> ListItem:
    """Add a choice at the end of a list; raises InvalidForm if it is empty or there already (case does not count)."""
    values = checked(specs(ListItem), {"label": label, "group": group})
    _refuse_twice(session, name, values["label"])
    last = session.exec(select(func.max(ListItem.position)).where(ListItem.list == name)).one() or 0
    item = ListItem(list=name, code=f"TEAM_{last + 1}", position=last + 1, **values)
    session.add(item)
    session.flush()
    item.code = f"TEAM_{item.id}"
    session.flush()
    return item


def rename(session: Session, item_id: int, label: str) -> None:
    """Give a choice another label: everything that uses it shows the new one. Raises InvalidForm, NotFound."""
    item = _item(session, item_id)
    values = checked(specs(ListItem), {"label": label})
    _refuse_twice(session, item.list, values["label"], but=item_id)
    item.label = values["label"]
    session.add(item)
    session.flush()


def archive(session: Session, item_id: int, archived: bool = True) -> None:
    """Take a choice out of the forms, or bring it back; what used it keeps it."""
    item = _item(session, item_id)
    item.archived = archived
    session.add(item)
    session.flush()


def move(session: Session, item_id: int, down: bool) -> None:
    """Swap a choice with its neighbour that is offered too; at the end of the list nothing happens."""
    item = _item(session, item_id)
    query = select(ListItem).where(ListItem.list == item.list, col(ListItem.archived).is_(False))
    items = sorted(session.exec(query), key=lambda one: (one.position, one.id or 0))
    for number, one in enumerate(items):
        one.position = number
    place = items.index(item)
    other = place + (1 if down else -1)
    if 0 <= other < len(items):
        items[place].position, items[other].position = items[other].position, items[place].position
    session.add_all(items)
    session.flush()


def _item(session: Session, item_id: int) -> ListItem:
    item = session.exec(select(ListItem).where(ListItem.id == item_id)).first()
    if item is None:
        raise NotFound
    return item


def _refuse_twice(session: Session, name: ListName, label: str, but: int = 0) -> None:
    rows = session.exec(select(ListItem.id, ListItem.label).where(ListItem.list == name))
    if any(fold(label) == fold(other) and number != but for number, other in rows):
        raise InvalidForm({"label": TWICE})


def open_area(session: Session, ags: str | None, starts_on: date | None) -> None:
    """Take a municipality into the FAM area from a day on; raises InvalidForm if it is in it already."""
    wrong = {} if ags else {"ags": "Bitte die Gemeinde wählen."}
    if starts_on is None:
        wrong["starts_on"] = "Bitte den ersten Tag angeben."
    if wrong or starts_on is None or ags is None:
        raise InvalidForm(wrong)
    for area in session.exec(select(TownArea).where(TownArea.ags == ags)):
        if area.ends_on is None or area.ends_on > starts_on:
            raise InvalidForm({"ags": "Diese Gemeinde gehört an diesem Tag schon zum FAM-Gebiet."})
    session.add(TownArea(ags=ags, starts_on=starts_on))
    session.flush()


def close_area(session: Session, ags: str, ends_on: date | None) -> None:
    """End a municipality's time in the FAM area (`ends_on` is the first day outside); families stay as they are."""
    if ends_on is None:
        raise InvalidForm({"ends_on": "Bitte den ersten Tag außerhalb angeben."})
    areas = session.exec(select(TownArea).where(TownArea.ags == ags, col(TownArea.ends_on).is_(None))).all()
    if not areas:
        raise NotFound("Diese Gemeinde gehört nicht zum FAM-Gebiet.")
    for area in areas:
        if ends_on <= area.starts_on:
            raise InvalidForm({"ends_on": "Das Ende liegt vor dem Beginn."})
        area.ends_on = ends_on
        session.add(area)
    session.flush()


def keep_dissent_decider(session: Session, decider: TieBreak) -> None:
    """Say who settles a dissent from now on (domain handbook §0.3: who breaks a tie is a setting)."""
    setting = session.get(Setting, "dissent_decider") or Setting(key="dissent_decider")
    setting.value = decider.value
    session.add(setting)
    session.flush()
