"""A picture to make: a page in a state, who looks at it, and what brings the page into the state."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from gateway.portals.language import PREFIX
from gateway.portals.words import catalogue

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

_VALUE = re.compile(r"\{(\w+)\}")
# who looks: nobody who is signed in, or an account of `world.py`
PUBLIC, NEWCOMER, WRITER, SUBMITTER, HOST = "", "newcomer", "writer", "submitter", "host"


@dataclass(frozen=True)
class Shot:
    """A page in a state. `path` may name what the world made: `{writing}` and `{submitted}` are teams.

    `route` is the page's row in the table of permissions; `act` brings the page into the state, and may be done repeatedly.
    `played` says that it needs a contest that was played to its winners (`public_world.py`), which takes a minute.
    """

    name: str
    path: str
    route: str
    who: str = PUBLIC
    act: Callable[[Page], None] | None = None
    played: bool = False


def words_on(page: Page, chinese: str) -> re.Pattern[str]:
    """Return what an element says in the page's language, by what it says in Chinese."""
    said = _english_of(chinese) if is_english(page) else {chinese}
    return re.compile(f"^(?:{'|'.join(map(re.escape, sorted(said)))})$")


def _english_of(chinese: str) -> set[str]:
    """Return what the catalogue says for a Chinese text in English, its values too; the text itself if it has none."""
    exact = {text.en for text in catalogue().values() if text.zh == chinese}
    if exact:
        return exact
    said = set()
    for text in catalogue().values():
        parts = _VALUE.split(text.zh)
        if len(parts) == 1 or len(set(parts[1::2])) < len(parts[1::2]):
            continue  # it has no value, or has one twice, as no button does
        pattern = "".join(f"(?P<{part}>.+)" if place % 2 else re.escape(part) for place, part in enumerate(parts))
        match = re.fullmatch(pattern, chinese)
        if match is not None:
            values = [[(name, each) for each in _english_of(value)] for name, value in match.groupdict().items()]
            said |= {text.en.format(**dict(chosen)) for chosen in itertools.product(*values)}
    return said or {chinese}


def is_english(page: Page) -> bool:
    """Return True if the page is shown in English."""
    return f"{urlsplit(page.url).path}/".startswith(f"{PREFIX}/")


def button(page: Page, label: str, *, within: str = "body") -> Locator:
    """Return the button of a part of a page that says so in Chinese, whatever the page's language."""
    return page.locator(within).get_by_role("button", name=words_on(page, label))


def go_to(page: Page, path: str) -> None:
    """Open another page in the language of this one."""
    page.goto(f"{PREFIX if is_english(page) else ''}{path}")


def press(label: str, **fields: str) -> Callable[[Page], None]:
    """Return what fills fields by their ids and presses a button."""

    def act(page: Page) -> None:
        for name, value in fields.items():
            page.fill(f"#{name}", value)
        button(page, label).click()
        page.wait_for_load_state()

    return act


def click(selector: str) -> Callable[[Page], None]:
    """Return what clicks on something in the page."""
    return lambda page: page.locator(selector).first.click()
