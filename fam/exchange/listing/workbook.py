"""The one door for files: what it is, is seen from its first bytes, not from its name."""

from fam.exchange.listing.archive import LARGEST_FILE
from fam.exchange.listing.cells import UnreadableFile, Workbook
from fam.exchange.listing.delimited import read_csv
from fam.exchange.listing.xlsx import read_xlsx

ZIP, EMPTY_ZIP, OLE = b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
TEXT_ENDINGS = (".csv", ".txt", ".tsv")
OTHER_KINDS = {b"%PDF": "eine PDF-Datei", b"\x89PNG": "ein Bild", b"\xff\xd8\xff": "ein Bild", b"{\\rtf": "ein Text"}


def read_workbook(name: str, data: bytes) -> Workbook:
    """Return the sheets of an Excel or CSV file of at most 20 MB; UnreadableFile says in one sentence why not."""
    if not data.strip(b"\x00 \t\r\n"):
        raise UnreadableFile("Die Datei ist leer.")
    if len(data) > LARGEST_FILE:
        raise UnreadableFile("Die Datei ist größer als 20 MB. Bitte nur die Familienliste in die Datei nehmen.")
    if data.startswith(OLE):
        raise UnreadableFile(_old_or_locked(data))
    if data.startswith((ZIP, EMPTY_ZIP)):
        book = read_xlsx(name, data)
    elif kind := next((kind for magic, kind in OTHER_KINDS.items() if data.startswith(magic)), ""):
        raise UnreadableFile(f"Das ist {kind}, keine Liste. Bitte die Liste als .xlsx oder .csv speichern.")
    elif name.lower().endswith(TEXT_ENDINGS):
        book = read_csv(name, data)
    else:
        raise UnreadableFile("Das ist keine Excel-Datei. Bitte die Liste als .xlsx oder .csv speichern.")
    if not any(sheet.rows for sheet in book.sheets):
        raise UnreadableFile("Die Datei enthält keine gefüllten Zellen.")
    return book


def _old_or_locked(data: bytes) -> str:
    if "EncryptedPackage".encode("utf-16-le") in data:
        return "Die Datei ist mit einem Kennwort geschützt. Bitte ohne Kennwort speichern und erneut hochladen."
    return "Das alte Excel-Format (.xls) wird nicht gelesen. Bitte in Excel als .xlsx speichern."
