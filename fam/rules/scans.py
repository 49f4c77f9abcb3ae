"""What a scanned paper may be: judged by its content, never by its name."""

MOST_BYTES = 5 * 1024 * 1024
BAD_KIND = "Bitte ein PDF oder ein Bild (PNG, JPEG) hochladen. Es zählt der Inhalt, nicht die Endung der Datei."
ENDINGS = {"application/pdf": "pdf", "image/png": "png", "image/jpeg": "jpg"}


def media_type(content: bytes) -> str | None:
    """Return the kind of a whole PDF, PNG or JPEG; None for everything else, also for a file that breaks off."""
    tail = content[-2048:]
    if content.startswith(b"%PDF-") and b"%%EOF" in tail:
        return "application/pdf"
    if content.startswith(b"\x89PNG\r\n\x1a\n") and b"IEND" in tail:
        return "image/png"
    if content.startswith(b"\xff\xd8\xff") and b"\xff\xd9" in tail:
        return "image/jpeg"
    return None


def problem(content: bytes) -> str:
    """Return why a file cannot be kept as a scan, in one German sentence, or ""."""
    if not content:
        return "Die Datei ist leer."
    if len(content) > MOST_BYTES:
        return f"Die Datei ist zu groß: höchstens {MOST_BYTES // 1024 // 1024} MB."
    return "" if media_type(content) else BAD_KIND
