"""An Auskunft has a month; what must be looked at is found rather too often."""

from datetime import date

import pytest

from fam.rules.access_report import Item, Report, Section, Value, redacted, undecided
from fam.rules.access_request import due_on, for_parents, may_extend, names_others
from fam.rules.terms import MemberRole


@pytest.mark.parametrize(
    ("asked", "due", "extended"),
    [
        (date(2018, 10, 15), date(2018, 11, 15), date(2019, 1, 15)),
        (date(2018, 1, 31), date(2018, 2, 28), date(2018, 4, 30)),
        (date(2016, 1, 31), date(2016, 2, 29), date(2016, 4, 30)),
        (date(2018, 11, 30), date(2018, 12, 30), date(2019, 2, 28)),
        (date(2018, 12, 1), date(2019, 1, 1), date(2019, 3, 1)),
    ],
)
def test_the_answer_is_due_after_a_month_or_three(asked: date, due: date, extended: date) -> None:
    """Art. 12 Abs. 3 DSGVO, with the last day of a shorter month."""
    assert due_on(asked) == due
    assert due_on(asked, extended=True) == extended
    assert may_extend(asked, due)
    assert not may_extend(asked, date.fromordinal(due.toordinal() + 1))


@pytest.mark.parametrize(
    "text",
    [
        "Gespräch mit AYLIN über die Schule", "Aylín war da", "die Mutter trinkt", "Großvater zieht ein", "Kindsvater",
        "Hinweis von der Kita", "anonymer Anruf", "der Nachbar meldete Lärm", "Yılmaz sagt ab", "Lehrerin rief an",
    ],
)  # fmt: skip
def test_a_text_about_somebody_else_is_looked_at(text: str) -> None:
    """Names however written, relatives, people who reported."""
    assert names_others(text, {"Aylin", "Yilmaz"})


@pytest.mark.parametrize("text", ["", "Bewerbung geschrieben", "Termin am Montag", "Praktikum im Partnerbetrieb"])
def test_a_text_about_nobody_else_is_not_marked(text: str) -> None:
    """Words that only look like it are none."""
    assert not names_others(text, {"Aylin", ""})


def test_what_is_not_for_parents_is_looked_at_unless_a_child_asks() -> None:
    """§ 8 Abs. 3 SGB VIII: a young person may read it, everybody else only after a person decided."""
    assert [role for role in MemberRole if not for_parents(role)] == [MemberRole.CHILD, MemberRole.YOUNG_PERSON]


def _report(text: str = "Text", flags: tuple[str, ...] = ("ansehen",)) -> Report:
    item = Item("note:1", "Eintrag", (Value("text", "Eintrag", text),), "ASD", flags, "", ("Gegendarstellung",))
    return Report("FAM-1", 1, "Emir", None, date(2018, 10, 1), None, "", (Section("work", "Arbeit", (item,)),))


def test_nothing_flagged_is_given_before_somebody_decided() -> None:
    """Undecided, kept, left out with a reason: and a decision about an older text is none."""
    report = _report()
    (item,) = report.items
    assert undecided(report, {}) == (item,)
    (hidden,) = redacted(report, {}).items
    assert (hidden.values, hidden.statements, hidden.withheld) == ((), (), "noch nicht durchgesehen")
    kept = {"note:1": ["", item.digest]}
    assert undecided(report, kept) == ()
    assert redacted(report, kept).items[0].values == item.values
    left_out = {"note:1": ["Angaben zu Dritten", item.digest]}
    (gone,) = redacted(report, left_out).items
    assert (gone.values, gone.statements, gone.withheld) == ((), (), "Angaben zu Dritten")
    changed = _report("Text über die Mutter")
    assert undecided(changed, kept) == changed.items
    assert redacted(changed, kept).items[0].values == ()
    assert redacted(changed, left_out).items[0].withheld == "Angaben zu Dritten"


def test_a_part_that_nobody_marked_can_be_left_out_too() -> None:
    """What the program did not find, a person may."""
    report = _report(flags=())
    assert redacted(report, {"note:1": ["Dritte", "x"]}).items[0].values == ()
