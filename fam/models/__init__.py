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
from fam.models.planning import Place, PlanPoint, PlanVersion
from fam.models.reference import DataVersion, ListItem, NumberCounter, Setting, Town, TownArea
from fam.models.rights import AccessRequest, Statement
from fam.models.work import Attendee, Meeting, Note, ProtectionReport, Task

__all__ = [
    "FAMILY", "AccessGrant", "AccessRequest", "Account", "AccountRole", "Address", "Attendee", "Base", "BenefitUnit",
    "ChangeEntry", "Consent", "ConsentItem", "ConsentScan", "Content", "DataVersion", "Dissent", "Draft",
    "ErasureHold", "ErasureItem", "ErasureRun", "Extendable", "ExternalIdentity", "Family", "FamilyDetail",
    "FamilyStub", "FieldChoice", "FieldConversion", "FieldDef", "FieldStash", "ImportBatch", "ImportName",
    "ImportProfile", "ImportRow", "Judgement", "Lead", "ListItem", "LoginSession", "LoginThrottle", "LoginTicket",
    "Meeting", "Member", "Note", "NumberCounter", "OfFamily", "Phone", "Place", "PlanPoint", "PlanVersion",
    "ProtectionReport", "ReadEntry", "Record", "RecoveryCode", "Release", "SavedView", "SearchWord", "SecondFactor",
    "Setting", "Sharing", "Statement", "StatusPeriod", "Task", "Town", "TownArea", "Vote", "now", "table",
]  # fmt: skip
