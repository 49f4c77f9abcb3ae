"""The markers of every time chart: title and day of concept versions and decisions, for all who see charts."""

from datetime import date

from sqlmodel import Session, col, select

from fam.figures.monthly import snapshot
from fam.models import ConceptVersion, Reflection
from fam.rules.markers import Marker, MarkerKind
from fam.rules.reflections import IN_FORCE


def markers(as_of: date) -> tuple[Marker, ...]:
    """Return the markers up to a day, in the order of their days."""
    with snapshot() as session:
        return markers_in(session, as_of)


def markers_in(session: Session, as_of: date) -> tuple[Marker, ...]:
    """Return the markers up to a day from a statistics session: nothing of a lesson but its short title."""
    versions = select(col(ConceptVersion.id), col(ConceptVersion.title), col(ConceptVersion.valid_from))
    decided = select(col(Reflection.id), col(Reflection.title), col(Reflection.decided_on)).where(
        col(Reflection.state).in_(IN_FORCE)
    )
    found = [
        *(
            Marker(f"concept:{number}", MarkerKind.CONCEPT, title, day)
            for number, title, day in session.exec(versions.where(col(ConceptVersion.valid_from) <= as_of))
        ),
        *(
            Marker(f"decision:{number}", MarkerKind.DECISION, title, day)
            for number, title, day in session.exec(decided.where(col(Reflection.decided_on) <= as_of))
            if day
        ),
    ]
    return tuple(sorted(found, key=lambda one: (one.day, one.code)))
