"""What Leitung gets, number by number: each case small enough to check by hand."""

from datetime import date

from fam.figures.gate import Release, for_team, published, release
from fam.figures.gate_report import Limits
from fam.figures.indicator import Breakdown, Figure, Number, Part, Period, count, middle, month_of, quarter_of, rate
from fam.figures.shown import Audience, Shown
from fam.rules import gate_texts as why
from tests.figures.gate_world import INDICATORS

USUAL = Limits()
SEPTEMBER, QUARTER = month_of(date(2017, 9, 1)), quarter_of(date(2017, 9, 1))


def towns(*numbers: int, whole: bool = True) -> Breakdown:
    """A breakdown into towns a, b, c."""
    return Breakdown(
        "town", "Gemeinde", tuple(_part(*one) for one in zip("abc", map(count, numbers), strict=True)), whole
    )


def _part(code: str, number: Number) -> Part:
    return Part(code, code.upper(), number)


def for_leitung(*figures: Figure, already: tuple[Release, ...] = (), limits: Limits = USUAL) -> Release:
    """The report of one period."""
    return release(figures, [one.evidence for one in already], limits, INDICATORS)


def cells(made: Release, place: int = 0) -> list[float | str | None]:
    """The numbers of the first breakdown, or the marks in their place."""
    parts = made.figures[place].breakdowns[0].parts
    return [part.number.mark or part.number.value for part in parts]


def test_an_undivided_open_number_is_never_hidden() -> None:
    """Two families came: that is so, and Leitung reads it."""
    made = for_leitung(Figure("I02", SEPTEMBER, count(2)))
    assert made.figures[0].number == Shown(2, 2)


def test_the_data_protection_officers_can_close_totals_and_raise_the_threshold() -> None:
    """With open totals switched off Bestand 9 is below a threshold of 10."""
    made = for_leitung(Figure("I01", SEPTEMBER, count(9)), limits=Limits(10, open_totals=False))
    assert made.figures[0].number == Shown(mark="< 10")


def test_a_small_number_takes_the_next_one_with_it() -> None:
    """20, 7 and 2: the total 29 is public, so 7 goes with 2; "< 5" may be 1 to 4 then."""
    made = for_leitung(Figure("I01", SEPTEMBER, count(29), (towns(20, 7, 2),)))
    assert cells(made) == [20, "·", "< 5"]


def test_few_families_are_not_divided_at_all() -> None:
    """Of 3 families also the zeros are hidden: they would say that all live in one town."""
    made = for_leitung(Figure("I01", SEPTEMBER, count(3), (towns(3, 0, 0),)))
    assert made.figures[0].breakdowns[0].withheld == why.TOO_SMALL
    assert made.figures[0].number.value == 3


def test_a_rate_needs_five_families_on_both_sides() -> None:
    """3 of 20 and 17 of 20 hide, 8 of 20 stands, none of 20 stands, 3 of 4 shows not even the 4."""
    shown = [
        for_leitung(Figure("I30", SEPTEMBER, rate(n, base, n, base))).figures[0].number
        for n, base in ((3, 20), (17, 20), (8, 20), (0, 20), (3, 4))
    ]
    assert shown == [
        Shown(None, None, 20, "< 5"), Shown(None, None, 20, "·"), Shown(0.4, 8, 20), Shown(0.0, 0, 20),
        Shown(mark="< 5"),
    ]  # fmt: skip


def test_a_median_over_four_families_is_not_shown() -> None:
    """Five are enough."""
    made = [for_leitung(Figure("I11", QUARTER, middle(7, n))).figures[0].number for n in (4, 5)]
    assert [(one.value, one.mark) for one in made] == [(None, "< 5"), (7, "")]


def test_what_flows_is_divided_per_quarter_only() -> None:
    """The month shows how many went, the quarter also why; the current month up to today and a year show neither."""
    spans = (
        SEPTEMBER,
        QUARTER,
        Period(date(2017, 9, 1), date(2017, 9, 15)),
        Period(date(2017, 1, 1), date(2017, 9, 30)),
    )
    made = [for_leitung(Figure("I03", one, count(40), (towns(20, 14, 6),))).figures[0] for one in spans]
    assert [one.number.value for one in made] == [40] * 4
    assert [one.breakdowns[0].withheld for one in made] == [why.QUARTERLY, "", why.NO_PERIOD, why.NO_PERIOD]


def test_stock_is_divided_at_the_end_of_a_month_only() -> None:
    """Day by day the difference of two days would be one family."""
    made = for_leitung(Figure("I01", Period(date(2017, 9, 1), date(2017, 9, 29)), count(29), (towns(12, 12, 5),)))
    assert made.figures[0].breakdowns[0].withheld == why.NO_PERIOD


def test_single_caseworkers_are_for_koordination() -> None:
    """Neither Leitung nor Fachkräfte get numbers about one Fachkraft."""
    figure = Figure("I14", SEPTEMBER, rate(3, 10, 9, 9))
    team, coordination = (
        for_team([figure], one, INDICATORS)[0] for one in (Audience.TEAM, Audience.COORDINATION)
    )  # fmt: skip
    assert (team.withheld, coordination.withheld) == (why.PERSONAL, "")
    assert for_leitung(figure).figures[0].withheld == why.PERSONAL


def test_a_page_shows_leitung_undivided_open_numbers_only() -> None:
    """A live number changes with every entry: what is divided stands in the frozen report."""
    live = published(Figure("I01", SEPTEMBER, count(29), (towns(12, 12, 5),)), Audience.LEADERSHIP, INDICATORS)
    assert (live.number.value, live.breakdowns[0].withheld) == (29, why.FROZEN)
    assert (
        published(Figure("I30", SEPTEMBER, rate(8, 20, 8, 20)), Audience.LEADERSHIP, INDICATORS).withheld == why.FROZEN
    )


def test_the_neighbour_month_gives_nothing_away() -> None:
    """Nobody came or went since August: what was hidden there cannot stand in September."""
    still = (Figure("I02", SEPTEMBER, count(0)), Figure("I03", SEPTEMBER, count(0)))
    august = month_of(date(2017, 8, 1))
    first = for_leitung(Figure("I01", august, count(29), (towns(20, 7, 2),)))
    again = for_leitung(Figure("I01", SEPTEMBER, count(29), (towns(20, 7, 2),)), *still, already=(first,))
    assert cells(again) == cells(first) == [20, "·", "< 5"]


def test_one_new_family_does_not_betray_the_others() -> None:
    """August 12, 7, 4 and one new family: 12, 7, 5 would be shown alone, and the 4 of August would follow."""
    august = month_of(date(2017, 8, 1))
    moved = (Figure("I02", SEPTEMBER, count(1)), Figure("I03", SEPTEMBER, count(0)))
    first = for_leitung(Figure("I01", august, count(23), (towns(12, 7, 4),)))
    assert cells(first) == [12, "·", "< 5"]
    second = for_leitung(Figure("I01", SEPTEMBER, count(24), (towns(12, 7, 5),)), *moved, already=(first,))
    assert cells(second)[1:] == ["·", "·"]


def test_a_later_version_does_not_change_what_leitung_got() -> None:
    """One family entered late: the difference of both versions would be that family."""
    first = for_leitung(Figure("I01", SEPTEMBER, count(30), (towns(10, 10, 10),)))
    later = for_leitung(Figure("I01", SEPTEMBER, count(31), (towns(11, 10, 10),)), already=(first,))
    assert later.figures[0].number.value == 31
    assert later.figures[0].breakdowns[0].withheld == why.REVISED


def test_the_same_number_elsewhere_is_hidden_too() -> None:
    """6 of 16 ended early: hidden among the reasons beside the 4, it does not stand as a rate."""
    reasons = Breakdown("reason", "Grund", tuple(_part(*one) for one in zip("abc", map(count, (4, 6, 6)), strict=True)))
    made = for_leitung(Figure("I03", QUARTER, count(16), (reasons,)), Figure("I33", QUARTER, rate(6, 16, 6, 16)))
    assert cells(made) == ["< 5", "·", 6]
    assert made.figures[1].number.value is None


def test_finer_and_coarser_rows_do_not_stand_side_by_side() -> None:
    """Towns a and b make a region: beside 20 in the region the hidden 4 of town b would follow from 16 in a."""
    towns_ = towns(16, 4, 9)
    regions = Breakdown("region", "Region", (_part("west", count(20)), _part("ost", count(9))))
    made = for_leitung(Figure("I34", SEPTEMBER, count(29), (towns_, regions)))
    assert cells(made) == [16, "< 5", "·"]
    assert made.figures[0].breakdowns[1].withheld == why.TOO_SMALL


def test_what_becomes_of_something_is_told_as_a_whole_or_not() -> None:
    """10 of 20 decided, beside 7 withdrawn: the 3 not admitted would follow, though nobody calls the parts a whole."""
    parts = tuple(_part(*one) for one in zip("abc", map(count, (10, 7, 3)), strict=True))
    outcome = Breakdown("outcome", "", parts, whole=False)
    made = for_leitung(Figure("I33", QUARTER, rate(10, 20, 10, 20), (outcome,)))
    assert made.figures[0].number.numerator == 10
    assert made.figures[0].breakdowns[0].withheld == why.TOO_SMALL


def test_few_others_hide_a_rate_although_every_family_is_in_it() -> None:
    """All six families had joint meetings; the 2 of 9 meetings that were not joint may be one family's. 9 may stand."""
    made = for_leitung(Figure("I33", QUARTER, rate(7, 9, 6, 6)))
    assert made.figures[0].number == Shown(None, None, 9, "·")
    assert for_leitung(Figure("I33", QUARTER, rate(7, 14, 6, 6))).figures[0].number.value == 0.5


def test_what_was_decided_does_not_tell_who_was_declined() -> None:
    """10 came, as everybody reads; of 12 decided 2 would be left. Of 20, 7 not admitted: 3 withdrew."""
    few = for_leitung(Figure("I02", QUARTER, count(10)), Figure("I08", QUARTER, rate(10, 12, 10, 12)))
    assert few.figures[1].number == Shown(None, None, None, "·")
    parts = tuple(_part(*one) for one in zip("abc", map(count, (10, 7, 3)), strict=True))
    reasons = Breakdown("reason", "", tuple(_part(*one) for one in zip("ab", map(count, (7, 0)), strict=True)))
    made = for_leitung(
        Figure("I08", QUARTER, rate(10, 20, 10, 20), (Breakdown("outcome", "", parts, whole=False),)),
        Figure("I31", QUARTER, count(7), (reasons,)),
    )
    assert made.figures[0].number.denominator == 20
    assert made.figures[1].number.mark == "·"
    assert made.figures[1].breakdowns[0].withheld == why.TOO_SMALL


def test_what_a_revision_left_hidden_stays_hidden() -> None:
    """Reasons 4, 6, 6: the 6 of the Abbruchquote was not shown. One is mended to 3, 7, 6: the quota stays hidden."""

    def reports(*numbers: int) -> tuple[Figure, Figure]:
        parts = tuple(_part(*one) for one in zip("abc", map(count, numbers), strict=True))
        return Figure("I03", QUARTER, count(16), (Breakdown("reason", "", parts),)), Figure(
            "I33", QUARTER, rate(6, 16, 6, 16)
        )

    first = for_leitung(*reports(4, 6, 6))
    again = for_leitung(*reports(3, 7, 6), already=(first,))
    assert again.figures[0].breakdowns[0].withheld == why.REVISED
    assert first.figures[1].number.value is again.figures[1].number.value is None


def test_few_between_two_of_a_chain_do_not_stand() -> None:
    """92 children of 96 young people of 177 persons: the 4 grown-up young would follow; so with 2 late endings."""
    codes = zip(("persons", "children", "u25"), (177, 92, 96), strict=True)
    persons = Breakdown("persons", "", tuple(_part(code, count(n, 40)) for code, n in codes), whole=False)
    assert cells(for_leitung(Figure("I01", SEPTEMBER, count(48), (persons,)))) == [177, "·", 96]
    quotas = Breakdown(
        "variant", "", (_part("A", rate(10, 30, 10, 30)), _part("early", rate(8, 30, 8, 30))), whole=False
    )
    made = for_leitung(Figure("I33", QUARTER, rate(10, 30, 10, 30), (quotas,)))
    assert cells(made) == [10 / 30, "·"]


def test_meetings_cancelled_early_do_not_follow() -> None:
    """Of 40 planned 30 were held, as another rate says, and 8 fell through: the 2 cancelled early would be left."""
    codes = zip(("held", "no_show", "early"), (30, 8, 2), strict=True)
    outcome = Breakdown("outcome", "", tuple(_part(code, count(n)) for code, n in codes), whole=False)
    made = for_leitung(Figure("I18", QUARTER, rate(8, 40, 8, 30), (outcome,))).figures[0]
    assert (made.number, made.breakdowns[0].withheld) == (Shown(mark="·"), why.TOO_SMALL)
