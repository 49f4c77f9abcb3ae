"""The lock after idle minutes: a script covers the page, and while it is locked the server runs no page at all."""

import streamlit as st

from fam.ui.theme import asset


def watch(shows: str, mark: str) -> None:
    """Mount the script that warns, covers and asks for the password, beside the demo's mark.

    It reads what stands in this tab: "inside", "totals" (never covered) or "locked" (only the lock).
    """
    style, sign = f"<style>{asset('lock.css')}</style>", f'<span data-fam-page="{shows}" hidden></span>'
    st.html(f"{style}{mark}{sign}<script>{asset('lock.js')}</script>", unsafe_allow_javascript=True)


def show() -> None:
    """The page of a locked session after a reload: only the lock. The script asks for the password."""
    st.title("Gesperrt")
    st.write("Das Passwort öffnet die Seite wieder.")
    st.link_button("Abmelden", "/abmelden")
