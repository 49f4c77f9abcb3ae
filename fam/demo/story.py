"""The story 2014-2018 of the demo: a hundred cases from story.csv, the most telling first."""

import csv
from datetime import date
from pathlib import Path

from fam.demo.arcs import complete
from fam.demo.case import Arc, Dice
from fam.demo.cast import PARTNERS, PRO_ARBEIT
from fam.rules.terms import Institution, Phase, Precision, Status

TABLE = Path(__file__).with_name("story.csv")
TOWNS = {
    "Dietzenbach": "06438001", "Dreieich": "06438002", "Egelsbach": "06438003", "Langen": "06438006",
    "Neu-Isenburg": "06438009", "Rodgau": "06438011",
}  # fmt: skip
FROM_ASD = ("ASD", "SPFH")


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def arcs(number: int) -> list[tuple[Arc, str]]:
    """Return the first cases of the story, each with the name of its scene ("" = an ordinary one), oldest first."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))[:number]
    found = [(_arc(row), row["scene"]) for row in rows]
    return sorted(found, key=lambda pair: (pair[0].received_on, pair[0].key))


def _arc(row: dict[str, str]) -> Arc:
    key = f"{row['name']} {row['received']}"
    dice = Dice(f"arc {key}")
    received = date.fromisoformat(row["received"])
    institution = Institution.ASD if row["source"] in FROM_ASD or row["source"] == "SCHULE" else PRO_ARBEIT
    arc = Arc(
        key=key,
        name=row["name"],
        status=Status(row["status"]),
        town=TOWNS[row["town"]],
        institution=institution,
        source=row["source"],
        pair=(row["team"], PARTNERS[row["team"]]),
        received_on=received,
        agreed_on=_day(row["agreed"]),
        talk_on=_day(row["talk"]),
        decided_on=_day(row["decided"]),
        admitted_on=_day(row["admitted"]),
        closed_on=_day(row["closed"]),
        paused_on=_day(row["paused"]),
        pause_until=_day(row["until"]),
        reason=row["reason"],
        phase=Phase(row["phase"]) if row["phase"] else None,
    )
    arc.proposer = "" if arc.legacy else arc.author(institution)
    if arc.legacy and dice.chance(0.3):
        arc.received_on, arc.precision = received.replace(day=1), Precision.MONTH
    return complete(arc, dice)


def size() -> int:
    """Return how many cases the whole story has."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return sum(1 for _ in csv.DictReader(file))
