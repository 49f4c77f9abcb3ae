"""The preview of a list: what would become of each row, and the doubtful ones side by side with what they resemble."""

from collections.abc import Mapping, Sequence

import streamlit as st

from fam.exchange.listing.columns import plain as folded
from fam.exchange.listing.family import DOUBTS, Outcome
from fam.rules.german import format_date
from fam.services.import_match import PreviewRow
from fam.services.imports import SKIP, TAKE, Report
from fam.ui.feedback import plain
from fam.ui.format import count_text
from fam.ui.import_file import DECISIONS, Opened
from fam.ui.tables import Column, Listing

HELD_BACK = ""
DOUBTS_PER_PAGE = 10
MOST_REASONS = 3
PAPER = "exchange:paper"
PAPER_HELP = (
    "Nach dem Einlesen geht es mit den Papieren weiter: je Familie eine kurze Maske mit Tag, Fassung, Personen und wer "
    "unterschrieb. Bis dahin, und wo es kein Papier gibt, wird von der Familie nichts geteilt."
)
SIGNS = {
    Outcome.NEW: "+", Outcome.CHANGED: "→", Outcome.SAME: "=", Outcome.DOUBTFUL: "?", Outcome.REFUSED: "×",
}  # fmt: skip


def _family(row: PreviewRow) -> str:
    return row.source.family.name if row.source.family else " ".join(list(row.source.cells.values())[:2])


def _admitted(row: PreviewRow) -> str:
    admitted = row.source.family.admitted if row.source.family else None
    return format_date(admitted.day, admitted.precision) if admitted else ""


def _sentences(row: PreviewRow) -> list[str]:
    """The reasons, those first that need a decision."""
    return [reason.sentence for reason in sorted(row.reasons, key=lambda reason: reason.code not in DOUBTS)]


def _reasons(row: PreviewRow) -> str:
    sentences = _sentences(row)
    more = f" (+ {len(sentences) - MOST_REASONS})" if len(sentences) > MOST_REASONS else ""
    return " ".join(sentences[:MOST_REASONS]) + more


SHEET = Column("Blatt", lambda row: row.source.sheet, minor=True)
NUMBER = Column("FAM-Nummer", lambda row: row.number or "", minor=True)
COLUMNS = (
    Column("Familie", _family),
    SHEET,
    Column("Zeile", lambda row: row.source.row, right=True),
    Column("Wohnort", lambda row: row.source.family.home.town if row.source.family else "", minor=True),
    Column("Status", lambda row: row.source.family.status.label if row.source.family else "", minor=True),
    Column("Aufnahme", _admitted, minor=True),
    Column("Ergebnis", lambda row: f"{SIGNS[row.outcome]} {row.outcome.label}"),
    NUMBER,
    Column("Hinweise", _reasons),
)


def show(report: Report) -> None:
    """Draw the counts and the table of rows; a click shows a row with all its cells and reasons."""
    st.markdown("#### Vorschau")
    st.markdown(counts_text({outcome.value: report.count(outcome) for outcome in Outcome}, len(report.rows)))
    present = [outcome for outcome in Outcome if report.count(outcome)]
    wanted = st.pills(
        "Zeigen", present, selection_mode="multi", format_func=lambda one: f"{SIGNS[one]} {one.label}",
        key="exchange:show",
    )  # fmt: skip
    rows = [row for row in report.rows if not wanted or row.outcome in wanted]
    listing = Listing("exchange-preview", sort="row", size=25, scope=(tuple(wanted), report.found.name))
    opened = listing.show(
        rows[listing.offset : listing.offset + listing.size],
        _columns(report),
        total=len(rows),
        nouns=("Zeile", "Zeilen"),
        row_id=lambda row: row.source.key,
        empty=("In der Datei ist keine Zeile zum Einlesen.", "Oben ein Blatt oder die Spalten wählen."),
        export=lambda: rows,
        title="Vorschau",
    )
    if opened:
        _row_dialog(next(row for row in report.rows if row.source.key == opened))


def _columns(report: Report) -> tuple[Column, ...]:
    """Leave out what says the same in every row: the hints need the room."""
    one_sheet = len({row.source.sheet for row in report.rows}) < 2
    idle = ([SHEET] if one_sheet else []) + ([NUMBER] if not any(row.number for row in report.rows) else [])
    return tuple(column for column in COLUMNS if column not in idle)


def counts_text(counts: Mapping[str, int], total: int) -> str:
    """Return "26 Zeilen: + 20 neu · ? 5 zu entscheiden · ..." with the sign of each outcome."""
    parts = [
        f"{SIGNS[outcome]} {counts.get(outcome.value, 0)} {outcome.label}"
        for outcome in Outcome
        if counts.get(outcome.value)
    ]
    return plain(f"{count_text(total, 'Zeile', 'Zeilen')}: " + " · ".join(parts))


@st.dialog("Zeile der Liste", width="large")
def _row_dialog(row: PreviewRow) -> None:
    st.markdown(f"**{plain(row.source.sheet)}, Zeile {row.source.row}: {plain(row.outcome.label)}**")
    st.markdown("\n".join(f"- {plain(sentence)}" for sentence in _sentences(row)))
    st.table([{"Spalte": heading, "Inhalt": text} for heading, text in row.source.cells.items()], hide_index=True)


def ask_decisions(opened: Opened, report: Report) -> dict[str, str]:
    """Draw the doubtful rows, some at a time; return the decisions made so far, row key -> decision."""
    doubtful = [row for row in report.rows if row.outcome is Outcome.DOUBTFUL]
    decisions: dict[str, str] = st.session_state.setdefault(DECISIONS, {})
    if not doubtful:
        return {}
    open_ones = sum(not decisions.get(row.source.key) for row in doubtful)
    st.markdown(f"#### Zu entscheiden: {count_text(len(doubtful), 'Zeile', 'Zeilen')}")
    st.caption(
        f"{count_text(open_ones, 'Zeile ist', 'Zeilen sind')} noch offen. Was offen bleibt, wird zurückgestellt und "
        "erscheint wieder, wenn die Liste erneut eingelesen wird."
    )
    by_key = {row.source.key: row for row in report.rows}
    for row in _page(doubtful):
        with st.container(border=True):
            _doubt(opened, row, by_key, decisions)
    offered = {row.source.key: set(_options(row)) for row in doubtful}
    return {key: chosen for key, chosen in decisions.items() if chosen and chosen in offered.get(key, ())}


def _page(rows: Sequence[PreviewRow]) -> Sequence[PreviewRow]:
    pages = -(-len(rows) // DOUBTS_PER_PAGE)
    if pages == 1:
        return rows
    number = st.pagination(pages, key="exchange:doubts")
    return rows[(number - 1) * DOUBTS_PER_PAGE : number * DOUBTS_PER_PAGE]


def _doubt(opened: Opened, row: PreviewRow, by_key: Mapping[str, PreviewRow], decisions: dict[str, str]) -> None:
    st.markdown(f"**Zeile {row.source.row}: {plain(_family(row))}** ({plain(row.source.sheet)})")
    st.markdown("\n".join(f"- {plain(sentence)}" for sentence in _sentences(row)))
    for candidate in row.candidates:
        twin = by_key.get(candidate.key.removeprefix("row:"))
        name = f"Zeile {twin.source.row}" if twin else candidate.label.partition(":")[0]
        if cells := twin.source.cells if twin else candidate.cells:
            with st.expander(f"Zeile {row.source.row} und {name} nebeneinander", expanded=True):
                _side_by_side(row, name, cells)
    options = _options(row)
    codes = list(options)
    key = row.source.key
    decisions[key] = st.radio(
        f"Entscheidung für Zeile {row.source.row}",
        codes,
        index=codes.index(decisions.get(key, HELD_BACK)) if decisions.get(key, HELD_BACK) in codes else 0,
        format_func=lambda code: options[code],
        key=f"exchange:decision:{opened.id}:{key}",
    )


def _options(row: PreviewRow) -> dict[str, str]:
    apply = row.head is not None and not row.candidates
    take = f"Änderungen in {row.number} übernehmen" if apply else "als neue Familie übernehmen"
    places = {candidate.key: f"gehört zu {plain(candidate.label)}" for candidate in row.candidates}
    return {HELD_BACK: "zurückstellen", TAKE: take, **places, SKIP: "auslassen (bleibt im Bericht)"}


def _side_by_side(row: PreviewRow, name: str, theirs: Mapping[str, str]) -> None:
    """What differs as a table, what agrees in a line."""
    mine = row.source.cells
    headings = list(dict.fromkeys([*mine, *theirs]))
    equal = [heading for heading in headings if folded(mine.get(heading, "")) == folded(theirs.get(heading, ""))]
    if equal:
        st.caption(f"Gleich: {plain(', '.join(equal))}")
    different = [
        {
            "Spalte": heading,
            f"Zeile {row.source.row}": mine.get(heading, ""),
            name: theirs.get(heading, ""),
        }
        for heading in headings
        if heading not in equal
    ]
    if different:
        st.table(different, hide_index=True)


def wants_import(report: Report, decisions: Mapping[str, str]) -> bool:
    """Draw the button that takes the list in; True once when it was clicked."""
    doubtful, held = report.count(Outcome.DOUBTFUL), report.count(Outcome.DOUBTFUL) - len(decisions)
    work = report.count(Outcome.NEW) + report.count(Outcome.CHANGED) + len(decisions)
    if not report.rows:
        return False
    if doubtful and held:
        st.caption(f"{count_text(held, 'Zeile bleibt', 'Zeilen bleiben')} zurückgestellt.")
    if report.count(Outcome.NEW):
        st.checkbox("Einwilligungen liegen auf Papier vor", key=PAPER, help=PAPER_HELP)
    label = f"{count_text(work, 'Zeile', 'Zeilen')} einlesen" if work else "Als eingelesen vermerken"
    return st.button(label, type="primary", icon=":material/upload:", key="exchange:go")
