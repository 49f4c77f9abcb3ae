"""A process full of people who write: `python -m tests.robustness.writers --seconds 5 --threads 10 --family 1`.

Everything goes through the services, each thing in its own transaction, on the database in FAM_DATABASE_URL. What was
committed is written down line by line at once, so that it is known even of a process that was killed.
"""

import argparse
import json
import random
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlmodel import Session, select

from fam import db
from fam.clock import today as today_of
from fam.errors import Conflict, Overtaken
from fam.models import Account, AccountRole, FamilyDetail, ListItem, Task, Town
from fam.person import Person, system
from fam.rules.people import PersonLine
from fam.rules.terms import ListName, Role
from fam.services import families, notes, records, tasks

PEOPLE = ("anna", "amir")


class Writer:
    """One person at work: `write` does one thing and says on a line what is saved now."""

    def __init__(self, number: int, family_id: int, say: Callable[[dict[str, Any]], None]) -> None:
        self.number, self.family_id, self.say = number, family_id, say
        self.person = person(PEOPLE[number % len(PEOPLE)])
        self.chance = random.Random(number)
        self.turn = 0

    @contextmanager
    def saving(self, kind: str, **what: Any) -> Iterator[Session]:
        """Save one thing; the time is what a person would have waited."""
        start = time.perf_counter()
        with db.transaction(self.person) as session:
            yield session
        self.say({"kind": kind, "ms": (time.perf_counter() - start) * 1000, **what})

    def write(self) -> None:
        """Do one thing."""
        self.turn += 1
        mark = f"{self.number}-{self.turn}-{self.chance.randrange(10**9)}"
        self.chance.choice((self.propose, self.note, self.task, self.count))(mark)

    def propose(self, mark: str) -> None:
        """A new case with everything that hangs on it."""
        with db.reading(self.person) as session:
            source = session.exec(select(ListItem.id).where(ListItem.list == ListName.SOURCE)).first()
            town = session.exec(select(Town.ags)).first()
        proposal = families.Proposal(
            name=f"Muster {mark}", town_ags=town, source_id=source, received_on=self.person.today, occasion=mark,
            people=(PersonLine("Erika"), PersonLine("Max")), phone="06103 1", benefit_number=mark,
        )  # fmt: skip
        with self.saving("family", mark=mark) as session:
            families.propose(session, proposal)

    def note(self, mark: str) -> None:
        """An entry in the file that all share."""
        with self.saving("note", mark=mark) as session:
            notes.write(session, self.family_id, self.person.today, mark)

    def task(self, mark: str) -> None:
        """A task that is done at once."""
        with self.saving("task", mark=mark) as session:
            task = tasks.add(session, tasks.TaskDraft(self.family_id, mark, owner=self.person.account_id))
            assert task.id
        with self.saving("done", mark=mark) as session:
            records.find(session, Task, task.id).done_on = self.person.today

    def count(self, mark: str) -> None:
        """All add one to the same number and sign it; whoever is overtaken looks again, as a form would."""
        while True:
            with db.reading(self.person) as session:
                detail = session.exec(select(FamilyDetail).where(FamilyDetail.family_id == self.family_id)).one()
            signed = f"{int(detail.remark.split()[0]) + 1} {mark}"  # unsigned, two equal numbers would be no conflict
            try:
                with self.saving("count", mark=mark) as session:
                    before = {"remark": detail.remark}
                    records.edit(session, FamilyDetail, detail.id or 0, before, {"remark": signed})
            except (Conflict, Overtaken):
                continue
            return


def person(username: str) -> Person:
    """Return an account of the database in use as the person that transactions take."""
    with db.reading(system()) as session:
        account = session.exec(select(Account).where(Account.username == username)).one()
        roles = session.exec(select(AccountRole.role).where(AccountRole.account_id == account.id)).all()
        today = today_of(session)
    return Person(
        account.id or 0,
        username,
        username,
        account.institution,
        frozenset(Role(role) for role in roles),
        today=today,
        demo=True,
    )


def main() -> int:
    """Write for some seconds; exit 1 with a traceback if anything went wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--threads", type=int, default=10)
    parser.add_argument("--first", type=int, default=0, help="number of the first writer")
    parser.add_argument("--family", type=int, required=True)
    parser.add_argument("--out", type=Path, required=True)
    given = parser.parse_args()
    lock = threading.Lock()
    with given.out.open("a", encoding="utf-8") as out:

        def say(what: dict[str, Any]) -> None:
            with lock:
                out.write(json.dumps(what) + "\n")
                out.flush()

        writers = [Writer(given.first + number, given.family, say) for number in range(given.threads)]
        end = time.monotonic() + given.seconds

        def work(writer: Writer) -> None:
            while time.monotonic() < end:
                writer.write()

        sys.stdout.write("writing\n")
        sys.stdout.flush()
        with ThreadPoolExecutor(given.threads) as pool:
            for done in [pool.submit(work, writer) for writer in writers]:
                done.result()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
