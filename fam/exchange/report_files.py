"""A report as files: an accessible PDF with a line to sign, and Excel with its own charts; both say what it says."""

import io
from collections.abc import Iterator, Mapping
from typing import Any

import xlsxwriter

from fam.charts import report as charts
from fam.charts.report import Bar
from fam.exchange import report_rows as words
from fam.exchange.excel import harmless
from fam.exchange.pdf import Drawn, as_pdf
from fam.figures.reports import View
from fam.figures.shown import ShownBreakdown

PICTURES = 12  # charts of one report
WIDTHS = (7, 34, 38, 12, 10, 10, 60)


def as_report_pdf(view: View) -> bytes:
    """Return the report as PDF/UA: numbers, charts, definitions, a line to sign."""
    return as_pdf(
        "report", titel=words.title(view), kopf=words.head(view), hinweise=words.notes(view),
        kennzahlen=[_figure(view, one.id) for one in view.figures],
        bilder=[
            {"svg": Drawn(charts.bars(*one)), "alt": charts.sentence(*one)} for one in list(pictures(view))[:PICTURES]
        ],
        definitionen=[
            {
                "titel": f"{one['id']} {one['title']}",
                "zeilen": [{"name": name, "text": text} for name, text in one["lines"]],
            }
            for one in view.definitions
        ],
    )  # fmt: skip


def as_report_excel(view: View) -> bytes:
    """Return the report as .xlsx: numbers, definitions, and a chart for each breakdown."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_urls": False}) as book:
        book.set_properties({"title": words.title(view)})
        bold, wrapped = book.add_format({"bold": True, "bottom": 1}), book.add_format({"text_wrap": True})
        sheet = book.add_worksheet("Bericht")
        lines = [words.title(view), *words.head(view), *words.notes(view)]
        _table(sheet, 0, [(line,) for line in lines], None)
        sheet.write_row(len(lines) + 1, 0, words.HEADERS, bold)
        _table(sheet, len(lines) + 2, words.rows(view), None)
        for column, width in enumerate(WIDTHS):
            sheet.set_column(column, column, width)
        _charts(book, view)
        explained = book.add_worksheet("Definitionen")
        explained.write_row(0, 0, ("Nr.", "Kennzahl", "", "Definition"), bold)
        _table(explained, 1, words.definitions(view), wrapped)
        for column, width in enumerate((7, 34, 22, 100)):
            explained.set_column(column, column, width)
    return file.getvalue()


def pictures(view: View) -> Iterator[tuple[str, str, list[Bar]]]:
    """Yield title, unit and bars of every breakdown into counts that this audience sees."""
    for one in view.figures:
        about = view.definition(one.id)
        for each in one.breakdowns:
            if bars := _bars(each):
                yield f"{one.id} {about['title']}: {each.title}", each.unit or about["unit"], bars


def _bars(divided: ShownBreakdown) -> list[Bar]:
    numbers = [(part.label, part.number) for part in divided.parts]
    if any(number.denominator is not None for _label, number in numbers) or len(numbers) < 2:
        return []
    return [(label, number.value, str(number.mark)) for label, number in numbers]


def _figure(view: View, id: str) -> Mapping[str, Any]:
    one = next(figure for figure in view.figures if figure.id == id)
    about = view.definition(id)
    unit = "" if about["kind"] == words.RATE or one.withheld else about["unit"]
    lines: list[dict[str, str]] = []
    for each in one.breakdowns:
        if each.withheld:
            lines.append({"name": each.title, "wert": each.withheld})
        lines += [{"name": f"{each.title}: {p.label}", "wert": words.words(p.number, about)} for p in each.parts]
    value = one.withheld or words.words(one.number, about)
    return {"nr": id, "titel": about["title"], "wert": value, "einheit": unit, "zeilen": lines}


def _table(sheet: Any, top: int, rows: list[words.Row], form: Any) -> None:
    for place, row in enumerate(rows, start=top):
        for column, value in enumerate(row):
            if isinstance(value, int | float):
                sheet.write_number(place, column, value)
            elif value not in (None, ""):
                sheet.write_string(place, column, harmless(str(value)), form)


def _charts(book: Any, view: View) -> None:
    """A sheet with the numbers of each chart beside it; a hidden number is its mark, not 0."""
    sheet = book.add_worksheet("Diagramme")
    sheet.set_column(0, 0, 44)
    top = 0
    for title, unit, bars in pictures(view):
        sheet.write_string(top, 0, title)
        _table(sheet, top + 1, [(label, mark or value) for label, value, mark in bars], None)
        chart = book.add_chart({"type": "bar"})
        last = top + len(bars)
        labels, numbers = (["Diagramme", top + 1, column, last, column] for column in (0, 1))
        chart.add_series({"categories": labels, "values": numbers})
        chart.set_title({"name": f"{title} ({unit})", "name_font": {"size": 11}})
        chart.set_legend({"none": True})
        chart.set_y_axis({"reverse": True})
        sheet.insert_chart(top, 3, chart, {"description": charts.sentence(title, unit, bars)})
        top += max(len(bars) + 3, 17)
