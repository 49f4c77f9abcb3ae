"""One word in every table of a family's plan, by side, level and mark, and who may find which."""

from collections.abc import Callable

from fam import db
from fam.fields.spec import Kind
from fam.person import Person
from fam.rules.terms import Confidentiality, Institution
from fam.services import field_making
from fam.services.field_making import FieldDraft
from tests.support import entries
from tests.support import plan_entries as plan
from tests.support.cast import CAST

PA, ASD = Institution.PRO_ARBEIT, Institution.ASD
TEAM, OWN = Confidentiality.TEAM, Confidentiality.INSTITUTION
EXTENDED = ("need", "goal", "measure", "review", "family_plan", "station", "receipt", "closing", "follow_up")
SIDE_PA, SIDE_ASD = {"anna", "paul"}, {"amir", "bea", "vera"}  # with a deputy each, and the second lead of the ASD
PEOPLE = (*CAST, *entries.OTHERS)
WORDS: dict[str, tuple[Institution, Confidentiality, bool, set[str]]] = {  # whose, level, hidden from parents, readers
    "Xplanteamx": (ASD, TEAM, False, SIDE_PA | SIDE_ASD),
    "Xplanelternx": (ASD, TEAM, True, SIDE_PA | SIDE_ASD),
    "Xplaninternasdx": (ASD, OWN, False, SIDE_ASD),
    "Xplaninternpax": (PA, OWN, False, SIDE_PA),
}
ALONE = "Xplanalleinx"  # TEAM of the ASD in a family that agreed to nothing


def plant(cast: Callable[[str], Person], make_family: Callable[..., int]) -> dict[str, plan.Rows]:
    """Plant two families of Anna and Amir: in the first every word, in the second, without consent, one.

    Deputies are of the first only, the second lead (bea) of both.
    """
    family_id, alone = make_family("Kaya"), make_family("Linde", consented=False)
    entries.join(entries.Planted(family_id, alone))
    keys = {}
    for name in EXTENDED:
        with db.transaction(cast("kerstin")) as session:
            keys[name] = field_making.make(session, FieldDraft(name, f"Feld {name}", Kind.TEXT)).key
    found = {}
    for number, (word, (whose, level, hidden, _who)) in enumerate(WORDS.items(), start=1):
        author = cast("anna" if whose is PA else "amir").account_id
        of = plan.own(whose, level, author, not_for_parents=hidden)
        found[word] = plan.as_program(family_id, word, of, extra=keys, number=number, holder="Amt")
    found[ALONE] = plan.as_program(alone, ALONE, plan.own(ASD, TEAM, cast("amir").account_id), extra=keys, holder="Amt")
    return found


def who(cast: Callable[[str], Person], name: str) -> Person:
    """Return somebody of the cast or of those around the family."""
    return entries.person(name) if name in entries.OTHERS else cast(name)


def words_in(text: str) -> set[str]:
    """Return which of the words stand in a text."""
    return {word for word in (*WORDS, ALONE) if word in text}


def allowed(name: str) -> set[str]:
    """Return the words that somebody may find."""
    return {word for word, (*_rest, readers) in WORDS.items() if name in readers} | (
        {ALONE} if name in ("amir", "bea") else set()
    )
