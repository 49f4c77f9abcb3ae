"""The words of data protection as closed lists: reading, requests for access, statements, erasure (handbook §5)."""

from fam.rules.terms import Term


class RequestState(Term):
    """Where an Auskunft stands (domain handbook §5.10): put together, looked through by a person, given."""

    OPEN = "OPEN", "eingegangen"
    RELEASED = "RELEASED", "durchgesehen und freigegeben"
    ANSWERED = "ANSWERED", "beantwortet"
    REFUSED = "REFUSED", "abgelehnt"


class StatementKind(Term):
    """What a person says about an entry, without changing it (Art. 16, 18 DSGVO, § 84 SGB X)."""

    COUNTER = "COUNTER", "Gegendarstellung"
    RESTRICTED = "RESTRICTED", "Verarbeitung eingeschränkt"


class RestrictionGround(Term):
    """Why an entry is kept but no longer worked with (Art. 18 Abs. 1 DSGVO, its letters a to d)."""

    DISPUTED = "DISPUTED", "Richtigkeit bestritten, wird geprüft (Art. 18 Abs. 1 Buchst. a DSGVO)"
    UNLAWFUL = "UNLAWFUL", "unrechtmäßig, soll aber nicht gelöscht werden (Buchst. b)"
    CLAIMS = "CLAIMS", "nicht mehr nötig, die Person braucht sie für Ansprüche (Buchst. c)"
    OBJECTION = "OBJECTION", "Widerspruch, wird geprüft (Buchst. d)"


class ReadKind(Term):
    """What was read, in the read log (domain handbook §5.8)."""

    FILE = "FILE", "Familienakte"
    SEARCH = "SEARCH", "Suche mit Treffern"
    EXPORT = "EXPORT", "Export"
    DOCUMENT = "DOCUMENT", "Dokument"


class RunState(Term):
    """How far a deletion run is."""

    PROPOSED = "PROPOSED", "vorgeschlagen"
    CONFIRMED = "CONFIRMED", "bestätigt"
    DONE = "DONE", "ausgeführt"
    REJECTED = "REJECTED", "verworfen"


class ItemState(Term):
    """What became of one case in a deletion run."""

    PROPOSED = "PROPOSED", "zu löschen"
    BLOCKED = "BLOCKED", "übersprungen"
    ERASED = "ERASED", "gelöscht"


class HoldKind(Term):
    """Why a case must not be erased yet."""

    ACCESS = "ACCESS", "Auskunftsersuchen läuft"
    DISPUTE = "DISPUTE", "Rechtsstreit oder Widerspruchsverfahren"
    CONTESTED = "CONTESTED", "Angaben sind bestritten"
    BREACH = "BREACH", "mögliche Datenpanne"
    OTHER = "OTHER", "anderer Grund"
