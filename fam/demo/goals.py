"""Goals of the demo's families: in their own words, with all levels, ratings of three sides, and steps."""

from datetime import date, timedelta

from fam.demo.arcs import lead_on
from fam.demo.case import Case, Dice, Row, weekday
from fam.demo.cast import ASD, GO_LIVE, PRO_ARBEIT, TODAY
from fam.rules.plan_terms import GoalOutcome, Perspective
from fam.rules.terms import Confidentiality, Institution, LegalCircle, Status

# area, words, levels from -2 to +2, a step
Words = tuple[str, str, tuple[str, str, str, str, str], str]
BANK: tuple[Words, ...] = (
    ("ERZIEHUNG", "Wir wollen abends Ruhe haben, ohne zu schreien.",
     ("jeden Abend Streit", "an ein, zwei Abenden Ruhe", "an vier Abenden sind alle um acht im Bett",
      "an sechs Abenden", "es geht von selbst"), "Abendplan mit den Kindern aufhängen"),
    ("ARBEIT", "Ich möchte wieder arbeiten, wenn die Kleine in der Kita ist.",
     ("keine Bewerbung", "Lebenslauf ist fertig", "drei Bewerbungen im Monat", "ein Vorstellungsgespräch",
      "Arbeit aufgenommen"), "Lebenslauf gemeinsam überarbeiten"),
    ("SCHULE", "Ich will nicht mehr schwänzen.",
     ("fehlt mehr als fünf Tage im Monat", "fehlt drei bis fünf Tage", "fehlt höchstens zwei Tage",
      "fehlt nur krank", "fehlt nie und holt Stoff nach"), "Wochenplan mit der Klassenlehrerin vereinbaren"),
    ("SCHULDEN", "Wir wollen wissen, was wir wem schulden.",
     ("Post bleibt liegen", "Post ist sortiert", "Liste aller Schulden steht", "erste Rate gezahlt",
      "alle Raten laufen"), "Termin bei der Schuldnerberatung ausmachen"),
    ("UEBERGANG", "Ich möchte eine Ausbildung finden, die zu mir passt.",
     ("kein Wunsch benannt", "zwei Berufe angesehen", "Praktikum gemacht", "Zusage für ein Vorstellungsgespräch",
      "Vertrag unterschrieben"), "Praktikumsplatz anfragen"),
    ("WOHNEN", "Wir brauchen mehr Platz für die Kinder.",
     ("keine Suche", "Unterlagen sind beisammen", "bei drei Stellen gemeldet", "Besichtigung", "Mietvertrag"),
     "Wohnungsgesuch bei der Gemeinde abgeben"),
)  # fmt: skip
KEYS = ("level_m2", "level_m1", "level_0", "level_p1", "level_p2")
OWN = {PRO_ARBEIT: Perspective.PRO_ARBEIT, ASD: Perspective.ASD}


def add_goals(case: Case, dice: Dice) -> None:
    """Give a family in work two or three goals since the program is in use, each with ratings and a step."""
    arc = case.arc
    if arc.status is not Status.ACTIVE or arc.admitted_on is None:
        return
    agreed = weekday(max(arc.admitted_on, GO_LIVE) + timedelta(days=35))
    first = dice.between(0, len(BANK) - 1)
    for number in range(dice.between(2, 3)):
        if agreed < TODAY - timedelta(days=30):
            _goal(case, dice, BANK[(first + number) % len(BANK)], agreed, number)


def _goal(case: Case, dice: Dice, words: Words, agreed: date, number: int) -> None:
    area, text, levels, step = words
    row: Row = _entry(case, PRO_ARBEIT if number % 2 else ASD, agreed) | {
        "area": area, "text": text, "position": number + 1, "ratings": [],
        "due_on": weekday(TODAY + timedelta(days=dice.between(-10, 120))), **dict(zip(KEYS, levels, strict=True)),
    }  # fmt: skip
    case.goal.append(row)
    rating, day = -2, agreed + timedelta(days=7)
    while day < TODAY:
        for who in (Perspective.FAMILY, Perspective.PRO_ARBEIT, Perspective.ASD):
            if dice.chance(0.7):
                _rate(case, dice, row, who, weekday(day), min(2, rating + dice.between(0, 1)))
        rating, day = min(1, rating + dice.between(0, 1)), day + timedelta(days=182)
    _step(case, row, step, agreed, done=dice.chance(0.5))
    if rating == 1 and dice.chance(0.5):
        row |= {"outcome": GoalOutcome.MOSTLY, "ended_on": weekday(TODAY - timedelta(days=dice.between(3, 9)))}


def _rate(case: Case, dice: Dice, row: Row, who: Perspective, day: date, rating: int) -> None:
    side = next((one for one, own in OWN.items() if own is who), dice.one((PRO_ARBEIT, ASD)))
    row["ratings"].append(_entry(case, side, day) | {"perspective": who, "rating": rating})


def _step(case: Case, row: Row, text: str, agreed: date, *, done: bool) -> None:
    author = row["author"]
    case.task.append(
        _entry(case, row["institution"], agreed)
        | {"text": text, "owner": author, "owner_text": "", "due_on": agreed + timedelta(days=21) if done else
           weekday(TODAY + timedelta(days=14)), "meeting": None, "goal": case.goal.index(row)}
        | ({"done_on": agreed + timedelta(days=14), "done_by": author} if done else {})
    )  # fmt: skip


def _entry(case: Case, institution: Institution, day: date) -> Row:
    author = lead_on(case, institution, day)
    return {
        "institution": institution, "legal_circle": LegalCircle.BOTH, "confidentiality": Confidentiality.TEAM,
        "event_on": day, "author": author, "entered": day, "by": author,
    }  # fmt: skip
