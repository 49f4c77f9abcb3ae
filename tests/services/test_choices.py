"""The team changes its lists and the FAM area by itself; what is past keeps its words."""

from collections.abc import Callable
from datetime import date

import pytest

from fam import db
from fam.errors import InvalidForm, NotAllowed, NotFound
from fam.person import Person
from fam.queries import choices as kept
from fam.queries import lists
from fam.rules.admission import TieBreak
from fam.rules.terms import ListName
from fam.services import choices, examination
from tests.support.cast import TODAY

Cast = Callable[[str], Person]


def labels(person: Person) -> list[str]:
    """Return what the form offers as sources."""
    with db.reading(person) as session:
        return list(lists.choices(session, ListName.SOURCE, TODAY).values())


def test_koordination_adds_renames_archives_and_orders(cast: Cast) -> None:
    """A new source is offered at once, keeps its id when renamed, leaves the form when archived and comes back."""
    kerstin = cast("kerstin")
    with db.transaction(kerstin) as session:
        item = choices.add(session, ListName.SOURCE, " Kita ")
        assert item.id
    assert labels(kerstin)[-1] == "Kita"
    with db.transaction(kerstin) as session:
        choices.rename(session, item.id, "Kindertagesstätte")
        choices.move(session, item.id, down=False)
    assert labels(kerstin)[-2] == "Kindertagesstätte"
    with db.transaction(kerstin) as session:
        choices.archive(session, item.id)
    assert "Kindertagesstätte" not in labels(kerstin)
    with db.reading(kerstin) as session:
        assert lists.all_items(session)[item.id] == "Kindertagesstätte"
    with db.transaction(kerstin) as session:
        choices.archive(session, item.id, archived=False)
    assert "Kindertagesstätte" in labels(kerstin)


def test_a_label_stands_once_in_a_list(cast: Cast) -> None:
    """Neither an empty label nor one that differs in case only is taken."""
    for label in ("", "asd", "ASD"):
        with pytest.raises(InvalidForm), db.transaction(cast("kerstin")) as session:
            choices.add(session, ListName.SOURCE, label)


@pytest.mark.parametrize("name", ["anna", "lena"])
def test_only_koordination_and_administration_change_lists(name: str, cast: Cast) -> None:
    """A Fachkraft and Leitung are refused at the flush."""
    with pytest.raises(NotAllowed), db.transaction(cast(name)) as session:
        choices.add(session, ListName.SOURCE, "Kita")
    with db.transaction(cast("adam")) as session:
        choices.add(session, ListName.SOURCE, "Kita")


def test_who_settles_a_dissent_is_a_setting(cast: Cast) -> None:
    """Both Koordinationen by default; what one of them sets holds, and a Fachkraft cannot set it."""
    with db.transaction(cast("konrad")) as session:
        assert examination.dissent_decider(session) is TieBreak.BOTH
        choices.keep_dissent_decider(session, TieBreak.ASD)
    with db.reading(cast("anna")) as session:
        assert examination.dissent_decider(session) is TieBreak.ASD
    with pytest.raises(NotAllowed), db.transaction(cast("anna")) as session:
        choices.keep_dissent_decider(session, TieBreak.BOTH)


def test_the_area_grows_and_shrinks_from_a_day_on(cast: Cast) -> None:
    """Rodgau joins from a day on, not twice; leaving needs a later day, and history stays."""
    kerstin = cast("kerstin")
    with db.transaction(kerstin) as session:
        choices.open_area(session, "06438011", date(2018, 1, 1))
    with db.reading(kerstin) as session:
        assert lists.towns(session, TODAY)["06438011"] == "Rodgau"
        assert "außerhalb" in lists.towns(session, date(2017, 12, 31))["06438011"]
    with pytest.raises(InvalidForm), db.transaction(kerstin) as session:
        choices.open_area(session, "06438011", date(2018, 2, 1))
    with pytest.raises(InvalidForm), db.transaction(kerstin) as session:
        choices.close_area(session, "06438011", date(2018, 1, 1))
    with db.transaction(kerstin) as session:
        choices.close_area(session, "06438011", date(2018, 10, 1))
    with db.reading(kerstin) as session:
        assert "außerhalb" in lists.towns(session, TODAY)["06438011"]
        assert [area.ends_on for area in kept.areas(session) if area.ags == "06438011"] == [date(2018, 10, 1)]
    with pytest.raises(NotFound), db.transaction(kerstin) as session:
        choices.close_area(session, "06438011", date(2018, 11, 1))
