"""The fields that the demo's team has made: one on families, one on persons, a trial on meetings, one out of use."""

from datetime import date
from typing import Any

from fam.demo.case import Case, Dice, Row
from fam.demo.cast import KERSTIN, TODAY
from fam.demo.rows import at
from fam.fields.spec import Kind
from fam.models import FieldChoice, FieldDef
from fam.rules import labels
from fam.rules.terms import FieldState, MeetingState, MemberRole

LANGUAGE, CARE, MINUTES, OLD_LINE = 1, 2, 3, 4  # ids: the first of an empty database
LANGUAGES = ("Deutsch", "Türkisch", "Arabisch", "Polnisch", "Rumänisch", "andere")
CARES = ("Krippe oder Tagespflege", "Kindergarten", "Schule", "Schule mit Hort oder Ganztag", "keine")
MADE = {LANGUAGE: date(2018, 4, 16), CARE: date(2018, 6, 11), MINUTES: date(2018, 9, 3), OLD_LINE: date(2017, 2, 20)}
REVIEW = date(2018, 12, 3)
SPOKEN = "Worin wird in der Familie meist gesprochen?"
PURPOSE = "Wie viel Zeit brauchen gemeinsame Gespräche? Grundlage für die Planung der Plätze 2019."
TESTERS = ("anna", "amir", KERSTIN)


def key(field: int) -> str:
    """Return the key of a field's values."""
    return f"f_{field}"


def definitions(accounts: dict[str, int]) -> list[FieldDef]:
    """Return the fields."""

    def field(number: int, entity: str, label: str, kind: Kind, **more: Any) -> FieldDef:
        return FieldDef(
            id=number, entity=entity, label=label, label_norm=labels.norm(label), kind=kind.value, position=10,
            created_at=at(MADE[number]), created_by=accounts[KERSTIN], **more,
        )  # fmt: skip

    return [
        field(LANGUAGE, "family_detail", "Sprache zu Hause", Kind.CHOICE, help=SPOKEN),
        field(CARE, "member", "Betreuung tagsüber", Kind.CHOICE),
        field(MINUTES, "meeting", "Dauer in Minuten", Kind.INTEGER, state=FieldState.DRAFT, purpose=PURPOSE,
              review_on=REVIEW, testers=sorted(accounts[name] for name in TESTERS),
              settings={"minimum": 5, "maximum": 480}),
        field(OLD_LINE, "family", "Zeile in der alten Liste", Kind.INTEGER, state=FieldState.RETIRED),
    ]  # fmt: skip


def options(accounts: dict[str, int]) -> list[FieldChoice]:
    """Return the options of the choices: languages have the ids 1 to 6, kinds of care the next ones."""
    offered = [(LANGUAGE, label) for label in LANGUAGES] + [(CARE, label) for label in CARES]
    return [
        FieldChoice(id=number, field_id=field, label=label, position=number * 10, created_at=at(MADE[field]),
                    created_by=accounts[KERSTIN])
        for number, (field, label) in enumerate(offered, start=1)
    ]  # fmt: skip


def rows_of(model: Any, made: list[Any]) -> list[Row]:
    """Return records as rows for an insert."""
    return [{name: getattr(row, name) for name in model.model_fields} for row in made]


def fill(case: Case) -> None:
    """Give a case of the story its values; chance of its own, so that nothing else of the story moves."""
    dice = Dice(f"fields {case.arc.key}")
    if case.arc.legacy:
        case.head["extra"] = {key(OLD_LINE): dice.between(5, 180)}
    ended = case.arc.closed_on
    if ended is None or ended > MADE[LANGUAGE]:
        _language(case, dice)
    if ended is None or ended > MADE[CARE]:
        for child in [row for row in case.member if row["role"] is MemberRole.CHILD]:
            _care(child, dice)
    for meeting in case.meeting:
        held = meeting["state"] is MeetingState.HELD and meeting["event_on"] >= MADE[MINUTES]
        if held and dice.chance(0.7):
            meeting["extra"] = {key(MINUTES): dice.one((30, 45, 45, 60, 60, 60, 75, 90, 90, 120))}


def _language(case: Case, dice: Dice) -> None:
    spoken = case.detail.get("interpreter")
    if spoken:
        language = spoken if spoken in LANGUAGES else "andere"
    elif dice.chance(0.8):
        language = "Deutsch" if dice.chance(0.75) else dice.one(LANGUAGES[1:])
    else:
        return
    case.detail["extra"] = {key(LANGUAGE): LANGUAGES.index(language) + 1}


def _care(child: Row, dice: Dice) -> None:
    if child["born_on"] is None or not dice.chance(0.7):
        return
    age = (TODAY - child["born_on"]).days / 365.25
    if age >= 16:
        return
    kinds = (CARES[2], CARES[2], CARES[3]) if age >= 6.5 else (CARES[1],) if age >= 3 else (CARES[0], CARES[4])
    child["extra"] = {key(CARE): len(LANGUAGES) + CARES.index(dice.one(kinds)) + 1}
