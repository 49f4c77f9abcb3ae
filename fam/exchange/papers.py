"""The papers of a family as plain data: the same for Word templates and for the PDFs that come along."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from fam.exchange.pdf import as_pdf
from fam.queries.family_plans import PlanPaper
from fam.queries.minutes import Minutes
from fam.queries.papers import ClosingPaper
from fam.rules.german import format_date
from fam.rules.plan_terms import TemplateKind
from fam.rules.times import format_time

DAYS = ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag")
Paper = Minutes | PlanPaper | ClosingPaper
BUILT_IN = {TemplateKind.MINUTES: "minutes", TemplateKind.PLAN: "plan"}


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands on every paper; `fields` are (key, label, text) of the team's own fields."""

    name: str
    today: date
    contacts: Sequence[tuple[str, str]] = ()
    fields: Sequence[tuple[str, str, str]] = ()


def data(kind: TemplateKind, paper: Paper, frame: Frame) -> dict[str, Any]:
    """Return every placeholder of a paper with its value: texts, lists and dicts only."""
    number = paper.family_number if isinstance(paper, PlanPaper) else paper.number
    common = {
        "fam_nummer": number,
        "familie": frame.name,
        "datum": format_date(frame.today),
        "ansprechpersonen": [{"name": name, "stelle": place} for name, place in frame.contacts],
        "eigene_felder": [{"name": label, "wert": text} for _key, label, text in frame.fields if text],
    }
    return common | _content(kind, paper) | {key: text for key, _label, text in frame.fields}


def _content(kind: TemplateKind, paper: Paper) -> dict[str, Any]:
    if isinstance(paper, PlanPaper):
        return _plan(paper)
    if isinstance(paper, ClosingPaper):
        return _closing(paper)
    return _meeting(paper) | (_minutes(paper) if kind is TemplateKind.MINUTES else {})


def _meeting(paper: Minutes) -> dict[str, Any]:
    return {
        "art": paper.kind,
        "termin": f"{DAYS[paper.date.weekday()]}, {format_date(paper.date)}",
        "uhrzeit": format_time(paper.time) if paper.time else "",
        "ort": paper.place,
    }


def _minutes(paper: Minutes) -> dict[str, Any]:
    return {
        "anwesend": [{"seite": side, "namen": ", ".join(names)} for side, names in paper.present],
        "themen": list(paper.topics),
        "vereinbarungen": [{"was": one.text, "wer": one.owner, "bis": _day(one.due_on)} for one in paper.agreements],
        "naechster_termin": _day(paper.next_on),
    }


def _plan(paper: PlanPaper) -> dict[str, Any]:
    return {
        "fassung": str(paper.version),
        "vereinbart_am": format_date(paper.agreed_on),
        "abschnitte": [
            {
                "titel": section.heading,
                "zeilen": [
                    {"titel": line.title, "angaben": [{"name": name, "wert": text} for name, text in line.details]}
                    for line in section.lines
                ],
            }
            for section in paper.sections
        ],
        "ueberpruefung": _day(paper.review_on),
        "bemerkung": paper.remark,
        "unterschrieben_am": _day(paper.signed_on),
        "unterschriften": list(paper.signed_by),
    }


def _closing(paper: ClosingPaper) -> dict[str, Any]:
    return {
        "aufgenommen_am": _day(paper.admitted_on),
        "abschluss_am": format_date(paper.ended_on),
        "ergebnis": paper.outcome,
        "rueckblick": list(paper.summary),
        "wie_es_weitergeht": list(paper.handover),
        "massnahmen": [{"name": name, "wert": text} for name, text in paper.measures],
        "nachbetreuung_bis": _day(paper.aftercare_until),
        "nachbefragung": "ja" if paper.follow_up else "",
    }


def _day(day: date | None) -> str:
    return format_date(day) if day else ""


def built_in_pdf(kind: TemplateKind, values: dict[str, Any]) -> bytes:
    """Return the accessible PDF of minutes or a plan, which needs no template and no other program."""
    return as_pdf(BUILT_IN[kind], **values)
