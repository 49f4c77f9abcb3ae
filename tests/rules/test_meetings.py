"""What makes a meeting joint, which count, and when it is late."""

from datetime import date

import pytest

from fam.rules import meetings
from fam.rules.terms import Party

PRO_ARBEIT, ASD, FAMILY, OTHER = Party


@pytest.mark.parametrize(
    ("present", "joint", "missing"),
    [
        ([PRO_ARBEIT, ASD, FAMILY], True, ()),
        ([PRO_ARBEIT, PRO_ARBEIT, ASD, FAMILY, OTHER], True, ()),
        ([PRO_ARBEIT, ASD], False, ("Familie",)),
        ([PRO_ARBEIT, FAMILY, OTHER], False, ("ASD",)),
        ([], False, ("Pro Arbeit", "ASD", "Familie")),
    ],
)
def test_joint_means_both_institutions_and_the_family(
    present: list[Party], joint: bool, missing: tuple[str, ...]
) -> None:
    """Others at the table change nothing; the words say who was missing (I17)."""
    assert meetings.is_joint(present) is joint
    assert meetings.missing_for_joint(present) == missing


def test_telephone_team_and_reflection_are_no_talks() -> None:
    """I16 counts talks face to face; I17 takes the Fallkonferenz in."""
    assert not {"TELEFONAT", "TEAMSITZUNG", "REFLEXION", "FALLKONFERENZ"} & meetings.TALK_KINDS
    assert {"FALLKONFERENZ"} == meetings.MEETING_KINDS - meetings.TALK_KINDS


@pytest.mark.parametrize(("entered", "late"), [(date(2018, 10, 8), False), (date(2018, 10, 9), True)])
def test_documentation_is_late_after_a_week(entered: date, late: bool) -> None:
    """The seventh day is still in time (I19)."""
    assert meetings.is_late(date(2018, 10, 1), entered) is late
