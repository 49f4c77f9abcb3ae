"""The lanes of the picture and the table of where everybody stands, out of stations and receipts."""

from collections.abc import Sequence
from datetime import date

from fam.charts.paths import Lane, Span
from fam.models import Member, Receipt
from fam.queries.entry_marks import UNNAMED
from fam.queries.paths import Paths
from fam.rules import paths as rules
from fam.rules.paths import Stay
from fam.rules.periods import age_on
from fam.rules.plan_terms import ReceiptClass, StationKind
from fam.ui.format import count_text, date_text, span_text

K = StationKind
LOOKS = {
    "school": (K.SCHOOL, K.SCHOOL_HIGHER, K.SCHOOL_BACK),
    "preparing": (K.PREPARATION, K.MEASURE, K.VOLUNTARY),
    "training": (*rules.TRAINING, K.STUDY),
    "work": (K.EMPLOYED, K.MINIJOB, K.SELF_EMPLOYED),
}
LOOK_OF = {kind: look for look, kinds in LOOKS.items() for kind in kinds}
UNIT_NAME = "SGB II-Bezug BG"


def names(found: Paths) -> dict[int | None, str]:
    """Return member id -> first name; whom the person may not know is nameless."""
    return {one.id: one.first_name for one in found.members}


def lanes(found: Paths, today: date) -> list[Lane]:
    """Return a lane for each person with a state and each BG with a receipt."""
    named = names(found)
    about = dict.fromkeys(one.about_id for one in found.stations)
    order = [one for one in named if one in about] + [one for one in about if one not in named]
    people = [Lane(named.get(one, UNNAMED), _spans(found, one, today)) for one in order]
    units = [
        Lane(f"{UNIT_NAME} {one.number}", [_receipt(row) for row in found.receipts if row.unit_id == one.id])
        for one in found.units if any(row.unit_id == one.id for row in found.receipts)
    ]  # fmt: skip
    return people + units


def _spans(found: Paths, member_id: int | None, today: date) -> list[Span]:
    states = [Span(_text(one.kind.label, one.place), one.event_on, one.ends_on, LOOK_OF.get(one.kind, "other"))
              for one in found.stations if one.about_id == member_id]  # fmt: skip
    empty = [Span("nichts bekannt", gap.starts_on, gap.ends_on, "gap")
             for gap in rules.gaps(found.stays(member_id), today)]  # fmt: skip
    return sorted([*states, *empty], key=lambda span: span.starts_on)


def _text(label: str, place: str) -> str:
    return f"{label}, {place}" if place else label


def _receipt(row: Receipt) -> Span:
    look = "free" if row.level is ReceiptClass.NONE else "receipt"
    return Span(receipt_text(row), row.event_on, row.ends_on, look)


def receipt_text(row: Receipt) -> str:
    """Return a receipt in words: its class, and its percentage where known."""
    return row.level.label + (f", {row.percent} % der Ausgangslage" if row.percent is not None else "")


def standing(found: Paths, admitted_on: date | None, today: date) -> list[tuple[str, ...]]:
    """Return one row per person of whom something is known or who is eLb."""
    rows = []
    for one in found.members:
        stays = found.stays(one.id)
        elb = rules.is_elb(one.employable, one.born_on, today)
        if stays or elb:
            rows.append(_row(one, stays, elb, admitted_on, today))
    return rows


def _row(one: Member, stays: Sequence[Stay], elb: bool, admitted_on: date | None, today: date) -> tuple[str, ...]:
    young = one.born_on is not None and rules.is_u25(one.born_on, today)
    group = ", ".join(text for text, holds in (("U25", young), ("eLb", elb)) if holds)
    here = ", ".join(f"{stay.kind.label} (seit {date_text(stay.starts_on)})" for stay in rules.current(stays, today))
    moves = rules.transitions(stays, one.born_on, admitted_on, today)
    empty = rules.gaps(stays, today)
    return (
        one.first_name,
        f"{age_on(one.born_on, today)} Jahre" if one.born_on else "unbekannt",
        group,
        here or "nicht eingetragen",
        "; ".join(_move(stays, move, today) for move in moves),
        "; ".join(span_text(gap.starts_on, gap.ends_on) for gap in empty),
    )


def _move(stays: Sequence[Stay], move: Stay, today: date) -> str:
    held = [(months, rules.sustained(stays, move.starts_on, months, today)) for months in rules.SUSTAINED_MONTHS]
    said = ["nach " + count_text(months, "Monat", "Monaten") + (" noch" if lasts else " nicht mehr")
            for months, lasts in held if lasts is not None]  # fmt: skip
    return f"{move.kind.label} {date_text(move.starts_on)}" + (f" ({', '.join(said)})" if said else "")
