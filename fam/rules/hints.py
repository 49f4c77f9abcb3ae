"""What deserves a look but blocks nothing: warnings, gaps of old cases, due dates (domain handbook §4.3, §4.6)."""

from datetime import date

from fam.rules.german import format_date
from fam.rules.lifecycle import CaseFacts
from fam.rules.periods import add_months, working_days_after
from fam.rules.terms import IN_STOCK, PIPELINE, Institution, Status

ONE_LEAD_DAYS = 14
PAUSE_MONTHS = 3
REVIEW_MONTHS = 6
INCOMPLETE_WORKING_DAYS = 10


def warnings(facts: CaseFacts) -> tuple[str, ...]:
    """Return German sentences about what should be looked at: tandem gaps, long pauses, missing first talk."""
    return (*_tandem_gap(facts), *_pause(facts), *_admission(facts))


def _tandem_gap(facts: CaseFacts) -> tuple[str, ...]:
    since = facts.lead_missing_since
    missing = [one.label for one in Institution if one not in facts.leads]
    if facts.status not in IN_STOCK or not missing or since is None:
        return ()
    days = (facts.today - since).days
    if days <= ONE_LEAD_DAYS:
        return ()
    return (f"Seit {days} Tagen fehlt die Fallführung {' und '.join(missing)}.",)


def _pause(facts: CaseFacts) -> tuple[str, ...]:
    if facts.status is not Status.PAUSED:
        return ()
    if facts.status_since and pause_review_on(facts.status_since) < facts.today:
        return (f"Ruht seit {format_date(facts.status_since)}, länger als drei Monate: bitte überprüfen.",)
    if facts.expected_until and facts.expected_until < facts.today:
        return (f"Das Ruhen war bis {format_date(facts.expected_until)} vorgesehen: bitte überprüfen.",)
    return ()


def _admission(facts: CaseFacts) -> tuple[str, ...]:
    if facts.status not in (Status.EXAMINATION, Status.WAITING):
        return ()
    found = [] if facts.first_talk_on else ["Es ist noch kein gemeinsames Erstgespräch festgehalten."]
    if facts.free_places is not None and facts.free_places <= 0:
        found.append("Es ist kein Platz frei.")
    return tuple(found)


def gaps(facts: CaseFacts) -> tuple[str, ...]:
    """Return what a case of the "Altbestand" lacks, as short German words for "nicht erfasst"; empty for others."""
    if not facts.legacy:
        return ()
    lacks = {
        "Wohnort": not facts.has_town,
        "Vorgeschlagen von": not facts.has_source,
        "Eingangsdatum": facts.received_on is None,
        "Anlass": not facts.has_occasion,
        "Aufnahmedatum": facts.status in (*IN_STOCK, Status.CLOSED) and facts.admitted_on is None,
        "Abschlussdatum": facts.status is Status.CLOSED and facts.closed_on is None,
        "Hauptgrund": facts.status in (Status.CLOSED, Status.NOT_ADMITTED) and not facts.has_main_reason,
    }
    found = [word for word, lacking in lacks.items() if lacking]
    if facts.status in (*IN_STOCK, *PIPELINE):
        found += [f"Fallführung {one.label}" for one in Institution if one not in facts.leads]
    if facts.status in (*IN_STOCK, Status.WAITING):
        found += [f"Stimme {one.label}" for one in Institution if facts.votes.get(one) is None]
    return tuple(found)


def pause_review_on(paused_on: date) -> date:
    """Return the day by which a pause must be reviewed: after three months."""
    return add_months(paused_on, PAUSE_MONTHS)


def incomplete_due_on(returned_on: date) -> date:
    """Return until when the missing data of a proposal are awaited: ten working days."""
    return working_days_after(returned_on, INCOMPLETE_WORKING_DAYS)
