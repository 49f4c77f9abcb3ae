"""Change a field's kind, step by step: choose, look what would happen, decide value by value, confirm, take back."""

import hashlib
from collections.abc import Sequence
from typing import Any

import streamlit as st

from fam.db import reading, transaction
from fam.errors import InvalidForm
from fam.fields.conversion import Outcome
from fam.fields.spec import Kind
from fam.models import FieldDef
from fam.person import Person
from fam.queries import field_history
from fam.queries.field_history import Past
from fam.services import field_conversion, field_making
from fam.services.field_conversion import Failing, Report
from fam.services.field_plan import CLEAR, KEEP, MAP, Decision
from fam.ui.feedback import plain, say, told
from fam.ui.figure_table import show_table
from fam.ui.format import count_text, moment_text
from fam.ui.forms import Form

KINDS = {kind.value: kind.label for kind in Kind if kind is not Kind.TOWN}
AS_IT_IS = "take"
ACTIONS = {MAP: "ersetzen durch", KEEP: "als nicht lesbar behalten", CLEAR: "leeren"}
HERE = 40  # values that are decided on one screen; the rest is kept as it was typed
DONE = "Art geändert. Alle ursprünglichen Werte sind aufbewahrt."


def show(person: Person, field_id: int) -> None:
    """Draw the steps and, below, what happened before with its way back."""
    with reading(person) as session:
        row = field_making.find(session, field_id)
        past = field_history.conversions(session, field_id)
    st.subheader("Art ändern", anchor=False)
    if row.column_name:
        st.info("Dieses Feld ist eine feste Spalte. Bitte zuerst zurückführen, dann die Art ändern.")
    else:
        _steps(person, row)
    _history(person, past)


def _steps(person: Person, row: FieldDef) -> None:
    now = Kind(row.kind)
    form = Form(f"field-kind:{row.id}", today=person.today)
    others = {code: label for code, label in KINDS.items() if code != now.value}
    chosen = form.choice("kind", f"Neue Art (jetzt: {now.label})", others, required=True)
    if not chosen:
        st.caption("Zuerst wird nur gezählt, was aus den Werten würde. Es ändert sich noch nichts.")
        return
    with reading(person) as session:
        report = field_conversion.dry_run(session, row.id or 0, Kind(chosen))
    _tell(report)
    _decide(form, report)
    confirm = form.text("confirm", f"Zur Bestätigung die Bezeichnung eintippen: {row.label}", required=True)
    if form.submitted("Art ändern", cancel="Abbrechen"):
        change = _Change(person)
        with told(DONE, form, undo=change.undo), transaction(person) as session:
            if confirm.strip() != row.label:
                raise InvalidForm({"confirm": f"Bitte genau „{row.label}“ eintippen."})
            change.id = _apply(session, row.id or 0, report, form.values())
        st.rerun()
    if form.cancelled:
        st.rerun()


def _apply(session: Any, field_id: int, report: Report, typed: dict[str, Any]) -> int:
    """Change the kind; a sentence about a mapped value goes to its input."""
    shown = report.failing[:HERE]
    try:
        return field_conversion.apply(session, field_id, report.to_kind, decisions(shown, typed)).id or 0
    except InvalidForm as error:
        raise InvalidForm({_key("value", text): sentence for text, sentence in error.fields.items()}) from error


class _Change:
    """Remembers which change of kind it was, for "Rückgängig"."""

    def __init__(self, person: Person) -> None:
        self.person, self.id = person, 0

    def undo(self) -> None:
        """Take it back."""
        with transaction(self.person) as session:
            field_conversion.revert(session, self.id)


def _tell(report: Report) -> None:
    """Say how many records follow, what new options there are, and what somebody must look at."""
    rows = [(outcome.label, report.counts.get(outcome.value, 0)) for outcome in Outcome]
    show_table("Probelauf: was aus den Werten würde", ("Ergebnis", "Einträge"), rows)
    if report.options:
        names = ", ".join(f"„{one}“" for one in report.options[:30])
        more = f" und {len(report.options) - 30} weitere" if len(report.options) > 30 else ""
        st.markdown(plain(f"Daraus werden die Optionen: {names}{more}."))
    if report.hidden:
        values = count_text(report.hidden, "weiterer Wert", "weitere Werte")
        records = count_text(report.hidden_records, "Eintrag", "Einträgen")
        st.info(f"Nicht einzeln gezeigt: {values} in {records}. Was daraus nicht lesbar ist, bleibt als Text stehen.")
    for line in report.stranded:
        st.warning(plain(line))


def _decide(form: Form, report: Report) -> None:
    """Draw one line per value that does not follow as it is."""
    if not report.failing:
        return
    st.markdown("**Wert für Wert entscheiden**")
    for one in report.failing[:HERE]:
        with st.container(border=True, key=_key("row", one.text)):
            st.markdown(plain(f"„{one.text}“, {count_text(one.records, 'Eintrag', 'Einträge')}"))
            st.caption(plain(one.sentence if one.outcome is Outcome.UNREADABLE else f"wird zu „{one.becomes}“"))
            _line(form, one)
    rest = len(report.failing[HERE:]) + report.more
    if rest:
        st.caption(f"{count_text(rest, 'weiterer Wert bleibt', 'weitere Werte bleiben')} als Text oder wie vorgesehen.")


def _line(form: Form, one: Failing) -> None:
    lossy = one.outcome is Outcome.LOSSY
    actions = ({AS_IT_IS: "so übernehmen"} if lossy else {}) | ACTIONS
    first = AS_IT_IS if lossy else MAP if one.suggestion else KEEP
    left, right = st.columns(2)
    with left:
        action = form.choice(_key("action", one.text), "Was damit geschieht", actions, required=True, value=first)
    with right:
        if action == MAP:
            form.text(_key("value", one.text), "Neuer Wert", required=True, value=one.suggestion)


def decisions(failing: Sequence[Failing], typed: dict[str, Any]) -> dict[str, Decision]:
    """Return what was decided, by text; "so übernehmen" is no decision."""
    found = {}
    for one in failing:
        action = typed.get(_key("action", one.text))
        if action in ACTIONS:
            found[one.text] = Decision(action, typed.get(_key("value", one.text)) or "")
    return found


def _key(what: str, text: str) -> str:
    return f"{what}-{hashlib.sha256(text.encode()).hexdigest()[:12]}"


def _history(person: Person, past: Sequence[Past]) -> None:
    """What was changed before; the newest that stands can be taken back, however old it is."""
    if not past:
        return
    st.markdown("**Bisherige Änderungen der Art**")
    for one in past:
        with st.container(horizontal=True, vertical_alignment="center", key=f"field-kind-past-{one.id}"):
            ended = ", zurückgenommen" if one.reverted else ""
            sentence = f"{moment_text(one.at)}, {one.who}: {one.before.label} → {one.after.label}{ended}"
            st.markdown(plain(sentence), width="stretch")
            if one.next_back and st.button("Zurücknehmen", key=f"field-kind-back-{one.id}", icon=":material/undo:"):
                _take_back(person, one)


def _take_back(person: Person, one: Past) -> None:
    with told("Zurückgenommen."), transaction(person) as session:
        done = field_conversion.revert(session, one.id)
    if done.edited:
        count = count_text(len(done.edited), "Eintrag wurde", "Einträge wurden")
        say(f"{count} seither geändert und behalten den neuen Wert.")
    st.rerun()
