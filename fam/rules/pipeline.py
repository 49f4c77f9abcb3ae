"""What a case in the pipeline lacks and who must act next (domain handbook §4.3, §7.4 scenario 5)."""

from dataclasses import dataclass

from fam.rules.terms import Answer, Institution, Phase, Status

COORDINATION = "Koordination {}"
BOTH_COORDINATIONS = "beide Koordinationen"
TANDEM = "Tandem"


@dataclass(frozen=True, slots=True)
class PipelineFacts:
    """What the list knows of a case; `None` where the person may not know it."""

    status: Status
    phase: Phase | None
    institution: Institution
    contact_agreed: bool
    town_known: bool = True
    source_known: bool = True
    occasion_known: bool | None = None
    leads: frozenset[Institution] = frozenset()
    votes: tuple[tuple[Institution, Answer], ...] = ()
    dissent_open: bool = False
    outcome: Answer | None = None  # of a settled dissent
    first_talk_held: bool = False
    asked_for: str = ""  # what an incomplete proposal came back for
    free_places: int | None = None  # None: unknown


@dataclass(frozen=True, slots=True)
class NextAct:
    """Who must do what; `sides` are the institutions whose turn it is, `by_coordination` whether their Koordination."""

    what: str
    who: str
    sides: frozenset[Institution]
    by_coordination: bool


def missing(facts: PipelineFacts) -> tuple[str, ...]:
    """Return what is missing before the next step, as short German words; empty if nothing is."""
    if facts.status is Status.PROPOSED:
        lacks = [
            ("Wohnort", not facts.town_known),
            ("Vorgeschlagen von", not facts.source_known),
            ("Anlass", facts.occasion_known is False),
            ("Zustimmung zum Kontakt", not facts.contact_agreed),
        ]
        asked_for = (facts.asked_for,) if facts.asked_for else ()
        return (*asked_for, *(word for word, lacking in lacks if lacking))
    if facts.status is Status.EXAMINATION:
        voted = {institution for institution, _answer in facts.votes}
        found = [f"Fallführung {one.label}" for one in Institution if one not in facts.leads]
        found += ["Erstgespräch"] if not facts.first_talk_held else []
        found += [f"Votum {one.label}" for one in Institution if one not in voted]
        return (*found, "Klärung des Dissenses") if facts.dissent_open else tuple(found)
    full = facts.free_places is not None and facts.free_places <= 0
    return ("freier Platz",) if facts.status is Status.WAITING and full else ()


def next_act(facts: PipelineFacts) -> NextAct:
    """Return who must act now: one sentence part for the list, and the sides for filters and Heute."""
    if facts.status is Status.PROPOSED:
        return _proposed(facts)
    if facts.status is Status.EXAMINATION:
        return _examination(facts)
    if facts.status is Status.WAITING:
        if missing(facts):
            return NextAct("wartet auf einen freien Platz", "", frozenset(), False)
        return _of_both("aufnehmen, Platz ist frei" if facts.free_places else "aufnehmen, sobald ein Platz frei ist")
    return NextAct("", "", frozenset(), False)


def _proposed(facts: PipelineFacts) -> NextAct:
    own = frozenset({facts.institution})
    if facts.phase is Phase.INCOMPLETE:
        return NextAct("Angaben ergänzen", f"Vorschlagende ({facts.institution.label})", own, False)
    if not facts.contact_agreed:
        return NextAct("Zustimmung zum Kontakt einholen", f"Vorschlagende ({facts.institution.label})", own, False)
    return NextAct("Prüfung beginnen", COORDINATION.format(facts.institution.label), own, True)


def _examination(facts: PipelineFacts) -> NextAct:
    if facts.dissent_open:
        return _of_both("Dissens klären")
    if without := [one for one in Institution if one not in facts.leads]:
        who = BOTH_COORDINATIONS if len(without) > 1 else COORDINATION.format(without[0].label)
        return NextAct("Fallführung benennen", who, frozenset(without), True)
    votes = dict(facts.votes)
    if not votes and not facts.first_talk_held:
        return NextAct("Erstgespräch führen, prüfen", TANDEM, frozenset(Institution), False)
    if open_sides := [one for one in Institution if one not in votes]:
        who = TANDEM if len(open_sides) > 1 else f"Fallführung {open_sides[0].label}"
        return NextAct("Votum abgeben", who, frozenset(open_sides), False)
    decided = facts.outcome or next(iter(votes.values()))
    if decided is Answer.NO:
        return _of_both("Nichtaufnahme festhalten")
    if not facts.first_talk_held:
        return NextAct("Erstgespräch führen", TANDEM, frozenset(Institution), False)
    return NextAct("aufnehmen oder auf die Warteliste", TANDEM, frozenset(Institution), False)


def _of_both(what: str) -> NextAct:
    return NextAct(what, BOTH_COORDINATIONS, frozenset(Institution), True)
