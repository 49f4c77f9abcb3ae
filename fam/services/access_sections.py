"""The sections of an Auskunft, one function each; together they hold what `access_coverage` says they do."""

from datetime import date
from typing import Any

from sqlmodel import col, or_, select

from fam.confidential import PLANNED
from fam.models import (
    FAMILY,
    AccessGrant,
    AccessRequest,
    Account,
    Address,
    Attendee,
    BenefitUnit,
    Closing,
    Consent,
    ConsentItem,
    ConsentScan,
    Custody,
    Dissent,
    ErasureHold,
    Family,
    FamilyDetail,
    FamilyPlan,
    FollowUp,
    Goal,
    GoalRating,
    ImportRow,
    Judgement,
    Lead,
    Measure,
    Meeting,
    Need,
    Note,
    Phone,
    PlanItem,
    ProtectionReport,
    Receipt,
    Relation,
    Release,
    Residence,
    Review,
    Sharing,
    Station,
    StatusPeriod,
    Task,
    UnitMember,
    Vote,
)
from fam.rules import access_texts as texts
from fam.rules.access_report import Item, Section, Value
from fam.rules.terms import Institution, Party
from fam.services import erasure_cases
from fam.services.access_gather import ADDRESS, AWAY, CHILD_PROTECTION, LISTED, Subject, counted
from fam.services.access_values import readable

CONTENT = (Meeting, Task, Note)
PLAN_NOUNS: dict[Any, str] = {
    Need: "Bedarf", Goal: "Ziel", GoalRating: "Einschätzung eines Ziels", Measure: "Maßnahme", Review: "Überprüfung",
    FamilyPlan: "Familienplan", PlanItem: "Zeile des Familienplans", Station: "Station", Receipt: "SGB II-Bezug",
    Closing: "Abschluss", FollowUp: "Nachbefragung",
}  # fmt: skip


def person(of: Subject) -> Section:
    """The person's own record."""
    return Section("person", "Angaben zur Person", (of.item(of.member, "Person"),))


def household(of: Subject) -> Section:
    """Who else belongs to the family, by role only; where it lives, if the person lives there too."""
    roles = counted(one.role.label for one in of.others if one.ends_on is None or one.ends_on > of.today)
    remark = texts.HOUSEHOLD.format(roles=roles or "keine")
    if of.member.in_household is False:
        return Section("household", "Haushalt", remark=f"{remark} {texts.ELSEWHERE}")
    homes = _lived(of, Address)
    items = [of.item(row, "Adresse", flags=[ADDRESS] if row.protected else ()) for row in homes]
    away = {row.id for row in of.rows(Address)} - {row.id for row in homes}
    items += [of.item(row, "Telefon") for row in of.rows(Phone) if row.address_id not in away]
    items += [of.item(row, "Bedarfsgemeinschaft") for row in _lived(of, BenefitUnit)]
    return Section("household", "Haushalt", tuple(items), remark)


def _lived(of: Subject, model: Any) -> list[Any]:
    """Only what was true while the person belonged to the family, and was theirs: where others live is not told.

    An address or BG to which nobody, or also the person, is assigned is the family's.
    """
    left, others = of.member.ends_on or date.max, _of_others(of, model)
    return [row for row in of.rows(model) if (row.starts_on or date.min) < left and row.id not in others]


def _of_others(of: Subject, model: Any) -> set[int]:
    """The homes, or BG, in which by the file others of the family are, and the person never was."""
    link, key = (Residence, "address_id") if model is Address else (UnitMember, "unit_id")
    rows = of.rows(link)
    mine = {getattr(row, key) for row in rows if row.member_id == of.member.id}
    return {getattr(row, key) for row in rows} - mine


def case(of: Subject) -> Section:
    """The head of the case, its way, who was responsible, and why the family is here."""
    earlier = of.session.exec(select(Family.number).where(Family.id == of.family.previous_id)).all()
    items = [of.item(of.family, "Fall", extra=[Value("previous", "Früherer Fall", one, one) for one in earlier])]
    gone = [] if of.there(of.today) else [AWAY]
    items += [of.item(row, "Anlass und Lage", flags=gone) for row in of.rows(FamilyDetail)]
    items += [of.item(row, f"Status ab {readable(row.starts_on)}") for row in of.rows(StatusPeriod)]
    items += [of.item(row, row.kind.label) for row in of.rows(Lead)]
    return Section("case", "Der Fall", tuple(items), texts.ORIGIN)


def consents(of: Subject) -> Section:
    """What the person, or the whole family, agreed to."""
    given = of.rows(Consent, of.about(Consent.member_id), order=Consent.given_on)
    numbers = [one.id for one in given]
    signed = Value("signed", "Von Ihnen unterschrieben", "ja", True)
    items = [
        of.item(row, f"Einwilligung vom {readable(row.given_on)}",
                extra=[signed] if of.member.id in row.signer_ids else ())
        for row in given
    ]  # fmt: skip
    for model, title in ((ConsentItem, "Umfang"), (ConsentScan, "Unterschriebenes Blatt")):
        items += [of.item(row, title) for row in of.rows(model, col(model.consent_id).in_(numbers))]
    return Section("consents", "Einwilligungen", tuple(items))


def work(of: Subject) -> Section:
    """Meetings, tasks and entries about the person or the whole family."""
    items = [
        of.item(row, f"Gespräch vom {readable(row.event_on)}", flags=of.content_flags(row), extra=_present(of, row))
        for row in of.content(Meeting)
    ]
    items += [
        of.item(row, f"Aufgabe vom {readable(row.event_on)}", flags=of.content_flags(row)) for row in of.content(Task)
    ]
    items += [
        of.item(row, f"Eintrag vom {readable(row.event_on)}", flags=of.content_flags(row)) for row in of.content(Note)
    ]
    count = sum(of.entrusted(model) for model in CONTENT)
    return Section("work", "Gespräche, Aufgaben, Einträge", tuple(items), texts.ENTRUSTED.format(count=count))


def _present(of: Subject, meeting: Meeting) -> list[Value]:
    """Who was there: colleagues by name in their function, the person itself; of others only that there were some."""
    rows = of.session.exec(select(Attendee).where(Attendee.meeting_id == meeting.id).order_by(col(Attendee.id))).all()
    staff = [of.known.people.get(one.account_id, "") for one in rows if one.account_id and one.present]
    own = [one for one in rows if one.member_id == of.member.id]
    values = [Value("staff", "Anwesende Fachkräfte", ", ".join(staff), staff)]
    if own:
        there = any(one.present for one in own)
        values.append(Value("present", "Sie waren anwesend", readable(there), there))
    more = [one for one in rows if one.present and not one.account_id and one.member_id != of.member.id]
    family = sum(one.party is Party.FAMILY for one in more)
    others = [Value("family", "Weitere Anwesende der Familie", str(family), family)] if family else []
    guests = len(more) - family
    others += [Value("guests", "Andere Anwesende", str(guests), guests)] if guests else []
    return [one for one in values if one.text] + others


def plan(of: Subject) -> Section:
    """What was judged, wanted, given and reviewed: the person's own lines and those of the whole family."""
    items = [
        of.item(row, f"{PLAN_NOUNS[model]} vom {readable(row.event_on)}", flags=of.content_flags(row))
        for model in PLANNED
        for row in of.content(model)
    ]
    return Section("plan", "Bedarfe, Ziele, Maßnahmen, Stationen", tuple(items))


def belonging(of: Subject) -> Section:
    """How the person belongs to others of the family; who they are is theirs."""
    mine = of.member.id
    items = [of.item(row, "Beziehung") for row in of.rows(Relation, or_(Relation.first_id == mine,
                                                                        Relation.second_id == mine))]  # fmt: skip
    items += [of.item(row, "Sorge") for row in of.rows(Custody, or_(Custody.child_id == mine,
                                                                    Custody.adult_id == mine))]  # fmt: skip
    items += [of.item(row, "Wohnt bei der Familie") for row in of.rows(Residence, Residence.member_id == mine)]
    items += [of.item(row, "In einer BG") for row in of.rows(UnitMember, UnitMember.member_id == mine)]
    return Section("belonging", "Beziehungen, Sorge, BG", tuple(items))


def examination(of: Subject) -> Section:
    """What both institutions judged and how they voted."""
    items = [of.item(row, "Einschätzung") for row in of.rows(Judgement)]
    items += [of.item(row, f"Votum {row.institution.label}") for row in of.rows(Vote)]
    items += [of.item(row, "Dissens") for row in of.rows(Dissent)]
    return Section("examination", "Prüfung der Aufnahme", tuple(items))


def recipients(of: Subject) -> Section:
    """Who got to know what: what is open to the partner now, single entries, accesses with a reason."""
    open_now = of.rows(Sharing, col(Sharing.member_id).in_((of.member.id, FAMILY)), order=Sharing.category)
    items = [of.item(row, f"Offen für {row.source.other.label}") for row in open_now]
    shown = {f"{model.__tablename__}:{row.id}" for model in CONTENT for row in of.content(model)}
    items += [
        of.item(row, f"Freigabe eines Eintrags vom {readable(row.released_on)}")
        for row in of.rows(Release)
        if f"{row.entity}:{row.record_id}" in shown
    ]
    sides = dict(of.session.exec(select(Account.id, Account.institution)).all())
    for grant in of.rows(AccessGrant):
        side = sides.get(grant.account_id)
        who = [Value("institution", "Institution", Institution(side).label, str(side))] if side else []
        items.append(of.item(grant, "Zugriff mit Begründung", extra=who))
    return Section("recipients", "Empfänger", tuple(items))


def others(of: Subject) -> Section:
    """That child protection was informed, lines of an old list, and earlier requests."""
    items: list[Item] = [
        of.item(row, "Weitergabe an den Kinderschutz", flags=[CHILD_PROTECTION]) for row in of.rows(ProtectionReport)
    ]
    items += [of.item(row, "Zeile der Familienliste", flags=[LISTED]) for row in of.rows(ImportRow)]
    mine = or_(AccessRequest.member_id == of.member.id, AccessRequest.id == of.request.id)
    items += [
        of.item(row, f"Auskunft verlangt am {readable(row.requested_on)}")
        for row in of.rows(AccessRequest, mine)
        if row.id != of.request.id
    ]
    return Section("others", "Weiteres", tuple(items))


def information(of: Subject) -> tuple[Section, ...]:
    """What Art. 15 Abs. 1 DSGVO asks for besides the data."""
    return (
        Section("purposes", "Zwecke", remark=texts.PURPOSES),
        Section("legal_basis", "Rechtsgrundlagen", remark=texts.BASIS),
        Section("retention", "Wie lange", remark=texts.KEEPING.format(when=_kept_until(of))),
        Section("rights", "Ihre Rechte", remark=texts.RIGHTS),
        Section("left_out", "Was nicht enthalten ist", remark=texts.LEFT_OUT),
    )


def _kept_until(of: Subject) -> str:
    """The day of the erasure and that it is held; of a case that runs only the rule, since its day moves every day."""
    since = next((row.starts_on for row in of.rows(StatusPeriod) if row.ends_on is None), None)
    found = erasure_cases.of_family(of.session, of.family, since)
    day = f"Löschung ab dem {readable(found.due_on)}. " if found.settled and found.due_on else ""
    held = [readable(row.set_on) for row in of.rows(ErasureHold) if row.lifted_on is None]
    longer = [texts.HELD.format(days=", ".join(held))] if held else []
    return "; ".join([day + found.why.removesuffix("."), *longer])


SECTIONS = (person, household, belonging, case, consents, work, plan, examination, recipients, others)
