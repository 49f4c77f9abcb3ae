"""A form keeps what was typed, says beside each field what is wrong, and lets people decide conflicts."""

from datetime import date

from streamlit.testing.v1 import AppTest

from fam.rules.terms import Precision


def page() -> None:
    """A form with a service behind it that refuses, meets a conflict, crashes, or saves."""
    from datetime import date
    from typing import Any

    import streamlit as st

    from fam.errors import Conflict, FamError, InvalidForm, NotAllowed
    from fam.ui.drafts import DraftsInMemory
    from fam.ui.feedback import show_said, told
    from fam.ui.forms import Form

    problems: dict[str, Any] = {
        "doppelt": InvalidForm({"name": "Gibt es schon.", "elsewhere": "Der Plan fehlt."}),
        "verboten": NotAllowed(),
        "fremd": Conflict({"town": ("A", "B", "C")}),
        "absturz": ZeroDivisionError("secret"),
    }
    show_said()
    record = st.session_state.setdefault("record", {"name": "Özdemir", "town": "A", "received_on": date(2017, 4, 3)})
    drafts = st.session_state.setdefault("drafts", DraftsInMemory())
    form = Form("f", today=date(2018, 10, 15), opened=record, version=3, drafts=drafts)
    form.text("name", "Familienname", required=True, max_length=20)
    form.choice("town", "Wohnort", {"A": "Altenstadt", "B": "Büdingen", "C": "Butzbach"}, required=True)
    form.date("received_on", "Eingangsdatum", required=True, precision_ok=True)
    form.date("birth", "Geburtsdatum", birth=True)
    if form.boolean("informed", "Familie informiert") is False:
        form.text("why", "Grund", required=True)
    form.decimal("share", "Anteil", minimum=0, maximum=100)
    form.integer("children", "Kinder")
    form.long_text("topics", "Themen", max_length=30)
    if form.submitted("Speichern", cancel="Abbrechen"):
        values, changes, opened = form.values(), form.changes(), form.opened
        with told("Gespeichert.", form):
            wrong: FamError | None = problems.get(str(values["name"]))
            if wrong is not None and not (isinstance(wrong, Conflict) and opened["town"] == "B"):
                raise wrong
        st.session_state.saved = (values, changes, opened)
        st.rerun()
    st.text(f"cancelled {form.cancelled}")


def start() -> AppTest:
    """Open the page for the first time."""
    return AppTest.from_function(page, default_timeout=20).run()


def save(at: AppTest) -> AppTest:
    """Click on Speichern."""
    return next(button for button in at.button if button.label == "Speichern").click().run()


def lines(at: AppTest) -> str:
    """Return the lines below the fields."""
    return " ".join(str(block.proto.body) for block in at.get("html"))


def test_a_click_straight_out_of_a_date_saves_what_was_typed() -> None:
    """The click still brings the calendar's day from before the typing: the text counts; a day picked does too."""
    at = start()
    at.text_input(key="f:received_on").set_value("4.9.18").run()
    at.date_input(key="kalender-f:received_on").set_value(date(2017, 4, 3))
    assert save(at).session_state["saved"][0]["received_on"] == date(2018, 9, 4)
    at = start()
    at.text_input(key="f:received_on").set_value("4.9.18").run()
    at.date_input(key="kalender-f:received_on").set_value(date(2018, 9, 7))
    assert save(at).session_state["saved"][0]["received_on"] == date(2018, 9, 7)


def test_opened_values_come_back_as_they_are() -> None:
    """Nothing typed: everything is saved as it was, and nothing counts as changed."""
    at = save(start())
    assert not at.exception
    values, changes, _ = at.session_state["saved"]
    assert values["name"] == "Özdemir"
    assert values["received_on"] == date(2017, 4, 3)
    assert values["received_precision"] is Precision.DAY
    assert (values["birth"], values["informed"], values["share"], values["topics"]) == (None, None, None, "")
    assert not {"name", "town", "received_on"} & set(changes)
    assert [toast.value for toast in at.toast] == ["Gespeichert."]


def test_typed_german_is_understood() -> None:
    """Dates, numbers and answers typed the German way arrive as values."""
    at = start()
    at.text_input(key="f:received_on").set_value("ca. 07/2014")
    at.text_input(key="f:birth").set_value("3.4.17")
    at.text_input(key="f:share").set_value("1,5")
    at.text_input(key="f:children").set_value("1.200")
    at.radio(key="f:informed").set_value("ja")
    values, changes, _ = save(at).session_state["saved"]
    assert (values["received_on"], values["received_precision"]) == (date(2014, 7, 1), Precision.MONTH)
    assert values["birth"] == date(2017, 4, 3)
    assert str(values["share"]) == "1.5"
    assert values["children"] == 1200
    assert values["informed"] is True
    assert changes["received_on"] == date(2014, 7, 1)


def test_wrong_input_is_named_and_kept() -> None:
    """Each wrong field has its sentence and stands in the summary; what was typed is still there."""
    at = start()
    at.text_input(key="f:name").set_value(" ")
    at.text_input(key="f:received_on").set_value("31.2.17")
    at.text_input(key="f:share").set_value("120")
    save(at)
    assert "saved" not in at.session_state
    assert at.error[0].value.replace("\\", "") == "3 Felder prüfen: Familienname, Eingangsdatum, Anteil"
    assert at.text_input(key="f:received_on").value == "31.2.17"
    assert "Bitte angeben." in lines(at)
    assert "31.02.2017 gibt es nicht" in lines(at)
    assert "Höchstens 100." in lines(at)
    at.text_input(key="f:name").set_value("Müller").run()
    assert "3 Felder" in at.error[0].value  # nothing above moves until the next click
    assert "Bitte angeben." not in lines(at)
    assert "2 Felder" in save(at).error[0].value


def test_inexact_date_only_where_it_may_be() -> None:
    """A field that needs the day does not take a month."""
    at = start()
    at.text_input(key="f:birth").set_value("2015")
    assert "genauen Tag" in lines(save(at))


def test_field_appears_because_of_another() -> None:
    """ "nein" asks for the reason, and only then it is required."""
    at = start()
    at.radio(key="f:informed").set_value("nein").run()
    save(at)
    assert "Grund" in at.error[0].value
    at.text_input(key="f:why").set_value("Gefährdung")
    assert save(at).session_state["saved"][0]["why"] == "Gefährdung"


def test_service_refuses_beside_the_field() -> None:
    """InvalidForm stands beside its field and, for others, in the summary; a second try asks the service again."""
    at = start()
    at.text_input(key="f:name").set_value("doppelt")
    save(at)
    assert "Gibt es schon." in lines(at)
    assert "Der Plan fehlt" in at.error[0].value
    assert at.text_input(key="f:name").value == "doppelt"
    at.text_input(key="f:name").set_value("einzeln")
    assert save(at).session_state["saved"][0]["name"] == "einzeln"


def test_other_refusals_stand_on_top() -> None:
    """A missing right is said on top of the form, nothing typed is lost, and no success is told."""
    at = start()
    at.text_input(key="f:name").set_value("verboten")
    save(at)
    assert "Berechtigung" in at.error[0].value
    assert at.text_input(key="f:name").value == "verboten"
    assert not at.toast


def test_crash_shows_a_number_only() -> None:
    """An unexpected error shows a number, never its text, and keeps what was typed."""
    at = start()
    at.text_input(key="f:name").set_value("absturz")
    save(at)
    assert "Fehlernummer" in at.error[0].value
    assert "secret" not in at.error[0].value
    assert not at.exception
    assert at.text_input(key="f:name").value == "absturz"


def conflict() -> AppTest:
    """Save into a conflict over the town: A at opening, B by others, C mine."""
    at = start()
    at.text_input(key="f:name").set_value("fremd")
    at.selectbox(key="f:town").set_value("C")
    return save(at)


def test_conflict_shows_both_values_and_waits() -> None:
    """All three values stand there by their names; nothing is saved until somebody chose."""
    at = conflict()
    question = next(radio for radio in at.radio if "Was soll gelten" in radio.label)
    assert [option.replace("\\", "") for option in question.options] == [
        "meine Eingabe: Butzbach",
        "jetzt gespeichert von anderen: Büdingen",
    ]
    assert any("Altenstadt" in caption.value for caption in at.caption)
    save(at)
    assert "saved" not in at.session_state


def test_conflict_choice_is_applied() -> None:
    """ "Mine" is a change of what others saved; "theirs" changes nothing there."""
    for answer, town, changed in (("mine", "C", True), ("theirs", "B", False)):
        at = conflict()
        next(radio for radio in at.radio if "Was soll gelten" in radio.label).set_value(answer)
        values, changes, opened = save(at).session_state["saved"]
        assert values["town"] == town
        assert ("town" in changes) is changed
        assert opened["town"] == "B"


def test_saved_form_is_empty_and_cancel_forgets() -> None:
    """After saving, and after Abbrechen, the fields show the record again."""
    at = start()
    at.text_input(key="f:name").set_value("Neu")
    save(at)
    assert at.text_input(key="f:name:1").value == "Özdemir"
    at.text_input(key="f:name:1").set_value("doch nicht")
    next(button for button in at.button if button.label == "Abbrechen").click().run()
    assert at.text_input(key="f:name:2").value == "Özdemir"
    assert at.text[0].value == "cancelled True"
    assert at.run().text[0].value == "cancelled False"


def test_record_changed_by_others_is_shown_fresh() -> None:
    """Untouched, the form follows the record; once something is typed, it stays as it was opened."""
    at = start()
    at.session_state["record"] = {"name": "Öztürk", "town": "A", "received_on": date(2017, 4, 3)}
    at.run()
    assert at.text_input(key="f:name:1").value == "Öztürk"
    at.text_input(key="f:name:1").set_value("Meier").run()
    at.session_state["record"] = {"name": "Schulz", "town": "A", "received_on": date(2017, 4, 3)}
    at.run()
    assert at.text_input(key="f:name:1").value == "Meier"


def test_draft_is_the_value_and_ends_with_the_save() -> None:
    """The long text is what the store holds; too long is said; after saving the draft is gone."""
    at = start()
    at.session_state["drafts"].keep("f", "topics", "x" * 31)
    assert "Höchstens 30 Zeichen, jetzt 31." in lines(save(at))
    at.session_state["drafts"].keep("f", "topics", "kurz")
    assert save(at).session_state["saved"][0]["topics"] == "kurz"
    assert at.session_state["drafts"].load("f", "topics") is None


def test_calendar_writes_the_text() -> None:
    """A day picked from the calendar stands in the field as text; the calendar opens at the typed day."""
    at = start()
    assert at.date_input(key="kalender-f:received_on").value == date(2017, 4, 3)
    at.date_input(key="kalender-f:birth").set_value(date(1970, 5, 9)).run()
    assert at.text_input(key="f:birth").value == "09.05.1970"
    assert "Sa 09.05.1970" in lines(at)


def readings(at: AppTest) -> list[str]:
    """Return what is offered below the date of birth."""
    return [button.label for button in at.button if str(button.key).startswith("f:birth:")]


def test_each_reading_of_an_ambiguous_date_is_a_button() -> None:
    """ "03/04/17" may be April or March: one click fills in what was meant, and the buttons go."""
    at = start()
    at.text_input(key="f:birth").set_value("03/04/17").run()
    assert readings(at) == ["03.04.2017", "04.03.2017"]
    at.button(key="f:birth:1").click().run()
    assert at.text_input(key="f:birth").value == "04.03.2017"
    assert readings(at) == []
    assert not at.exception


def test_a_reading_that_the_field_refuses_is_not_offered() -> None:
    """A birth lies in the past, and a month is no day."""
    at = start()
    at.text_input(key="f:birth").set_value("03/12/18").run()  # today is 15.10.2018
    assert readings(at) == ["12.03.2018"]
    at.text_input(key="f:birth").set_value("03/14").run()
    assert readings(at) == []
