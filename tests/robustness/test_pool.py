"""Connections are few, people many: nobody waits for somebody who waits."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from sqlmodel import select

from fam import db
from fam.figures.places import waiting_positions
from fam.models import Family
from fam.person import system

AT_ONCE = {"sqlite": 40, "postgresql": 30}  # as many as the pool has connections


def test_figures_in_the_middle_of_a_session_never_wait_for_each_other(database: str) -> None:
    """With every connection in use by a page that now asks for figures, all pages get them."""
    people = AT_ONCE[db.engine().dialect.name]
    everybody_inside = Barrier(people)

    def page(_number: int) -> dict[int, int]:
        with db.reading(system()) as session:
            session.exec(select(Family.id).limit(1)).first()
            everybody_inside.wait(20)
            return waiting_positions()

    with ThreadPoolExecutor(people) as pool:
        assert list(pool.map(page, range(people))) == [{}] * people
