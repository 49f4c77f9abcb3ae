"""The criteria of the examination: what fills itself, one's own answers, the other institution's beside them."""

from itertools import groupby

import streamlit as st
from sqlmodel import Session

from fam.db import transaction
from fam.errors import FamError
from fam.person import Person
from fam.queries.examination import CriterionRow, Examination
from fam.rules.admission import Criterion, CriterionKind
from fam.rules.examination import WORDLESS, reason_needed
from fam.rules.terms import Answer, Institution
from fam.services import examination
from fam.ui.draft_store import Drafts
from fam.ui.feedback import failure, plain, say, told
from fam.ui.format import count_text, term_text
from fam.ui.forms import Form

ORDER = (Answer.YES, Answer.PARTLY, Answer.NO, Answer.UNKNOWN)
SHORT = {Answer.UNKNOWN: "? offen"}
CHOICES = {answer: answer.label for answer in ORDER} | {Answer.UNKNOWN: "offen"}
WIDTHS = [3, 2]
POTENTIAL = "Entwicklungspotenzial"


def show(person: Person, found: Examination) -> Form | None:
    """Draw all criteria; return the form of one's own reasons, if there is one on the page."""
    with st.container(border=True):
        st.subheader("Prüfung", anchor=False)
        _derived(found)
        judged = [row for row in found.criteria if row.derived is None]
        if not found.works:
            return None
        st.caption(_summary(found, judged))
        reasons = _reasons(person, found, judged) if found.answering else None
        for subject, rows in groupby(judged, key=lambda row: row.criterion.subject):
            if subject:
                st.markdown(f"**{POTENTIAL}: {subject.label}**")
            for row in rows:
                _row(person, found, row, reasons)
        if reasons is not None and reasons.submitted_if_any("Begründungen speichern"):
            with told("Begründungen gespeichert.", reasons), transaction(person) as session:
                save_reasons(session, found, reasons)
            st.rerun()
    return reasons


class Reasons(Form):
    """The reasons of one's own answers; without a field it has no button."""

    def submitted_if_any(self, label: str) -> bool:
        """Draw the button if there is a field; True once, when it was clicked."""
        return bool(self._entries) and self.submitted(label)


def save_reasons(session: Session, found: Examination, reasons: Form) -> None:
    """Save the reasons that were typed, each with the answer that stands beside it."""
    assert found.answering
    answers = {row.criterion.key: row.of(found.answering) for row in found.criteria}
    for key, reason in reasons.changes().items():
        examination.answer(session, found.head.id or 0, key, answers[key].answer, reason)


def _derived(found: Examination) -> None:
    """What follows from the data, one line each."""
    rows = [row for row in found.criteria if row.derived is not None]
    lines = [f"**{row.criterion.number}** {row.criterion.label}: {_verdict(row)}" for row in rows]
    st.markdown("  \n".join(lines))


def _verdict(row: CriterionRow) -> str:
    return f"**{_text(row.derived)}** – {plain(row.why)}"


def _text(answer: Answer | None) -> str:
    return SHORT.get(answer or Answer.UNKNOWN, term_text(answer or Answer.UNKNOWN))


def _summary(found: Examination, judged: list[CriterionRow]) -> str:
    parts = []
    for one in Institution:
        asked = [row for row in judged if one in row.criterion.asked_of]
        given = sum(row.of(one).answer is not Answer.UNKNOWN for row in asked)
        parts.append(f"{one.label}: {given} von {len(asked)} beantwortet")
    if different := sum(row.differs for row in judged):
        parts.append(f"≠ {count_text(different, 'Unterschied', 'Unterschiede')}")
    return " · ".join(parts)


def _reasons(person: Person, found: Examination, judged: list[CriterionRow]) -> Reasons:
    assert found.answering
    opened = {row.criterion.key: row.of(found.answering).reason for row in judged}
    name = f"examination:{found.head.id}:{found.answering.value}"
    return Reasons(name, today=person.today, opened=opened, drafts=Drafts(person))


def _row(person: Person, found: Examination, row: CriterionRow, reasons: Form | None) -> None:
    """One criterion: the question, one's own answer (or the first institution's), the other one's."""
    mine = found.answering or person.institution or Institution.PRO_ARBEIT
    with st.container(gap="xxsmall"):
        _question(row)
        own, other = st.columns(WIDTHS, gap="small")
        with own:
            if reasons is not None and mine in row.criterion.asked_of:
                _answer(person, found, row, mine)
                _reason(row, mine, reasons)
            else:
                _given(row, mine)
        with other:
            _given(row, mine.other)


def _question(row: CriterionRow) -> None:
    one = row.criterion
    mark = " :orange-badge[≠ verschieden]" if row.differs else ""
    st.markdown(f"**{one.number}** {_label(one)}{mark}", help=one.help or None)


def _label(one: Criterion) -> str:
    return one.aspect.label if one.kind is CriterionKind.TRIAD and one.aspect else one.label


def _answer(person: Person, found: Examination, row: CriterionRow, mine: Institution) -> None:
    one, given = row.criterion, row.of(mine)
    key = f"answer:{found.head.id}:{mine.value}:{one.key}"
    _follow(key, given.answer.value)
    offered = [answer.value for answer in ORDER if answer is not Answer.PARTLY or one.key not in WORDLESS]
    st.segmented_control(
        f"{one.number} {one.label}: Antwort {mine.label}",
        offered,
        key=key,
        required=True,
        label_visibility="collapsed",
        format_func=lambda value: CHOICES[Answer(value)],
        on_change=_answered,
        args=(person, found.head.id or 0, one.key, key, given.reason),
    )


def _follow(key: str, stored: str) -> None:
    """Show what is stored when somebody else changed it. Never otherwise: that would take back a quick second click."""
    if key not in st.session_state or st.session_state.get(f"{key}:stored") != stored:
        st.session_state[key] = st.session_state[f"{key}:stored"] = stored


def _answered(person: Person, family_id: int, criterion: str, key: str, reason: str) -> None:
    """Save an answer as soon as it is clicked; its reason stays."""
    given = Answer(st.session_state[key])
    st.session_state.pop(f"{key}:stored", None)  # refused: what is stored is shown again
    try:
        with transaction(person) as session:
            examination.answer(session, family_id, criterion, given, reason)
        st.session_state[f"{key}:stored"] = given.value
    except FamError as error:
        say(str(error), problem=True)
    except Exception as error:
        say(failure(error), problem=True)


def _reason(row: CriterionRow, mine: Institution, reasons: Form) -> None:
    """A field for the reason where one is needed or stands already."""
    given = row.of(mine)
    if given.reason or reason_needed(row.criterion.key, given.answer, row.differs):
        label = f"Begründung: {row.criterion.label}"
        reasons.long_text(row.criterion.key, label, max_length=1000, height=68)


def _given(row: CriterionRow, institution: Institution) -> None:
    """One institution's answer, to read."""
    if institution not in row.criterion.asked_of:
        st.caption(f"{institution.label}: nicht gefragt")
        return
    given = row.of(institution)
    st.markdown(f"{institution.label}: **{_text(given.answer)}**")
    if given.reason:
        st.caption(plain(given.reason))
