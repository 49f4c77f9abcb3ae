"""The demo's cases obey the lifecycle: statuses, dates and leads of a family tell the same story."""

from collections import Counter
from datetime import date, timedelta
from itertools import pairwise

from sqlmodel import col, select

from fam import db
from fam.demo.cast import TODAY
from fam.demo.planning import STORY_STOCK
from fam.figures.growth import growth
from fam.figures.places import free_places
from fam.models import Account, Dissent, Family, Judgement, Lead, ListItem, PlanVersion, StatusPeriod, Vote
from fam.person import system
from fam.rules.terms import ENDED, IN_STOCK, Answer, Institution, LeadKind, ListName, Status

GAP = "Brombeer"  # the story's tandem gap
LISTS = {Status.CLOSED: ListName.CLOSING, Status.NOT_ADMITTED: ListName.NON_ADMISSION, Status.PAUSED: ListName.PAUSE}


def _histories() -> list[tuple[Family, list[StatusPeriod]]]:
    with db.reading(system()) as session:
        periods: dict[int, list[StatusPeriod]] = {}
        for one in session.exec(select(StatusPeriod).order_by(col(StatusPeriod.starts_on), col(StatusPeriod.id))):
            periods.setdefault(one.family_id, []).append(one)
        return [(family, periods[family.id or 0]) for family in session.exec(select(Family))]


def test_status_history_is_without_gaps_and_ends_in_the_status(demo: str) -> None:
    """Each period begins where the one before ends; only the last is open, and it is the family's status."""
    for family, periods in _histories():
        assert periods[0].starts_on == family.received_on, family.number
        assert all(earlier.ends_on == later.starts_on for earlier, later in pairwise(periods)), family.number
        assert periods[-1].ends_on is None
        assert periods[-1].status is family.status
        assert all(one.starts_on <= TODAY for one in periods)


def test_dates_of_the_head_are_those_of_the_history(demo: str) -> None:
    """The first active day is the Aufnahmedatum, the closing period begins on the Abschlussdatum."""
    for family, periods in _histories():
        starts = {one.status: one.starts_on for one in reversed(periods)}
        assert family.admitted_on == starts.get(Status.ACTIVE), family.number
        assert family.closed_on == starts.get(Status.CLOSED), family.number
        if family.status is Status.NOT_ADMITTED:
            assert family.decided_on == starts[Status.NOT_ADMITTED]
        steps = (family.received_on, family.first_talk_on, family.decided_on, family.admitted_on, family.closed_on)
        known = [day for day in steps if day]
        assert known == sorted(known), family.number


def test_no_step_is_illegal(demo: str) -> None:
    """Nobody becomes active without an examination; the way follows domain handbook §4.3."""
    legal = {
        (Status.PROPOSED, Status.PROPOSED), (Status.PROPOSED, Status.EXAMINATION), (Status.PROPOSED, Status.WITHDRAWN),
        (Status.EXAMINATION, Status.WAITING), (Status.EXAMINATION, Status.ACTIVE),
        (Status.EXAMINATION, Status.NOT_ADMITTED), (Status.ACTIVE, Status.PAUSED), (Status.ACTIVE, Status.CLOSED),
        (Status.PAUSED, Status.CLOSED),
    }  # fmt: skip
    taken = {(one.status, two.status) for _family, periods in _histories() for one, two in pairwise(periods)}
    assert taken <= legal


def test_nobody_is_examined_before_the_family_agreed(demo: str) -> None:
    """Whoever is beyond the proposal was asked first; only the Altbestand does not know when."""
    for family, periods in _histories():
        examined = [one.starts_on for one in periods if one.status is Status.EXAMINATION]
        if examined and not family.legacy:
            assert family.contact_agreed_on is not None
            assert family.contact_agreed_on <= examined[0], family.number


def test_reasons_are_of_the_right_list(demo: str) -> None:
    """A closed, refused or paused case has a reason of its own list, everybody else none."""
    with db.reading(system()) as session:
        lists = {item.id: item.list for item in session.exec(select(ListItem))}
    for family, periods in _histories():
        wanted = LISTS.get(family.status)
        assert lists.get(periods[-1].reason_id) == wanted, family.number
        assert lists.get(family.reason_id) == (wanted if family.status in ENDED else None), family.number


def test_everybody_in_fam_has_both_leads_except_the_announced_gap(demo: str) -> None:
    """Every family in FAM has one lead per institution today; one gap is older than 14 days, on the ASD's side."""
    missing = []
    with db.reading(system()) as session:
        for family in session.exec(select(Family).where(col(Family.status).in_(IN_STOCK))):
            leads = session.exec(select(Lead).where(Lead.family_id == family.id, Lead.kind == LeadKind.LEAD)).all()
            running = [one.institution for one in leads if one.starts_on <= TODAY and (one.ends_on or date.max) > TODAY]
            assert len(running) == len(set(running)), family.number
            missing += [(family.name, one) for one in Institution if one not in running]
            ended = [one.ends_on for one in leads if one.ends_on]
            assert family.name != GAP or max(ended) < TODAY - timedelta(days=14)
    assert missing == [(GAP, Institution.ASD)]


def test_leads_belong_to_their_institution_and_were_there(demo: str) -> None:
    """Pro Arbeit is led by staff of Pro Arbeit, the ASD by the ASD's."""
    with db.reading(system()) as session:
        query = select(Lead, Account).join(Account, col(Account.id) == Lead.account_id)
        assert all(lead.institution is account.institution for lead, account in session.exec(query))


def test_admitted_families_have_two_yes_and_reasons_where_needed(demo: str) -> None:
    """Both institutions said yes, or a settled dissent did; nein and differences carry a reason."""
    with db.reading(system()) as session:
        votes: dict[int, set[Answer]] = {}
        for vote in session.exec(select(Vote)):
            votes.setdefault(vote.family_id, set()).add(vote.answer)
            assert vote.answer is Answer.YES or vote.reason
        settled = {one.family_id: one.outcome for one in session.exec(select(Dissent)) if one.settled_on}
        for family in session.exec(select(Family).where(col(Family.admitted_on).is_not(None))):
            answers = votes.get(family.id or 0, set())
            assert not answers if family.legacy else answers == {Answer.YES} or settled[family.id or 0] is Answer.YES
        answers_of: dict[tuple[int, str], list[Judgement]] = {}
        for one in session.exec(select(Judgement)):
            answers_of.setdefault((one.family_id, one.criterion), []).append(one)
    for pair in answers_of.values():
        differ = len({one.answer for one in pair}) > 1
        assert all(one.reason for one in pair if differ or one.answer is not Answer.YES)


def test_the_figures_identity_holds_in_every_month(demo: str) -> None:
    """Bestand(t) = Bestand(t-1) + Zugang - Abgang, from two sources."""
    rows = growth(TODAY)
    assert len(rows) > 50
    assert all(row.holds for row in rows)


def test_the_story_grows_in_2017_and_2018_against_a_plan(the_story: str) -> None:
    """Few families until 2016, then growth: 45 active and 3 paused at the end, near the plan that was revised once."""
    rows = {row.month: row for row in growth(TODAY)}
    stock = {year: rows[date(year, 12, 1)].stock or 0 for year in (2014, 2015, 2016, 2017)}
    assert stock[2014] < stock[2015] < stock[2016] <= 15
    assert stock[2017] >= 2 * stock[2016]
    today = rows[date(2018, 10, 1)]
    assert (today.stock, today.paused) == (STORY_STOCK, 3)
    assert today.plan is not None
    assert abs(today.plan - STORY_STOCK) <= 4
    with db.reading(system()) as session:
        decided = session.exec(select(col(PlanVersion.decided_on)).order_by(col(PlanVersion.decided_on))).all()
    assert [(day.year, day.month) for day in decided] == [(2016, 12), (2018, 1)]


def test_the_story_has_every_status_and_no_free_place_at_the_asd(the_story: str) -> None:
    """Pipeline, waiting list, ends of all kinds: a visitor finds each; the waiting list has its cause."""
    counts = Counter(family.status for family, _periods in _histories())
    assert set(counts) == set(Status) - {Status.ANONYMISED}
    assert counts[Status.ACTIVE] == 45
    places = free_places(TODAY)
    assert places[Institution.ASD] == 0
    assert places[Institution.PRO_ARBEIT] in range(1, 8)
