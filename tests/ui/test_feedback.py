"""How it went is told once, in German, also after a rerun; what was done can be undone."""

import logging

import pytest
from streamlit.testing.v1 import AppTest

from fam.ui.feedback import as_label, plain


def page() -> None:
    """Buttons that succeed, are refused, crash, and can be undone."""
    from functools import partial

    import streamlit as st

    from fam.errors import IllegalStep
    from fam.ui.feedback import empty_state, show_said, told

    show_said()
    done = st.session_state.setdefault("done", [])
    if st.button("gut"):
        with told("Erledigt."):
            done.append("gut")
        st.rerun()
    if st.button("verboten"):
        with told("Erledigt."):
            raise IllegalStep(["Der Platz ist *nicht* frei."])
        st.session_state.after = True
    if st.button("kaputt"):
        with told("Erledigt."):
            raise KeyError("Özdemir")
        st.session_state.after = True
    if st.button("mit Rückweg"):
        with told("Aufgabe erledigt.", undo=partial(done.remove, "x")):
            done.append("x")
        st.rerun()
    if empty_state("Noch nichts.", "Hier anfangen.", "Anfangen"):
        done.append("los")


def click(label: str, at: AppTest | None = None) -> AppTest:
    """Open the page (or use the open one) and click."""
    at = at or AppTest.from_function(page, default_timeout=20).run()
    return next(button for button in at.button if button.label == label).click().run()


def test_success_survives_the_rerun_and_is_told_once() -> None:
    """The toast is there after st.rerun(), and not again with the next click."""
    at = click("gut")
    assert [toast.value for toast in at.toast] == ["Erledigt."]
    assert not at.run().toast


def test_refusal_is_a_sentence_and_nothing_follows() -> None:
    """The error's sentence stands on the page, no success is told, and what follows the block does not run."""
    at = click("verboten")
    assert [error.value for error in at.error] == ["Der Platz ist *nicht* frei."]
    assert not at.toast
    assert "after" not in at.session_state


def test_crash_is_a_number_that_is_also_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    """The person reads a number; the log has the same number with the traceback."""
    with caplog.at_level(logging.ERROR, logger="fam.ui"):
        at = click("kaputt")
    number = at.error[0].value.split("Fehlernummer ")[1][:6]
    assert number in caplog.text
    assert "KeyError" in caplog.text
    assert "Özdemir" not in at.error[0].value
    assert "after" not in at.session_state


def test_undo_undoes_once() -> None:
    """The bar offers the way back; taken, it is told, and taken twice it does no harm."""
    at = click("mit Rückweg")
    assert at.session_state["done"] == ["x"]
    at = click("Rückgängig", at)
    assert at.session_state["done"] == []
    assert [toast.value for toast in at.toast] == ["Rückgängig gemacht."]
    assert "Rückgängig" not in [button.label for button in at.button]


def test_empty_state_leads_on() -> None:
    """Nothing there: what to do, and a button that does it."""
    assert click("Anfangen").session_state["done"] == ["los"]


def test_names_are_never_markdown() -> None:
    """Whatever a family is called, it is shown letter by letter."""
    assert plain("*O'Neil* [x](y) :red[z] <b> $a$") == r"\*O'Neil\* \[x\]\(y\) \:red\[z\] \<b\> \$a\$"
    assert plain("http://x.de WWW.x.de a@x.de") == r"http:gray[]\://x\.de WWW:gray[]\.x\.de a:gray[]@x\.de"
    assert as_label("https://x.de") == "https:gray[]://x.de"
