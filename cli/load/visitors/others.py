"""Public readers, and reviewers with their queue."""

from __future__ import annotations

import random
from collections.abc import Callable

import gevent
from dasai_client import Refused, models
from dasai_client.operations import Operations

from ..run_settings import RunSettings
from .api_team import transport_of
from .browser import Browser
from .connection import Connection
from .page_team import LATE_WORDS
from .team import READING

_PATIENCE = 20.0  # seconds until a reader goes away
_PAGES = ("/", "/divisions", "/notices", "/activities", "/tracks", "/help", "/results")
_HOLD: models.Judgements = {"compliance": True, "authenticity": True, "lawfulness": True}
# an appointment, a newer submission or another reviewer came first
_OVERTAKEN = ("D1_NEWER_SUBMISSION", "D1_WRONG_STATE", "D1_OTHER_REVIEWER", "NOT_FOUND")
_CASES = 4


def read(number: int, settings: RunSettings, connect: Callable[[str], Connection]) -> None:
    """Read some pages as the public does; raise Refused, httpx.TransportError."""
    chance = random.Random(f"{settings.wishes.seed}/reader/{number}")  # noqa: S311 - behaviour, no secret
    connection = connect(f"10.{128 + (number >> 16 & 63)}.{number >> 8 & 255}.{number & 255}")
    try:
        browser = Browser(connection, settings.host, _PATIENCE, LATE_WORDS)
        code = chance.choice(sorted(settings.topics))
        for page in (chance.choice(_PAGES), "/divisions", f"/divisions/{code}")[: chance.randint(1, 3)]:
            browser.open(page)
            gevent.sleep(chance.uniform(*READING))
    finally:
        connection.close()


def review(number: int, settings: RunSettings, connect: Callable[[str], Connection]) -> None:
    """Look at one's queue, by page and API, and let some cases pass; raise Refused, httpx.TransportError."""
    login = sorted(settings.reviewers)[number]
    password = settings.reviewers[login]
    connection = connect(f"10.200.{number >> 8 & 255}.{number & 255}")
    try:
        browser = Browser(connection, settings.host, _PATIENCE, LATE_WORDS)
        page = browser.open("/sign-in?next=/work/reviewer")
        browser.submit(page.form("/sign-in"), login=login, password=password)
        session = Operations(transport_of(connection, settings.host)).sign_in({"login": login, "password": password})
        api = Operations(transport_of(connection, settings.host, session["token"]))
        for case in api.list_cases(state="assigned", page_size=_CASES)["cases"]:
            shown = api.get_case(case["case_id"])
            gevent.sleep(0.5)
            decision: models.DecisionBody = {
                "submission_number": shown["submission_number"],
                "outcome": "passed",
                "judgements": _HOLD,
                "reason": "材料完整，符合参赛条件。",
            }
            try:
                api.decide_case(case["case_id"], decision)
            except Refused as refused:
                if refused.code not in _OVERTAKEN:
                    raise
    finally:
        connection.close()
