"""Joint work in words: one and many, all and none, with and without a comparison, small bases without a percentage."""

import pytest

from fam.rules.cooperation_words import Share, agreed, answer, combined, fell_through, reviewed

WHEN, BEFORE = "im Mai 2018", "im April 2018"
DAY = "30.09.2018"


@pytest.mark.parametrize(
    ("meetings", "before", "said"),
    [
        (Share(30, 42), (BEFORE, 27), f"Von 42 Gesprächen {WHEN} waren 30 gemeinsam (71 %), 3 mehr als {BEFORE}."),
        (Share(1, 8), (BEFORE, 3), f"Von 8 Gesprächen {WHEN} war 1 gemeinsam (12 %), 2 weniger als {BEFORE}."),
        (Share(2, 8), (BEFORE, 2), f"Von 8 Gesprächen {WHEN} waren 2 gemeinsam (25 %), so viele wie {BEFORE}."),
        (Share(0, 6), None, "Von 6 Gesprächen im Mai 2018 war keines gemeinsam (0 %)."),
        (Share(2, 3, small=True), None, "Von 3 Gesprächen im Mai 2018 waren 2 gemeinsam."),
        (Share(1, 1, small=True), None, "Das eine Gespräch im Mai 2018 war gemeinsam."),
        (Share(0, 1, small=True), None, "Das eine Gespräch im Mai 2018 war nicht gemeinsam."),
        (Share(0, 0), (BEFORE, 3), "Im Mai 2018 ist kein Gespräch eingetragen."),
    ],
)  # fmt: skip
def test_the_answer(meetings: Share, before: tuple[str, int] | None, said: str) -> None:
    """The sentence of the page, as people would say it."""
    assert answer(WHEN, meetings, before) == said


def test_the_rest() -> None:
    """What fell through, reviews, both legal circles, consents; nothing is said of nothing."""
    assert fell_through(Share(1, 9)) == "1 von 9 geplanten Gesprächen fiel kurzfristig oder ohne Absage aus (11 %)."
    assert fell_through(Share(2, 9)).startswith("2 von 9 geplanten Gesprächen fielen ")
    assert fell_through(Share(0, 9)) == "Alle geplanten Gespräche fanden statt."
    assert reviewed(Share(5, 5)) == "Alle fälligen Überprüfungen waren fristgerecht."
    assert reviewed(Share(1, 3, small=True)) == "1 von 3 fälligen Überprüfungen war fristgerecht."
    assert combined(Share(1, 1, small=True), DAY) == (
        "Am 30.09.2018 laufen in 1 von 1 Familie Leistungen beider Rechtskreise."
    )
    assert agreed(Share(6, 6), DAY) == "Alle nötigen Einwilligungen gelten am 30.09.2018 in jeder Familie."
    assert agreed(Share(4, 6), DAY) == "In 2 Familien fehlt am 30.09.2018 mindestens eine nötige Einwilligung."
    nothing = Share(0, 0)
    assert [fell_through(nothing), reviewed(nothing), combined(nothing, DAY), agreed(nothing, DAY)] == [""] * 4
