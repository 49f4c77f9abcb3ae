"""The Word templates in data/templates/, made anew: `python docs/templates.py`. The team edits copies in Word."""

import sys
from datetime import datetime
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

FOLDER = Path(__file__).resolve().parents[1] / "data" / "templates"
MADE = datetime(2026, 11, 24)  # noqa: DTZ001 - Word's properties know no time zone
BLUE = RGBColor(0x1F, 0x3A, 0x5F)
Rows = tuple[tuple[str, float, str], ...]  # heading, width in cm, what stands in the column


def _start(title: str) -> Any:
    made = Document()
    made.core_properties.title = title.partition(":")[0]
    made.core_properties.author = "Familienmanagement Westkreis"
    made.core_properties.language = "de-DE"
    made.core_properties.created = made.core_properties.modified = MADE
    section = made.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.3)
    section.top_margin, section.bottom_margin = Cm(2.6), Cm(2.2)
    _styles(made)
    head = section.header.paragraphs[0]
    head.paragraph_format.tab_stops.clear_all()
    head.paragraph_format.tab_stops.add_tab_stop(Cm(16.4), 2)  # right
    head.add_run("Familienmanagement Westkreis · {{ fam_nummer }}\t{{ datum }}").font.size = Pt(9)
    foot = section.footer.paragraphs[0]
    foot.add_run("Pro Arbeit und Allgemeiner Sozialer Dienst (ASD) gemeinsam · Seite ").font.size = Pt(9)
    _page_number(foot)
    made.add_heading(title, 1)
    return made


def _styles(made: Any) -> None:
    for name, size in (("Normal", 11), ("Heading 1", 20), ("Heading 2", 14), ("Heading 3", 12)):
        style = made.styles[name]
        style.font.name, style.font.size = "Calibri", Pt(size)
        properties = style.element.get_or_add_rPr()
        fonts = properties.get_or_add_rFonts()
        for key in list(fonts.attrib):
            if "Theme" in key:
                del fonts.attrib[key]
        fonts.set(qn("w:eastAsia"), "Calibri")
        if name != "Normal":
            style.font.color.rgb = BLUE
            style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(14), Pt(6)
    for language in made.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), "de-DE")
    normal = made.styles["Normal"].element.get_or_add_rPr()
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "de-DE")
    normal.append(language)


def _page_number(paragraph: Any) -> None:
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    run = OxmlElement("w:r")
    text = OxmlElement("w:t")
    text.text = "1"
    run.append(text)
    field.append(run)
    paragraph._p.append(field)


def _pairs(made: Any, *pairs: tuple[str, str]) -> None:
    for label, value in pairs:
        line = made.add_paragraph()
        line.paragraph_format.space_after = Pt(2)
        line.add_run(f"{label}: ").bold = True
        line.add_run(value)


def _table(made: Any, over: str, columns: Rows) -> None:
    """A table with a heading row that repeats on every page, and one row per entry."""
    table = made.add_table(rows=4, cols=len(columns), style="Table Grid")
    table.alignment = WD_TABLE_ALIGNMENT.LEFT
    table.autofit = False
    for place, (heading, width, value) in enumerate(columns):
        for row, text in enumerate((heading, "", value, "")):
            cell = table.cell(row, place)
            cell.width = Cm(width)
            cell.paragraphs[0].add_run(text).bold = row == 0
    table.cell(1, 0).paragraphs[0].add_run(f"{{%tr for x in {over} %}}")
    table.cell(3, 0).paragraphs[0].add_run("{%tr endfor %}")
    repeated = OxmlElement("w:tblHeader")
    table.rows[0]._tr.get_or_add_trPr().append(repeated)
    for row in table.rows:
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    made.add_paragraph()


def _lines(made: Any, over: str, style: str = "List Bullet") -> None:
    made.add_paragraph(f"{{%p for x in {over} %}}")
    made.add_paragraph("{{ x }}", style=style)
    made.add_paragraph("{%p endfor %}")


def _when(made: Any, name: str, label: str) -> None:
    made.add_paragraph(f"{{%p if {name} %}}")
    _pairs(made, (label, f"{{{{ {name} }}}}"))
    made.add_paragraph("{%p endif %}")


def _own_fields(made: Any) -> None:
    made.add_paragraph("{%p if eigene_felder %}")
    made.add_heading("Weitere Angaben", 2)
    made.add_paragraph("{%p for x in eigene_felder %}")
    _pairs(made, ("{{ x.name }}", "{{ x.wert }}"))
    made.add_paragraph("{%p endfor %}")
    made.add_paragraph("{%p endif %}")


def _people(made: Any) -> None:
    made.add_heading("Ihre Ansprechpersonen", 2)
    _table(made, "ansprechpersonen", (("Name", 9, "{{ x.name }}"), ("Stelle", 7.4, "{{ x.stelle }}")))


def minutes() -> Any:
    """Return the template of the minutes."""
    made = _start("Protokoll: {{ art }}")
    _pairs(made, ("Familie", "{{ familie }}"), ("Tag", "{{ termin }}"))
    _when(made, "uhrzeit", "Beginn")
    _when(made, "ort", "Ort")
    made.add_heading("Anwesend", 2)
    _table(made, "anwesend", (("Seite", 5, "{{ x.seite }}"), ("Namen", 11.4, "{{ x.namen }}")))
    made.add_heading("Themen", 2)
    _lines(made, "themen")
    made.add_heading("Vereinbarungen", 2)
    _table(made, "vereinbarungen", (("Was", 9, "{{ x.was }}"), ("Wer", 4.4, "{{ x.wer }}"), ("Bis", 3, "{{ x.bis }}")))
    _when(made, "naechster_termin", "Nächster Termin")
    _own_fields(made)
    return made


def plan() -> Any:
    """Return the template of the family plan."""
    made = _start("Familienplan")
    _pairs(made, ("Familie", "{{ familie }}"), ("Fassung", "{{ fassung }}, vereinbart am {{ vereinbart_am }}"))
    made.add_paragraph("{%p for abschnitt in abschnitte %}")
    made.add_heading("{{ abschnitt.titel }}", 2)
    made.add_paragraph("{%p for zeile in abschnitt.zeilen %}")
    made.add_heading("{{ zeile.titel }}", 3)
    made.add_paragraph("{%p for x in zeile.angaben %}")
    _pairs(made, ("{{ x.name }}", "{{ x.wert }}"))
    for _each in range(3):
        made.add_paragraph("{%p endfor %}")
    _when(made, "bemerkung", "Bemerkung")
    _when(made, "ueberpruefung", "Nächste Überprüfung")
    _own_fields(made)
    made.add_heading("Unterschriften", 2)
    made.add_paragraph("{%p if unterschriften %}")
    made.add_paragraph("Unterschrieben{% if unterschrieben_am %} am {{ unterschrieben_am }}{% endif %} von:")
    _lines(made, "unterschriften")
    made.add_paragraph("{%p else %}")
    for who in ("Familie", "Pro Arbeit", "Allgemeiner Sozialer Dienst (ASD)"):
        line = made.add_paragraph(f"{who}: ______________________________  Datum: ______________")
        line.paragraph_format.space_before = Pt(18)
    made.add_paragraph("{%p endif %}")
    return made


def invitation() -> Any:
    """Return the template of the invitation."""
    made = _start("Einladung: {{ art }}")
    made.add_paragraph("Guten Tag, Familie {{ familie }},")
    made.add_paragraph("wir laden Sie herzlich zu unserem nächsten Gespräch ein.")
    made.add_heading("Wann und wo", 2)
    _pairs(made, ("Tag", "{{ termin }}"))
    _when(made, "uhrzeit", "Beginn")
    _when(made, "ort", "Ort")
    made.add_paragraph()
    made.add_paragraph("Wenn Sie nicht kommen können, sagen Sie uns bitte kurz Bescheid. Sie dürfen gern jemanden "
                       "mitbringen, dem Sie vertrauen.")  # fmt: skip
    _people(made)
    _own_fields(made)
    made.add_paragraph("Mit freundlichen Grüßen")
    made.add_paragraph("Familienmanagement Westkreis")
    return made


def closing() -> Any:
    """Return the template of the closing letter."""
    made = _start("Abschluss im Familienmanagement")
    made.add_paragraph("Guten Tag, Familie {{ familie }},")
    made.add_paragraph("unsere gemeinsame Zeit im Familienmanagement ist am {{ abschluss_am }} zu Ende gegangen"
                       "{% if aufgenommen_am %}; begonnen hat sie am {{ aufgenommen_am }}{% endif %}. "
                       "Danke für Ihr Vertrauen.")  # fmt: skip
    _when(made, "ergebnis", "Ergebnis")
    made.add_paragraph("{%p if rueckblick %}")
    made.add_heading("Was sich verändert hat", 2)
    _lines(made, "rueckblick")
    made.add_paragraph("{%p endif %}")
    made.add_paragraph("{%p if wie_es_weitergeht %}")
    made.add_heading("Wie es weitergeht", 2)
    _lines(made, "wie_es_weitergeht")
    made.add_paragraph("{%p endif %}")
    made.add_paragraph("{%p if massnahmen %}")
    made.add_heading("Was weiterläuft", 2)
    made.add_paragraph("{%p for x in massnahmen %}")
    made.add_paragraph("{{ x.name }}: {{ x.wert }}", style="List Bullet")
    made.add_paragraph("{%p endfor %}")
    made.add_paragraph("{%p endif %}")
    made.add_paragraph("{%p if nachbetreuung_bis %}")
    made.add_paragraph("Bis zum {{ nachbetreuung_bis }} können Sie sich weiter an uns wenden (Nachbetreuung).")
    made.add_paragraph("{%p endif %}")
    made.add_paragraph("{%p if nachbefragung %}")
    made.add_paragraph("Wie verabredet fragen wir nach 3, 6 und 12 Monaten, wie es Ihnen geht.")
    made.add_paragraph("{%p endif %}")
    _people(made)
    _own_fields(made)
    made.add_paragraph("Mit freundlichen Grüßen")
    made.add_paragraph("Familienmanagement Westkreis")
    return made


ALL = {"protokoll": minutes, "familienplan": plan, "einladung": invitation, "abschlussbrief": closing}


def main(folder: Path = FOLDER) -> None:
    """Write the four templates."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, make in ALL.items():
        make().save(folder / f"{name}.docx")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:2]))
