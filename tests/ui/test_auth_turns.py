"""Turns: a few runs at a time, in the order they came; nobody can keep a turn for himself."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.PageNotFound_pb2 import PageNotFound

from fam.ui.auth_gate import Gate
from fam.ui.auth_turns import Turns, asks_for_run, ends_run


def on_a_loop(course: Coroutine[Any, Any, None]) -> None:
    """Run it on a loop in a thread of its own: in this one a browser test may have left its loop."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, course).result()


def ended(how: "ForwardMsg.ScriptFinishedStatus.ValueType") -> bytes:
    return bytes(ForwardMsg(script_finished=how).SerializeToString())


def test_the_third_waits_until_the_first_is_done() -> None:
    async def play() -> None:
        turns = Turns(at_once=2, patience=60)
        await turns.take("a")
        await turns.take("b")
        third, fourth = asyncio.create_task(turns.take("c")), asyncio.create_task(turns.take("d"))
        await asyncio.sleep(0.01)
        assert not third.done()
        turns.give_back("a")
        await asyncio.sleep(0.01)
        assert (third.done(), fourth.done()) == (True, False), "first come, first served"
        turns.give_back("c")
        await asyncio.wait_for(fourth, 1)
        for one in "bd":
            turns.give_back(one)
        await asyncio.wait_for(turns.take("e"), 1)

    on_a_loop(play())


def test_a_second_click_in_the_same_tab_does_not_wait_for_the_first() -> None:
    async def play() -> None:
        turns = Turns(at_once=1, patience=60)
        await turns.take("a")
        await asyncio.wait_for(turns.take("a"), 1)

    on_a_loop(play())


def test_who_needs_long_does_not_hold_up_the_others() -> None:
    async def play() -> None:
        turns = Turns(at_once=1, patience=0.05)
        await turns.take("an import")
        await asyncio.wait_for(turns.take("b"), 1)
        turns.give_back("an import")  # much later: it takes nothing from anybody
        waiting = asyncio.create_task(turns.take("c"))
        await asyncio.sleep(0.01)
        assert not waiting.done()
        await asyncio.wait_for(waiting, 1)

    on_a_loop(play())


def test_whoever_leaves_while_waiting_leaves_no_gap() -> None:
    async def play() -> None:
        turns = Turns(at_once=1, patience=60)
        await turns.take("a")
        leaving, staying = asyncio.create_task(turns.take("b")), asyncio.create_task(turns.take("c"))
        await asyncio.sleep(0.01)
        leaving.cancel()
        await asyncio.sleep(0.01)
        turns.give_back("a")
        await asyncio.wait_for(staying, 1)

    on_a_loop(play())


def test_only_a_wish_to_run_takes_a_turn() -> None:
    run, beat = BackMsg(), BackMsg(app_heartbeat=True)
    run.rerun_script.query_string = ""
    assert asks_for_run(run.SerializeToString())
    assert not asks_for_run(beat.SerializeToString())
    assert not asks_for_run(b"\xff\xff\xff")


def test_a_run_ends_with_its_last_message_and_not_when_it_begins_anew() -> None:
    assert ends_run(ended(ForwardMsg.FINISHED_SUCCESSFULLY))
    assert ends_run(ended(ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY))
    assert ends_run(ended(ForwardMsg.FINISHED_WITH_COMPILE_ERROR))
    assert not ends_run(ended(ForwardMsg.FINISHED_EARLY_FOR_RERUN))
    assert not ends_run(ForwardMsg(page_not_found=PageNotFound()).SerializeToString())
    assert not ends_run(b"x" * 1000)


def test_the_gate_gives_the_turn_back_with_the_last_message_and_when_the_tab_goes() -> None:
    """Streamlit is played here: it takes one message and answers, or just ends."""
    run = BackMsg()
    run.rerun_script.query_string = ""
    incoming = {"type": "websocket.receive", "bytes": run.SerializeToString()}

    async def receive() -> dict[str, object]:
        return incoming

    async def send(_message: object) -> None:
        return None

    def streamlit(answers: bool) -> Callable[..., Awaitable[None]]:
        async def play(
            _scope: object, receive: Callable[..., Awaitable[object]], send: Callable[..., Awaitable[None]]
        ) -> None:
            await receive()
            assert gate.turns._running
            if answers:
                await send({"type": "websocket.send", "bytes": ended(ForwardMsg.FINISHED_SUCCESSFULLY)})
                assert not gate.turns._running

        return play

    for answers in (True, False):
        gate = Gate(streamlit(answers))
        on_a_loop(gate({"type": "websocket", "headers": [], "client": ("local", 5000)}, receive, send))
        assert not gate.turns._running
