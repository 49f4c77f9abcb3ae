"""What a change of kind would do to a field: each distinct value once, whoever may read it, and what cannot follow."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlmodel import Session, col, select

from fam.errors import BadInput, IllegalStep, InvalidForm, NotFound
from fam.fields import profile, registry
from fam.fields.conversion import Converted, Outcome, Rule, inferred
from fam.fields.encoding import encode
from fam.fields.profile import Found
from fam.fields.spec import NUMBERS, OFFERED, TEXTS, FieldSpec, Kind
from fam.models import FieldChoice, FieldDef
from fam.person import Person
from fam.rules.terms import FieldState
from fam.services import field_names

MAP, KEEP, CLEAR = "map", "keep", "clear"
PROMOTED = "Das Feld ist eine feste Spalte. Bitte zuerst zurückführen, dann die Art ändern."


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of one distinct text: MAP it to another `value`, KEEP it as unreadable, or CLEAR it."""

    action: str = KEEP
    value: str = ""


Decisions = Mapping[str, Decision]


@dataclass(slots=True)
class Plan:
    """The field before and after, its distinct values, and the rule between; new options have negative ids."""

    rule: Rule
    values: list[Found]
    options: list[str] = field(default_factory=list)

    def text(self, one: Found) -> str:
        """Return a distinct value as people read it."""
        return self.rule.text(one.stored) if one.stored is not None else one.raw

    def becomes(self, one: Found, decisions: Decisions) -> tuple[Any, str, str]:
        """Return what is stored afterwards, what is kept as unreadable text, and how it came ("clean" ... "clear")."""
        text = self.text(one)
        decision = decisions.get(text) if one.readable else None
        converted = self.rule.convert(one.stored, one.raw)
        if decision is None or (decision.action == KEEP and converted.outcome is Outcome.CLEAN):
            return converted.stored, text if converted.outcome is Outcome.UNREADABLE else "", converted.outcome.value
        if decision.action == MAP:
            return encode(self.rule.after.kind, self.rule.read(decision.value)), "", MAP
        return None, text if decision.action == KEEP else "", decision.action

    def converted(self, one: Found) -> Converted:
        """Return what would become of a value without any decision."""
        return self.rule.convert(one.stored, one.raw)


def make(session: Session, row: FieldDef, to_kind: Kind, decisions: Decisions | None = None) -> Plan:
    """Return the plan for changing a field's kind. Raises IllegalStep (promoted, same kind), InvalidForm."""
    if row.state is FieldState.PROMOTED or row.column_name:
        raise IllegalStep([PROMOTED])
    if to_kind in (Kind(row.kind), Kind.TOWN):
        raise IllegalStep(["Bitte eine andere Art wählen."])
    before = spec(session, row)
    person: Person = session.info["person"]
    names = field_names.names(session, before.kind, to_kind)
    values = profile.distinct(session, before)
    plan = Plan(Rule(before, before, person.today, names.people, names.families), values)
    known = _choices(session, row.id or 0) if to_kind in OFFERED else {}
    texts = [plan.text(one) for one in values if one.readable]
    if to_kind in OFFERED and before.kind not in OFFERED:
        plan.options = _options(plan, texts, list(known.values()), to_kind, decisions or {})
    offered = known | {-number: label for number, label in enumerate(plan.options, start=1)}
    plan.rule = replace(plan.rule, after=after(before, to_kind, offered))
    _refuse_unreadable(plan, decisions or {})
    return plan


def spec(session: Session, row: FieldDef) -> FieldSpec:
    """Return the definition of a field, whatever its state and whoever may read it. Raises NotFound."""
    for one in registry.definitions(session, row.entity):
        if one.field_id == row.id:
            return one
    raise NotFound


def after(before: FieldSpec, kind: Kind, offered: Mapping[int, str]) -> FieldSpec:
    """Return the field as it is with another kind: limits stay only where they still mean something."""
    numbers = before.kind in NUMBERS and kind in NUMBERS
    return replace(
        before,
        kind=kind,
        choices=dict(offered) if kind in OFFERED else "",
        archived={},
        max_length=200 if kind is Kind.TEXT else 10_000,
        minimum=before.minimum if numbers else None,
        maximum=before.maximum if numbers else None,
        required=False,
        default=None,
    )


def settings_after(settings: Mapping[str, Any], before: Kind, kind: Kind) -> dict[str, Any]:
    """Return the settings that still mean something with the new kind."""
    keep = set()
    if before in NUMBERS and kind in NUMBERS:
        keep = {"minimum", "maximum", "decimals"}
    if before in TEXTS and kind in TEXTS:
        keep = set()  # a length belongs to its kind
    return {key: value for key, value in settings.items() if key in keep}


def _choices(session: Session, field_id: int) -> dict[int, str]:
    query = select(FieldChoice).where(FieldChoice.field_id == field_id).order_by(col(FieldChoice.id))
    return {row.id or 0: row.label for row in session.exec(query)}


def _options(plan: Plan, texts: Sequence[str], known: Sequence[str], kind: Kind, decisions: Decisions) -> list[str]:
    """Options come out of the values that the person may read, or what they map others to."""
    taken = [text for text in texts if text not in decisions] + [
        one.value for text, one in decisions.items() if one.action == MAP and text in texts
    ]
    return inferred(taken, known, several=kind is Kind.CHOICES)


def _refuse_unreadable(plan: Plan, decisions: Decisions) -> None:
    wrong = {}
    for text, decision in decisions.items():
        if decision.action == MAP:
            try:
                plan.rule.read(decision.value)
            except BadInput as error:
                wrong[text] = str(error)
    if wrong:
        raise InvalidForm(wrong)
