"""Each row of a list against what is there: new, changed, the same, doubtful, or refused."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from rapidfuzz import fuzz
from sqlmodel import Session

from fam.exchange.listing.columns import plain
from fam.exchange.listing.doubles import SIMILAR, Seen, town_key
from fam.exchange.listing.facts import lead_names
from fam.exchange.listing.family import DOUBTS, ImportedFamily, ImportedRow, Outcome, Reason
from fam.exchange.listing.values import FIELD_KEY, LABELS, Listed, carried, differences, listed
from fam.rules.terms import Institution, MemberRole
from fam.services.import_held import conflicts
from fam.services.import_known import LEFT_OUT, Head, Past, World, cells_key, world
from fam.services.import_names import Names

SAME_WORDS = Reason(LEFT_OUT, "Diese Zeile wurde früher ausgelassen.")


@dataclass(frozen=True, slots=True)
class Candidate:
    """Another place where a row may belong: `key` for the decision, `label` for people, `cells` as a list had it."""

    key: str
    label: str
    cells: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """What would become of a row. `head` is the family it belongs to already, `candidates` those it may belong to."""

    source: ImportedRow
    outcome: Outcome
    reasons: tuple[Reason, ...]
    head: Head | None = None
    candidates: tuple[Candidate, ...] = ()
    changed: tuple[str, ...] = ()  # keys of fam.exchange.listing.values.LABELS
    values: Listed | None = None
    before: Listed | None = None  # what an earlier list said
    number: str | None = None  # of the family it belongs to, or got


def preview(session: Session, rows: Sequence[ImportedRow], names: Names) -> tuple[PreviewRow, ...]:
    """Return what would become of each row, in their order; nothing is written.

    A row that stood word for word in an earlier list is the same; one that names a family of an earlier list (BG
    number, or name and persons) is compared with what that list said: what people changed meanwhile is never
    overwritten silently.
    """
    there = world(session)
    past = {row.key: found for row in rows if (found := _word_for_word(there, row))}
    matched = {key: found.family_id for key, found in past.items() if found.family_id is not None}
    taken = set(matched.values())
    for row in rows:
        if (
            row.key not in past
            and row.family
            and (family_id := _identify(there, row.family))
            and family_id not in taken
        ):
            matched[row.key] = family_id
            taken.add(family_id)
    return tuple(_look_at(session, there, row, past.get(row.key), matched.get(row.key), names) for row in rows)


def _word_for_word(there: World, row: ImportedRow) -> Past | None:
    found = there.by_cells.get(cells_key(dict(row.cells)))
    return found.pop(0) if found else None


def _identify(there: World, family: ImportedFamily) -> int | None:
    """The family of an earlier list that a changed row means: by FAM number, BG number, or name and adults."""
    if family.fam_number in there.by_number:
        return there.by_number[family.fam_number]
    found = set()
    for double in there.families.doubles(family.name, town_key(family), family.benefit_units):
        family_id = int(double.seen.key.partition(":")[2])
        past = there.by_family.get(family_id)
        if past is None:
            continue
        if double.same_benefit_unit and fuzz.ratio(plain(double.seen.name), plain(family.name)) >= SIMILAR:
            return family_id
        if _adults(past.listed["members"]) == _adults(listed(family)["members"]) != frozenset():
            found.add(family_id)
    return found.pop() if len(found) == 1 else None


def _adults(members: Sequence[Any]) -> frozenset[str]:
    return frozenset(plain(first) for first, _last, role, _born in members if role != MemberRole.CHILD.value)


def _look_at(
    session: Session, there: World, row: ImportedRow, past: Past | None, family_id: int | None, names: Names
) -> PreviewRow:
    if row.family is None:
        return PreviewRow(row, Outcome.REFUSED, row.reasons)
    values = listed(row.family)
    if past is not None and past.left_out and family_id is None:
        return PreviewRow(row, Outcome.REFUSED, (SAME_WORDS,), values=values)
    if family_id is None:
        return _unknown(there, row, values)
    return _known(session, there, row, past, there.heads[family_id], values, names)


def _unknown(there: World, row: ImportedRow, values: Listed) -> PreviewRow:
    """A row without an earlier one: new, unless it or a double needs a decision."""
    assert row.family is not None
    doubles = there.families.doubles(row.family.name, town_key(row.family), row.family.benefit_units)[:5]
    reasons = tuple(Reason("known_family", _double_sentence(one.same_benefit_unit, one.seen.place)) for one in doubles)
    reasons = (*row.reasons, *reasons)
    outcome = Outcome.DOUBTFUL if {reason.code for reason in reasons} & DOUBTS else Outcome.NEW
    candidates = (*(_candidate(there, one.seen) for one in doubles), *_twins(row))
    return PreviewRow(row, outcome, reasons, candidates=candidates, values=values)


def _candidate(there: World, seen: Seen) -> Candidate:
    past = there.by_family.get(int(seen.key.partition(":")[2]))
    return Candidate(seen.key, seen.place, json.loads(past.cells) if past else {})


def _double_sentence(same_unit: bool, place: str) -> str:
    return f"{'Gleiche BG-Nummer wie' if same_unit else 'Ähnlicher Name, gleicher Ort:'} {place}."


def _twins(row: ImportedRow) -> Iterator[Candidate]:
    for reason in row.reasons:
        if reason.twin:
            yield Candidate(f"row:{reason.twin}", reason.twin.replace(":", ", Zeile "))


def _known(
    session: Session, there: World, row: ImportedRow, past: Past | None, head: Head, values: Listed, names: Names
) -> PreviewRow:
    """A row of a family that came with a list before: the same, changed, or in conflict with what people entered."""
    before = past or there.by_family.get(head.id)
    old = before.listed if before and before.listed else None
    if old is None:  # named by its FAM number, but entered by hand
        sentence = f"Gehört zu {head.label}, das nicht aus einer Liste stammt."
        return PreviewRow(
            row, Outcome.DOUBTFUL, (*row.reasons, Reason("known_family", sentence)), head,
            (Candidate(f"family:{head.id}", head.label),), (*LABELS, *filter(FIELD_KEY.fullmatch, values)), values,
            number=head.number,
        )  # fmt: skip
    values = carried(old, values)
    changed = differences(old, values)
    mapped = tuple(_newly_mapped(there, head.id, names))
    if not changed:
        outcome = Outcome.CHANGED if mapped else Outcome.SAME
        return PreviewRow(
            row,
            outcome,
            mapped,
            head,
            changed=("leads",) if mapped else (),
            values=values,
            before=old,
            number=head.number,
        )
    label, text = there.fields.label, there.fields.text
    sentences = [
        Reason("changed", f"{label(key)}: bisher {text(key, old.get(key))}, jetzt {text(key, values[key])}.")
        for key in changed
    ]
    clashes = conflicts(session, head.id, old, values, changed, there.fields)
    own = tuple(reason for reason in row.reasons if reason.code != "duplicate")  # told apart when it first came in
    reasons = (*own, *clashes, *sentences, *mapped)
    outcome = Outcome.DOUBTFUL if {reason.code for reason in reasons} & DOUBTS else Outcome.CHANGED
    return PreviewRow(row, outcome, reasons, head, (), tuple(changed), values, old, head.number)


def _newly_mapped(there: World, family_id: int, names: Names) -> Iterator[Reason]:
    for institution, text in there.named.get(family_id, ()):
        if lead_account(institution, text, names) is not None:
            yield Reason("lead_mapped", f"Fallführung {institution.label}: „{text}“ ist jetzt zugeordnet.")


def lead_account(institution: Institution, text: str, names: Names) -> int | None:
    """Return the account that a lead's text in a list means, if somebody taught it."""
    found = lead_names(text)
    return names.get((institution, plain(found[0]))) if found else None


def held_back(row: PreviewRow, sentence: str) -> PreviewRow:
    """Return a row that waits although it was decided, with the reason."""
    return replace(row, outcome=Outcome.DOUBTFUL, reasons=(*row.reasons, Reason("waits", sentence)))
