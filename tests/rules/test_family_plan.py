"""Two versions of a plan: what is new, ended, changed and unchanged, by what a line was."""

from hypothesis import given
from hypothesis import strategies as st

from fam.rules.family_plan import Change, PlanLine, differences, sections

GOAL, STEP = PlanLine("goal", 1, {"title": "Ausbildung", "bis": "2018"}), PlanLine("task", 1, {"title": "Bewerben"})
LINES = st.lists(
    st.builds(
        PlanLine,
        st.sampled_from(["need", "goal", "task", "measure"]),
        st.integers(1, 5),
        st.dictionaries(st.sampled_from(["title", "bis", "Stand"]), st.sampled_from(["", "a", "b"])),
    ),
    unique_by=lambda one: one.key,
)


def test_each_line_says_what_became_of_it() -> None:
    """A goal and a step with the same number are two lines; the words that differ stand beside each other."""
    later = PlanLine("goal", 1, {"title": "Ausbildung im Handwerk", "bis": "2018", "Stand": "+1"})
    found = differences([GOAL, STEP], [later, PlanLine("measure", 1, {"title": "SPFH"})])
    assert [(one.change, one.line.entity) for one in found] == [
        (Change.NEW, "measure"), (Change.CHANGED, "goal"), (Change.ENDED, "task")
    ]  # fmt: skip
    assert found[1].words == (("", "Ausbildung", "Ausbildung im Handwerk"), ("Stand", "", "+1"))


def test_headings_in_the_order_of_the_paper() -> None:
    """Needs, goals, steps, support; what is empty has no heading."""
    assert [(one.heading, one.lines) for one in sections([STEP, GOAL])] == [
        ("Unsere Ziele", (GOAL,)), ("Nächste Schritte", (STEP,))
    ]  # fmt: skip


@given(LINES, LINES)
def test_no_line_is_lost_or_told_twice(before: list[PlanLine], after: list[PlanLine]) -> None:
    """Every line of both versions once; backwards new and ended change places, changed stays changed."""
    forth, back = differences(before, after), differences(after, before)
    assert sorted(one.line.key for one in forth) == sorted({one.key for one in (*before, *after)})
    turned = {Change.NEW: Change.ENDED, Change.ENDED: Change.NEW}
    assert {(one.line.key, turned.get(one.change, one.change)) for one in forth} == {
        (one.line.key, one.change) for one in back
    }


@given(LINES)
def test_the_same_version_is_unchanged(lines: list[PlanLine]) -> None:
    """Whatever the order."""
    assert {one.change for one in differences(lines, lines[::-1])} <= {Change.SAME}
