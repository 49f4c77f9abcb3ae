"""What people do at a browser, for tests: click, type, choose from a list, wait for the answer."""

import re

from playwright.sync_api import Locator, Page, TimeoutError, expect

from tests.support.people import settled

TYPED = 12  # letters after which everybody looks at what the list offers
LIST = 3_000  # milliseconds after which a list is opened again; each time twice as long


def click(target: Locator) -> None:
    """Click as people do, not in no time: what is typed just before must not swallow it."""
    target.click(delay=30)


def press(page: Page, name: str) -> None:
    """Click the button of this name."""
    page.get_by_role("button", name=name, exact=True).click()


def fill(page: Page, label: str, text: str) -> None:
    """Type into a one-line field and leave it."""
    field = page.get_by_role("textbox", name=re.compile(rf"^{label}")).first
    field.fill(text)
    field.press("Tab")


def choose(page: Page, label: str, option: str, *, place: int = 0, exact: bool = False) -> None:
    """Choose from a list by typing what is looked for; a list that the moving page closes or keeps is opened again."""
    found = page.get_by_role("combobox", name=re.compile(rf"^{label}")).nth(place)
    offered = page.get_by_role("option", name=option, exact=exact)
    wanted = offered.filter(has_not_text=re.compile(r"^\s*(Add|Neu): ")).first  # where new words may be typed, too
    for attempt in range(5):
        if attempt:
            page.keyboard.press("Escape")  # an open list hides all other fields: no counting then
        found.wait_for()
        settled(page)
        box, patience = page.locator(f'[id="{found.get_attribute("id")}"]'), LIST * 2**attempt
        try:
            box.fill("", timeout=patience)
            box.press_sequentially(option[:TYPED], timeout=patience)
            wanted.click(timeout=patience)
            expect(wanted).to_be_hidden(timeout=patience)
        except (TimeoutError, AssertionError):
            assert attempt < 4, f"{label}: no option {option!r}"
        else:
            break
    settled(page)


def said(page: Page, sentence: str) -> None:
    """Wait until the program has said so, and has finished drawing."""
    expect(page.get_by_text(sentence).first).to_be_visible()
    settled(page)
