"""Where things stand: addresses by FAM number only, and how one page opens another."""

from typing import NoReturn

import streamlit as st

from fam.config import ROOT
from fam.ui.menu import PAGES as ENTRIES

BEHIND = "hinter"  # in the address of Familien: the number of a chart whose families are listed


def family_link(number: str) -> str:
    """Return the address of a family's file, relative to any page."""
    return f"familienakte?fam={number}"


def open_family(number: str) -> NoReturn:
    """Leave this page for a family's file."""
    st.switch_page(ROOT / "pages" / "families" / "family_file.py", query_params={"fam": number})


def consents_link(number: str, part: str = "einwilligungen") -> str:
    """Return the address of the consents in a family's file; `part` "papier": of the form for what lies on paper."""
    return f"{family_link(number)}&bereich={part}"


def open_consents(number: str, part: str = "einwilligungen") -> NoReturn:
    """Leave this page for the consents in a family's file."""
    query = {"fam": number, "bereich": part}
    st.switch_page(ROOT / "pages" / "families" / "family_file.py", query_params=query)


def open_families(behind: str) -> NoReturn:
    """Leave this page for the families behind a number; `behind` is the address that `fam.rules.behind` makes."""
    st.switch_page(ROOT / "pages" / "families" / "families.py", query_params={BEHIND: behind})


def open_proposal(number: str) -> NoReturn:
    """Leave this page for the examination of a proposal."""
    st.switch_page(ROOT / "pages" / "families" / "proposals.py", query_params={"fam": number})


def proposal_link(number: str) -> str:
    """Return the address of a proposal's examination, relative to any page."""
    return f"vorschlaege?fam={number}"


def open_pipeline() -> NoReturn:
    """Leave this page for the list of proposals."""
    st.switch_page(ROOT / "pages" / "families" / "proposals.py")


def open_new_proposal(previous: str = "") -> NoReturn:
    """Leave this page for the quick form, filled from a previous case of the family if there is one."""
    st.switch_page(ROOT / "pages" / "families" / "proposals.py", query_params={"neu": previous or "1"})


def meeting_link(meeting_id: int) -> str:
    """Return the address of a meeting, relative to any page; its number says nothing about anybody."""
    return f"gespraeche?gespraech={meeting_id}"


def open_meetings(**asked: str) -> NoReturn:
    """Leave for the meetings: the list, one (gespraech="17"), or a form (neu="gespraech", neu="termin", fam=...)."""
    st.switch_page(ROOT / "pages" / "cooperation" / "meetings.py", query_params=asked)


def field_link(field_id: int) -> str:
    """Return the address of a field's settings, relative to any page."""
    return f"felder?feld={field_id}"


def open_fields(**asked: str) -> NoReturn:
    """Leave for the fields: the list (tabelle="member"), one (feld="7"), or the form for a new one (neu="member")."""
    st.switch_page(ROOT / "pages" / "administration" / "fields.py", query_params=asked)


def access_link(request_id: int) -> str:
    """Return the address of a request for access, relative to any page; its number says nothing about anybody."""
    return f"auskunft?auskunft={request_id}"


def open_access(request_id: int = 0) -> NoReturn:
    """Leave for one request for access, or for their list."""
    asked = {"auskunft": str(request_id)} if request_id else {}
    st.switch_page(ROOT / "pages" / "protection" / "access.py", query_params=asked)


PAGES = {
    "tasks": "cooperation/tasks.py",
    "families": "families/families.py",
    "exchange": "administration/exchange.py",
    "plan": "administration/plan.py",
    "team": "administration/team.py",
    "fields": "administration/fields.py",
    "consents": "protection/consents.py",
}


def open_page(name: str) -> NoReturn:
    """Leave for a page by its name in PAGES."""
    st.switch_page(ROOT / "pages" / PAGES[name])


def open_address(url_path: str) -> None:
    """Leave for a page by its address, if the program has it."""
    for entry in ENTRIES:
        if entry.url_path == url_path:
            st.switch_page(ROOT / "pages" / entry.file)
