"""I36: families in FAM with all necessary consents in force on a day.

In SQL what fam/rules/consent.py says of one family: whose consent is necessary, and which items speak for them.
"""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, func, or_, select

from fam.figures.indicator import Breakdown, Figure, Indicator, Kind, Part, Period, When, count, rate
from fam.figures.population import covers, entered, in_stock, size
from fam.figures.tally import NONE, tally
from fam.models import Consent, ConsentItem, Member
from fam.rules.consent import CHILDREN, CORE, PARENTS

ASKED = tuple(dict.fromkeys(category for category, _source in CORE))


def _complete(session: Session, period: Period) -> Figure:
    lacking = _lacking(period)
    stock = size(session, in_stock(period))
    complete = stock - size(session, select(lacking.subquery().c.family_id).distinct())
    found = tally(session, lacking.subquery(), "category")
    parts = tuple(
        Part(one.value, one.short, count(found.get(one, NONE).families, found.get(one, NONE).families)) for one in ASKED
    )
    lacks = Breakdown("lacking", "Familien, denen eine Einwilligung fehlt", parts, whole=False)
    return Figure("I36", period, rate(complete, stock, complete, stock), (lacks,))


def _lacking(period: Period) -> Any:
    """Families in FAM and the category of each necessary consent that is not in force: family_id, category."""
    people, flows, items = _necessary(period).subquery(), _flows().subquery(), _items(period)
    own, form = items.subquery(), items.subquery()
    same = [  # their own words stand before the form for the whole family
        sa.and_(of.c.family_id == people.c.family_id, of.c.member_id == member, of.c.category == flows.c.category,
                of.c.source == flows.c.source)
        for of, member in ((own, people.c.member_id), (form, sa.literal(0)))
    ]  # fmt: skip
    return (
        select(people.c.family_id, flows.c.category)
        .select_from(people)
        .join(flows, sa.true())
        .join(own, same[0], isouter=True)
        .join(form, same[1], isouter=True)
        .where(func.coalesce(own.c.holds, form.c.holds, 0) == 0)
    )


def _necessary(period: Period) -> Any:
    """Who must have agreed, of the families in FAM: family_id, member_id; 0 where nobody of a family is asked."""
    asked = or_(
        col(Member.takes_part).is_(True),
        col(Member.takes_part).is_(None)
        & or_(
            col(Member.custody_holder).is_(True),
            func.coalesce(Member.in_household, sa.true()).is_(True) & col(Member.role).in_((*PARENTS, *CHILDREN)),
        ),
    )
    members: Any = sa.select(col(Member.family_id).label("family_id"), col(Member.id).label("member_id")).where(
        asked, *covers(col(Member.starts_on), col(Member.ends_on), period), *entered(Member, period)
    )
    stock = in_stock(period).subquery()
    there = members.where(col(Member.family_id).in_(select(stock.c.family_id)))
    nobody = select(stock.c.family_id, sa.literal(0).label("member_id")).where(
        stock.c.family_id.not_in(select(members.subquery().c.family_id))
    )
    return sa.union_all(there, nobody)


def _flows() -> Any:
    """The core consents as rows: category, source."""
    item: Any = ConsentItem
    return sa.union_all(
        *(
            sa.select(
                sa.literal(category, item.category.type).label("category"),
                sa.literal(source, item.source.type).label("source"),
            )
            for category, source in CORE
        )
    )


def _items(period: Period) -> Any:
    """What was said by the Stichtag: family_id, member_id (0: for the whole family), category, source, holds (0, 1)."""
    member = func.coalesce(ConsentItem.member_id, 0)
    day = period.last
    holds = sa.and_(
        col(ConsentItem.starts_on) <= day,
        or_(col(ConsentItem.ends_on).is_(None), col(ConsentItem.ends_on) >= day),
        or_(col(ConsentItem.revoked_at).is_(None), col(ConsentItem.revoked_on) > day),
    )
    key = (col(ConsentItem.family_id), member, col(ConsentItem.category), col(ConsentItem.source))
    query: Any = sa.select(
        key[0].label("family_id"), member.label("member_id"), key[2].label("category"), key[3].label("source"),
        func.max(sa.case((holds, 1), else_=0)).label("holds"),
    )  # fmt: skip
    return (
        query.join(Consent, col(Consent.id) == ConsentItem.consent_id)
        .where(
            col(Consent.given_on) <= day,
            col(ConsentItem.family_id).in_(in_stock(period)),
            *entered(ConsentItem, period),
        )
        .group_by(*key)
    )


INDICATORS: tuple[Indicator, ...] = (
    Indicator(
        id="I36",
        title="Einwilligungsstand",
        kind=Kind.RATE,
        when=When.STICHTAG,
        counted=_complete,
        numerator="Familien, in denen am Stichtag alle nötigen Einwilligungen gelten: von Eltern, "
        "Personensorgeberechtigten, Kindern und jungen Menschen im Haushalt und von allen, die an FAM teilnehmen, "
        "jeweils zu " + ", ".join(one.short for one in ASKED) + ".",
        denominator="Bestand am Stichtag: Familien mit Status aktiv oder ruhend.",
        date_rule="Stichtag ist der letzte Kalendertag des Zeitraums, im laufenden Monat der Stand. Ein Widerruf gilt "
        "von seinem Tag an, frühere Stichtage bleiben.",
        pitfalls="Datenschutzkennzahl, Ziel 100 %. Wer nicht teilnimmt, wird nicht gefragt. Eine eigene Erklärung geht "
        "der Erklärung für die ganze Familie vor, auch wenn sie abgelaufen oder widerrufen ist. Sorge, Haushalt und "
        "Teilnahme gelten, wie sie heute eingetragen sind.",
    ),
)
