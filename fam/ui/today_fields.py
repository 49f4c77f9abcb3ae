"""What the team's fields ask of today: what is to be completed, and which trial is to be decided."""

from fam.db import reading
from fam.fields.registry import makes_fields
from fam.person import Person
from fam.queries import today_fields
from fam.queries.today_fields import Gap, Trial
from fam.rules.terms import Role
from fam.ui.agenda import Group, Line
from fam.ui.format import count_text, due_text
from fam.ui.links import family_link

COMPLETE, DECIDE = "Angaben nachtragen", "Erprobung entscheiden"
ADDRESS = "felder"
RECORDS = {
    "member": ("Mitglied", "Mitgliedern"),
    "vote": ("Votum", "Voten"),
    "meeting": ("Gespräch", "Gesprächen"),
    "task": ("Aufgabe", "Aufgaben"),
    "note": ("Eintrag", "Einträgen"),
}


def groups(person: Person) -> list[Group]:
    """Return the groups for a Fachkraft's own families, and for those who make fields."""
    works, makes = person.has(Role.CASEWORKER), makes_fields(person)
    with reading(person) as session:
        gaps = today_fields.to_complete(session) if works else []
        trials = today_fields.trials_to_decide(session) if makes else []
    return [
        Group(COMPLETE, [_gap(gap) for gap in gaps]),
        Group(DECIDE, [_trial(trial, person) for trial in trials]),
    ]


def _gap(gap: Gap) -> Line:
    """One family opens at once, several open the list."""
    families = count_text(gap.families, "Familie", "Familien")
    more = f" und {gap.families - len(gap.numbers)} weitere" if gap.families > len(gap.numbers) else ""
    where = f"{families}: {', '.join(gap.numbers)}{more}"
    if gap.field.entity in RECORDS:
        where = f"{count_text(gap.records, *RECORDS[gap.field.entity])} in {where}"
    if gap.families == 1:
        return Line(f"family:{gap.numbers[0]}", gap.field.label, f"fehlt bei {where}", href=family_link(gap.numbers[0]))
    return Line(f"families:{gap.field.key}", gap.field.label, f"fehlt bei {where}", href="familien")


def _trial(trial: Trial, person: Person) -> Line:
    when = due_text(trial.review_on, person.today)
    late = trial.review_on < person.today
    return Line(f"field:{trial.id}", f"{DECIDE}: {trial.label}", trial.purpose, when, ADDRESS, late=late)
