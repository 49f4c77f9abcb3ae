"""Two runs of one session beside each other: what was typed is saved once, whichever of them was told to."""

from threading import Event, Thread

from fam.ui.form_state import FormState


def test_a_second_click_waits_and_saves_nothing() -> None:
    """While the first run saves, the second one waits; then the form is another turn."""
    state, saving, told = FormState(None), Event(), []

    def first() -> None:
        told.append(("first", state.take(0)))
        saving.wait(10)
        state.start_again()

    def second() -> None:
        told.append(("second", state.take(0)))

    one, other = Thread(target=first), Thread(target=second)
    one.start()
    while not told:
        pass
    other.start()
    other.join(0.2)
    assert other.is_alive()  # it waits for the first one's end
    saving.set()
    for run in (one, other):
        run.join(10)
    assert told == [("first", True), ("second", False)]
    assert not state.take(0)  # a click of the turn before, however late
    assert state.take(1)


def test_what_was_refused_can_be_saved_by_the_next_run() -> None:
    """The run that was told to save is over and the turn is the same: the next click is a try of its own."""
    state, told = FormState(None), []
    for _ in range(2):
        run = Thread(target=lambda: told.append(state.take(0)))
        run.start()
        run.join(10)
    assert told == [True, True]
