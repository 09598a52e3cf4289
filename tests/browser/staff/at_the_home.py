"""Sign staff in at their home, and press and read what their pages have."""

from __future__ import annotations

import re

from playwright.sync_api import Page

from tests.browser.spoken import Spoken
from tests.browser.test_pages import Visit

# the language, width and scripts of a visitor
Side = tuple[Spoken, int, bool]


def arrived(visit: Visit, side: Side, login: str, password: str) -> Page:
    """Return the page of somebody who signed in by the form, and is at the home of a role of staff."""
    say, width, scripts = side
    page = visit(f"{say.prefix}/sign-in", width=width, scripts=scripts)
    page.fill("#login", login)
    page.fill("#password", password)
    press(page, say("登录"))
    page.wait_for_url("**/work/**")
    return page


def press(page: Page, name: re.Pattern[str]) -> None:
    """Press a button of the page itself, or a link that looks like one."""
    page.get_by_role("main").get_by_role("button", name=name).click()
    page.wait_for_load_state()


def errors_of(page: Page) -> list[str]:
    """Return the fields to which the summary of errors leads."""
    return [str(link.get_attribute("href")) for link in page.locator(".govuk-error-summary a").all()]
