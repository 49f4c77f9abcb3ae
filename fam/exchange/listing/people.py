"""Names in cells: parents in one cell or two, children with and without birth dates."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from fam.errors import BadInput
from fam.exchange.listing.columns import plain
from fam.rules.german import TypedDate
from fam.rules.terms import MemberRole

LONGEST_NAME = 200
_AND = re.compile(r"\s*(?:[;/&+\n]|\bund\b|\bu\.)\s*", re.IGNORECASE)
_FAMILY_WORD = re.compile(r"^(?:familie|fam\.|eheleute|frau|fr\.|herr|hr\.)\s+", re.IGNORECASE)
_NOBODY = re.compile(
    r"^(?:getrennt|geschieden|verstorben|gestorben|tot|verzogen|unbekannt|nicht bekannt|keiner?|alleinerziehend|ae|haft"
    r"|jva|in haft|im ausland|kein kontakt|fehlt|entfällt|nein|ja|s\.\s?o\.)\b",
    re.IGNORECASE,
)
_DATE = r"(?:\d{1,2}\.\s?\d{1,2}\.\s?\d{2,4}|\d{1,2}\s?[./]\s?\d{4}|\d{4}-\d{2}-\d{2}|(?:ca\.?\s*)?(?:19|20)\d{2})"
_BIRTH = re.compile(rf"[\s,(*]*(?:\*|geb(?:\.|oren)?(?:\s+am)?)?\s*\(?({_DATE})\s*\)?$", re.IGNORECASE)
_AGE = re.compile(r"[\s,(]*\(?\b(\d{1,2})\s*(?:j\.?|jahre?|j[äa]hrig|mon\w*)?\s*\)?$", re.IGNORECASE)
_BEFORE_DATE = re.compile(rf",\s*(?=(?:\*|geb\.?|\()?\s*{_DATE})", re.IGNORECASE)
_NAME = re.compile(r"[^\W\d_][^\d_*;:,()/=<>\[\]{}|!?\"„“#%&+@\\]*")
_PARTICLES = frozenset(
    {"von", "van", "vom", "de", "der", "den", "del", "della", "di", "da", "dos", "do", "el", "al", "la", "le", "bin",
     "ben", "ibn", "abu", "zu", "zur"}
)  # fmt: skip
MOST_WORDS = 4

ReadDate = Callable[[str], TypedDate]


@dataclass(frozen=True, slots=True)
class ImportedMember:
    """A person as the list has it; `last_name` is empty where it is the family's."""

    first_name: str
    role: MemberRole
    born: TypedDate | None = None
    last_name: str = ""


@dataclass(frozen=True, slots=True)
class People:
    """The persons of one cell; `left_over` is what could not be understood, as text, `questions` why."""

    members: tuple[ImportedMember, ...] = ()
    left_over: str = ""
    questions: tuple[str, ...] = ()


def family_name(text: str) -> str:
    """Return a family's name without "Familie", "Fam." or doubled blanks."""
    return _FAMILY_WORD.sub("", " ".join(text.split())).strip(" ,;")


def is_nobody(text: str) -> bool:
    """True for words that stand where a person would: "getrennt", "verstorben", "unbekannt"."""
    return bool(_NOBODY.match(text.strip(" ()-–.,")))


def parent(text: str, role: MemberRole, name: str) -> People:
    """Return the one person of a mother's or father's cell; a word like "getrennt" is left over, not a person."""
    if is_nobody(text):
        return People(left_over=text)
    found = _person(_FAMILY_WORD.sub("", text), role, name)
    return People((found,)) if found else People(left_over=text, questions=("steht in der Bemerkung, weil kein Name",))


def parents(text: str, name: str) -> People:
    """Return the persons of a cell like "Canan und Goran Kaya" or "Kaya, Canan u. Goran"."""
    members: list[ImportedMember] = []
    left: list[str] = []
    for part in _AND.split(_FAMILY_WORD.sub("", text)):
        for piece in [piece.strip() for piece in _BEFORE_DATE.sub(" ", part).split(",") if piece.strip()]:
            if plain(piece) == plain(name):
                continue
            found = None if is_nobody(piece) else _person(piece, MemberRole.PARENT, name)
            if found:
                members.append(found)
            else:
                left.append(piece)
    return People(tuple(members), "; ".join(left))


def shared_name(text: str) -> str:
    """Return the family name in a cell of parents: the last word of the last one ("Canan und Goran Kaya" -> "Kaya")."""
    text = _FAMILY_WORD.sub("", text.strip())
    before_comma = re.match(r"^([^\W\d_][\w'’-]*)\s*,\s*[^\W\d_]", text)
    if before_comma and re.search(r"\s|/|&", text[before_comma.end() :]):
        return before_comma.group(1)
    last = _AND.split(text)[-1].split()
    return last[-1].strip(",.()") if len(last) > 1 and not is_nobody(text) else ""


def children(text: str, born: str, name: str, read: ReadDate) -> People:
    """Return the children of a cell; `born` is the cell beside it if birth dates have a column of their own."""
    pieces = _pieces(text)
    dates = [piece.strip(" ()*") for piece in re.split(r"\s*[;,\n]\s*|\s+und\s+", born) if piece.strip(" ()*")]
    questions: list[str] = []
    left: list[str] = []
    if dates and len(dates) != len(pieces):
        questions.append(f"{len(pieces)} Kinder, aber {len(dates)} Geburtsdaten; sie stehen in der Bemerkung")
        left.append(f"Geburtsdaten: {born}")
        dates = []
    members: list[ImportedMember] = []
    for place, piece in enumerate(pieces):
        child, question = _child(f"{piece} {dates[place]}" if dates else piece, name, read)
        if child:
            members.append(child)
        if question:
            questions.append(question)
            left.append(piece if not dates else f"{piece} ({dates[place]})")
    return People(tuple(members), "; ".join(left), tuple(questions))


def _pieces(text: str) -> list[str]:
    """Cut a cell into children: at semicolons, line breaks, "und", and at commas that do not lead to a date."""
    joined = _BEFORE_DATE.sub(" ", re.sub(r"\(([^()]*)\)", lambda found: f"({found[1].replace(',', ' ')})", text))
    parts = re.split(r"\s*(?:[;\n&+]|\bund\b|\bu\.)\s*|\s*,\s*|\s+/\s+", joined)
    return [part.strip() for part in parts if part.strip(" -–.?")]


def _child(piece: str, name: str, read: ReadDate) -> tuple[ImportedMember | None, str]:
    """Return the child and, where something stays open, the question about it."""
    born: TypedDate | None = None
    question = ""
    rest = piece
    if found := _BIRTH.search(piece):
        rest = piece[: found.start()]
        try:
            born = read(found[1].strip())
        except BadInput:
            question = f"Geburtsdatum nicht lesbar: „{found[1].strip()}“"
    elif found := _AGE.search(piece):
        rest = piece[: found.start()]
        question = f"nur das Alter ist angegeben: „{piece}“"
    child = _person(re.sub(r"\s*(?:\*|geb\.?)\s*$", "", rest).strip(" (,*"), MemberRole.CHILD, name)
    if child is None:
        return None, f"kein Name zu erkennen: „{piece}“"
    return ImportedMember(child.first_name, child.role, born, child.last_name), question


def _person(text: str, role: MemberRole, name: str) -> ImportedMember | None:
    """Return a person if the text is nothing but a name: "Canan", "Canan Kaya", "Kaya, Canan"."""
    text = " ".join(text.split()).strip(" ,;.-–")
    if "," in text:
        last, _, first = (piece.strip() for piece in text.partition(","))
        text = f"{first} {last}"
    words = text.split()
    if not _NAME.fullmatch(text) or len(text) > LONGEST_NAME or len(words) > MOST_WORDS:
        return None
    if len(words) > 1 and any(word.islower() and word not in _PARTICLES for word in words):
        return None  # a remark: "lebt beim Vater"
    tail = plain(name).split()
    if len(words) > 1 and tail and plain(words[-1]).split()[-1:] == tail[-1:]:
        return ImportedMember(" ".join(words[:-1]), role)
    if len(words) > 1 and role is not MemberRole.CHILD:
        return ImportedMember(" ".join(words[:-1]), role, last_name=words[-1])
    return ImportedMember(text, role)
