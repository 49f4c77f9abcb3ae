"""The headline figures as somebody would write them by hand in SQL: id -> statement giving (numerator, denominator).

`{late}` is how many days after the meeting it was entered, `{short}` the day before it, in the words of the engine; all
else is the same on both.
"""

STOCK = """
    SELECT family_id FROM status_period
    WHERE status IN ('ACTIVE', 'PAUSED') AND starts_on <= :last AND (ends_on IS NULL OR ends_on > :last)"""
MEETINGS = """
    SELECT m.* FROM meeting m JOIN list_item k ON k.id = m.kind_id
    WHERE m.event_on BETWEEN :first AND :last
    AND k.code IN ('ERSTGESPRAECH', 'GESPRAECH', 'HAUSBESUCH', 'HILFEPLANGESPRAECH', 'FALLKONFERENZ')"""
RUNNING = f"""
    SELECT m.family_id, i.code, i.counselling, i."group" AS chapter FROM measure m
    JOIN instrument i ON i.code = m.instrument_code
    WHERE m.status IN ('RUNNING', 'ENDED', 'BROKEN_OFF') AND m.starts_on <= :last
    AND (m.ends_on IS NULL OR m.ends_on > :last) AND m.family_id IN ({STOCK})"""
CLOSED = "FROM family WHERE closed_on BETWEEN :first AND :last AND admitted_on IS NOT NULL"
LATE = {
    "sqlite": "julianday(date(m.created_at, '+2 hours')) - julianday(m.event_on)",
    "postgresql": "(m.created_at AT TIME ZONE 'Europe/Berlin')::date - m.event_on",
}
SHORT = {"sqlite": "date(event_on, '-1 day')", "postgresql": "event_on - 1"}
AGREED = " AND ".join(
    f"""EXISTS (SELECT 1 FROM consent_item c WHERE c.family_id = m.family_id
        AND (c.member_id = m.id OR c.member_id IS NULL) AND c.category = '{category}' AND c.source = '{source}'
        AND c.starts_on <= :last AND (c.ends_on IS NULL OR c.ends_on >= :last)
        AND (c.revoked_at IS NULL OR c.revoked_on > :last))"""
    for category, source in (
        ("CONTACT", "PRO_ARBEIT"), ("CONTACT", "ASD"), ("RECEIPT", "PRO_ARBEIT"), ("WORK", "PRO_ARBEIT"),
        ("WORK", "ASD"),
    )
)  # fmt: skip
SQL: dict[str, str] = {
    "I01": f"SELECT count(*), NULL FROM ({STOCK}) s",
    "I02": "SELECT count(*), NULL FROM family WHERE admitted_on BETWEEN :first AND :last",
    "I03": f"SELECT count(*), NULL {CLOSED}",
    "I04": f"""SELECT (SELECT count(*) FROM family WHERE admitted_on BETWEEN :first AND :last)
        - (SELECT count(*) {CLOSED}), NULL""",
    "I06": f"""SELECT (SELECT count(*) FROM ({STOCK}) s), (SELECT p.planned_stock FROM plan_point p
        JOIN plan_version v ON v.id = p.plan_id WHERE p.month = :month AND v.decided_on <= :last
        ORDER BY v.decided_on DESC, v.id DESC LIMIT 1)""",
    "I07": "SELECT count(*), NULL FROM family WHERE received_on BETWEEN :first AND :last",
    "I09": """SELECT count(*), NULL FROM status_period
        WHERE status = 'WAITING' AND starts_on <= :last AND (ends_on IS NULL OR ends_on > :last)""",
    "I17": f"""SELECT sum(CASE WHEN pa > 0 AND asd > 0 AND fam > 0 THEN 1 ELSE 0 END), count(*) FROM (
        SELECT m.id, sum(CASE WHEN a.party = 'PRO_ARBEIT' THEN 1 ELSE 0 END) pa,
        sum(CASE WHEN a.party = 'ASD' THEN 1 ELSE 0 END) asd, sum(CASE WHEN a.party = 'FAMILY' THEN 1 ELSE 0 END) fam
        FROM ({MEETINGS} AND m.state = 'HELD') m LEFT JOIN attendee a ON a.meeting_id = m.id AND a.present
        GROUP BY m.id) x""",
    "I18": f"""SELECT sum(CASE WHEN state = 'NO_SHOW' OR (state = 'CANCELLED' AND cancelled_on >= {{short}})
        THEN 1 ELSE 0 END), count(*) FROM ({MEETINGS} AND m.state IN ('HELD', 'NO_SHOW', 'CANCELLED')) m""",
    "I19": """SELECT sum(CASE WHEN {late} > 7 THEN 1 ELSE 0 END), count(*) FROM meeting m
        WHERE m.state = 'HELD' AND m.event_on BETWEEN :first AND :last""",
    "I21": """SELECT sum(CASE WHEN outcome IN ('REACHED', 'MOSTLY') THEN 1 ELSE 0 END), count(*) FROM goal
        WHERE outcome IS NOT NULL AND ended_on BETWEEN :first AND :last""",
    "I26": f"""SELECT sum(CASE WHEN percent <= 90 THEN 1 ELSE 0 END), count(*) FROM (
        SELECT family_id, avg(CASE WHEN level = 'NONE' THEN 0 ELSE percent END) percent FROM receipt
        WHERE family_id IN ({STOCK}) AND event_on <= :last AND (ends_on IS NULL OR ends_on > :last)
        GROUP BY family_id HAVING max(CASE WHEN level <> 'NONE' THEN 1 ELSE 0 END) = 1
        AND sum(CASE WHEN level <> 'NONE' AND percent IS NULL THEN 1 ELSE 0 END) = 0) x""",
    "I29": f"SELECT count(*), NULL FROM (SELECT DISTINCT family_id, code FROM ({RUNNING}) r) x",
    "I30": f"""SELECT (SELECT count(*) FROM (SELECT family_id FROM ({RUNNING}) r WHERE NOT counselling
        AND chapter IN ('SGB_II', 'BUT', 'SGB_VIII_FREE', 'SGB_VIII_PLAN') GROUP BY family_id
        HAVING count(DISTINCT CASE WHEN chapter IN ('SGB_II', 'BUT') THEN 2 ELSE 8 END) = 2) x),
        (SELECT count(*) FROM ({STOCK}) s)""",
    "I32": f"SELECT count(*), NULL {CLOSED}",
    "I36": f"""SELECT count(*), (SELECT count(*) FROM ({STOCK}) t) FROM ({STOCK}) s WHERE EXISTS (
        SELECT 1 FROM member m WHERE m.family_id = s.family_id) AND NOT EXISTS (
        SELECT 1 FROM member m WHERE m.family_id = s.family_id AND (m.starts_on IS NULL OR m.starts_on <= :last)
        AND (m.ends_on IS NULL OR m.ends_on > :last) AND coalesce(m.takes_part, m.custody_holder OR (
        coalesce(m.in_household, true) AND m.role IN ('MOTHER', 'FATHER', 'PARENT', 'CHILD', 'YOUNG_PERSON')))
        AND NOT ({AGREED}))""",
}
