"""Before a database moves: whether every value of the team's fields is one that its field and PostgreSQL can hold."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlmodel import Session

from fam.errors import NotAllowed
from fam.fields import raw, registry
from fam.person import Person


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in one record, and at which field; the value itself is never named."""

    entity: str
    record_id: int
    key: str
    sentence: str


def check(session: Session) -> Iterator[Problem]:
    """Yield every problem of every table that takes fields. For the program alone: it goes past all scopes."""
    person: Person = session.info["person"]
    if not person.system:
        raise NotAllowed
    for entity, model in registry.extendable().items():
        fields = {field.key: field for field in registry.definitions(session, entity)}
        for number, text in raw.texts(session, model):
            for key, sentence in raw.problems(text, fields):
                yield Problem(entity, number, key, sentence)
