"""A Word file from somebody, looked at before anything reads it: no bomb, no macro, nothing that reaches outside."""

import io
import re
import zipfile
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from fam.errors import BadInput

MOST_BYTES = 2_000_000  # of the file
MOST_UNPACKED, MOST_TEXT, MOST_PARTS = 12_000_000, 3_000_000, 300
FOREIGN = re.compile(
    r"vbaproject|vbadata|activex|/embeddings/|customui|altchunk|/afchunk|oleobject|attachedtoolbars", re.IGNORECASE
)
CHUNKS = re.compile(rb"<(?:\w+:)?(?:altChunk|object|control|subDoc|OLEObject)\b", re.IGNORECASE)
REACHING = re.compile(r"\b(?:INCLUDEPICTURE|INCLUDETEXT|DDE|DDEAUTO|LINK|IMPORT|HYPERLINK|MACROBUTTON|DATABASE|RD)\b")
RENDERED = re.compile(r"word/(?:document|header\d*|footer\d*)\.xml")
BROKEN = "Die Vorlage lässt sich nicht als Word-Datei (.docx) öffnen."
BIG = "Die Vorlage ist zu groß: höchstens 2 MB, ausgepackt höchstens 12 MB."
MACROS = "Die Vorlage enthält Makros oder eingebettete Objekte. Bitte als einfache Word-Datei (.docx) speichern."
OUTSIDE = "Die Vorlage verweist nach außen (Link, verknüpftes Bild oder Feld). Bitte Bilder einfügen statt verknüpfen."


class BadTemplate(BadInput):
    """A template that cannot be used; the sentence names what is wrong with it."""


def checked(content: bytes) -> None:
    """Raise BadTemplate unless this is a plain Word file that is safe to open."""
    if len(content) > MOST_BYTES:
        raise BadTemplate(BIG)
    for name, part in _parts(content).items():
        if name.lower().endswith((".xml", ".rels")):
            _look_at(name, part)


def _parts(content: bytes) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as file:
            infos = file.infolist()
            names = [one.filename for one in infos]
            if len(infos) > MOST_PARTS or sum(one.file_size for one in infos) > MOST_UNPACKED:
                raise BadTemplate(BIG)
            if len(set(names)) != len(names) or "word/document.xml" not in names:
                raise BadTemplate(BROKEN)
            if any(FOREIGN.search(f"/{one}") for one in names):
                raise BadTemplate(MACROS)
            if file.getinfo("word/document.xml").file_size > MOST_TEXT:
                raise BadTemplate(BIG)
            return {one.filename: file.read(one) for one in infos}
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError) as error:
        raise BadTemplate(BROKEN) from error


def _look_at(name: str, part: bytes) -> None:
    try:
        root: Element = fromstring(part, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise BadTemplate(BROKEN) from error
    if b"macroEnabled" in part or CHUNKS.search(part):
        raise BadTemplate(MACROS)
    instructions = []
    for one in root.iter():
        tag = str(one.tag).rpartition("}")[2]
        if tag == "Relationship" and (one.get("TargetMode", "").lower() == "external" or "//" in one.get("Target", "")):
            raise BadTemplate(OUTSIDE)
        if tag == "instrText":
            instructions.append(one.text or "")
        instructions += [value for key, value in one.attrib.items() if key.endswith("}instr")]
    if REACHING.search("".join(instructions).upper()) or REACHING.search(" ".join(instructions).upper()):
        raise BadTemplate(OUTSIDE)
    text = "".join(root.itertext())
    if not RENDERED.fullmatch(name) and ("{{" in text or "{%" in text):
        raise BadTemplate("Platzhalter stehen nur im Text, in der Kopf- und in der Fußzeile, nicht in Fußnoten, "
                          "Kommentaren oder Eigenschaften der Datei.")  # fmt: skip
