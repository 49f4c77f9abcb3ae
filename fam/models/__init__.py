"""All tables, so that one import knows them."""

from fam.models.accounts import (
    Account,
    AccountRole,
    ExternalIdentity,
    LoginSession,
    LoginThrottle,
    LoginTicket,
    RecoveryCode,
    SecondFactor,
)
from fam.models.base import Base, Content, Extendable, OfFamily, Record, now, table
from fam.models.consent import FAMILY, Consent, ConsentItem, ConsentScan, Release, Sharing
from fam.models.erasure import ErasureHold, ErasureItem, ErasureRun
from fam.models.examination import Dissent, Judgement, Vote
from fam.models.family import Family, FamilyDetail, FamilyStub, Lead, SearchWord, StatusPeriod
from fam.models.fields import FieldChoice, FieldConversion, FieldDef, FieldStash, SavedView
from fam.models.household import Address, BenefitUnit, Member, Phone
from fam.models.importing import ImportBatch, ImportName, ImportProfile, ImportRow
from fam.models.log import AccessGrant, ChangeEntry, Draft, ReadEntry
from fam.models.paths import Closing, FollowUp, Receipt, Station
from fam.models.plan import (
    AreaLevel,
    FamilyPlan,
    Goal,
    GoalRating,
    Instrument,
    Measure,
    MeasureGoal,
    Need,
    PlanItem,
    Review,
)
from fam.models.planning import Place, PlanPoint, PlanVersion
from fam.models.reference import DataVersion, DocumentTemplate, ListItem, NumberCounter, Setting, Town, TownArea
from fam.models.reflection import ConceptVersion, Reflection
from fam.models.relations import Custody, Relation, Residence, UnitMember
from fam.models.report import Report
from fam.models.rights import AccessRequest, Statement
from fam.models.work import Attendee, Meeting, Note, ProtectionReport, Task

__all__ = [
    "FAMILY",
    "AccessGrant",
    "AccessRequest",
    "Account",
    "AccountRole",
    "Address",
    "AreaLevel",
    "Attendee",
    "Base",
    "BenefitUnit",
    "ChangeEntry",
    "Closing",
    "ConceptVersion",
    "Consent",
    "ConsentItem",
    "ConsentScan",
    "Content",
    "Custody",
    "DataVersion",
    "Dissent",
    "DocumentTemplate",
    "Draft",
    "ErasureHold",
    "ErasureItem",
    "ErasureRun",
    "Extendable",
    "ExternalIdentity",
    "Family",
    "FamilyDetail",
    "FamilyPlan",
    "FamilyStub",
    "FieldChoice",
    "FieldConversion",
    "FieldDef",
    "FieldStash",
    "FollowUp",
    "Goal",
    "GoalRating",
    "ImportBatch",
    "ImportName",
    "ImportProfile",
    "ImportRow",
    "Instrument",
    "Judgement",
    "Lead",
    "ListItem",
    "LoginSession",
    "LoginThrottle",
    "LoginTicket",
    "Measure",
    "MeasureGoal",
    "Meeting",
    "Member",
    "Need",
    "Note",
    "NumberCounter",
    "OfFamily",
    "Phone",
    "Place",
    "PlanItem",
    "PlanPoint",
    "PlanVersion",
    "ProtectionReport",
    "ReadEntry",
    "Receipt",
    "Record",
    "RecoveryCode",
    "Reflection",
    "Relation",
    "Release",
    "Report",
    "Residence",
    "Review",
    "SavedView",
    "SearchWord",
    "SecondFactor",
    "Setting",
    "Sharing",
    "Statement",
    "Station",
    "StatusPeriod",
    "Task",
    "Town",
    "TownArea",
    "UnitMember",
    "Vote",
    "now",
    "table",
]  # fmt: skip
