"""The words of the family file: needs, goals, measures, reviews, paths, relations (domain handbook §2, §4.5, §6.2)."""

from datetime import date

from fam.rules.terms import DataCategory, LegalCircle, Term


class Perspective(Term):
    """Who judges: the family itself, or one of the two institutions (domain handbook §6.2, I21)."""

    FAMILY = "FAMILY", "Familie"
    PRO_ARBEIT = "PRO_ARBEIT", "Pro Arbeit"
    ASD = "ASD", "ASD"


class GoalOutcome(Term):
    """How a goal ended (domain handbook §6.2, I21)."""

    REACHED = "REACHED", "erreicht"
    MOSTLY = "MOSTLY", "überwiegend erreicht"
    PARTLY = "PARTLY", "teilweise erreicht"
    NOT_REACHED = "NOT_REACHED", "nicht erreicht"
    GIVEN_UP = "GIVEN_UP", "aufgegeben"


class InstrumentGroup(Term):
    """The chapters of the catalogue (domain handbook §2.1-2.5)."""

    SGB_II = "SGB_II", "SGB II (mit SGB III)"
    BUT = "BUT", "Bildung und Teilhabe (§ 28 SGB II)"
    SGB_VIII_FREE = "SGB_VIII_FREE", "SGB VIII ohne Hilfeplan"
    SGB_VIII_PLAN = "SGB_VIII_PLAN", "SGB VIII mit Hilfeplan (§ 36 SGB VIII)"
    EXTERNAL = "EXTERNAL", "Weitere Leistungen (außerhalb beider Häuser)"

    @property
    def circle(self) -> LegalCircle | None:
        """The legal circle of its instruments; None for what neither institution decides."""
        if self is InstrumentGroup.EXTERNAL:
            return None
        second = self in (InstrumentGroup.SGB_II, InstrumentGroup.BUT)
        return LegalCircle.SGB_II if second else LegalCircle.SGB_VIII


class MeasureLevel(Term):
    """For whom an instrument is: one person, a Bedarfsgemeinschaft, the family (domain handbook §2)."""

    PERSON = "P", "Person"
    UNIT = "BG", "Bedarfsgemeinschaft"
    FAMILY = "F", "Familie"


class MeasureStatus(Term):
    """Where a measure stands (domain handbook §2)."""

    PROPOSED = "PROPOSED", "vorgeschlagen"
    APPLIED = "APPLIED", "beantragt"
    GRANTED = "GRANTED", "bewilligt"
    RUNNING = "RUNNING", "läuft"
    ENDED = "ENDED", "beendet (regulär)"
    BROKEN_OFF = "BROKEN_OFF", "abgebrochen"
    REJECTED = "REJECTED", "abgelehnt"


UNDECIDED = (MeasureStatus.PROPOSED, MeasureStatus.APPLIED)
OVER = (MeasureStatus.ENDED, MeasureStatus.BROKEN_OFF, MeasureStatus.REJECTED)


class ReviewKind(Term):
    """What is reviewed; an old entry keeps the name that its law had (domain handbook §4.6, §7.4 no. 18)."""

    FAM = "FAM", "Familienplan"
    EGV = "EGV", "Eingliederungsvereinbarung (§ 15 SGB II)"
    COOPERATION = "COOPERATION", "Kooperationsplan (§ 15 SGB II)"
    HILFEPLAN = "HILFEPLAN", "Hilfeplan (§ 36 SGB VIII)"

    @property
    def valid_from(self) -> date | None:
        """From when the law knows it: the Kooperationsplan follows the EGV on 1.7.2023 (domain handbook §1.2)."""
        return date(2023, 7, 1) if self is ReviewKind.COOPERATION else None

    @property
    def valid_to(self) -> date | None:
        """The first day on which it is no longer concluded."""
        return date(2023, 7, 1) if self is ReviewKind.EGV else None

    @property
    def counted_as(self) -> "ReviewKind":
        """Under which name figures count it: the EGV and what follows it are one row."""
        return ReviewKind.EGV if self is ReviewKind.COOPERATION else self

    @property
    def category(self) -> DataCategory:
        """Which consent opens it to the other institution (domain handbook §5.4)."""
        if self is ReviewKind.FAM:
            return DataCategory.WORK
        return DataCategory.ASSISTANCE_PLAN if self is ReviewKind.HILFEPLAN else DataCategory.COOPERATION_PLAN


class StationKind(Term):
    """Where somebody stands between school and work: the path of the young, the work of adults (I23, I24, I27)."""

    SCHOOL = "SCHOOL", "Schule"
    SCHOOL_HIGHER = "SCHOOL_HIGHER", "Schule mit höherem Abschluss"
    SCHOOL_BACK = "SCHOOL_BACK", "Rückkehr in die Schule"
    PREPARATION = "PREPARATION", "EQ oder BvB"
    TRAINING_COMPANY = "TRAINING_COMPANY", "Ausbildung, betrieblich"
    TRAINING_SCHOOL = "TRAINING_SCHOOL", "Ausbildung, schulisch"
    TRAINING_PROVIDER = "TRAINING_PROVIDER", "Ausbildung, außerbetrieblich"
    STUDY = "STUDY", "Studium"
    VOLUNTARY = "VOLUNTARY", "Freiwilligendienst"
    EMPLOYED = "EMPLOYED", "sozialversicherungspflichtige Arbeit"
    MINIJOB = "MINIJOB", "Minijob"
    SELF_EMPLOYED = "SELF_EMPLOYED", "selbständig"
    MEASURE = "MEASURE", "in einer Maßnahme"
    SEEKING = "SEEKING", "arbeit- oder ausbildungsuchend"
    FAMILY_CARE = "FAMILY_CARE", "Elternzeit oder Familienarbeit"
    NOT_AVAILABLE = "NOT_AVAILABLE", "steht zurzeit nicht zur Verfügung"


class ReceiptClass(Term):
    """SGB II receipt of a BG as a class, never an amount (domain handbook §5.4, §9.8)."""

    FULL = "FULL", "voller Bezug"
    SUPPLEMENT = "SUPPLEMENT", "ergänzender Bezug (mit Arbeit)"
    PARTLY = "PARTLY", "Teilbezug (anderes Einkommen)"
    NONE = "NONE", "kein Bezug"


class ReceiptEnd(Term):
    """Why receipt ended (I25); "work-related" counts apart."""

    WORK = "WORK", "Arbeit oder Ausbildung"
    PARTNER = "PARTNER", "Einkommen Partner/in"
    OTHER_BENEFIT = "OTHER_BENEFIT", "Kinderzuschlag, Wohngeld, Unterhaltsvorschuss"
    PENSION = "PENSION", "Rente oder SGB XII"
    MOVE = "MOVE", "Umzug"
    OTHER = "OTHER", "anderes"


class RelationKind(Term):
    """How two people of a family belong together; read as "first is ... of second"."""

    PARENT = "PARENT", "Elternteil"
    STEP_PARENT = "STEP_PARENT", "Stiefelternteil"
    FOSTER_PARENT = "FOSTER_PARENT", "Pflege- oder Adoptivelternteil"
    GRANDPARENT = "GRANDPARENT", "Großelternteil"
    PARTNER = "PARTNER", "Partner/in"
    MARRIED = "MARRIED", "verheiratet"
    SEPARATED = "SEPARATED", "getrennt"
    DIVORCED = "DIVORCED", "geschieden"
    SIBLING = "SIBLING", "Geschwister"
    OTHER = "OTHER", "sonst verbunden"


COUPLES = (RelationKind.PARTNER, RelationKind.MARRIED, RelationKind.SEPARATED, RelationKind.DIVORCED)
DESCENT = (
    RelationKind.PARENT, RelationKind.STEP_PARENT, RelationKind.FOSTER_PARENT, RelationKind.GRANDPARENT
)  # fmt: skip


class CustodyKind(Term):
    """How somebody holds parental care of a child (domain handbook §1.3)."""

    JOINT = "JOINT", "gemeinsame Sorge"
    SOLE = "SOLE", "alleinige Sorge"
    PARTLY = "PARTLY", "Sorge teilweise entzogen"
    NONE = "NONE", "ohne Sorge"
    GUARDIAN = "GUARDIAN", "Vormund oder Pfleger/in"


class TemplateKind(Term):
    """The papers that are written from a template."""

    MINUTES = "MINUTES", "Protokoll"
    PLAN = "PLAN", "Familienplan"
    INVITATION = "INVITATION", "Einladung"
    CLOSING = "CLOSING", "Abschlussbrief"
