"""What a person can cause. Each error carries the German sentence that the person reads."""

from collections.abc import Mapping, Sequence


class FamError(Exception):
    """Something a person did that cannot be done; `str(error)` is the German sentence to show."""


class BadInput(FamError):
    """One typed value cannot be understood; the sentence belongs next to its field."""


class Ambiguous(BadInput):
    """A typed value has several meanings; `readings` are the candidates in German notation, for a question."""

    def __init__(self, sentence: str, readings: Sequence[str] = ()) -> None:
        super().__init__(sentence)
        self.readings = tuple(readings)


class InvalidForm(FamError):
    """Several fields of one form are wrong; `fields` maps field key -> German sentence."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        super().__init__("Bitte die markierten Felder prüfen.")
        self.fields = dict(fields)


class NotAllowed(FamError):
    """The person has no right to this; the sentence never says whether the thing exists."""

    def __init__(self, sentence: str = "Dafür fehlt die Berechtigung.") -> None:
        super().__init__(sentence)


class NotFound(FamError):
    """Nothing here for this person: absent and forbidden look the same on purpose."""

    def __init__(self, sentence: str = "Nicht gefunden oder nicht freigegeben.") -> None:
        super().__init__(sentence)


class IllegalStep(FamError):
    """A lifecycle step whose guards do not hold; `blockers` are German sentences, one per guard."""

    def __init__(self, blockers: Sequence[str]) -> None:
        super().__init__(" ".join(blockers))
        self.blockers = tuple(blockers)


class Conflict(FamError):
    """Somebody changed the same fields meanwhile; `fields` maps key -> (at opening, theirs now, mine)."""

    def __init__(self, fields: Mapping[str, tuple[object, object, object]]) -> None:
        super().__init__("Inzwischen hat jemand anderes diese Angaben geändert. Bitte auswählen, was gelten soll.")
        self.fields = dict(fields)


class Unavailable(FamError):
    """The database does not answer; nothing of this was saved, and trying again later helps."""

    def __init__(self) -> None:
        super().__init__(
            "Die Datenbank ist gerade nicht erreichbar, gespeichert wurde nichts. Was getippt ist, bleibt stehen: "
            "bitte gleich noch einmal versuchen."
        )


class NoSpace(FamError):
    """The database cannot write any more: its disk is full. Reading still works."""

    def __init__(self) -> None:
        super().__init__(
            "Auf dem Server ist kein Platz mehr, gespeichert wurde nichts. Was getippt ist, bleibt stehen; "
            "bitte die Administration verständigen."
        )


class Overtaken(FamError):
    """Somebody else saved the same record in the same moment; nothing of this was saved, and trying again helps."""

    def __init__(self) -> None:
        super().__init__("Im selben Augenblick hat jemand anderes dasselbe geändert. Bitte noch einmal speichern.")


class Busy(FamError):
    """Somebody else's writing takes longer than a save waits; nothing of this was saved, and trying again helps."""

    def __init__(self) -> None:
        super().__init__(
            "Gerade wird etwas Größeres gespeichert, zum Beispiel ein Feld umgestellt. Bitte in einem Moment noch"
            " einmal speichern; Ihre Eingaben sind erhalten."
        )
