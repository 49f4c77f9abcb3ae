"""An .xlsx file is a ZIP archive that a stranger packed: this looks at it before anything unpacks it."""

import io
import zipfile

from fam.exchange.listing.cells import UnreadableFile

LARGEST_FILE = 20 * 1024 * 1024  # bytes, as uploaded
LARGEST_UNPACKED = 200 * 1024 * 1024  # bytes, all parts together
LARGEST_PARTS = {"xl/sharedStrings.xml": 40 * 1024 * 1024, "xl/styles.xml": 8 * 1024 * 1024}
MOST_PARTS = 2_000
WORST_RATIO = 250  # unpacked : packed, for parts above 1 MB; honest sheets stay below 60
MOST_TEXTS = 500_000  # different texts in one file

_BOMB = "Die Datei ist ungewöhnlich stark gepackt und wird zum Schutz nicht geöffnet. Bitte in Excel neu speichern."
_BROKEN = "Die Datei ist beschädigt. Bitte in Excel öffnen und neu speichern."
_NOT_EXCEL = "Das ist keine Excel- oder CSV-Datei. Bitte die Liste als .xlsx oder .csv speichern."


def open_archive(data: bytes) -> zipfile.ZipFile:
    """Return the archive of an .xlsx or .xlsm file; UnreadableFile if it is another thing, locked, or dangerous."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        parts = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as error:
        raise UnreadableFile(_BROKEN) from error
    names = [part.filename for part in parts]
    if len(parts) > MOST_PARTS:
        raise UnreadableFile(_BOMB)
    if len(set(names)) < len(names):
        raise UnreadableFile(_BROKEN)
    _check_kind(set(names))
    for part in parts:
        _check_part(part)
    if sum(part.file_size for part in parts) > LARGEST_UNPACKED:
        raise UnreadableFile(
            "Die Datei ist entpackt zu groß. Bitte leere, nur formatierte Zeilen und Spalten löschen und neu speichern."
        )
    _check_texts(archive)
    return archive


def _check_kind(names: set[str]) -> None:
    if "xl/workbook.xml" in names:
        return
    if "xl/workbook.bin" in names:
        raise UnreadableFile("Das Format .xlsb wird nicht gelesen. Bitte in Excel als .xlsx speichern.")
    if "content.xml" in names:
        raise UnreadableFile("Das Format von LibreOffice (.ods) wird nicht gelesen. Bitte als .xlsx speichern.")
    if "[Content_Types].xml" in names and any(name.startswith("xl/") for name in names):
        raise UnreadableFile(_BROKEN)
    raise UnreadableFile(_NOT_EXCEL)


def _check_part(part: zipfile.ZipInfo) -> None:
    """Refuse encryption, exotic packing and parts that would unpack to far more than an honest file holds."""
    if part.flag_bits & 1:
        raise UnreadableFile("Die Datei ist mit einem Kennwort geschützt. Bitte ohne Kennwort speichern.")
    if part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise UnreadableFile(_BROKEN)
    packed = max(part.compress_size, 1)
    if part.file_size > 1024 * 1024 and part.file_size / packed > WORST_RATIO:
        raise UnreadableFile(_BOMB)
    if part.file_size > LARGEST_PARTS.get(part.filename, LARGEST_UNPACKED):
        raise UnreadableFile("Die Datei enthält mehr Text oder Formate, als eine Familienliste braucht.")


def _check_texts(archive: zipfile.ZipFile) -> None:
    """Count the shared texts without building them: a million tiny ones would fill the memory."""
    if "xl/sharedStrings.xml" not in archive.NameToInfo:
        return
    count = 0
    try:
        with archive.open("xl/sharedStrings.xml") as part:
            while block := part.read(1024 * 1024):
                count += block.count(b"<si")
    except (zipfile.BadZipFile, zipfile.zlib.error, EOFError) as error:  # type: ignore[attr-defined]  # zlib is there
        raise UnreadableFile(_BROKEN) from error
    if count > MOST_TEXTS:
        raise UnreadableFile("Die Datei enthält mehr Text, als eine Familienliste braucht. Bitte in Teilen einlesen.")
