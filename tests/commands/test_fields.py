"""`python -m fam fields`: the team's fields as text, reviewed like code and carried to another installation."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import col, select

from fam import db
from fam.cli import main
from fam.errors import NotAllowed
from fam.fields import raw
from fam.fields.registry import runtime_fields
from fam.fields.spec import Kind
from fam.models import FamilyDetail, FieldDef, Member
from fam.person import Person
from fam.services import field_check, field_choices, field_making, records
from fam.services.field_making import FieldDraft

Cast = Callable[[str], Person]
Make = Callable[..., int]
Out = pytest.CaptureFixture[str]


BROKEN = (
    "",
    "[]",
    "{}",
    '{"format": 2, "fields": {}}',
    '{"format": 1, "fields": {"x.f_1": {}}}',
    '{"format": 1, "fields": {"family.f_1": {"label": "A", "kind": "unsinn"}}}',
)


WRONG: tuple[tuple[str, object], ...] = (
    ("position", "abc"), ("settings", []), ("settings", None), ("label", "zwei\nZeilen"), ("help", 5), ("state", None),
    ("shown_when", "x"), ("shown_when", {"field": "f_1", "values": [1]}), ("is_unique", "yes"), ("in_list", "no"),
    ("indexed", 5), ("testers", "anna"), ("testers", [{}]), ("section", {}), ("purpose", None), ("fremd", "x"),
    ("choices", [{"id": 1, "label": "Haupt", "merged_into": None}]),
    ("choices", [{"id": 10**30, "label": "Haupt", "archived": False, "merged_into": None}]),
    ("choices", [{"id": 1, "label": "Haupt", "archived": False, "merged_into": 2},
                 {"id": 2, "label": "Real", "archived": False, "merged_into": 1}]),
)  # fmt: skip


@pytest.fixture
def database(both_databases: str) -> str:
    """On SQLite and on PostgreSQL."""
    return both_databases


@pytest.fixture
def made(cast: Cast) -> dict[str, int]:
    """Four fields of Kerstin's in four states."""
    with db.transaction(cast("kerstin")) as session:
        found = {
            "school": field_making.make(session, FieldDraft("member", "Schulform", Kind.CHOICE, "Haupt\nReal")).id or 0,
            "rent": field_making.make(session, FieldDraft("family_detail", "Miete", Kind.MONEY)).id or 0,
            "file": field_making.make(session, FieldDraft("family", "=Aktenzeichen", Kind.TEXT)).id or 0,
            "old": field_making.make(session, FieldDraft("family", "Alt", Kind.TEXT)).id or 0,
        }
        field_making.retire(session, found["old"])
    return found


def exported(capsys: Out) -> str:
    """Return what `fields export` writes."""
    capsys.readouterr()
    assert main(["fields", "export"]) == 0
    return capsys.readouterr().out


def written(tmp_path: Path, text: str) -> str:
    """Write a text to a file and return its path."""
    path = tmp_path / "fields.json"
    path.write_text(text, encoding="utf-8")
    return str(path)


def emptied(text: str) -> None:
    """Make the installation one that has none of the fields yet, as another one would be."""
    with db.program() as session:
        for row in session.exec(select(FieldDef)):
            session.delete(row)


def test_export_is_stable_and_families_come_first(made: dict[str, int], capsys: Out) -> None:
    """The same twice; active before retired; each under its full key."""
    text = exported(capsys)
    assert text == exported(capsys)
    assert list(json.loads(text)["fields"]) == [
        f"family.f_{made['file']}",
        f"family.f_{made['old']}",
        f"family_detail.f_{made['rent']}",
        f"member.f_{made['school']}",
    ]


def test_carried_to_another_installation_it_is_the_same_text(
    made: dict[str, int], capsys: Out, tmp_path: Path, cast: Cast
) -> None:
    """Export, apply, export: keys and ids of options too, and a further field gets a new key."""
    text = exported(capsys)
    file = written(tmp_path, text)
    assert main(["fields", "diff", file]) == 0
    assert capsys.readouterr().out == "Kein Unterschied.\n"
    emptied(text)
    assert main(["fields", "apply", file]) == 0
    assert exported(capsys) == text
    assert main(["fields", "apply", file]) == 0
    assert exported(capsys) == text
    with db.transaction(cast("kerstin")) as session:
        new = field_making.make(session, FieldDraft("task", "Neu", Kind.CHOICE, "A")).id or 0
    assert new > max(made.values())


def test_a_change_is_shown_before_it_is_carried_over(made: dict[str, int], capsys: Out, tmp_path: Path) -> None:
    """A label, a new option; what the text does not name stays."""
    fields = json.loads(exported(capsys))
    key = f"member.f_{made['school']}"
    entry = fields["fields"][key]
    entry["label"] = "Schulart"
    entry["choices"].append({"id": 99, "label": "Gymnasium", "archived": False, "merged_into": None})
    fields["fields"] = {key: entry}
    file = written(tmp_path, json.dumps(fields))
    assert main(["fields", "diff", file]) == 0
    shown = capsys.readouterr().out
    assert f"{key} label: Schulform -> Schulart" in shown
    assert len(shown.splitlines()) == 2
    assert main(["fields", "apply", file]) == 0
    with db.program() as session:
        [school] = runtime_fields(session, Member)
    assert (school.label, list(school.labels.values())) == ("Schulart", ["Haupt", "Real", "Gymnasium"])
    assert len(json.loads(exported(capsys))["fields"]) == 4


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"kind": "text"}, "Die Art wird unter"),
        ({"choices": []}, "Optionen werden archiviert"),
        ({"state": "PURGED"}, "gehen nur unter"),
    ],
)
def test_what_would_lose_something_is_refused(
    made: dict[str, int], capsys: Out, tmp_path: Path, change: dict[str, object], sentence: str
) -> None:
    """All or nothing, with the reason; exit code 1."""
    text = exported(capsys)
    fields = json.loads(text)
    fields["fields"][f"member.f_{made['school']}"] |= change
    fields["fields"][f"family_detail.f_{made['rent']}"]["label"] = "Kaltmiete"
    assert main(["fields", "apply", written(tmp_path, json.dumps(fields))]) == 1
    assert sentence in capsys.readouterr().err
    assert exported(capsys) == text


def test_merged_twice_is_carried_over(made: dict[str, int], capsys: Out, tmp_path: Path, cast: Cast) -> None:
    """Haupt went into Real, Real into Mittel: the text names both steps, and is understood again."""
    with db.transaction(cast("kerstin")) as session:
        third = field_choices.add(session, made["school"], "Mittel").id or 0
        first, second, _ = (one.id or 0 for one in field_choices.options(session, made["school"]))
        field_choices.merge(session, first, second)
        field_choices.merge(session, second, third)
    text = exported(capsys)
    assert main(["fields", "diff", written(tmp_path, text)]) == 0
    assert capsys.readouterr().out == "Kein Unterschied.\n"


def test_another_field_under_the_same_key_is_refused(made: dict[str, int], capsys: Out, tmp_path: Path) -> None:
    """Keys are never given away again."""
    fields = json.loads(exported(capsys))
    entry = fields["fields"].pop(f"member.f_{made['school']}")
    fields["fields"][f"task.f_{made['school']}"] = entry
    assert main(["fields", "apply", written(tmp_path, json.dumps(fields))]) == 1
    assert "ist hier ein anderes Feld" in capsys.readouterr().err


@pytest.mark.parametrize("text", BROKEN)
def test_a_file_that_is_no_export_ends_in_a_sentence(
    made: dict[str, int], capsys: Out, tmp_path: Path, text: str
) -> None:
    """No traceback, nothing changed."""
    assert main(["fields", "apply", written(tmp_path, text)]) == 1
    assert capsys.readouterr().err.strip().endswith(".")
    assert main(["fields", "diff", str(tmp_path / "nirgends.json")]) == 1


@pytest.mark.parametrize(("name", "value"), WRONG)
def test_a_setting_of_another_shape_is_refused(
    made: dict[str, int], capsys: Out, tmp_path: Path, name: str, value: object
) -> None:
    """It would be read at every click, and stop the program for all."""
    assert main(["fields", "export"]) == 0
    before = capsys.readouterr().out
    text = json.loads(before)
    text["fields"][f"member.f_{made['school']}"][name] = value
    file = tmp_path / "felder.json"
    file.write_text(json.dumps(text), encoding="utf-8")
    assert main(["fields", "apply", str(file)]) == 1
    assert capsys.readouterr().err.startswith(f"Zeile 1, member.f_{made['school']}: ")
    assert main(["fields", "export"]) == 0
    assert capsys.readouterr().out == before


def test_promoted_and_back_is_the_same_text(
    made: dict[str, int], capsys: Out, tmp_path: Path, cast: Cast, make_family: Make
) -> None:
    """The revision and the model line go to a file; the values stay."""
    family, anna, key = make_family(), cast("anna"), f"f_{made['school']}"
    with db.reading(anna) as session:
        first, _ = runtime_fields(session, Member)[0].labels
    with db.transaction(anna) as session:
        records.add(session, Member(family_id=family, first_name="Mia"), {key: first})
    text, out = exported(capsys), tmp_path / "revision.py"
    assert main(["fields", "promote", f"member.{key}", "--dry-run"]) == 0
    assert exported(capsys) == text
    assert main(["fields", "promote", f"member.{key}", "--out", str(out)]) == 0
    assert "def upgrade" in out.read_text(encoding="utf-8")
    promoted = exported(capsys)
    assert promoted != text
    emptied_file = written(tmp_path, promoted)
    assert main(["fields", "diff", emptied_file]) == 0
    assert main(["fields", "demote", f"member.{key}"]) == 0
    assert exported(capsys) == text
    assert main(["fields", "apply", emptied_file]) == 0
    assert exported(capsys) == promoted
    with db.program() as session:
        assert session.exec(select(Member)).one().extra == {key: first}


@pytest.mark.parametrize("key", ["f_1", "family.f_999", "family.label", "unsinn"])
def test_an_unknown_key_is_said(capsys: Out, key: str) -> None:
    """One sentence, exit code 1."""
    assert main(["fields", "promote", key]) == 1
    assert "ist kein Feld" in capsys.readouterr().err


def test_a_check_reads_everything_in_portions(
    made: dict[str, int], capsys: Out, cast: Cast, make_family: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One line per problem, however many records; exit code 1; a value is in none of them."""
    monkeypatch.setattr(raw, "PORTION", 2)
    anna, family, rent = cast("anna"), make_family(), f"f_{made['rent']}"
    with db.transaction(anna) as session:
        entries = [records.add(session, Member(family_id=family, first_name="Mia")).id for _one in range(5)]
    assert main(["fields", "check"]) == 0
    assert capsys.readouterr().out == "Kein Problem gefunden.\n"
    with db.engine().begin() as connection:
        wrong = json.dumps({f"f_{made['school']}": "geheim", f"f_{made['school']}_raw": "frei", "f_999": 2**60})
        connection.execute(sa.update(Member).values(extra=json.loads(wrong)).where(col(Member.id).in_(entries[1::3])))
        connection.execute(sa.update(FamilyDetail).values(extra={rent: [1.5]}))
    assert main(["fields", "check"]) == 1
    of_member = [f"member {one} {found}" for one in entries[1::3]
                 for found in (f"f_{made['school']}: passt nicht zur Art „Auswahl“.",
                               "f_999: ist eine Zahl jenseits von 2^53.")]  # fmt: skip
    with db.program() as session:
        detail = session.exec(select(FamilyDetail.id)).one()
    lines = capsys.readouterr().out.splitlines()
    expected = [f"family_detail {detail} {rent}: passt nicht zur Art „Betrag (€)“.", *of_member, "5 Probleme."]
    assert sorted(lines) == sorted(expected)


def test_a_check_is_the_programs_own(cast: Cast) -> None:
    """Nobody's rights reach as far."""
    with db.reading(cast("adam")) as session, pytest.raises(NotAllowed):
        list(field_check.check(session))
