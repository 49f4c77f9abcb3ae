"""From the course of a case to the whole case: household, statuses, leads, examination, its scene, the work."""

from collections.abc import Iterator
from datetime import date, time, timedelta

from fam.demo import fields, scenes, story
from fam.demo.afterwards import add_closing, add_reviews
from fam.demo.arcs import add_leads, add_statuses
from fam.demo.case import Arc, Case, Dice
from fam.demo.cast import TODAY
from fam.demo.consents import add_consents
from fam.demo.cooperation import add_cooperation
from fam.demo.examination import add_examination
from fam.demo.goals import add_goals
from fam.demo.household import add_household
from fam.demo.measures import add_measures
from fam.demo.needs import add_needs, add_paths
from fam.demo.outcomes import add_outcomes
from fam.demo.work import add_work, meet
from fam.rules.terms import Precision, Status

# Anna's and Amir's next joint meetings, this week and next; three past ones were never documented.
SLOTS = (
    (date(2018, 10, 15), time(10, 0)), (date(2018, 10, 15), time(14, 30)), (date(2018, 10, 16), time(9, 0)),
    (date(2018, 10, 17), time(13, 30)), (date(2018, 10, 19), time(11, 0)), (date(2018, 10, 22), time(10, 0)),
    (date(2018, 10, 24), time(15, 30)), (date(2018, 10, 26), time(9, 0)), (date(2018, 10, 9), time(10, 0)),
    (date(2018, 10, 2), time(14, 30)), (date(2018, 9, 25), time(9, 0)),
)  # fmt: skip
TEAM_DAYS = tuple(date(2018, 5, 23) + timedelta(weeks=4 * number) for number in range(6))  # joint Teamsitzungen
NEEDS_JUDGED = 0.25  # of the further families
SICK = (date(2018, 9, 17), date(2018, 10, 24))  # Murat; Nele stands in for him


def build(arc: Arc, serial: int, scene: str = "", *, closely: bool) -> Case:
    """Return a case with everything on it; `closely` as in a file that is really kept, else a few entries."""
    dice = Dice(f"case {arc.key}")
    case = Case(arc, closely)
    add_household(case, dice, serial)
    add_statuses(case)
    add_leads(case)
    add_examination(case, dice, closely=closely)
    if arc.legacy:
        _as_in_the_list(case, dice)
    if scene:
        scenes.SCENES[scene](case, dice)
    if scene != "names_only":
        add_work(case, dice, closely=closely)
        _add_what_figures_read(case, closely=closely)
    add_consents(case, Dice(f"consent {arc.key}"))
    return case


def _add_what_figures_read(case: Case, *, closely: bool) -> None:
    """Needs, paths, goals, reviews, closing: of the further families too, of which one in four has judged its needs."""
    key = case.arc.key
    needs = Dice(f"needs {key}")
    (add_needs if closely or needs.chance(NEEDS_JUDGED) else add_paths)(case, needs)
    add_goals(case, Dice(f"goals {key}"))
    after = Dice(f"after {key}")
    add_reviews(case, after)
    add_closing(case, after)
    add_cooperation(case, Dice(f"cooperation {key}"))
    add_outcomes(case, Dice(f"outcomes {key}"))
    if not closely:
        add_measures(case, Dice(f"measures {key}"))


def _as_in_the_list(case: Case, dice: Dice) -> None:
    """What came with the list has gaps: birth dates by year or none, no occasion."""
    children = [row for row in case.member if not row["custody_holder"]]
    if dice.chance(0.3):
        row = dice.one(tuple(children))
        row.update(born_on=row["born_on"].replace(month=1, day=1), born_precision=Precision.YEAR)
    if dice.chance(0.25):
        dice.one(tuple(children)).update(born_on=None, born_precision=Precision.DAY)
    if dice.chance(0.2):
        case.detail["occasion"] = ""


def tell(number: int) -> Iterator[Case]:
    """Yield the first cases of the story, oldest first, with planned meetings, Teamsitzungen and deputies."""
    pairs = story.arcs(number)
    slots, deputies = iter(SLOTS), 3
    for serial, (arc, scene) in enumerate(pairs, start=1):
        case = build(arc, serial, scene, closely=True)
        dice = Dice(f"plan {arc.key}")
        if arc.status is Status.ACTIVE and scene != "names_only":
            if arc.pair[0] == "anna":
                if slot := next(slots, None):
                    scenes.plan(case, dice, *slot)
                _team_meetings(case, dice)
            elif dice.chance(0.6):
                scenes.plan(case, dice, _soon(dice), None, dice.one(("GESPRAECH", "HAUSBESUCH")))
            if arc.pair[1] == "murat" and deputies:
                deputies -= 1
                scenes.deputise(case, "nele", *SICK)
        if scene != "names_only":
            add_measures(case, Dice(f"measures {arc.key}"))
        fields.fill(case)
        yield case


def _soon(dice: Dice) -> date:
    """Return a weekday of this week or the next."""
    return TODAY + timedelta(days=dice.between(0, 4) + 7 * dice.between(0, 1))


def _team_meetings(case: Case, dice: Dice) -> None:
    for day in TEAM_DAYS:
        if case.arc.admitted_on and case.arc.admitted_on <= day < TODAY and dice.chance(0.6):
            meet(case, dice, day, "TEAMSITZUNG", family=False, gathering=f"team-{day}", at=time(8, 30), entered=day)
