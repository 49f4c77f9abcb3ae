"""The pipeline: what is missing, and whose turn it is."""

from dataclasses import replace

import pytest

from fam.rules.pipeline import PipelineFacts, missing, next_act
from fam.rules.terms import Answer, Institution, Phase, Status

BOTH = frozenset(Institution)
PROPOSED = PipelineFacts(Status.PROPOSED, Phase.RECEIVED, Institution.PRO_ARBEIT, contact_agreed=True)
EXAMINED = PipelineFacts(Status.EXAMINATION, Phase.CRITERIA, Institution.ASD, contact_agreed=True, leads=BOTH)
YES_YES = tuple((one, Answer.YES) for one in Institution)


def _votes(pro_arbeit: Answer | None, asd: Answer | None) -> tuple[tuple[Institution, Answer], ...]:
    pairs = zip(Institution, (pro_arbeit, asd), strict=True)
    return tuple((one, answer) for one, answer in pairs if answer)


TURNS = [
    (PROPOSED, "Prüfung beginnen", "Koordination Pro Arbeit"),
    (replace(PROPOSED, contact_agreed=False), "Zustimmung zum Kontakt einholen", "Vorschlagende (Pro Arbeit)"),
    (replace(PROPOSED, phase=Phase.INCOMPLETE), "Angaben ergänzen", "Vorschlagende (Pro Arbeit)"),
    (replace(EXAMINED, leads=frozenset()), "Fallführung benennen", "beide Koordinationen"),
    (replace(EXAMINED, leads=frozenset({Institution.ASD})), "Fallführung benennen", "Koordination Pro Arbeit"),
    (EXAMINED, "Erstgespräch führen, prüfen", "Tandem"),
    (replace(EXAMINED, first_talk_held=True), "Votum abgeben", "Tandem"),
    (replace(EXAMINED, votes=_votes(Answer.YES, None)), "Votum abgeben", "Fallführung ASD"),
    (replace(EXAMINED, votes=YES_YES), "Erstgespräch führen", "Tandem"),
    (replace(EXAMINED, votes=YES_YES, first_talk_held=True), "aufnehmen oder auf die Warteliste", "Tandem"),
    (replace(EXAMINED, votes=_votes(Answer.NO, Answer.NO)), "Nichtaufnahme festhalten", "beide Koordinationen"),
    (
        replace(EXAMINED, votes=_votes(Answer.YES, Answer.NO), dissent_open=True),
        "Dissens klären",
        "beide Koordinationen",
    ),
    (
        replace(EXAMINED, votes=_votes(Answer.YES, Answer.NO), outcome=Answer.NO),
        "Nichtaufnahme festhalten",
        "beide Koordinationen",
    ),
    (replace(EXAMINED, status=Status.WAITING, free_places=0), "wartet auf einen freien Platz", ""),
    (replace(EXAMINED, status=Status.WAITING, free_places=2), "aufnehmen, Platz ist frei", "beide Koordinationen"),
    (replace(EXAMINED, status=Status.ACTIVE), "", ""),
]


@pytest.mark.parametrize(("facts", "what", "who"), TURNS)
def test_whose_turn_it_is(facts: PipelineFacts, what: str, who: str) -> None:
    """Every case on its way has somebody who must act, until it has arrived."""
    act = next_act(facts)
    assert (act.what, act.who) == (what, who)


def test_a_proposal_names_what_it_lacks() -> None:
    """First what it came back for, then the fields; what the person may not know is not called missing."""
    bare = replace(PROPOSED, contact_agreed=False, town_known=False, source_known=False, occasion_known=False)
    assert missing(bare) == ("Wohnort", "Vorgeschlagen von", "Anlass", "Zustimmung zum Kontakt")
    assert missing(replace(PROPOSED, asked_for="Telefon")) == ("Telefon",)
    assert missing(replace(PROPOSED, occasion_known=None)) == ()


def test_an_examination_names_what_it_lacks() -> None:
    """Leads, first talk, votes, and an open dissent."""
    assert missing(replace(EXAMINED, leads=frozenset({Institution.ASD}))) == (
        "Fallführung Pro Arbeit", "Erstgespräch", "Votum Pro Arbeit", "Votum ASD",
    )  # fmt: skip
    split = replace(EXAMINED, votes=_votes(Answer.YES, Answer.NO), dissent_open=True, first_talk_held=True)
    assert missing(split) == ("Klärung des Dissenses",)
