"""A picture to make: a page in a state, who looks at it, and what brings the page into the state."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page

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


def press(label: str, **fields: str) -> Callable[[Page], None]:
    """Return what fills fields by their ids and presses a button."""

    def act(page: Page) -> None:
        for name, value in fields.items():
            page.fill(f"#{name}", value)
        page.get_by_role("button", name=label, exact=True).click()
        page.wait_for_load_state()

    return act


def click(selector: str) -> Callable[[Page], None]:
    """Return what clicks on something in the page."""
    return lambda page: page.locator(selector).first.click()
