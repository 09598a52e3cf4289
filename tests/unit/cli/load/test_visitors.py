"""What a browser of the load test makes of answers to its forms: an act is done once its answer leads on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import SimpleNamespace
from typing import Any, cast

import httpx
import pytest
from dasai_client import Refused

from cli.load.ledger import Attempt, End, StoredTeam, What, compare
from cli.load.visitors import browser as browser_module
from cli.load.visitors.answers import is_unadvised, leaves_open
from cli.load.visitors.browser import Browser
from cli.load.visitors.forms import Form
from cli.load.visitors.notebook import GivenUpError, Notebook
from cli.load.visitors.page_team import LATE_WORDS, done

FORM = Form("/teams/t/material", {"kind": "audit"}, {})
TARGET = "/teams/t/material?done=uploaded"
BUSY = httpx.Response(503, text="<p>busy</p>", headers={"retry-after": "2"})
LEADS_ON = httpx.Response(303, headers={"location": TARGET})


class Platform:
    """Answers in turn to what is sent, the last of them for ever; an exception is raised."""

    def __init__(self, *answers: httpx.Response | Exception) -> None:
        self._answers = list(answers)
        self.sent: list[str] = []
        self.lost = self.arrived_ms = 0

    def request(
        self, method: str, address: str, *, headers: Mapping[str, str], content: bytes | None
    ) -> httpx.Response:
        """Note a request, and answer it."""
        assert ("Content-Type" in headers) == (content is not None)
        self.sent.append(f"{method} {address}")
        answer = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        if isinstance(answer, Exception):
            self.lost += 1
            raise answer
        return answer

    def forget(self) -> None:
        """Count anew."""
        self.lost = self.arrived_ms = 0

    def note_ticket(self, _ticket: str) -> None:
        """Take no notice: these pages have none."""


@pytest.fixture(autouse=True)
def _without_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = SimpleNamespace(now=0.0)
    monkeypatch.setattr(browser_module.time, "monotonic", lambda: clock.now)
    monkeypatch.setattr(browser_module.gevent, "sleep", lambda seconds: setattr(clock, "now", clock.now + seconds))


def browser(platform: Platform) -> Browser:
    """Return a browser that tries for ten seconds."""
    return Browser(cast(Any, platform), "http://platform", 10, LATE_WORDS)


@pytest.mark.parametrize(
    "shed", [BUSY, httpx.ReadError("gone"), httpx.Response(404, text="<p>gone</p>")], ids=["busy", "no answer", "gone"]
)
def test_an_act_whose_target_can_not_be_read_is_done_and_not_sent_again(shed: httpx.Response | Exception) -> None:
    platform = Platform(LEADS_ON, shed)
    page = browser(platform).submit(FORM)
    assert page.address == TARGET
    assert platform.sent.count("POST /teams/t/material") == 1
    assert set(platform.sent[1:]) == {f"GET {TARGET}"}


def test_the_target_alone_is_read_again_until_it_comes() -> None:
    platform = Platform(LEADS_ON, BUSY, httpx.ReadError("gone"), httpx.Response(200, text="<p>there</p>"))
    assert browser(platform).submit(FORM).text == "<p>there</p>"
    assert platform.sent == ["POST /teams/t/material", *[f"GET {TARGET}"] * 3]


def test_an_act_that_was_not_done_is_sent_again_and_then_refused() -> None:
    platform = Platform(BUSY, httpx.ReadError("gone"), BUSY)
    with pytest.raises(Refused, match="PAGE_503"):
        browser(platform).submit(FORM)
    assert set(platform.sent) == {"POST /teams/t/material"}
    assert len(platform.sent) > 2
    with pytest.raises(Refused, match="PAGE_409"):
        browser(Platform(httpx.Response(409, text="<p>no</p>"))).submit(FORM)


def test_a_page_that_is_only_read_is_refused_wherever_it_led() -> None:
    platform = Platform(httpx.Response(303, headers={"location": "/elsewhere"}), httpx.Response(404, text="<p>no</p>"))
    with pytest.raises(Refused, match="PAGE_404"):
        browser(platform).open("/somewhere")


def test_a_redirect_that_keeps_the_method_sends_the_form_where_it_says() -> None:
    platform = Platform(
        httpx.Response(307, headers={"location": "/there"}), LEADS_ON, httpx.Response(200, text="<p>ok</p>")
    )
    browser(platform).submit(FORM)
    assert platform.sent == ["POST /teams/t/material", "POST /there", f"GET {TARGET}"]


def attempt(act: Callable[[Notebook], Any], platform: Platform) -> Attempt:
    """Return the attempt that a notebook writes down."""
    written: list[Attempt] = []
    notebook = Notebook(0, cast(Any, platform), written.append)
    act(notebook)
    return written[0]


def test_a_file_that_was_stored_before_the_deadline_is_acknowledged_though_its_page_is_shed_beyond_it() -> None:
    """Sent again it would be refused as late: then the ledger would hold a file that nobody sent."""
    late = httpx.Response(409, text=f"<p>{LATE_WORDS}</p>")
    platform = Platform(LEADS_ON, BUSY)

    def upload(notebook: Notebook) -> None:
        with notebook.attempt(What.FILE, "k", "t", file=["audit", "h"]):
            done(browser(platform).send_file(FORM, "file", "a.pdf", b"%PDF-"))

    acknowledged = attempt(upload, platform)
    assert acknowledged.end is End.ACKNOWLEDGED
    assert compare([acknowledged], [StoredTeam("t", "L", files=[("audit", "h")])], 0, {"L": 0}).lost == []

    def refused(notebook: Notebook) -> None:
        with pytest.raises(GivenUpError), notebook.attempt(What.FILE, "k", "t", file=["audit", "h"]):
            done(browser(Platform(late)).send_file(FORM, "file", "a.pdf", b"%PDF-"))

    assert attempt(refused, platform).end is End.REFUSED


@pytest.mark.parametrize(
    ("answer", "is_open", "unadvised"),
    [
        (httpx.Response(503, json={"code": "UNAVAILABLE"}), True, True),
        (httpx.Response(503, json={"code": "PLATFORM_BUSY"}, headers={"retry-after": "3"}), False, False),
        (httpx.Response(503, text="<p>busy</p>", headers={"retry-after": "3"}), True, False),
        (httpx.Response(504, text="a proxy's page"), True, False),
        (httpx.Response(409, json={"code": "C1"}), False, False),
        (httpx.Response(429, json={"code": "TOO_MANY"}), False, True),
    ],
)
def test_what_an_answer_leaves_open(answer: httpx.Response, is_open: bool, unadvised: bool) -> None:
    """So what is stored and was refused at the next try is nothing that nobody sent."""
    assert (leaves_open(answer), is_unadvised(answer)) == (is_open, unadvised)
