"""Two files of one family become one: where the given-up number leads, the way in the file, probable doubles."""

import streamlit as st

from fam.db import reading, transaction
from fam.errors import FamError
from fam.person import Person
from fam.queries import doubles as queries
from fam.queries import family_file
from fam.queries.family_file import FamilyFile
from fam.rules.terms import Role
from fam.services import merging
from fam.services.merging import Preview
from fam.ui.feedback import plain, told
from fam.ui.forms import Form
from fam.ui.links import family_link

FINAL = "**Das lässt sich nicht zurücknehmen.** Gehören die Akten nicht derselben Familie, wäre das eine Datenpanne."
NOBODY_MORE = (
    "Niemand liest danach mehr als vorher: Einwilligungen gelten nur für die Personen der Akte, in der sie erteilt "
    "wurden; was damit der anderen Institution nicht offen steht, bleibt bei der eigenen. Anvertrautes (§ 65 SGB VIII) "
    "bleibt bei dem, dem es anvertraut wurde, und wird hier nicht gezählt. Freigaben zu zusammengeführten "
    "Personen enden."
)
OWN = 0
BY_HAND = (
    "Nach Rolle, die Ältesten zuerst, wie unter „Personen“ in der Akte; wer wer ist, wissen die Fallführungen. Bei "
    "einem Paar gelten die Angaben der behaltenen Akte; abweichende stehen nur noch im Protokoll."
)
MADE = "Zusammengelegt. Die aufgegebene Nummer öffnet ab jetzt diese Akte."


def followed(person: Person, number: str) -> str:
    """Return the number of the file to open: the kept one of a given-up number, if the person may see it."""
    if not number:
        return number
    with reading(person) as session:
        kept = merging.now_in(session, number)
    with reading(person) as session:
        if not kept or family_file.find(session, kept) is None:
            return number
    st.info(plain(f"{number.strip().upper()} wurde mit {kept} zusammengelegt."), icon=":material/merge:")
    return kept


def in_file(person: Person, file: FamilyFile) -> None:
    """Draw, folded, how another file becomes part of this one; for Koordination."""
    if not person.has(Role.COORDINATOR):
        return
    with st.expander("Mit einer anderen Akte zusammenlegen", icon=":material/merge:", key="nodruck-merging"):
        st.caption(f"{file.head.number} bleibt; die andere Akte geht darin auf.")
        form = Form(f"merging:{file.head.id}", today=person.today)
        number = form.text("number", "FAM-Nummer der anderen Akte", required=True, max_length=16,
                           placeholder="FAM-2017-00014")  # fmt: skip
        found = _preview(person, file.head.id or 0, number) if number else None
        if found is not None:
            _follows(found)
        pairs = _people(form, found) if found is not None and not found.blockers else {}
        if found is not None and not found.blockers:
            _lost(form, found)
            st.warning(FINAL, icon=":material/warning:")
            form.text("confirmed", f"Zur Bestätigung: {found.given} eintippen", required=True, max_length=16)
        if form.submitted("Akten zusammenlegen"):
            _merge(person, form, file.head.id or 0, pairs)


def _merge(person: Person, form: Form, kept_id: int, pairs: dict[int, int]) -> None:
    typed = form.values()
    with told(MADE, form), transaction(person) as session:
        merging.merge(session, kept_id, typed["number"] or "", typed.get("confirmed") or "", pairs,
                      losing=typed.get("losing") is True)  # fmt: skip
    st.rerun()


def _preview(person: Person, kept_id: int, number: str) -> Preview | None:
    try:
        with reading(person) as session:
            return merging.preview(session, kept_id, number)
    except FamError as error:
        st.warning(plain(" ".join(getattr(error, "fields", {}).values()) or str(error)), icon=":material/search_off:")
        return None


def _follows(found: Preview) -> None:
    for sentence in found.blockers:
        st.error(plain(sentence), icon=":material/block:")
    rows = [{"Was": label, "Anzahl": str(count), "Was daraus wird": fate} for label, count, fate in found.counts]
    if rows:
        st.markdown(f"In {found.given} stehen:")
        st.table(rows)
    st.caption(plain(NOBODY_MORE))


def _people(form: Form, found: Preview) -> dict[int, int]:
    """Draw who becomes one person with whom; the same name and birth date is suggested, the rest is paired by hand."""
    if not found.given_people or not found.kept_people:
        st.caption("In einer der Akten steht niemand: Es gibt keine Personen zu vereinen.")
        return {}
    st.markdown("**Personen**")
    st.caption(plain(BY_HAND))
    suggested = {one.given_id: one.kept_id for one in found.same}
    offered = {OWN: "bleibt eine eigene Person"}
    offered |= {one.id: f"wird eine Person mit: {one.label} in {found.kept}" for one in found.kept_people}
    chosen = {}
    for one in found.given_people:
        hint = " (gleicher Name, gleiches Geburtsdatum)" if one.id in suggested else ""
        label = f"{one.label} aus {found.given}{hint}"
        chosen[one.id] = form.choice(f"pair_{one.id}", label, offered, required=True, value=suggested.get(one.id, OWN))
    return {old: new for old, new in chosen.items() if new}


def _lost(form: Form, found: Preview) -> None:
    if not found.lost:
        return
    st.markdown(f"**Steht danach nicht mehr in der gemeinsamen Akte** (nur noch im Protokoll), weil der Fall "
                f"{plain(found.kept)} weiterläuft oder seinen eigenen Abschluss hat:")  # fmt: skip
    st.markdown("\n".join(f"- {plain(sentence)}" for sentence in found.lost))
    form.boolean("losing", "Ja, das entfällt", required=True, value=False)


def doubles(person: Person) -> None:
    """Draw, folded, which cases may be the same family; for Koordination, out of the heads that she sees."""
    if not person.has(Role.COORDINATOR):
        return
    with st.expander(
        "Wahrscheinliche Doppel", icon=":material/merge:", key="nodruck-doubles", on_change="rerun"
    ) as part:
        if not part.open:
            return
        with reading(person) as session:
            found = queries.probable(session)
        for one in found:
            st.markdown(
                f"{plain(one.name)} [{one.number}]({family_link(one.number)}) · {plain(one.other_name)} "
                f"[{one.other_number}]({family_link(one.other_number)}) · {plain(one.town)}"
            )
        st.caption(
            "Ähnlicher Name im selben Ort. Zusammenlegen: die Akte öffnen, die bleiben soll."
            if found
            else "Kein Paar mit ähnlichem Namen im selben Ort."
        )
