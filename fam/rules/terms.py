"""The words of the field as closed lists: codes in the code, German labels for people (domain handbook §1, §4.2)."""

from enum import StrEnum


class Term(StrEnum):
    """A code with its German label: `Status.ACTIVE.label == "aktiv"`; the value is what the database stores."""

    label: str

    def __new__(cls, value: str, label: str = "") -> "Term":
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label or value
        return member


class Institution(Term):
    """The two controllers; every account, lead and content object belongs to one (domain handbook §5.1)."""

    PRO_ARBEIT = "PRO_ARBEIT", "Pro Arbeit"
    ASD = "ASD", "ASD"

    @property
    def other(self) -> "Institution":
        """The partner institution."""
        return Institution.ASD if self is Institution.PRO_ARBEIT else Institution.PRO_ARBEIT

    @property
    def circle(self) -> "LegalCircle":
        """The legal circle the institution works in."""
        return LegalCircle.SGB_II if self is Institution.PRO_ARBEIT else LegalCircle.SGB_VIII


class LegalCircle(Term):
    """Rechtskreis: the law under which something is done."""

    SGB_II = "SGB_II", "SGB II"
    SGB_VIII = "SGB_VIII", "SGB VIII"
    BOTH = "BOTH", "SGB II und SGB VIII"


class Confidentiality(Term):
    """Who may read an entry (domain handbook §5.3); what is entrusted (§ 65 SGB VIII) its author alone."""

    TEAM = "TEAM", "Team (beide Institutionen)"
    INSTITUTION = "INSTITUTION", "nur eigene Institution"
    ENTRUSTED = "ENTRUSTED", "anvertraut (§ 65 SGB VIII), nur ich"


class DataCategory(Term):
    """What a consent speaks of (domain handbook §5.4, §5.5)."""

    CONTACT = "CONTACT", "Stammdaten (Name, Geburtsdatum, Anschrift, Telefon)"
    RECEIPT = "RECEIPT", "SGB II-Bezug (BG-Nummer, ja/nein, Dauer)"
    WORK = "WORK", "Gespräche, Vereinbarungen, Aufgaben, Einträge"
    MEASURES = "MEASURES", "Maßnahmen (Paragraf, Zeitraum)"
    COOPERATION_PLAN = "COOPERATION_PLAN", "Eingliederungsvereinbarung (Ziele, Überprüfung)"
    ASSISTANCE_PLAN = "ASSISTANCE_PLAN", "Hilfeplan (Ziele, die die Arbeit betreffen)"
    HEALTH = "HEALTH", "Gesundheit, Sucht, Gewalt (eigene Einwilligung, Art. 9 DSGVO)"

    @property
    def short(self) -> str:
        """The label without its explanation: for headings and sentences."""
        return self.label.partition(" (")[0]


class ReleaseBasis(Term):
    """On what a single entry was released to others (domain handbook §5.1, §5.3)."""

    CONSENT = "CONSENT", "Einwilligung der Person"
    LAW = "LAW", "gesetzliche Grundlage"


class Role(Term):
    """What an account may do; several per person."""

    CASEWORKER = "CASEWORKER", "Fachkraft"
    COORDINATOR = "COORDINATOR", "Koordination"
    LEADERSHIP = "LEADERSHIP", "Leitung"
    ADMINISTRATOR = "ADMINISTRATOR", "Administration"
    DATA_PROTECTION = "DATA_PROTECTION", "Datenschutz"


class Status(Term):
    """Where a family stands (domain handbook §4.2); statistically binding, never extended by the team."""

    PROPOSED = "PROPOSED", "vorgeschlagen"
    EXAMINATION = "EXAMINATION", "in Prüfung"
    WAITING = "WAITING", "Warteliste"
    ACTIVE = "ACTIVE", "aktiv"
    PAUSED = "PAUSED", "ruhend"
    CLOSED = "CLOSED", "abgeschlossen"
    NOT_ADMITTED = "NOT_ADMITTED", "nicht aufgenommen"
    WITHDRAWN = "WITHDRAWN", "zurückgezogen"
    ANONYMISED = "ANONYMISED", "anonymisiert"


PIPELINE = (Status.PROPOSED, Status.EXAMINATION, Status.WAITING)
IN_STOCK = (Status.ACTIVE, Status.PAUSED)
ENDED = (Status.CLOSED, Status.NOT_ADMITTED, Status.WITHDRAWN, Status.ANONYMISED)


class Phase(Term):
    """The finer step within a status (domain handbook §4.2)."""

    RECEIVED = "RECEIVED", "eingegangen"
    INCOMPLETE = "INCOMPLETE", "unvollständig"
    CRITERIA = "CRITERIA", "Zugangskriterien"
    TALK_AGREED = "TALK_AGREED", "Erstgespräch vereinbart"
    TALK_HELD = "TALK_HELD", "Erstgespräch geführt"
    DECISION_OPEN = "DECISION_OPEN", "Entscheidung offen"
    NEEDS = "NEEDS", "Bedarfsanalyse"
    PLANNING = "PLANNING", "Ziel-/Hilfeplanung"
    SUPPORT = "SUPPORT", "Begleitung"
    DETACHMENT = "DETACHMENT", "Ablösung"


class Answer(Term):
    """An answer to a criterion of the examination (domain handbook §4.4)."""

    YES = "YES", "ja"
    NO = "NO", "nein"
    PARTLY = "PARTLY", "teilweise"
    UNKNOWN = "UNKNOWN", "noch nicht bekannt"


class LeadKind(Term):
    """Fallführung: who works with the family, for one institution, from/to."""

    LEAD = "LEAD", "Fallführung"
    DEPUTY = "DEPUTY", "Vertretung"


class MeetingState(Term):
    """What became of a meeting."""

    PLANNED = "PLANNED", "geplant"
    HELD = "HELD", "stattgefunden"
    CANCELLED = "CANCELLED", "abgesagt"
    NO_SHOW = "NO_SHOW", "nicht erschienen"


class Party(Term):
    """On whose side somebody sits in a meeting."""

    PRO_ARBEIT = "PRO_ARBEIT", "Pro Arbeit"
    ASD = "ASD", "ASD"
    FAMILY = "FAMILY", "Familie"
    OTHER = "OTHER", "andere"


class MemberRole(Term):
    """Who somebody is in the family."""

    MOTHER = "MOTHER", "Mutter"
    FATHER = "FATHER", "Vater"
    PARENT = "PARENT", "Elternteil"  # a list may not say which
    PARTNER = "PARTNER", "Partner/in"
    CHILD = "CHILD", "Kind"
    YOUNG_PERSON = "YOUNG_PERSON", "junger Mensch"
    GRANDPARENT = "GRANDPARENT", "Großelternteil"
    OTHER = "OTHER", "weitere Person"


class Precision(Term):
    """How exactly a date is known: "ca. 07/2014" is July 2014, MONTH, and counts in its month."""

    DAY = "DAY", "genau"
    MONTH = "MONTH", "ungefähr (Monat)"
    YEAR = "YEAR", "ungefähr (Jahr)"


class ListName(Term):
    """The lists that the team can change (reference data with validity)."""

    SOURCE = "SOURCE", "Vorgeschlagen von"
    MEETING_KIND = "MEETING_KIND", "Art des Gesprächs"
    NON_ADMISSION = "NON_ADMISSION", "Nichtaufnahmegrund"
    CLOSING = "CLOSING", "Abschlussgrund"
    PAUSE = "PAUSE", "Grund des Ruhens"
    AREA = "AREA", "Lebensbereich"
    CONSENT_FORM = "CONSENT_FORM", "Fassung der Einwilligungserklärung"


class FieldState(Term):
    """The life of a field that the team made: tried out, in use, out of use (everything stays), a real column, gone."""

    DRAFT = "DRAFT", "Entwurf (Erprobung)"
    ACTIVE = "ACTIVE", "aktiv"
    RETIRED = "RETIRED", "stillgelegt"
    PROMOTED = "PROMOTED", "feste Spalte"
    PURGED = "PURGED", "gelöscht"


IN_FORMS = (FieldState.DRAFT, FieldState.ACTIVE, FieldState.PROMOTED)


class RequiredMode(Term):
    """Whether a field must be filled in; nothing old ever blocks an edit."""

    NEVER = "NEVER", "nie"
    NEW = "NEW", "ab jetzt (neue Einträge)"
    ALL = "ALL", "alle (Altes wird nachgetragen)"


class ViewKind(Term):
    """What a saved view shows."""

    LIST = "LIST", "Liste"
    CHART = "CHART", "Auswertung"
