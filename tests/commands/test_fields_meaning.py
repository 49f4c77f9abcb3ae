"""`python -m fam fields apply`: what the page refuses is refused here too, by line and key; nothing is written."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import select

from fam import db
from fam.cli import main
from fam.errors import FamError
from fam.fields.spec import OFFERED, Kind
from fam.models import FieldChoice, FieldDef, Member
from fam.person import Person
from fam.rules.terms import IN_FORMS
from fam.services import field_making, records
from fam.services.field_making import FieldDraft

Cast = Callable[[str], Person]
Make = Callable[..., int]
Out = pytest.CaptureFixture[str]
SCHOOL, AGE, NOTE = "member.f_1", "member.f_2", "member.f_3"


@pytest.fixture
def database(both_databases: str) -> str:
    """On SQLite and on PostgreSQL."""
    return both_databases


@pytest.fixture(autouse=True)
def three(cast: Cast) -> None:
    """Three fields of members that are there already."""
    with db.transaction(cast("kerstin")) as session:
        field_making.make(session, FieldDraft("member", "Schulform", Kind.CHOICE, "Haupt\nReal"))
        field_making.make(session, FieldDraft("member", "Alter", Kind.INTEGER))
        field_making.make(session, FieldDraft("member", "Notiz", Kind.TEXT))


def exported(capsys: Out) -> str:
    """Return what `fields export` writes."""
    capsys.readouterr()
    assert main(["fields", "export"]) == 0
    return capsys.readouterr().out


def refused(capsys: Out, tmp_path: Path, text: str | bytes) -> str:
    """Let both commands refuse a text, with nothing changed; return what they said."""
    before, file = exported(capsys), tmp_path / "felder.json"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    assert main(["fields", "diff", str(file)]) == 1
    shown = capsys.readouterr().err
    assert main(["fields", "apply", str(file)]) == 1
    said = capsys.readouterr().err
    assert said.startswith(shown)
    assert "Traceback" not in said
    assert exported(capsys) == before
    return said


def option(number: int, label: str, archived: bool = False) -> dict[str, Any]:
    """Return an option as the text has it."""
    return {"id": number, "label": label, "archived": archived, "merged_into": None}


WRONG: tuple[tuple[str, dict[str, Any], str], ...] = (
    (SCHOOL, {"default": 99}, "diese Auswahl gibt es nicht"),
    (SCHOOL, {"default": "Haupt"}, "passt nicht zur Art „Auswahl“"),
    (AGE, {"default": "fünf"}, "passt nicht zur Art „Ganze Zahl“"),
    (AGE, {"default": 5, "settings": {"minimum": 10}}, "mindestens 10"),
    (AGE, {"settings": {"minimum": "x"}}, "„minimum“ ist nicht lesbar"),
    (AGE, {"settings": {"minimum": 9, "maximum": 1}}, "unter dem niedrigsten"),
    (AGE, {"settings": {"groesse": 1}}, "„groesse“ ist keine Grenze"),
    (NOTE, {"settings": {"max_length": 0}}, "„max_length“ ist nicht lesbar"),
    (NOTE, {"settings": {"max_length": 3}, "default": "vier"}, "ist zu lang: 4 von höchstens 3"),
    (SCHOOL, {"choices": [option(1, "Haupt"), option(2, "HAUPT")]}, "Diese Option gibt es schon: „Haupt“"),
    (SCHOOL, {"choices": [option(1, "Haupt", archived=True), option(2, "Ha\u200bupt")]}, "„Haupt“ (archiviert)"),
    (SCHOOL, {"choices": [option(1, "A"), option(2, "B"), option(1, "C")]}, "dieselbe Kennung"),
    (NOTE, {"choices": [option(2, "A")]}, "zu einem anderen Feld gehört"),
    (SCHOOL, {"choices": [option(1, "x" * 121), option(2, "B")]}, "zu lang: 121 von höchstens 120"),
    (NOTE, {"help": "x" * 501}, "„help“ ist zu lang: 501 von höchstens 500 Zeichen"),
    (NOTE, {"section": "x" * 81}, "„section“ ist zu lang"),
    (NOTE, {"section": 5}, "„section“ ist nicht lesbar: Hier muss ein Text stehen"),
    (NOTE, {"label": "x" * 201}, "zu lang: 201 von höchstens 200"),
    (NOTE, {"label": "vorname"}, "Dieses Feld gibt es hier schon: „Vorname“"),
    (NOTE, {"label": "SCHULFORM"}, "Dieses Feld gibt es hier schon: „Schulform“ (member.f_1"),
    (NOTE, {"shown_when": {"key": "f_3", "values": ["x"]}}, "läuft im Kreis"),
    (NOTE, {"shown_when": {"key": "f_99", "values": ["x"]}}, "gibt es hier nicht"),
    (NOTE, {"shown_when": {"key": "f_1", "values": [99]}}, "die es im Feld „Schulform“ nicht gibt"),
    (NOTE, {"kind": "unsinn"}, "„unsinn“ ist für „kind“ unbekannt"),
    (NOTE, {"state": "WEG"}, "„WEG“ ist für „state“ unbekannt"),
    (NOTE, {"readers": "ASD", "writers": "PRO_ARBEIT"}, "Ausfüllen kann nur"),
    (NOTE, {"state": "DRAFT"}, "was die Erprobung zeigen soll"),
    (NOTE, {"position": 2**40}, "„position“ ist zu groß"),
    (NOTE, {"review_on": "morgen"}, "Hier muss ein Tag wie"),
)  # fmt: skip


@pytest.mark.parametrize(("key", "change", "sentence"), WRONG)
def test_a_meaning_that_cannot_be(capsys: Out, tmp_path: Path, key: str, change: dict[str, Any], sentence: str) -> None:
    """The sentence stands behind line and key, whatever else is right in the text."""
    text = json.loads(exported(capsys))
    text["fields"][key] |= change
    text["fields"][AGE]["help"] = "wäre in Ordnung"
    said = refused(capsys, tmp_path, json.dumps(text, indent=2, ensure_ascii=False))
    [line] = [line for line in said.splitlines() if sentence in line]
    number = int(line.partition("Zeile ")[2].partition(",")[0])
    assert f'"{key}"' in json.dumps(text, indent=2, ensure_ascii=False).splitlines()[number - 1]


def test_a_circle_of_three_and_a_label_twice_in_one_text(capsys: Out, tmp_path: Path) -> None:
    """What is wrong only together is found too, and each of them is named."""
    text = json.loads(exported(capsys))
    for key, above in ((SCHOOL, "f_2"), (AGE, "f_3"), (NOTE, "f_1")):
        text["fields"][key]["shown_when"] = {"key": above, "values": [1]}
    assert refused(capsys, tmp_path, json.dumps(text)).count("läuft im Kreis") == 3
    text = json.loads(exported(capsys))
    for number in (7, 8):
        text["fields"][f"member.f_{number}"] = text["fields"][NOTE] | {"label": "Neu"}
    assert refused(capsys, tmp_path, json.dumps(text)).count("gibt es hier schon: „Neu“") == 2


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "Die Datei ist leer."),
        (" \n", "Die Datei ist leer."),
        ("kein JSON", "In Zeile 1, Zeichen 1"),
        ('{"format": 1,\n "fields": {,}}', "In Zeile 2, Zeichen 13"),
        ("[" * 100_000, "kein Text von `fields export`"),
        ('{"format": 1, "fields": []}', "Es fehlt „format“ oder „fields“"),
        ('{"format": 9, "fields": {}}', "aus einer anderen Fassung"),
        ('{"format": 1, "fields": {"haus.f_1": {}}}', "Die Tabelle „haus“ gibt es nicht"),
        ('{"format": 1, "fields": {"member.label": {}}}', "„label“ ist keine Kennung"),
        ('{"format": 1, "fields": {"member.f_9": 5}}', "Hier muss ein Objekt"),
        ('{"format": 1, "fields": {"member.f_9": {}, "member.f_9": {}}}', "„member.f_9“ steht zweimal"),
        ('{"format": 1, "fields": {"member.f_9": {"default": NaN}}}', "NaN ist keine Zahl"),
        ('{"format": 1, "fields": {"member.f_9": {"help": "\\ud800"}}}', "keines"),
        ('{"format": 1, "fields": {"member.f_9": {"help": "\\u0000"}}}', "NUL"),
        ("Größe".encode("latin-1"), "nicht in UTF-8"),
        ("{}".encode("utf-16"), "nicht in UTF-8"),
    ],
)
def test_a_file_that_is_none(capsys: Out, tmp_path: Path, text: str | bytes, sentence: str) -> None:
    """One sentence that says where."""
    assert sentence in refused(capsys, tmp_path, text)


def test_unique_over_doubles(capsys: Out, tmp_path: Path, make_family: Make) -> None:
    """Two members of one age: no database error, but what the page says."""
    family = make_family()
    with db.program() as session:
        for _ in range(2):
            records.add(session, Member(family_id=family, first_name="Mia"), {"f_2": 7})
    text = json.loads(exported(capsys))
    text["fields"][AGE]["is_unique"] = True
    assert AGE in refused(capsys, tmp_path, json.dumps(text))


def test_two_labels_change_places(capsys: Out, tmp_path: Path) -> None:
    """Each stands once, before and after."""
    text = json.loads(exported(capsys))
    text["fields"][AGE]["label"], text["fields"][NOTE]["label"] = "Notiz", "Alter"
    file = tmp_path / "felder.json"
    file.write_text(json.dumps(text), encoding="utf-8")
    assert main(["fields", "apply", str(file)]) == 0
    assert json.loads(exported(capsys)) == text


LABELS = st.text(st.characters(exclude_categories=("Cs", "Cc", "Cf")), min_size=1, max_size=20)
KINDS = [kind for kind in Kind if kind is not Kind.TOWN]  # the page does not offer it
FIELDS = st.lists(
    st.tuples(st.sampled_from(["member", "family", "task"]), LABELS, st.sampled_from(KINDS),
              st.lists(LABELS, min_size=1, max_size=3), st.booleans(), st.integers(0, 9)),
    min_size=1, max_size=5,
)  # fmt: skip


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(wanted=FIELDS)
def test_whatever_the_team_makes_is_carried_over(cast: Cast, capsys: Out, tmp_path: Path, wanted: list[Any]) -> None:
    """Export, apply in an empty installation, export: the same text."""
    for entity, label, kind, options, narrow, least in wanted:
        try:
            with db.transaction(cast("kerstin")) as session:
                draft = FieldDraft(entity, label, kind, "\n".join(options), help=" ".join(options))
                row = field_making.make(session, draft)
                limits = {"minimum": least, "maximum": least + 1, "max_length": 5 + least} if narrow else {}
                field_making.change(session, row.id or 0, {}, limits | ({"shown_when": _above(session, row)}))
        except FamError:  # a label twice, signs that nobody sees
            continue
    text, file = exported(capsys), tmp_path / "felder.json"
    file.write_text(text, encoding="utf-8")
    with db.program() as session:
        for row in session.exec(select(FieldDef)):
            session.delete(row)
    assert main(["fields", "apply", str(file)]) == 0, capsys.readouterr().err
    assert exported(capsys) == text


def _above(session: Any, row: FieldDef) -> dict[str, Any] | None:
    """A condition on the first choice of the same table, if there is one."""
    query = select(FieldDef).where(FieldDef.entity == row.entity, FieldDef.id != row.id).order_by(FieldDef.id)  # type: ignore[arg-type]
    for other in session.exec(query):
        if Kind(other.kind) in OFFERED and other.state in IN_FORMS:
            first = session.exec(select(FieldChoice.id).where(FieldChoice.field_id == other.id)).first()
            return {"key": other.key, "values": [first]}
    return None
