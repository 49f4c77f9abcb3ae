"""What a Word template may say: the placeholders of each paper, with their meaning and an example."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fam.rules.plan_terms import TemplateKind

OWN_FIELD = re.compile(r"f_\d+")  # a field that the team made


@dataclass(frozen=True, slots=True)
class Placeholder:
    """One name that templates may use; with `many` it is a list, whose entries have `parts` or are plain texts."""

    name: str
    meaning: str
    sample: str = ""
    many: bool = False
    parts: tuple["Placeholder", ...] = ()


P = Placeholder
PAIR = (P("name", "wie es heißt", "Kita-Platz"), P("wert", "was eingetragen ist", "ja"))
COMMON = (
    P("fam_nummer", "FAM-Nummer der Familie", "FAM-2017-00001"),
    P("familie", "Familienname", "Muster"),
    P("datum", "Tag, an dem das Papier entsteht", "15.10.2018"),
    P("ansprechpersonen", "Fallführungen und Vertretungen von heute (Liste)", many=True,
      parts=(P("name", "Name", "Anna Beispiel"), P("stelle", "Pro Arbeit oder ASD", "Pro Arbeit"))),
    P("eigene_felder", "ausgefüllte Felder des Teams, die beide Institutionen lesen (Liste)", many=True, parts=PAIR),
)  # fmt: skip
MEETING = (
    P("art", "Art des Gesprächs", "Familiengespräch"),
    P("termin", "Tag des Gesprächs", "Montag, 15.10.2018"),
    P("uhrzeit", "Beginn, sonst leer", "10:00"),
    P("ort", "Ort, sonst leer", "Familienzentrum"),
)
OF_KIND: Mapping[TemplateKind, tuple[Placeholder, ...]] = {
    TemplateKind.MINUTES: (
        *MEETING,
        P("anwesend", "wer da war, je Seite (Liste)", many=True,
          parts=(P("seite", "Pro Arbeit, ASD, Familie, andere", "Familie"), P("namen", "Namen", "Emir, Zeynep"))),
        P("themen", "Zeilen der Themen (Liste von Texten)", "Kita-Platz ab Januar", many=True),
        P("vereinbarungen", "Vereinbarungen (Liste)", many=True,
          parts=(P("was", "was vereinbart ist", "Vormerkung prüfen"), P("wer", "wer es tut", "Anna Beispiel"),
                 P("bis", "bis wann, sonst leer", "01.11.2018"))),
        P("naechster_termin", "nächster Termin, sonst leer", "15.11.2018"),
    ),
    TemplateKind.PLAN: (
        P("fassung", "Nummer der Fassung", "2"),
        P("vereinbart_am", "Tag der Vereinbarung", "15.10.2018"),
        P("abschnitte", "Bedarfe, Ziele, Schritte, Unterstützung (Liste)", many=True,
          parts=(P("titel", "Überschrift", "Unsere Ziele"),
                 P("zeilen", "Zeilen (Liste)", many=True,
                   parts=(P("titel", "was es ist", "Ein Kita-Platz"), P("angaben", "Einzelheiten (Liste)", many=True,
                                                                       parts=PAIR))))),
        P("ueberpruefung", "nächste Überprüfung, sonst leer", "15.04.2019"),
        P("bemerkung", "Bemerkung, sonst leer", "Gemeinsam besprochen."),
        P("unterschrieben_am", "Tag der Unterschrift, sonst leer", "16.10.2018"),
        P("unterschriften", "wer unterschrieben hat (Liste von Texten)", "Emir Muster", many=True),
    ),
    TemplateKind.INVITATION: MEETING,
    TemplateKind.CLOSING: (
        P("aufgenommen_am", "Tag der Aufnahme, sonst leer", "01.05.2017"),
        P("abschluss_am", "letzter Tag in FAM", "15.10.2018"),
        P("ergebnis", "Ergebnis, sonst leer", "überwiegend erreicht"),
        P("rueckblick", "Zeilen des Rückblicks (Liste von Texten)", "Viel ist gelungen.", many=True),
        P("wie_es_weitergeht", "Zeilen dazu, wie es weitergeht (Liste von Texten)", "Die Kita bleibt.", many=True),
        P("massnahmen", "Maßnahmen, die weiterlaufen oder übergeben sind (Liste)", many=True, parts=PAIR),
        P("nachbetreuung_bis", "letzter Tag der Nachbetreuung, sonst leer", "15.01.2019"),
        P("nachbefragung", "„ja“, wenn Nachfragen vereinbart sind, sonst leer", "ja"),
    ),
}  # fmt: skip


def placeholders(kind: TemplateKind, fields: Sequence[tuple[str, str]] = ()) -> tuple[Placeholder, ...]:
    """Return what a template of this kind may say; `fields` are key and label of the team's own fields."""
    return (
        *COMMON,
        *OF_KIND[kind],
        *(P(key, f"Feld „{label}“ (leer, wenn nicht ausgefüllt)", "") for key, label in fields),
    )


def sample(known: Sequence[Placeholder]) -> dict[str, Any]:
    """Return example values for all placeholders: what a template is tried with before it is kept."""
    return {one.name: _sample(one) for one in known}


def _sample(one: Placeholder) -> Any:
    single: Any = sample(one.parts) if one.parts else one.sample
    return [single, single] if one.many else single


def listed(known: Sequence[Placeholder], prefix: str = "") -> list[tuple[str, str]]:
    """Return (how it is written, meaning) of every placeholder and of the parts of lists, for people to read."""
    rows: list[tuple[str, str]] = []
    for one in known:
        if not one.many:
            rows.append((f"{{{{ {prefix}{one.name} }}}}", one.meaning))
            continue
        rows.append((f"{{% for x in {prefix}{one.name} %}} … {{% endfor %}}", one.meaning))
        rows += listed(one.parts, "x.") if one.parts else [("{{ x }}", "die Zeile")]
    return rows
