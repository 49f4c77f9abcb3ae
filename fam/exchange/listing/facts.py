"""What else a row says about the case: status, leads, telephones, Bedarfsgemeinschaften, source, remarks."""

import re
from collections.abc import Mapping

from fam.exchange.listing.columns import Target, plain
from fam.exchange.listing.family import ImportedLead
from fam.exchange.listing.reading import Reading, shorten
from fam.exchange.listing.words import choice_of, says_nothing, status_of
from fam.rules.german import TypedDate
from fam.rules.terms import Institution, Status

LONGEST_NUMBER = 40
_LEAD_TITLE = re.compile(r"^(?:frau|fr\.?|herrn?|hr\.?|h\.|f\.)\s+", re.IGNORECASE)
_BETWEEN_LEADS = re.compile(r"\s*(?:[/;,&+\n]|\bund\b|\bu\.)\s*")
_WHOSE = re.compile(
    r"^(?P<a>pa|pro arbeit|asd)\s*[:-]\s*(?P<b>.+)$|^(?P<c>.+?)\s*\((?P<d>pa|pro arbeit|asd)\)$", re.IGNORECASE
)
_NO_PHONE = re.compile(r"kein\w*\b|nein\b|fehlt\b|nicht\b|ohne\b", re.IGNORECASE)
_INTERPRETER = re.compile(r"dolmetsch\w*\s*[:(]?\s*\(?([^\W\d_]{3,}\.?)\)?", re.IGNORECASE)


def status_of_row(reading: Reading, dates: Mapping[Target, TypedDate | None]) -> Status:
    """Return the list's status; without one it follows from the dates and says so."""
    heading = reading.heading(Target.STATUS)
    text = reading.text(Target.STATUS)
    known = status_of(text) if text else None
    if known:
        if known[1]:
            reading.keep(heading, text)
            reading.because("status_more", f"{heading}: „{shorten(text)}“ gelesen als {known[0].label}.", heading)
        return known[0]
    derived = _status_from(dates)
    if text:
        reading.keep(heading, text)
        reading.because(
            "status_unknown",
            f"{heading}: „{shorten(text)}“ ist unbekannt; aus den Daten folgt {derived.label}.",
            heading,
        )
    elif sheet := status_of(reading.layout.sheet):
        reading.because("status_missing", f"Status fehlt; nach dem Namen des Blattes {sheet[0].label}.", heading)
        return sheet[0]
    else:
        reading.because("status_missing", f"Status fehlt; aus den Daten folgt {derived.label}.", heading)
    return derived


def _status_from(dates: Mapping[Target, TypedDate | None]) -> Status:
    if dates[Target.CLOSED]:
        return Status.CLOSED
    if dates[Target.ADMITTED]:
        return Status.ACTIVE
    return Status.EXAMINATION if dates[Target.FIRST_TALK] else Status.PROPOSED


def leads_of(reading: Reading) -> tuple[ImportedLead, ...]:
    """Return the leads per institution; several names in a cell stay together, the first is the lead."""
    found = []
    for target, institution in (
        (Target.LEAD_PRO_ARBEIT, Institution.PRO_ARBEIT),
        (Target.LEAD_ASD, Institution.ASD),
    ):
        text = reading.text(target)
        names = lead_names(text)
        if names:
            found.append(ImportedLead(institution, text, names))
        if len(names) > 1:
            heading = reading.heading(target)
            reading.keep(heading, text)
            reading.because("several_leads", f"{heading}: „{text}“ – als Fallführung gilt {names[0]}.", heading)
    return (*found, *_shared_leads(reading, {lead.institution for lead in found}))


def _shared_leads(reading: Reading, known: set[Institution]) -> list[ImportedLead]:
    """Read one column for both institutions: "Berg (PA) / Kunz (ASD)"; a name without a mark stays in the note."""
    text = reading.text(Target.LEADS)
    found: list[ImportedLead] = []
    for part in [part for part in _BETWEEN_LEADS.split(text) if part]:
        marked = _WHOSE.match(part)
        institution = None
        if marked:
            institution = Institution.ASD if plain(marked["a"] or marked["d"]) == "asd" else Institution.PRO_ARBEIT
        if marked and institution and institution not in known:
            found.append(ImportedLead(institution, part, lead_names(marked["b"] or marked["c"])))
            known.add(institution)
        else:
            heading = reading.heading(Target.LEADS)
            reading.keep(heading, part)
            reading.because("lead_unclear", f"{heading}: bei „{shorten(part)}“ ist die Institution unklar.", heading)
    return found


def lead_names(text: str) -> tuple[str, ...]:
    """Return the names in a lead's cell without "Fr." and "Hr.": "Berg/Lorenz" -> ("Berg", "Lorenz")."""
    parts = (_LEAD_TITLE.sub("", part).strip(" .,") for part in _BETWEEN_LEADS.split(text))
    return tuple(part for part in parts if part and not says_nothing(part))


def phones_of(reading: Reading) -> tuple[str, ...]:
    """Return the telephone numbers as typed; "kein Tel." goes to the note."""
    numbers: list[str] = []
    for heading, cell in reading.cells(Target.PHONE):
        for part in re.split(r"\s*[;,\n]\s*|\s+oder\s+", cell.text):
            if says_nothing(part):
                continue
            if len(re.sub(r"\D", "", part)) >= 5 and len(part) <= LONGEST_NUMBER * 2 and not _NO_PHONE.match(part):
                numbers.append(part)
            else:
                reading.keep(heading, part)
    return tuple(dict.fromkeys(numbers))


def benefit_units_of(reading: Reading) -> tuple[str, ...]:
    """Return the numbers of the Bedarfsgemeinschaften as typed; what is no number goes to the note."""
    numbers: list[str] = []
    for heading, cell in reading.cells(Target.BENEFIT_UNIT):
        for part in re.split(r"\s*[;,\n]\s*|\s+(?:und|u\.|/)\s+", cell.text):
            if says_nothing(part):
                continue
            if len(re.sub(r"\D", "", part)) >= 5 and len(part) <= LONGEST_NUMBER:
                numbers.append(part)
            else:
                reading.keep(heading, part)
                reading.because("number_unclear", f"{heading}: „{shorten(part)}“ ist keine BG-Nummer.", heading)
    return tuple(dict.fromkeys(numbers))


def benefit_unit_key(number: str) -> str:
    """Return a BG number for comparing: "43804//0090056" and "43804BG0090056" are the same."""
    return re.sub(r"\D", "", number)


def choice(reading: Reading, target: Target, labels: tuple[str, ...]) -> str:
    """Return the label of our own list that a cell means; another text goes to the note, "" is returned."""
    text = reading.text(target)
    if not text:
        return ""
    label = choice_of(text, labels)
    if label is None or plain(label) != plain(text):
        reading.keep(reading.heading(target), text)
    if label is None:
        heading = reading.heading(target)
        reading.because("choice_unknown", f"{heading}: „{shorten(text)}“ steht nicht in der Auswahl.", heading)
    return label or ""


def remarks_of(reading: Reading) -> tuple[str, ...]:
    """Return the remarks as written, one per column; a lone "-" is none."""
    return tuple(cell.text for _heading, cell in reading.cells(Target.REMARK) if not says_nothing(cell.text))


def interpreter_of(reading: Reading, remarks: tuple[str, ...]) -> str:
    """Return the interpreter's language, from its column or from a remark like "Dolmetscher (türk.)"."""
    found = _INTERPRETER.search(" ".join(remarks))
    return reading.text(Target.INTERPRETER) or (found[1] if found else "")
