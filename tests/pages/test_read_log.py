"""Who read what is written down, once; Datenschutz sees all of it, the leads what concerns their own families."""

from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlmodel import col, select

from fam import db
from fam.models import Account, ListItem, Meeting, ReadEntry, Setting, now
from fam.person import Person
from fam.queries.tasks import TaskSearch, Which
from fam.rules.protection_terms import ReadKind
from fam.rules.terms import Institution, ListName
from fam.services import grants, read_log
from fam.ui import tasks
from tests.support.people import LoginAs, page_path
from tests.ui.reading import table_rows

Cast = Callable[[str], Person]
Make = Callable[..., int]
FILE, LIST, LOG = "families/family_file.py", "families/families.py", "protection/log.py"
MEETINGS, PROPOSALS = "cooperation/meetings.py", "families/proposals.py"


def entries(kind: ReadKind) -> list[tuple[str, int | None, str]]:
    """Return (who, family, detail) of every line of a kind, oldest first."""
    with db.program() as session:
        query = select(Account.username, ReadEntry.family_id, ReadEntry.detail).join(
            ReadEntry, col(ReadEntry.account_id) == Account.id
        )
        return list(session.exec(query.where(ReadEntry.kind == kind).order_by(col(ReadEntry.id))).all())


def test_opening_a_file_is_one_line_however_often_it_redraws(login_as: LoginAs, make_family: Make) -> None:
    """Anna opens the file and clicks about: one line, with who and which family, and she can read it there."""
    family = make_family("Kaya")
    app = login_as("anna")
    app.query_params["fam"] = "FAM-2017-00001"
    app.switch_page(page_path(FILE)).run()
    app.session_state[f"read-log-{family}"] = True  # unfolded
    app.run()
    again = login_as("anna")  # another tab
    again.query_params["fam"] = "FAM-2017-00001"
    again.switch_page(page_path(FILE)).run()
    assert not app.exception
    assert entries(ReadKind.FILE) == [("anna", family, "")]
    assert any(
        "Anna" in one.value and "Familienakte" in one.value and "Pro Arbeit" in one.value for one in app.markdown
    )


def test_a_meeting_or_a_proposal_opened_by_itself_is_a_reading_too(
    login_as: LoginAs, make_family: Make, cast: Cast
) -> None:
    """Whoever opens a meeting or a proposal reads the family, also without its file."""
    family, anna = make_family("Kaya"), cast("anna").account_id
    with db.program() as session:
        kind = session.exec(select(ListItem.id).where(ListItem.list == ListName.MEETING_KIND)).first() or 0
        meeting = Meeting(
            family_id=family, institution=Institution.PRO_ARBEIT, event_on=date(2018, 10, 1), kind_id=kind,
            author_id=anna,
        )  # fmt: skip
        session.add(meeting)
        session.flush()
        number = meeting.id
    for page, asked in ((MEETINGS, {"gespraech": str(number)}), (PROPOSALS, {"fam": "FAM-2017-00001"})):
        app = login_as("anna")
        for name, value in asked.items():
            app.query_params[name] = value
        app.switch_page(page_path(page)).run()
        assert not app.exception
    assert entries(ReadKind.FILE) == [("anna", family, "Gespräch"), ("anna", family, "Vorschlag")]


def test_a_file_that_one_may_not_open_leaves_no_line(login_as: LoginAs, make_family: Make) -> None:
    """Stefan's guess shows nothing, and the log does not say that there was something to see."""
    make_family("Kaya")
    app = login_as("stefan")
    app.query_params["fam"] = "FAM-2017-00001"
    app.switch_page(page_path(FILE)).run()
    assert not app.exception
    assert entries(ReadKind.FILE) == []


def test_a_search_with_hits_is_logged_without_its_words(login_as: LoginAs, make_family: Make) -> None:
    """Who was found stands in the log, what was typed does not; a search without hits leaves no line."""
    family = make_family("Kaya")
    app = login_as("anna")
    app.switch_page(page_path(LIST)).run()
    assert entries(ReadKind.SEARCH) == []
    app.text_input(key="families:text").set_value("Nemo").run()
    assert entries(ReadKind.SEARCH) == []
    app.text_input(key="families:text").set_value("Kaya").run()
    assert entries(ReadKind.SEARCH) == [("anna", family, "1 Treffer")]


def test_an_export_is_logged_when_it_is_made(cast: Cast, make_family: Make) -> None:
    """Tasks as Excel: the file and the line come from the same click."""
    make_family("Kaya")
    data = tasks.excel(cast("anna"), TaskSearch(next(iter(Which))), ())
    assert load_workbook(BytesIO(data)).active is not None
    assert entries(ReadKind.EXPORT) == [("anna", None, "Aufgaben, 0 Zeilen")]


def test_datenschutz_sees_who_read_what_and_why(login_as: LoginAs, cast: Cast, make_family: Make) -> None:
    """Dora reads number, person, reason; nothing of the family, and nobody is counted or ranked."""
    family = make_family("Kaya")
    with db.transaction(cast("stefan")) as session:
        grants.open_file(session, "FAM-2017-00001", "Vertretung am Telefon")
    with db.transaction(cast("stefan")) as session:
        read_log.note(session, ReadKind.FILE, [family])
    app = login_as("dora")
    app.switch_page(page_path(LOG)).run()
    assert not app.exception
    (row,) = table_rows(app, "Protokoll")
    assert (row["Wer"], row["Was"], row["Familie"]) == ("Stefan", "Familienakte", "FAM-2017-00001")
    assert row["Begründung"] == "Vertretung am Telefon"
    assert "Kaya" not in str(row)


@pytest.mark.parametrize("name", ["anna", "amir", "kerstin", "konrad", "lena", "adam", "stefan"])
def test_nobody_else_opens_the_log(name: str, login_as: LoginAs, make_family: Make) -> None:
    """The page is for Datenschutz alone."""
    make_family("Kaya")
    app = login_as(name)
    with pytest.raises(ValueError, match="protokoll"):  # registered by its address only: a refusal stands there
        app.switch_page(page_path(LOG))


def test_lines_concern_those_who_lead_the_family(cast: Cast, make_family: Make) -> None:
    """Amir reads who opened his family's file, Stefan and Koordination nothing of it."""
    family = make_family("Kaya")
    with db.transaction(cast("anna")) as session:
        read_log.note(session, ReadKind.FILE, [family])
    seen = {}
    for name in ("amir", "stefan", "kerstin", "lena", "adam", "dora"):
        with db.reading(cast(name)) as session:
            seen[name] = len(session.exec(select(ReadEntry)).all())
    assert seen == {"amir": 1, "stefan": 0, "kerstin": 0, "lena": 0, "adam": 0, "dora": 1}


@pytest.mark.parametrize(("setting", "kept"), [(None, 182), ("30", 30), ("9999", 182), ("nie", 182)])
def test_nothing_is_kept_longer_than_half_a_year(setting: str | None, kept: int, make_family: Make) -> None:
    """182 days, or less if the setting says so; a longer setting changes nothing (§ 79 Abs. 4 SGB X)."""
    family = make_family("Kaya")
    with db.program() as session:
        if setting:
            session.add(Setting(key=read_log.KEPT, value=setting))
        for days in (kept - 1, kept + 1):
            session.add(ReadEntry(kind=ReadKind.FILE, family_id=family, at=now() - timedelta(days=days)))
    with db.program() as session:
        read_log.forget_old(session)
        (left,) = session.exec(select(ReadEntry)).all()
        assert (now() - left.at).days == kept - 1
