"""Placeholder of a part of the family's file: its branch replaces this file."""

from fam.person import Person
from fam.queries.family_file import FamilyFile


def show(person: Person, file: FamilyFile) -> None:
    """Draw the part."""
