"""Makes random families: every kind of record, on any days, entered late or at once."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from random import Random

from fam import models as m
from fam.rules.consent import CORE
from fam.rules.periods import months_between
from fam.rules.plan_terms import (
    GoalOutcome,
    ReceiptClass,
    ReceiptEnd,
    StationKind,
)
from fam.rules.terms import Institution, LeadKind, MemberRole, Status
from tests.figures.reference.plans import PlanMaker
from tests.figures.reference.worlds import FIRST, LAST, Lists, World

P, E, W, A, R, C, N, Z = (
    Status.PROPOSED,
    Status.EXAMINATION,
    Status.WAITING,
    Status.ACTIVE,
    Status.PAUSED,
    Status.CLOSED,
    Status.NOT_ADMITTED,
    Status.WITHDRAWN,
)
WAYS: tuple[tuple[Status, ...], ...] = (
    (P,),
    (P, E),
    (P, E, W),
    (P, E, N),
    (P, E, W, Z),
    (P, E, A),
    (P, E, W, A),
    (P, E, A, R),
    (P, E, A, R, A),
    (P, E, A, C),
    (P, E, A, C),
    (P, E, W, A, C),
    (P, E, A, R, C),
    (P, E, A, R, A, C),
    (P, E, A),
)


def world(random: Random, known: Lists, families: int) -> World:
    """Return that many random families."""
    made = World(known)
    for account in known.accounts:
        for begin, end in ((FIRST, date(2017, 9, 1)), (date(2017, 9, 1), None)):
            if random.random() < 0.7:
                key = random.choice((4, 10, 25))
                made.places.append(
                    m.Place(
                        account_id=account,
                        starts_on=begin,
                        ends_on=end,
                        fte=random.choice((Decimal("0.5"), Decimal(1))),
                        case_key=key,
                    )
                )
    for month in random.sample(months_between(FIRST, LAST), k=random.randint(0, 12)):
        made.plan[month] = random.choice((0, 3, 8))
    for _number in range(families):
        FamilyMaker(random, made).make()
    return made


class FamilyMaker(PlanMaker):
    """Makes everything."""

    def make(self) -> None:
        way = self.random.choice(WAYS)
        steps = list(zip(way, sorted(self.day() for _one in way), strict=True))
        self.head(steps)
        admitted = next((when for status, when in steps if status is A), None)
        self.people()
        self.units()
        self.plan()
        self.meetings()
        self.leads()
        self.consents()
        closed = steps[-1][1] if way[-1] is C else None
        if closed:
            self.add(m.Closing, closed, outcome=self.maybe(self.random.choice(tuple(GoalOutcome))))
            for months in (3, 6):
                self.add(
                    m.FollowUp,
                    closed,
                    months=months,
                    held_on=self.maybe(closed),
                    reached=self.maybe(self.random.random() < 0.5),
                )
        assert admitted is None or admitted >= steps[0][1]

    def head(self, steps: list[tuple[Status, date]]) -> None:
        status, last = steps[-1]
        reason = self.random.choice(list(self.known.closings)) if status is C else None
        reason = self.random.choice(self.known.declined) if status is N else reason
        begin = dict(reversed(steps))
        decided = begin.get(W) or begin.get(A) or begin.get(N)
        self.add(
            m.Family,
            steps[0][1],
            number=f"FAM-2017-{self.id:05}",
            name="Fiktiv",
            status=status,
            town_ags=self.random.choice(self.known.towns),
            institution=self.random.choice(tuple(Institution)),
            source_id=self.random.choice(self.known.sources),
            received_on=steps[0][1],
            first_talk_on=self.maybe(self.day(steps[0][1], decided or LAST), 0.7),
            decided_on=decided,
            admitted_on=begin.get(A),
            closed_on=last if status is C else None,
            reason_id=self.maybe(reason, 0.9),
            more_reason_ids=[self.random.choice(self.known.declined)]
            if status is N and self.random.random() < 0.5
            else [],
            previous_id=self.maybe(self.id - 1, 0.2) if self.id > 1 else None,
        )
        ends = [when for _status, when in steps[1:]] + [None]
        for (status, begins), after in zip(steps, ends, strict=True):
            self.add(m.StatusPeriod, begins, status=status, starts_on=begins, ends_on=after)

    def people(self) -> None:
        for number in range(self.random.randint(0, 4)):
            role = self.random.choice(tuple(MemberRole)) if number else MemberRole.MOTHER
            young = role in (MemberRole.CHILD, MemberRole.YOUNG_PERSON)
            born = (
                self.day(date(1992, 1, 1), date(2018, 1, 1)) if young else self.day(date(1950, 1, 1), date(1999, 1, 1))
            )
            begin, end = self.span(0.7)
            self.add(
                m.Member,
                self.day(),
                first_name="Fiktiv",
                role=role,
                born_on=self.maybe(born, 0.9),
                employable=self.random.choice((None, None, True, False)),
                starts_on=self.maybe(begin, 0.3),
                ends_on=self.maybe(end, 0.3),
                takes_part=self.random.choice((None, None, True, False)),
            )
        for member in self.made.of(m.Member, self.me()):
            for _one in self.some(3):
                begin, end = self.span()
                self.add(m.Station, begin, kind=self.random.choice(tuple(StationKind)), ends_on=end, about_id=member.id)
        for _one in self.some(2):
            begin, end = self.span()
            self.add(
                m.Address,
                begin,
                town_ags=self.maybe(self.random.choice(self.known.towns), 0.8),
                starts_on=begin,
                ends_on=end,
            )

    def units(self) -> None:
        for number in self.some(2):
            unit = self.add(
                m.BenefitUnit,
                self.day(),
                number=f"BG {self.id}-{number}",
                in_receipt=self.random.choice((None, True, False)),
                starts_on=self.maybe(self.day(), 0.3),
                ends_on=None,
            )
            for member in self.made.of(m.Member, self.me()):
                if self.random.random() < 0.4:
                    begin, end = self.span(0.7)
                    self.add(
                        m.UnitMember,
                        begin,
                        unit_id=unit.id,
                        member_id=member.id,
                        starts_on=self.maybe(begin),
                        ends_on=self.maybe(end),
                    )
            at = self.day(date(2016, 1, 1), LAST)
            if self.random.random() < 0.5:  # long before FAM, in full and without a gap
                self.add(m.Receipt, date(2014, 1, 1), unit_id=unit.id, level=ReceiptClass.FULL, ends_on=at)
            for _one in self.some(4):
                after = at + timedelta(days=self.random.choice((10, 31, 62, 120, 200)))
                level = self.random.choice(tuple(ReceiptClass))
                over = self.random.random() < 0.4
                self.add(
                    m.Receipt,
                    at,
                    unit_id=unit.id,
                    level=level,
                    ends_on=None if over else after,
                    percent=self.maybe(self.random.choice((100, 95, 91, 90, 89, 60))),
                    end_reason=self.maybe(self.random.choice(tuple(ReceiptEnd))),
                )
                if over:
                    break
                at = after + timedelta(days=self.random.choice((0, 0, 15, 40)))

    def leads(self) -> None:
        for number, institution in enumerate(Institution):
            begin, end = self.span(0.8)
            account = self.known.accounts[number % len(self.known.accounts)]
            self.add(
                m.Lead,
                begin,
                account_id=account,
                institution=institution,
                kind=LeadKind.LEAD,
                starts_on=begin,
                ends_on=end,
            )
            if self.random.random() < 0.3:
                begin, end = self.span()
                self.add(
                    m.Lead,
                    begin,
                    account_id=self.random.choice(self.known.accounts),
                    institution=institution,
                    kind=LeadKind.DEPUTY,
                    starts_on=begin,
                    ends_on=end,
                )

    def consents(self) -> None:
        whom = [None, *[one.id for one in self.made.of(m.Member, self.me())]]
        for member in whom if self.random.random() < 0.8 else []:
            if self.random.random() < 0.3:
                continue
            begin = self.day()
            end = self.maybe(self.day(begin), 0.3)
            consent = self.add(m.Consent, begin, member_id=member, given_on=begin, valid_until=end)
            for category, source in CORE[: self.random.choice((5, 5, 5, 4))]:
                over = self.maybe(self.day(begin), 0.1)
                self.add(
                    m.ConsentItem,
                    begin,
                    consent_id=consent.id,
                    member_id=member,
                    category=category,
                    source=source,
                    starts_on=begin,
                    ends_on=end,
                    revoked_on=over,
                    revoked_at=datetime.combine(over, time(12), UTC) if over else None,
                )
