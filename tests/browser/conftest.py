"""A browser on the whole stack, with an open division of its own."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from chassis.edition import load_edition
from chassis.kernel.clock import FileClock
from cli.demo.client import Tally, User, browserless, consent
from cli.demo.world import Plan, later
from cli.stack.browser import locate as locate_chromium
from cli.stack.local import LocalStack
from cli.stack.program import ROOT
from tests.divisions import PAGES

PASSWORD = "a password for tests"
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@dataclass
class Contest:
    """The contest in the running stack, with an open division, and what a test does in it."""

    stack: LocalStack
    plan: Plan
    http: httpx.Client

    @property
    def division(self) -> str:
        """Return the code of the open division."""
        return self.plan.divisions[PAGES]

    def participant(self, login: str) -> User:
        """Sign up a participant who uses the API."""
        return User(self.stack.url, Tally(), http=self.http).sign_up(login, PASSWORD)

    def team(self, user: User, index: int) -> dict[str, Any]:
        """Register a team of the user, let its co-organisation consent, and return the team."""
        team = dict(user.post("/api/v1/teams", self.body(index)))
        if self.body(index)["co_organisations"]:
            consent(user, self.participant(f"partner-{index}"), team["facts"]["team_id"])
        return team

    def body(self, index: int) -> dict[str, Any]:
        """Return a request for a new team."""
        return self.plan.synthetic.registration(index, self.division, self._topic, people=2)

    def submit(self, user: User, team: dict[str, Any], index: int) -> str:
        """Write the declaration, upload the evidence, submit, and return the receipt's number."""
        address = f"/api/v1/teams/{team['facts']['team_id']}"
        sections = self.plan.synthetic.project(index, self._topic).sections
        saved = user.put(
            f"{address}/declaration",
            {
                "draft_revision": team["draft_revision"],
                "sections": [{"id": key, "text": text} for key, text in sections],
            },
        )
        for evidence in self.plan.synthetic.evidence(index, team["facts"]["lead"]["uscc"]):
            user.upload(team["facts"]["team_id"], evidence)
        return str(user.post(f"{address}/submissions", {"draft_revision": saved["draft_revision"]})["number"])

    def save(self, user: User, team: dict[str, Any], section: str, text: str) -> None:
        """Save a section of the draft over its present revision."""
        address = f"/api/v1/teams/{team['facts']['team_id']}"
        revision = user.get(address)["draft_revision"]
        body = {"draft_revision": revision, "sections": [{"id": section, "text": text}]}
        user.put(f"{address}/declaration", body)

    @property
    def _topic(self) -> str:
        return self.plan.edition.track(self.plan.tracks_of(PAGES)[0]).topics[0].id


@pytest.fixture(scope="session")
def contest(stack: LocalStack, contest_clock: FileClock) -> Iterator[Contest]:
    """Open a division of the stack for registration, once for all tests."""
    plan = Plan(load_edition(ROOT / "editions" / "2024.yaml"), 3, 77)
    contest_clock.move_to(plan.applies)
    code = plan.divisions[PAGES]
    roles = [{"role": "host", "division": code}]
    with browserless() as http:
        secretariat = User(stack.url, Tally(), http=http).sign_in_first("secretariat", stack.accounts["secretariat"])
        secretariat.invite(f"pages-{code}", PASSWORD, roles)
        host = User(stack.url, Tally(), http=http).sign_in(f"pages-{code}", PASSWORD)
        host.put(f"/api/v1/divisions/{code}/application", {"scheme": plan.scheme(PAGES)})
        secretariat.post(f"/api/v1/divisions/{code}/approval")
        host.post(f"/api/v1/divisions/{code}/publication")
        contest_clock.move_to(later(plan.opens, minutes=1))
        end = time.monotonic() + 60
        while host.get(f"/api/v1/divisions/{code}")["state"] != "open":  # its timer looks at the clock every second
            assert time.monotonic() < end, "the division did not open"
            time.sleep(0.1)
        yield Contest(stack, plan, http)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Start Chromium for a module, not the session, because Playwright keeps an event loop running in this thread."""
    chromium = locate_chromium()
    with pytest.MonkeyPatch.context() as patch:
        for name, value in chromium.env.items():
            patch.setenv(name, value)
        with sync_playwright() as playwright:
            running = playwright.chromium.launch(executable_path=chromium.program, headless=True, args=list(QUIET))
            yield running
            running.close()


@pytest.fixture
def visit(browser: Browser, contest: Contest) -> Iterator[Callable[..., Page]]:
    """Yield what opens a page for a new visitor: at a width, with scripts or, as each page must work, without.

    A request to any other server and an error in the browser's console fail the test.
    """
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def open_page(path: str, *, width: int = 1280, scripts: bool = False) -> Page:
        context = browser.new_context(
            base_url=contest.stack.url,
            locale="zh-CN",
            viewport={"width": width, "height": 900},
            java_script_enabled=scripts,
        )
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "request",
            lambda request: complaints.append(request.url) if not request.url.startswith(contest.stack.url) else None,
        )
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    # the browser reports an expected 4xx page as a failed resource
    assert [complaint for complaint in complaints if "status of 4" not in complaint] == []
