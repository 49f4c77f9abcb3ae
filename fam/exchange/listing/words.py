"""Words that lists use for statuses, for nothing, for a revoked consent, and for the choices of our own lists."""

import re
from functools import lru_cache

from rapidfuzz import fuzz, process

from fam.exchange.listing.columns import plain
from fam.rules.terms import Status

_STATUS_WORDS = {
    Status.CLOSED: "beendet abgeschlossen beendigt ende fertig erledigt abgebrochen abbruch ausgeschieden entlassen"
    " geschlossen beendigung abschluss ausgetreten zu",
    Status.ACTIVE: "aktiv lfd laufend laeuft aufgenommen begleitet betreut begleitung betreuung teilnahme in_fam"
    " in_betreuung in_begleitung laufender_fall lfd_fall",
    Status.PAUSED: "ruht ruhend ruhen pausiert pause unterbrochen ausgesetzt pausierend ruhend_gestellt",
    Status.EXAMINATION: "in_pruefung pruefung wird_geprueft zu_pruefen in_klaerung klaerung geprueft_wird"
    " erstgespraech erstgespraech_vereinbart erstgespraech_gefuehrt kennenlernphase pruefphase",
    Status.WAITING: "warteliste wartet wartend wl auf_warteliste auf_der_warteliste warten",
    Status.NOT_ADMITTED: "abgelehnt nicht_aufgenommen ablehnung keine_aufnahme absage nicht_geeignet",
    Status.WITHDRAWN: "zurueckgezogen rueckzug verzichtet zurueckgenommen vorschlag_zurueckgezogen",
    Status.PROPOSED: "vorgeschlagen vorschlag neu eingegangen angemeldet gemeldet neuer_vorschlag offen",
}
_STATUS = {word.replace("_", " "): status for status, words in _STATUS_WORDS.items() for word in words.split()}
_STATUS |= {plain(status.label): status for status in _STATUS_WORDS}
_NOTHING = re.compile(
    r"[-–—_./?*\s]*|k\.?\s?a\.?|n\.?\s?n\.?|n/a|keine angaben?|unbekannt|nicht bekannt|offen", re.IGNORECASE
)
_REVOKED = re.compile(
    r"widerruf|widerrief|einwilligung\W+(?:\w+\W+){0,3}?(?:zur(?:ü|ue)ckgezogen|entzogen|zur(?:ü|ue)ckgenommen)"
    r"|(?:möchte|moechte|will|wollen|wünsch|wuensch)\w*\b[^.;\n]{0,40}?\bnicht\s+mehr\b",
    re.IGNORECASE,
)
_NOT_REVOKED = re.compile(r"(?:nicht|kein\w*)\s+widerruf\w*", re.IGNORECASE)
_TOTALS = re.compile(
    r"^(?:zwischen)?summen?\b|^gesamt(?:summe|zahl)?\b|^insgesamt\b|^anzahl\b|^total\b|^Σ|^∑", re.IGNORECASE
)


def says_nothing(text: str) -> bool:
    """True for "-", "k.A.", "n.n.", "unbekannt": kept in the report, no value."""
    return bool(_NOTHING.fullmatch(text.strip()))


def status_of(text: str) -> tuple[Status, str] | None:
    """Return the status that a word means and what else the cell says: "beendet (Umzug)" -> CLOSED, "(Umzug)"."""
    words = re.findall(r"\S+", text)
    for count in range(len(words), 0, -1):
        known = _STATUS.get(plain(" ".join(words[:count])))
        if known:
            return known, " ".join(words[count:]).strip(" ,;:-–")
    if text.endswith(".") and len(plain(text)) > 2:  # "abgeschl."
        meant = {status for word, status in _STATUS.items() if word.startswith(plain(text))}
        if len(meant) == 1:
            return meant.pop(), ""
    best = (
        process.extractOne(plain(text), _STATUS.keys(), scorer=fuzz.ratio, score_cutoff=85) if len(text) > 4 else None
    )
    return (_STATUS[best[0]], "") if best else None


def is_revoked(text: str) -> bool:
    """True if a remark says that the family withdrew its consent or does not want to go on."""
    return bool(_REVOKED.search(_NOT_REVOKED.sub("", text)))


def is_total(text: str) -> bool:
    """True for the first word of a sum row: "Summe", "Gesamt: 25", "Anzahl Familien"."""
    return bool(_TOTALS.match(text.strip()))


@lru_cache(maxsize=5_000)
def choice_of(text: str, labels: tuple[str, ...]) -> str | None:
    """Return the label of one of our lists that a cell means, or None: "SPFH" -> "SPFH/Träger"."""
    wanted = plain(text)
    by_text = {plain(label): label for label in labels}
    if not wanted or wanted in by_text:
        return by_text.get(wanted)
    parts = {
        part: label for label in by_text.values() for part in map(plain, re.split(r"[/,]", label)) if len(part) > 2
    }
    if wanted in parts or wanted.replace(" ", "") in by_text:
        return parts.get(wanted) or by_text[wanted.replace(" ", "")]
    best = process.extractOne(wanted, by_text.keys(), scorer=fuzz.ratio, score_cutoff=85) if len(wanted) > 4 else None
    return by_text[best[0]] if best else None
