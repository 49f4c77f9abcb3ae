"""I16 and I17: meetings per family-month, and the share of joint ones."""

from collections.abc import Collection
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from fam.figures.active import active_days, active_for, status_on
from fam.figures.indicator import (
    Breakdown,
    Figure,
    Indicator,
    Kind,
    Number,
    Part,
    Period,
    Rows,
    When,
    month_of,
    rate,
)
from fam.figures.population import entered
from fam.figures.tally import NONE, Tally, counts, share, tallies, tally, total
from fam.models import Attendee, ListItem, Meeting
from fam.rules.meetings import MEETING_KINDS, TALK_KINDS
from fam.rules.periods import DAYS_A_MONTH, months_between
from fam.rules.terms import ListName, MeetingState, Party, Status

MOSTLY_THERE = 15  # active days that make a month count as a family-month (domain handbook §6.2, I17)
PHONE = "TELEFONAT"
PRESENT = {
    "joint": "beide Institutionen und die Familie (gemeinsam)",
    "both": "beide Institutionen ohne die Familie",
    "pro_arbeit": "Pro Arbeit und die Familie",
    "asd": "ASD und die Familie",
    "other": "sonst oder nicht angegeben",
}
EVENT = "Es zählt der Tag des Gesprächs, nicht der Tag der Eingabe; späte Einträge ändern frühere Monate."
KINDS = "Erstgespräch, Gespräch, Hausbesuch und Hilfeplangespräch"


def meetings(period: Period, kinds: Collection[str] = (), states: Collection[MeetingState] = ()) -> Any:
    """Return a select of (family_id, kind code, meeting id) of the meetings of a period; no kinds mean all."""
    query: Any = select(
        col(Meeting.family_id).label("family_id"), col(ListItem.code).label("kind"), col(Meeting.id).label("meeting_id")
    ).join(ListItem, col(ListItem.id) == Meeting.kind_id)
    query = query.where(
        col(Meeting.event_on).between(period.first, period.last),
        col(Meeting.state).in_(list(states) or [MeetingState.HELD]),
        *entered(Meeting, period),
    )
    return (
        query.where(ListItem.list == ListName.MEETING_KIND, col(ListItem.code).in_(sorted(kinds))) if kinds else query
    )


def _per_month(session: Session, period: Period) -> Figure:
    active = status_on(Meeting.family_id, col(Meeting.event_on), [Status.ACTIVE], period)
    rows = meetings(period, TALK_KINDS | {PHONE}).where(active)
    found = tally(session, rows.subquery(), "kind")
    talks = total(session, rows.where(ListItem.code != PHONE).subquery())
    days = active_days(session, period)
    labels = _kind_labels(session)
    kinds = tuple(Part(code, label, _monthly(found.get(code, NONE), days)) for code, label in labels.items())
    phone = Part(PHONE, "Telefonate je Familienmonat", _monthly(found.get(PHONE, NONE), days))
    return Figure(
        "I16", period, _monthly(talks, days),
        (
            Breakdown("kind", "Art", kinds, whole=False),
            Breakdown("phone", "Telefonate", (phone,), whole=False, unit="Telefonate je Familienmonat"),
        ),
    )  # fmt: skip


def _monthly(part: Tally, days: Tally) -> Number:
    return rate(part.rows, days.rows / DAYS_A_MONTH, part.families, days.families)


def _kind_labels(session: Session) -> dict[str, str]:
    query = select(ListItem.code, ListItem.label).where(
        ListItem.list == ListName.MEETING_KIND, col(ListItem.code).in_(sorted(TALK_KINDS))
    )
    return dict(session.exec(query.order_by(col(ListItem.position))).all())


def there(party: Party) -> Any:
    """Return the condition that somebody of this side was present at a `Meeting`, not only invited."""
    found = select(Attendee.id).where(
        Attendee.meeting_id == Meeting.id, Attendee.party == party, col(Attendee.present).is_(True)
    )
    return found.exists()


def joint() -> tuple[Any, ...]:
    """Return the conditions under which a `Meeting` is joint: each institution and the family were present."""
    return tuple(there(one) for one in (Party.PRO_ARBEIT, Party.ASD, Party.FAMILY))


def _present() -> Any:
    """Who was present at a `Meeting`, as a code of `PRESENT`."""
    pro_arbeit, asd, family = joint()
    return sa.case(
        (sa.and_(pro_arbeit, asd, family), "joint"), (sa.and_(pro_arbeit, asd), "both"),
        (sa.and_(pro_arbeit, family), "pro_arbeit"), (sa.and_(asd, family), "asd"), else_="other",
    )  # fmt: skip


def _held(session: Session, period: Period) -> Any:
    """The meetings of I17 with who was there (`present`)."""
    return meetings(period, MEETING_KINDS).add_columns(_present().label("present"))


def _joint(session: Session, period: Period) -> Figure:
    rows = _held(session, period).cte("rows")
    found, every = tallies(session, (rows, ("present",)), (rows, ()))
    parts = counts(found, PRESENT)
    months = Part("joint", "Familienmonate mit gemeinsamem Gespräch", _joint_months(session, period))
    return Figure(
        "I17", period, share(found.get("joint", NONE), every.get((), NONE)),
        (
            Breakdown("present", "Wer dabei war", parts, whole=False),
            Breakdown("months", "Zweite Sicht", (months,), whole=False),
        ),
    )  # fmt: skip


def _joint_months(session: Session, period: Period) -> Number:
    """Family-months with at least one joint meeting, of those with at least 15 active days."""
    parts = [_months_of(session, _cut(period, month_of(first))) for first in months_between(period.first, period.last)]
    rows = sa.union_all(*parts).cte("rows")
    met, every = tallies(session, (sa.select(rows).where(rows.c.joint == 1).subquery(), ()), (rows, ()))
    return share(met.get((), NONE), every.get((), NONE))


def _cut(period: Period, month: Period) -> Period:
    return Period(max(period.first, month.first), min(period.last, month.last), period.known_on)


def _months_of(session: Session, month: Period) -> Any:
    there_long = active_for(session, month, MOSTLY_THERE).subquery()
    met = select(meetings(month, MEETING_KINDS).where(*joint()).subquery().c.family_id)
    together = sa.case((there_long.c.family_id.in_(met), 1), else_=0)
    return select(there_long.c.family_id.label("family_id"), together.label("joint"))


INDICATORS: tuple[Indicator, ...] = (
    Indicator(
        id="I16",
        title="Gespräche je Familienmonat",
        kind=Kind.RATIO,
        when=When.PERIOD,
        unit="Gespräche je Familienmonat",
        counted=_per_month,
        numerator=f"Stattgefundene Gespräche der Arten {KINDS} an einem Tag, an dem die Familie aktiv war.",
        denominator="Familienmonate: alle Tage des Zeitraums mit Status aktiv, über alle Familien addiert, geteilt "
        "durch 30,4375.",
        date_rule=EVENT,
        pitfalls="Abgesagte Gespräche und solche, zu denen niemand erschien, zählen nicht. Telefonate stehen getrennt. "
        "Ruhende Tage sind keine aktiven Tage; Gespräche vor der Aufnahme zählen hier nicht. Fallkonferenz, "
        "Teamsitzung und Reflexion sind keine Gespräche mit der Familie.",
    ),
    Indicator(
        id="I17",
        title="Anteil gemeinsamer Gespräche",
        kind=Kind.RATE,
        when=When.PERIOD,
        unit="Gespräche",
        counted=_joint,
        rows={"present": Rows(_held, "present", PRESENT)},
        numerator="Gemeinsame Gespräche: mindestens eine Fachkraft von Pro Arbeit, eine des ASD und jemand aus der "
        "Familie waren anwesend.",
        denominator=f"Alle stattgefundenen Gespräche der Arten {KINDS} sowie Fallkonferenzen.",
        date_rule=EVENT,
        pitfalls="Anwesend, nicht nur eingeladen. Gespräche vor der Aufnahme zählen mit. Ein Gespräch über mehrere "
        "Familien zählt für jede. Zweite Sicht: Anteil der Familienmonate mit mindestens einem gemeinsamen Gespräch; "
        "ein Kalendermonat zählt, wenn die Familie in ihm (im laufenden Monat bis zum Stand) mindestens 15 Tage aktiv "
        "war.",
    ),
)
