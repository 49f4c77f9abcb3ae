"""The lock after idle minutes: a script covers the page, and while it is locked the server runs no page at all."""

import streamlit as st

from fam.ui.theme import asset


def sign(kind: str) -> None:
    """Tell the script what stands in this tab: "inside", "totals" (never covered) or "locked" (only the lock)."""
    st.html(f'<span data-fam-page="{kind}" hidden></span>')


def watch() -> None:
    """Mount the script that warns, covers and asks for the password; it keeps running over all pages."""
    st.html(f"<script>{asset('lock.js')}</script>", unsafe_allow_javascript=True)


def show() -> None:
    """The page of a locked session after a reload: only the lock. The script asks for the password."""
    sign("locked")
    st.title("Gesperrt")
    st.write("Das Passwort öffnet die Seite wieder.")
    st.link_button("Abmelden", "/abmelden")
