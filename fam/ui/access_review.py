"""One Auskunft looked through: part by part stays or is left out with a reason, then it is released and given."""

from functools import partial

import streamlit as st

from fam.db import reading, transaction
from fam.errors import FamError
from fam.exchange import access_report as files
from fam.models import AccessRequest
from fam.person import Person
from fam.queries import access_requests as queries
from fam.rules.access_report import DIGEST, REASON, Item, Report, Section, redacted, undecided
from fam.rules.access_request import due_on, may_extend
from fam.rules.protection_terms import ReadKind, RequestState
from fam.services import access_report, access_requests, read_log
from fam.ui.access_list import until
from fam.ui.access_steps import answer, extend, refuse
from fam.ui.auth import forbidden
from fam.ui.feedback import plain, told
from fam.ui.format import count_text, date_text
from fam.ui.forms import Form
from fam.ui.links import open_access

STEP = 20  # parts on the screen at once
OVERVIEW = (RequestState.OPEN, RequestState.RELEASED)
WHY = "Angaben zu einer anderen Person (§ 83 SGB X)"


def show(person: Person, number: str) -> None:
    """Draw one request with everything that can be done with it."""
    with reading(person) as session:
        request = queries.load(session, int(number)) if number.isdecimal() and len(number) < 10 else None
    if request is None:
        st.title("Auskunft", anchor=False)
        forbidden()
        return
    if request.state not in OVERVIEW:
        _closed(request)
        return
    try:
        with transaction(person) as session:
            report = access_report.put_together(session, request.id or 0)
    except FamError as error:
        st.title("Auskunft", anchor=False)
        st.warning(str(error), icon=":material/error:")
        refuse(person, request)
        return
    _head(person, request, report)
    _steps(person, request, report)
    _parts(person, request, report)


def _back() -> None:
    if st.button("Zur Liste", icon=":material/arrow_back:", type="tertiary"):
        open_access()


def _closed(request: AccessRequest) -> None:
    st.title(f"Auskunft Nr. {request.id}", anchor=False)
    _back()
    st.markdown(f"**{plain(request.state.label)}** am {date_text(request.answered_on)}, verlangt am "
                f"{date_text(request.requested_on)}.")  # fmt: skip
    if request.refusal:
        st.markdown(plain(request.refusal))
    if request.checksum:
        st.caption(f"Prüfsumme der freigegebenen JSON-Datei (SHA-256): {request.checksum}")


def _head(person: Person, request: AccessRequest, report: Report) -> None:
    st.title(f"Auskunft für {plain(report.person)}", anchor=False)
    _back()
    due = due_on(request.requested_on, extended=bool(request.extension))
    asked = f" durch {report.asker}" if report.asker else ""
    st.markdown(
        f"**{report.number}** · Nr. {request.id} · {plain(request.state.label)} · verlangt am "
        f"{date_text(request.requested_on)}{plain(asked)} · Frist {until(due, person.today)}"
    )
    if request.extension:
        st.caption(plain(f"Verlängert am {date_text(request.extended_on)}: {request.extension}"))


def _steps(person: Person, request: AccessRequest, report: Report) -> None:
    left = len(undecided(report, request.decisions))
    marked = sum(bool(item.flags) for item in report.items)
    if request.state is RequestState.RELEASED:
        if not access_requests.unchanged(request, report):
            st.warning("Seit der Freigabe hat sich etwas geändert: Freigabe zurücknehmen und noch einmal durchsehen.",
                       icon=":material/sync_problem:")  # fmt: skip
        else:
            st.success("Durchgesehen und freigegeben. Jetzt herunterladen, der Person geben und den Tag eintragen.")
    elif left:
        st.info(f"Noch {count_text(left, 'markierter Teil', 'markierte Teile')} von {marked} durchzusehen.")
    with st.container(horizontal=True, vertical_alignment="center", key="nodruck-steps"):
        for kind, label in (("pdf", "PDF"), ("json", "JSON")):
            _download(person, request, report, kind, label)
        if request.state is RequestState.RELEASED:
            _take_back(person, request)
        else:
            if not request.extension and may_extend(request.requested_on, person.today):
                extend(person, request)
            refuse(person, request)
    if request.state is RequestState.RELEASED:
        answer(person, request)
    elif not left:
        _release(person, request)


def _download(person: Person, request: AccessRequest, report: Report, kind: str, label: str) -> None:
    draft = request.state is not RequestState.RELEASED or not access_requests.unchanged(request, report)
    st.download_button(
        f"{label} (Entwurf)" if draft else label,
        data=partial(_file, person, request, report, kind, draft),
        file_name=f"{report.file_name}{'_Entwurf' if draft else ''}.{kind}",
        mime="application/pdf" if kind == "pdf" else "application/json",
        key=f"access:{kind}",
        on_click="ignore",
        icon=":material/download:",
    )


def _file(person: Person, request: AccessRequest, report: Report, kind: str, draft: bool) -> bytes:
    shown = redacted(report, request.decisions)
    with transaction(person) as session:
        read_log.note(session, ReadKind.DOCUMENT, [request.family_id], f"Auskunft {request.id} als {kind.upper()}")
    return files.pdf(shown, draft=draft) if kind == "pdf" else files.as_json(shown)


def _take_back(person: Person, request: AccessRequest) -> None:
    if st.button("Freigabe zurücknehmen", icon=":material/undo:"):
        with told("Freigabe zurückgenommen."), transaction(person) as session:
            access_requests.take_back(session, request.id or 0)
        st.rerun()


def _release(person: Person, request: AccessRequest) -> None:
    read = st.checkbox("Ich habe auch die nicht markierten Teile gelesen.", key=f"access:read:{request.id}")
    if st.button("Freigeben", type="primary", icon=":material/task_alt:"):
        with told("Freigegeben."), transaction(person) as session:
            access_requests.release(session, request.id or 0, read=read)
        st.rerun()


def _parts(person: Person, request: AccessRequest, report: Report) -> None:
    """Section by section, since a long file has hundreds of parts."""
    open_keys = {item.key for item in undecided(report, request.decisions)}
    names = {one.key: _name(one, open_keys) for one in report.sections}
    chosen = st.pills("Abschnitt", list(names), format_func=names.__getitem__, default=next(iter(names)),
                      key=f"access:section:{request.id}")  # fmt: skip
    section = next(one for one in report.sections if one.key == (chosen or next(iter(names))))
    st.subheader(section.title, anchor=False)
    if section.remark:
        st.markdown(plain(section.remark))
    pages = -(-len(section.items) // STEP)
    page = st.number_input("Seite", 1, pages, key=f"access:page:{request.id}:{section.key}") if pages > 1 else 1
    for item in section.items[(page - 1) * STEP : page * STEP]:
        _part(person, request, item)
    if not section.items and not section.remark:
        st.caption("Keine Angaben.")


def _name(section: Section, open_keys: set[str]) -> str:
    left = sum(item.key in open_keys for item in section.items)
    return f"{section.title} ({left} offen)" if left else section.title


def _part(person: Person, request: AccessRequest, item: Item) -> None:
    decided = request.decisions.get(item.key)
    current = decided is not None and decided[DIGEST] == item.digest
    with st.container(border=True, key=f"part-{item.key.replace(':', '-')}"):
        side = f" ({item.institution})" if item.institution and item.institution not in item.title else ""
        st.markdown(f"**{plain(item.title)}**{plain(side)}")
        for flag in item.flags:
            st.caption(f":material/flag: {plain(flag)}")
        lines = [f"**{plain(value.label)}:** {plain(value.text)}" for value in item.values]
        st.markdown("\n".join(lines).replace("\n", "  \n"))
        for said in item.statements:
            st.caption(plain(said))
        st.markdown(_state(item, decided, current))
        if request.state is RequestState.OPEN:
            _decide(person, request, item, decided, current)


def _state(item: Item, decided: list[str] | None, current: bool) -> str:
    if decided and decided[REASON]:
        return f":material/visibility_off: **Weggelassen:** {plain(decided[REASON])}"
    if item.flags and not current:
        changed = ": hat sich seit der Durchsicht geändert." if decided else ""
        return f":material/help: **Noch zu entscheiden**{changed}"
    return ":material/check: Bleibt."


def _decide(person: Person, request: AccessRequest, item: Item, decided: list[str] | None, current: bool) -> None:
    left_out = bool(decided and decided[REASON])
    with st.container(horizontal=True, vertical_alignment="center"):
        if (left_out or (item.flags and not current)) and st.button("Bleibt", key=f"keep:{item.key}"):
            _decided(person, request, item, "", None)
        if not left_out:
            with st.popover("Weglassen", icon=":material/visibility_off:"):
                form = Form(f"leave:{request.id}:{item.key}", today=person.today)
                form.text("reason", "Grund (steht in der Auskunft)", required=True, max_length=300, value=WHY)
                if form.submitted("Weglassen"):
                    _decided(person, request, item, form.values()["reason"], form)


def _decided(person: Person, request: AccessRequest, item: Item, reason: str, form: Form | None) -> None:
    with told("", form), transaction(person) as session:
        access_requests.decide(session, request.id or 0, item.key, item.digest, reason)
    st.rerun()
