"""I36: families in FAM with all necessary consents in force on a day.

In SQL what fam/rules/consent.py says of one family: whose consent is necessary, and which items speak for them.
"""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, func, or_

from fam.figures.indicator import Breakdown, Figure, Indicator, Kind, Part, Period, Rows, When, count, portion
from fam.figures.population import covers, entered, in_stock, size
from fam.models import Consent, ConsentItem, Member
from fam.rules.consent import CHILDREN, CORE, PARENTS
from fam.rules.terms import DataCategory

STATES = {"complete": "alle nötigen gelten", "lacking": "mindestens eine fehlt"}
ASKED = tuple(dict.fromkeys(category for category, _source in CORE))


def _complete(session: Session, period: Period) -> Figure:
    stock = size(session, in_stock(period))
    families = _families(period).subquery()
    lacks = [_any_lack(families), *(_lacks(families, one) for one in ASKED)]
    counts = [sa.case((one, 1), else_=0) for one in lacks]
    query: Any = sa.select(*(func.coalesce(func.sum(one), 0) for one in counts)).select_from(families)
    lacking, *by_category = (int(number) for number in session.exec(query).one())
    parts = tuple(Part(one.value, one.short, count(number)) for one, number in zip(ASKED, by_category, strict=True))
    divided = Breakdown("lacking", "Familien, denen eine Einwilligung fehlt", parts, whole=False)
    complete = stock - lacking
    return Figure("I36", period, portion(complete, stock), (divided,))


def _states(session: Session, period: Period) -> Any:
    """The families in FAM on the Stichtag, each once, with its `state` (a code of `STATES`)."""
    families = _families(period).subquery()
    state = sa.case((_any_lack(families), "lacking"), else_="complete")
    return sa.select(families.c.family_id, state.label("state"))


def _any_lack(families: Any) -> Any:
    return or_(*(_lacks(families, one) for one in ASKED))


def _lacks(families: Any, category: DataCategory) -> Any:
    """Whether a family lacks one of the flows of a category."""
    return or_(*(families.c[f"has_{number}"] == 0 for number, flow in enumerate(CORE) if flow[0] is category))


def _families(period: Period) -> Any:
    """The families looked at closely with each core flow, 1 where everybody necessary agreed: family_id, has_0 ..."""
    stock = _unsure(period).cte("unsure")
    people, items = _necessary(period, stock).subquery(), _items(period, stock).cte("items")
    own, form = items.alias(), items.alias()
    covered = [  # their own words stand before the form for the whole family
        func.coalesce(sa.case((own.c[f"said_{number}"] == 1, own.c[f"holds_{number}"])), form.c[f"holds_{number}"], 0)
        for number in range(len(CORE))
    ]
    return (
        sa.select(people.c.family_id, *(func.min(one).label(f"has_{n}") for n, one in enumerate(covered)))
        .select_from(people)
        .outerjoin(own, sa.and_(own.c.family_id == people.c.family_id, own.c.member_id == people.c.member_id))
        .outerjoin(form, sa.and_(form.c.family_id == people.c.family_id, form.c.member_id == 0))
        .group_by(people.c.family_id)
    )


def _unsure(period: Period) -> Any:
    """The families in FAM in which somebody's own words do not cover everything: few, and only they can lack anything.

    Whoever agreed to every core flow in words that hold lacks nothing, whatever else was said: most people, told apart
    by counting alone.
    """
    stock = in_stock(period).cte("stock")
    people, said = _necessary(period, stock).subquery(), _words(period, stock).subquery()
    flow = sa.case(
        *(
            (sa.and_(said.c.category == category, said.c.source == source), number)
            for number, (category, source) in enumerate(CORE)
        )
    )
    agreed = (
        sa.select(said.c.family_id, said.c.member_id)
        .where(said.c.holds == 1)
        .group_by(said.c.family_id, said.c.member_id)
        .having(func.count(sa.distinct(flow)) == len(CORE))
        .cte("agreed")
    )
    same = sa.and_(agreed.c.family_id == people.c.family_id, agreed.c.member_id == people.c.member_id)
    return sa.select(people.c.family_id).outerjoin(agreed, same).where(agreed.c.family_id.is_(None)).distinct()


def _necessary(period: Period, stock: Any) -> Any:
    """Who must have agreed, of the families in FAM: family_id, member_id; 0 where nobody of a family is asked."""
    asked = or_(
        col(Member.takes_part).is_(True),
        col(Member.takes_part).is_(None)
        & or_(
            col(Member.custody_holder).is_(True),
            func.coalesce(Member.in_household, sa.true()).is_(True) & col(Member.role).in_((*PARENTS, *CHILDREN)),
        ),
    )
    dated = (*covers(col(Member.starts_on), col(Member.ends_on), period), *entered(Member, period))
    return (
        sa.select(stock.c.family_id, func.coalesce(Member.id, 0).label("member_id"))
        .select_from(stock)
        .outerjoin(Member, sa.and_(col(Member.family_id) == stock.c.family_id, asked, *dated))
    )


def _items(period: Period, stock: Any) -> Any:
    """What was said by the Stichtag by whom (member_id 0: for the whole family), in one row.

    For each core flow by its number: whether there is any word (said), and whether one is in force (holds), 1 or 0.
    """
    word = _words(period, stock).subquery()
    columns = []
    for number, (category, source) in enumerate(CORE):
        of = sa.and_(word.c.category == category, word.c.source == source)
        columns += [
            func.max(sa.case((of, 1), else_=0)).label(f"said_{number}"),
            func.max(sa.case((of, word.c.holds), else_=0)).label(f"holds_{number}"),
        ]
    who = (word.c.family_id, word.c.member_id)
    return sa.select(*who, *columns).group_by(*who)


def _words(period: Period, stock: Any) -> Any:
    """Every word said by the Stichtag in the families of a CTE; `holds` is 1 where it is in force."""
    day = period.last
    holds = sa.and_(
        col(ConsentItem.starts_on) <= day,
        or_(col(ConsentItem.ends_on).is_(None), col(ConsentItem.ends_on) >= day),
        or_(col(ConsentItem.revoked_at).is_(None), col(ConsentItem.revoked_on) > day),
    )
    later = sa.select(col(Consent.id)).where(col(Consent.id) == ConsentItem.consent_id, col(Consent.given_on) <= day)
    given = or_(col(ConsentItem.starts_on) <= day, later.exists())  # or given already, but not begun
    return (
        sa.select(
            col(ConsentItem.family_id).label("family_id"),
            func.coalesce(ConsentItem.member_id, 0).label("member_id"),
            col(ConsentItem.category).label("category"),
            col(ConsentItem.source).label("source"),
            sa.case((holds, 1), else_=0).label("holds"),
        )
        .where(col(ConsentItem.family_id).in_(sa.select(stock.c.family_id)))
        .where(col(ConsentItem.category).in_(ASKED), given, *entered(ConsentItem, period))
    )


INDICATORS: tuple[Indicator, ...] = (
    Indicator(
        id="I36",
        title="Einwilligungsstand",
        kind=Kind.RATE,
        when=When.STICHTAG,
        counted=_complete,
        rows={"": Rows(_states, "state", STATES)},  # of the number itself
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
