"""Who reads which line of the change log."""

from typing import Any

import sqlalchemy as sa

from fam.confidential import logged
from fam.consented import Clause
from fam.person import Person
from fam.readable import head, works_with
from fam.rules.terms import Role
from fam.spoken import said

HEAD_ENTITIES = ("family", "lead", "status_period", "vote", "dissent")
FIELD_ENTITIES = ("field_def", "field_choice", "field_conversion")
COORDINATION_ENTITIES = (
    "plan_version", "plan_point", "place", "list_item", "area_level", "document_template", "import_batch",
    "town_area", "erasure_run", "report", "reflection", "concept_version", *FIELD_ENTITIES,
)  # fmt: skip
ADMIN_ENTITIES = (
    "account", "account_role", "second_factor", "external_identity", "list_item", "setting", "town_area",
    *FIELD_ENTITIES,
)  # fmt: skip


def changes(person: Person, row: Any) -> Clause:
    """The change log follows the record: content as content, heads for Koordination, accounts for Administration."""
    parts: list[Clause] = [sa.and_(works_with(person, row.family_id), logged(person, row))]
    if person.has(Role.COORDINATOR):
        narrow = sa.or_(
            row.confidentiality.is_(None), row.institution == said(person.institution)
        )  # a field's own readers
        parts += [sa.and_(row.entity.in_(HEAD_ENTITIES), head(person, row.family_id), narrow)]
        parts += [row.entity.in_(COORDINATION_ENTITIES)]
    if person.has(Role.ADMINISTRATOR):
        parts += [row.entity.in_(ADMIN_ENTITIES)]
    return sa.or_(*parts)
