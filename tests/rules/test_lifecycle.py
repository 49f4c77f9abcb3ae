"""Which step is possible, what stands in its way, and who may take it."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fam.errors import IllegalStep
from fam.rules.lifecycle import RULES, CaseFacts, blockers, may_step, phase_blockers, possible_steps, step
from fam.rules.terms import Answer, Institution, Phase, Role, Status

TODAY = date(2018, 10, 15)
BOTH = frozenset(Institution)
P, E, W, A = Status.PROPOSED, Status.EXAMINATION, Status.WAITING, Status.ACTIVE
R, C, N, Z = Status.PAUSED, Status.CLOSED, Status.NOT_ADMITTED, Status.WITHDRAWN
READY = CaseFacts(
    status=E,
    today=TODAY,
    status_since=date(2018, 9, 3),
    received_on=date(2018, 8, 20),
    has_town=True,
    has_source=True,
    has_occasion=True,
    contact_agreed_on=date(2018, 8, 27),
    votes=dict.fromkeys(Institution, Answer.YES),
    criteria_complete=BOTH,
    leads=BOTH,
    has_main_reason=True,
)
NO = {Institution.PRO_ARBEIT: Answer.YES, Institution.ASD: Answer.NO}
NO_DATA = CaseFacts(status=P, today=TODAY)
MOVES = {
    P: {E, N, Z}, E: {A, W, N, Z}, W: {A, N, Z}, A: {R, C}, R: {A, C}, C: {A},
    N: set(), Z: set(), Status.ANONYMISED: set(),
}  # fmt: skip


@pytest.mark.parametrize("start", list(Status))
@pytest.mark.parametrize("to", list(Status))
def test_only_the_table_leads_on(start: Status, to: Status) -> None:
    """With every guard held a step is possible exactly where the handbook's table has one."""
    facts = replace(READY, status=start, closed_on=date(2018, 10, 1))
    assert (blockers(facts, to, TODAY) == ()) is (to in MOVES[start])
    assert {one.to for one in possible_steps(facts)} == MOVES[start]


def test_a_proposal_is_never_admitted_at_once() -> None:
    """VORGESCHLAGEN to AKTIV is illegal and the sentence says what is missing."""
    with pytest.raises(IllegalStep, match="nicht ohne Prüfung"):
        step(replace(READY, status=P), A, TODAY)


def test_an_illegal_step_names_every_blocker() -> None:
    """All reasons come at once, not one after the other."""
    with pytest.raises(IllegalStep) as refused:
        step(NO_DATA, E, TODAY)
    assert refused.value.blockers == (
        "Der Wohnort fehlt.",
        "„Vorgeschlagen von“ fehlt.",
        "Der Anlass fehlt.",
        "Das Eingangsdatum fehlt.",
        "Die Familie hat dem Kontakt noch nicht zugestimmt (mündlich genügt).",
    )


@pytest.mark.parametrize(
    ("to", "change", "sentence"),
    [
        (A, {"leads": frozenset({Institution.ASD})}, "Die Fallführung Pro Arbeit fehlt."),
        (A, {"criteria_complete": frozenset({Institution.ASD})}, "Die Prüfung von Pro Arbeit ist nicht vollständig."),
        (A, {"votes": {Institution.ASD: Answer.YES}}, "Die Stimme von Pro Arbeit fehlt."),
        (A, {"votes": NO}, "ASD hat gegen die Aufnahme gestimmt."),
        (A, {"votes": NO, "dissent_open": True}, "Der Dissens ist noch nicht entschieden."),
        (A, {"votes": NO, "dissent_outcome": Answer.NO}, "Der Dissens wurde gegen die Aufnahme entschieden."),
        (W, {"free_places": 2}, "Es ist noch Platz (2 frei): bitte aufnehmen."),
        (W, {"votes": NO}, "ASD hat gegen die Aufnahme gestimmt."),
        (N, {"has_main_reason": False}, "Der Hauptgrund fehlt."),
    ],
)
def test_each_guard_of_the_examination_says_its_sentence(to: Status, change: dict[str, object], sentence: str) -> None:
    """One missing thing, one sentence; without it the step is possible."""
    assert blockers(READY, to, TODAY) == ()
    assert blockers(replace(READY, **change), to, TODAY) == (sentence,)  # type: ignore[arg-type]


def test_a_dissent_settled_for_the_family_admits() -> None:
    """What the Koordinationen decided counts as both voices; the votes stay as they are."""
    assert blockers(replace(READY, votes=NO, dissent_outcome=Answer.YES), A, TODAY) == ()


@pytest.mark.parametrize("places", [None, 0, -1])
def test_without_a_free_place_the_waiting_list_is_open(places: int | None) -> None:
    """No places entered is no reason to refuse the waiting list."""
    assert blockers(replace(READY, free_places=places), W, TODAY) == ()


def test_before_the_form_its_own_questions_do_not_block() -> None:
    """Date and main reason are asked by the form of the step, so its button is not blocked by them."""
    active = replace(READY, status=A, has_main_reason=False)
    assert blockers(active, C) == ()
    assert blockers(active, C, TODAY) == ("Der Hauptgrund fehlt.",)
    assert blockers(active, R, TODAY) == ("Der Grund des Ruhens fehlt.",)


@pytest.mark.parametrize(
    ("start", "to", "on", "part"),
    [
        (E, A, date(2018, 10, 16), "Das Datum (16.10.2018) liegt in der Zukunft."),
        (E, A, date(2018, 9, 2), "liegt vor dem Beginn von „in Prüfung“ (03.09.2018)."),
        (A, C, date(2018, 10, 17), "Der letzte Tag in FAM (16.10.2018) liegt in der Zukunft."),
        (A, C, date(2018, 9, 3), "Der letzte Tag in FAM (02.09.2018) liegt vor dem Beginn von „aktiv“"),
        (A, R, date(2018, 9, 2), "vor dem Beginn"),
    ],
)
def test_a_date_fits_into_the_history(start: Status, to: Status, on: date, part: str) -> None:
    """No step into the future, none before the status began."""
    (sentence,) = blockers(replace(READY, status=start), to, on)
    assert part in sentence


@pytest.mark.parametrize("on", [date(2018, 10, 16), date(2018, 9, 4)])
def test_today_and_the_first_day_may_be_the_last_day(on: date) -> None:
    """Closing today is stored as tomorrow: the first day no longer in FAM."""
    assert blockers(replace(READY, status=A), C, on) == ()


def test_a_proposal_begins_with_its_arrival() -> None:
    """Without a status history the Eingangsdatum is the earliest day."""
    fresh = replace(READY, status=P, status_since=None)
    assert blockers(fresh, E, date(2018, 8, 20)) == ()
    assert len(blockers(fresh, E, date(2018, 8, 19))) == 1


@pytest.mark.parametrize(("days", "possible"), [(0, True), (30, True), (31, False)])
def test_a_closing_is_taken_back_within_thirty_days(days: int, possible: bool) -> None:
    """Later a returning family is a new, linked case."""
    closed = replace(READY, status=C, closed_on=TODAY - timedelta(days=days))
    assert (blockers(closed, A, TODAY) == ()) is possible


def test_altbestand_closes_without_votes() -> None:
    """What the list did not hold does not block the next step; the step's own guard does."""
    old = CaseFacts(status=A, today=TODAY, status_since=date(2014, 7, 1), legacy=True)
    assert blockers(old, C, TODAY) == ("Der Hauptgrund fehlt.",)
    assert blockers(replace(old, has_main_reason=True), C, TODAY) == ()
    assert blockers(replace(old, status=E), A, TODAY) != ()


def test_the_first_talk_needs_both_institutions() -> None:
    """The phase "Erstgespräch geführt" rests on a joint meeting; the other phases are free."""
    assert phase_blockers(READY, Phase.TALK_HELD) != ()
    assert phase_blockers(replace(READY, first_talk_on=TODAY), Phase.TALK_HELD) == ()
    assert phase_blockers(READY, Phase.CRITERIA) == ()


@pytest.mark.parametrize(
    ("start", "to", "koordination", "lead", "other"),
    [
        (P, E, True, False, False),
        (P, Z, True, True, True),
        (E, A, True, True, False),
        (E, W, True, True, False),
        (E, N, True, True, False),
        (W, A, True, True, False),
        (A, R, False, True, False),
        (R, A, False, True, False),
        (A, C, True, True, False),
        (C, A, True, False, False),
        (P, A, False, False, False),
    ],
)
def test_who_may_take_a_step(start: Status, to: Status, koordination: bool, lead: bool, other: bool) -> None:
    """Koordination, the tandem or anybody of the team, as the table says; never Leitung or Administration alone."""
    assert may_step({Role.COORDINATOR}, start, to, is_lead=False) is koordination
    assert may_step({Role.CASEWORKER}, start, to, is_lead=True) is lead
    assert may_step({Role.CASEWORKER}, start, to, is_lead=False) is other
    assert not may_step({Role.LEADERSHIP, Role.ADMINISTRATOR}, start, to, is_lead=True)


facts = st.builds(
    CaseFacts,
    status=st.sampled_from(list(Status)),
    today=st.just(TODAY),
    status_since=st.none() | st.dates(date(2014, 1, 1), TODAY),
    votes=st.dictionaries(st.sampled_from(Institution), st.none() | st.sampled_from(Answer)),
    criteria_complete=st.frozensets(st.sampled_from(Institution)),
    leads=st.frozensets(st.sampled_from(Institution)),
    dissent_open=st.booleans(),
    dissent_outcome=st.none() | st.sampled_from([Answer.YES, Answer.NO]),
    free_places=st.none() | st.integers(-2, 5),
    closed_on=st.none() | st.dates(date(2018, 1, 1), TODAY),
    has_main_reason=st.booleans(),
    legacy=st.booleans(),
)


@given(facts, st.sampled_from(list(Status)), st.dates(date(2013, 1, 1), date(2019, 1, 1)))
def test_what_passes_kept_every_guard(case: CaseFacts, to: Status, on: date) -> None:
    """Whatever the facts: an admission has two yes or a settled dissent, both leads, full criteria and a past date."""
    if blockers(case, to, on):
        with pytest.raises(IllegalStep):
            step(case, to, on)
        return
    assert (case.status, to) in RULES
    if to is A and case.status in (E, W):
        assert case.leads == BOTH == case.criteria_complete
        assert case.agreed
        assert not case.dissent_open
        assert on <= TODAY
    if to in (C, N):
        assert case.has_main_reason
    assert blockers(case, to) == ()  # a step that passes with its date was offered without blockers
