"""What happens to families of the story: they move, return, grow up, live in two homes (domain handbook §7.4)."""

from datetime import date

from fam.demo import relations
from fam.demo.case import Case, Dice
from fam.demo.cast import ASD, PRO_ARBEIT, TODAY
from fam.demo.household import child, person, place
from fam.demo.work import note
from fam.rules.terms import MemberRole, Precision


def to_rodgau(case: Case, dice: Dice) -> None:
    """Moved from Langen to Rodgau: out of the FAM area, still in the Kreis."""
    moved = date(2018, 9, 1)
    new = case.address[0]
    old = {"street": "Regenbogenring 14", **place("06438006"), "ends_on": moved}
    case.address.insert(0, old | {"starts_on": new["starts_on"], "entered": case.arc.received_on})
    new.update(street="Windradstraße 3", **place("06438011"), starts_on=moved, entered=date(2018, 9, 5))
    note(
        case,
        PRO_ARBEIT,
        date(2018, 9, 5),
        "Umzug nach Rodgau zum 01.09.; Fortführung bis Jahresende zu klären.",
        team=True,
    )


def to_offenbach(case: Case, dice: Dice) -> None:
    """Moved from Langen to the city of Offenbach: other institutions are responsible there."""
    moved = case.arc.closed_on or TODAY
    case.address[0]["ends_on"] = moved
    new = {"street": "Laternenplatz 9", "town_text": "Offenbach am Main", "starts_on": moved}
    case.address.append(new | {"entered": moved})


def first_time(case: Case, dice: Dice) -> None:
    """The first of two participations; FAM then lost touch with the family."""
    case.member[:] = _returning(date(2015, 8, 3))


def returned(case: Case, dice: Dice) -> None:
    """The same family a year later: a new, linked case."""
    case.arc.previous = "Zaunkönig 2015-08-03"
    case.member[:] = _returning(date(2017, 10, 9))
    note(
        case, ASD, date(2017, 12, 11), "Familie kennt FAM aus 2015/2016 und möchte es noch einmal versuchen.", team=True
    )


def _returning(entered: date) -> list[dict[str, object]]:
    family = [
        person("Vesna", MemberRole.MOTHER, date(1981, 4, 18), custody=True),
        person("Nico", MemberRole.FATHER, date(1979, 11, 2), custody=True, in_household=False),
        child("Jasmin", date(2001, 6, 30)),
        child("Emil", date(2008, 2, 14)),
    ]
    return [row | {"entered": entered} for row in family]


def eighteen(case: Case, dice: Dice) -> None:
    """The daughter turns 18 next week; the family plan has to be told to her."""
    case.member[1:] = [child("Leyla", date(2000, 10, 24)), child("Umut", date(2006, 3, 9))]
    for row in case.member:
        row["entered"] = case.arc.received_on
    note(case, ASD, date(2018, 10, 1), "Leyla wird am 24.10. volljährig: eigene Einwilligung ansprechen.", team=True)


def two_units(case: Case, dice: Dice) -> None:
    """Two Bedarfsgemeinschaften in one household: an adult son and the grandmother live there too."""
    born = case.arc.received_on
    case.member[:] = [
        person("Sabine", MemberRole.MOTHER, date(1971, 5, 20), custody=True),
        person("Björn", MemberRole.YOUNG_PERSON, date(1991, 9, 3)),
        child("Lotte", date(2003, 1, 27)),
        person("Ilona", MemberRole.GRANDPARENT, date(1946, 12, 8)),
    ]
    for row in case.member:
        row["entered"] = born
    case.benefit_unit.append(
        {
            "number": "99904BG9000026",
            "in_receipt": True,
            "starts_on": date(2016, 9, 1),
            "entered": born,
            "place": "Neu-Isenburg",
        }
    )
    relations.two_units(case)


def two_homes(case: Case, dice: Dice) -> None:
    """Wechselmodell: the son lives with both parents in turn, the father has a new partner and a BG of his own."""
    born = case.arc.received_on
    case.member[:] = [
        person("Tanja", MemberRole.MOTHER, date(1984, 2, 11), custody=True),
        person("Goran", MemberRole.FATHER, date(1982, 7, 29), custody=True, in_household=False),
        person("Malika", MemberRole.PARTNER, date(1986, 10, 5), in_household=False),
        child("Luca", date(2009, 8, 21)),
        child("Amira", date(2016, 5, 3)),
    ]
    for row in case.member:
        row["entered"] = born
    case.address.append(
        {
            "street": "Kuckucksweg 22",
            **place("06438002"),
            "starts_on": date(2016, 11, 1),
            "entered": born,
        }
    )
    case.benefit_unit.append(
        {
            "number": "99904BG9000031",
            "in_receipt": True,
            "starts_on": date(2016, 11, 1),
            "entered": born,
            "place": "Dreieich",
        }
    )
    relations.two_homes(case)
    case.detail["remark"] = "Luca wohnt im Wochenwechsel bei Mutter (Langen) und Vater (Dreieich)."


def old_list(case: Case, dice: Dice) -> None:
    """Came with the list: months instead of days, years instead of birth dates, one child without any."""
    case.head.update(admitted_precision=Precision.MONTH, received_precision=Precision.MONTH)
    case.member[0].update(born_on=date(1979, 1, 1), born_precision=Precision.YEAR)
    first, second = child("Timo", date(2004, 1, 1)), person("Greta", MemberRole.CHILD, None)
    case.member[1:] = [first | {"born_precision": Precision.YEAR}, second]
    for row in case.member:
        row["entered"] = case.arc.received_on
    case.detail.update(occasion="", benefit_since=None, benefit_since_precision=Precision.DAY)
