"""Votes and dissent: each institution's yes or no, and how a difference is settled."""

import streamlit as st

from fam.db import reading, transaction
from fam.fields.spec import declared
from fam.models import Vote
from fam.person import Person
from fam.queries.examination import DissentRow, Examination
from fam.rules.admission import Criterion, TieBreak, may_settle
from fam.rules.examination import names, unanswered
from fam.rules.terms import Answer, Institution
from fam.services import examination, records
from fam.ui import extra_fields
from fam.ui.criteria import save_reasons
from fam.ui.draft_store import Drafts
from fam.ui.feedback import plain, told
from fam.ui.format import count_text, date_text, term_text
from fam.ui.forms import Form

FEW = 3


def show(person: Person, found: Examination, reasons: Form | None = None) -> None:
    """Draw both votes, one's own vote form, and the dissent if there is one; `reasons` are saved with the vote."""
    with st.container(border=True):
        st.subheader("Voten", anchor=False)
        for column, institution in zip(st.columns(2), Institution, strict=True):
            with column:
                _vote(person, found, institution)
        for dissent in found.dissents:
            _dissent(person, found, dissent)
        if found.answering:
            _ask_vote(person, found, found.answering, reasons)


def _record(person: Person, found: Examination, institution: Institution) -> Vote | None:
    with reading(person) as session:
        given = examination.votes(session, found.head.id or 0)
    return next((one for one in given if one.institution is institution), None)


def _vote(person: Person, found: Examination, institution: Institution) -> None:
    vote = found.vote_of(institution)
    if vote is None:
        st.markdown(f"**{institution.label}**: noch kein Votum")
        return
    st.markdown(f"**{institution.label}**: **{term_text(vote.answer)}** zur Aufnahme")
    st.caption(" · ".join(plain(part) for part in (vote.by, date_text(vote.voted_on), vote.reason) if part))
    if record := _record(person, found, institution):
        for label, text in extra_fields.facts(person, Vote, record):
            st.caption(f"{plain(label)}: {plain(text)}")


def _ask_vote(person: Person, found: Examination, mine: Institution, reasons: Form | None) -> None:
    vote = found.vote_of(mine)
    record = _record(person, found, mine)
    opened = {"yes": vote.answer is Answer.YES if vote else None, "reason": vote.reason if vote else ""}
    opened |= extra_fields.opened(person, Vote, record) if record else {}
    title = f"Votum {mine.label} ändern" if vote else f"Votum {mine.label} abgeben"
    with st.expander(title, expanded=vote is None, key=f"vote:{found.head.id}:{vote is None}"):
        answers = {(one, row.criterion.key): given for row in found.criteria for one, given in row.given}
        if lacking := unanswered(answers, mine, found.head.received_on):
            st.caption(f"Vor dem Votum noch zu beantworten: {_few(lacking)}.")
        form = Form(f"vote:{found.head.id}:{mine.value}", today=person.today, opened=opened, drafts=Drafts(person))
        form.boolean("yes", "Aufnahme befürworten?", required=True)
        form.long_text("reason", "Begründung", max_length=1000, height=68, help="Bei nein nötig.")
        extra_fields.ask(person, form, Vote, record=record)
        if form.submitted("Votum speichern"):
            with told("Votum gespeichert.", form), transaction(person) as session:
                if reasons is not None:
                    save_reasons(session, found, reasons)
                values = form.values()
                saved = examination.vote(session, found.head.id or 0, **declared(values))
                records.fill(session, saved, form.opened, values)
            if reasons is not None:
                reasons.done()
            st.rerun()


def _few(lacking: tuple[Criterion, ...]) -> str:
    return plain(names(lacking)) if len(lacking) <= FEW else count_text(len(lacking), "Frage", "Fragen")


def _dissent(person: Person, found: Examination, dissent: DissentRow) -> None:
    if dissent.settled_on is not None:
        outcome = dissent.outcome.label if dissent.outcome else ""
        st.info(
            f"Dissens vom {date_text(dissent.raised_on)}, geklärt am {date_text(dissent.settled_on)}: "
            f"**{outcome}**. {plain(dissent.note)} ({plain(dissent.by)})",
            icon=":material/handshake:",
        )
        return
    with reading(person) as session:
        decider = examination.dissent_decider(session)
    st.warning(
        f"**Dissens seit {date_text(dissent.raised_on)}.** Es entscheidet: {decider.label}. "
        "Auch ein geändertes Votum beendet ihn.",
        icon=":material/compare_arrows:",
    )
    if dissent.outcome is not None and dissent.by_institution is not None:
        st.markdown(
            f"{plain(dissent.by)} (Koordination {dissent.by_institution.label}) schlägt vor: "
            f"**{term_text(dissent.outcome)}**. {plain(dissent.note)}"
        )
    if person.institution is not None and may_settle(decider, person.roles, person.institution):
        _settle(person, found, dissent, decider)


def _settle(person: Person, found: Examination, dissent: DissentRow, decider: TieBreak) -> None:
    confirms = dissent.outcome is not None and dissent.by_institution is not person.institution
    opened = {"yes": dissent.outcome is Answer.YES if confirms else None}
    form = Form(f"dissent:{found.head.id}:{confirms}", today=person.today, opened=opened, drafts=Drafts(person))
    form.boolean("yes", "Soll die Familie aufgenommen werden?", required=True)
    form.long_text("note", "Worauf haben sich beide geeinigt?", required=not confirms, max_length=500, height=68)
    alone = decider is not TieBreak.BOTH
    label = "Dissens entscheiden" if alone or confirms else "Der anderen Koordination vorschlagen"
    if form.submitted(label):
        with told("Festgehalten.", form), transaction(person) as session:
            examination.settle_dissent(session, found.head.id or 0, **form.values())
        st.rerun()
