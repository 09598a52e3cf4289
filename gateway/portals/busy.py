"""The pages of an overloaded minute: rendered once in a while and filled in for each request, so that they cost little."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl

from fastapi import Request
from fastapi.responses import HTMLResponse
from markupsafe import escape

from gateway.arrival_tickets import Ticket
from gateway.problems import ProblemError

from . import language
from .language import Language
from .pages import moment_exact, problem_page, render

_SUBMISSION = re.compile(r"/teams/([0-9a-z-]{1,100})/submission")
_FIELDS = {
    "draft_revision": re.compile(r"[0-9]{1,10}"),
    "key": re.compile(r"[!-~]{1,100}"),
    "arrival": re.compile(r"[!-~]{0,2000}"),
}
# how long a rendered page is filled in again and again, seconds: a rehearsal's shows the time
_FRESH = 10.0
# what stands for what differs from request to request
_MARKS = {name: f"mark-of-{name}" for name in ("seconds", "number", "team_id", "key", "arrival")}
_MARKED_REVISION = 1_999_999_999
_MARKED_MOMENT = datetime(1999, 1, 1, tzinfo=UTC)
Rendering = Callable[[Request, ProblemError], HTMLResponse]
_rendered: dict[tuple[str, Language], tuple[float, HTMLResponse]] = {}


def submission_of(request: Request) -> dict[str, str] | None:
    """Return the fields of a request that submits by its page's form, with the team; None if it is another or damaged."""
    match = _SUBMISSION.fullmatch(request.url.path)
    if match is None or request.method != "POST":
        return None
    body: bytes = getattr(request.state, "body", b"")
    given = dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
    fields = {name: given.get(name, "") for name in _FIELDS}
    if not all(form.fullmatch(fields[name]) for name, form in _FIELDS.items()):
        return None
    return {**fields, "team_id": match[1]}


def page(request: Request, problem: ProblemError) -> HTMLResponse:
    """Return the page that says that the platform is busy, what is safe, and when to try again.

    A page that was only to be read is asked for again by the browser.
    """
    filled = _filled("busy", request, problem, {}, problem_page)
    if request.method in ("GET", "HEAD"):
        filled.headers["Refresh"] = problem.headers["Retry-After"]
    return filled


def waiting_page(
    request: Request, problem: ProblemError, form: dict[str, str], ticket: Ticket, minutes: int
) -> HTMLResponse:
    """Return the page that says when a submission arrived, and sends its form again by itself (rules C8, C9)."""
    shown_in = language.of_request(request.state)
    with language.Rendering(shown_in):
        moments = {moment_exact(_MARKED_MOMENT): moment_exact(ticket.arrived_at)}
    texts = {
        _MARKS["team_id"]: form["team_id"],
        _MARKS["key"]: form["key"],
        _MARKS["arrival"]: ticket.signed,
        str(_MARKED_REVISION): form["draft_revision"],
        **moments,
    }
    return _filled("waiting", request, problem, texts, lambda asked, marked: _waiting(asked, marked, minutes))


def _filled(
    name: str, request: Request, problem: ProblemError, texts: dict[str, str], rendering: Rendering
) -> HTMLResponse:
    shown_in = language.of_request(request.state)
    at, rendered = _rendered.get((name, shown_in), (float("-inf"), None))
    if rendered is None or time.monotonic() - at > _FRESH:
        marked = ProblemError(
            problem.status,
            problem.code,
            *(text.replace(problem.facts["seconds"], _MARKS["seconds"]) for text in (problem.zh, problem.en)),
            headers={"Retry-After": _MARKS["seconds"]},
        )
        rendered = rendering(_anybody(shown_in), marked)
        _rendered[name, shown_in] = (time.monotonic(), rendered)
    content = bytes(rendered.body).decode()
    filling = {
        _MARKS["seconds"]: problem.headers["Retry-After"],
        _MARKS["number"]: request.state.request_id,
        **texts,
    }
    for mark, text in filling.items():
        content = content.replace(mark, str(escape(text)))
    headers = {
        key: value for key, value in rendered.headers.items() if key.lower() not in ("content-length", "retry-after")
    }
    return HTMLResponse(content, problem.status, headers={**headers, **problem.headers})


def _anybody(shown_in: Language) -> Request:
    """Return a request for a page by nobody in particular: what it shows is good for everyone."""
    state: dict[str, Any] = {"language": shown_in, "request_id": _MARKS["number"], "session_unknown": True}
    scope = {
        "type": "http",
        "method": "GET",
        "path": "/",
        "raw_path": b"/",
        "query_string": b"",
        "headers": [],
        "state": state,
    }
    return Request(scope)


def _waiting(asked: Request, marked: ProblemError, minutes: int) -> HTMLResponse:
    values: dict[str, Any] = {
        "team_id": _MARKS["team_id"],
        "draft_revision": _MARKED_REVISION,
        "key": _MARKS["key"],
        "arrival": _MARKS["arrival"],
        "arrived_at": _MARKED_MOMENT,
        "minutes": minutes,
        "seconds": _MARKS["seconds"],
        "problem": marked,
    }
    return render(asked, "participant/waiting.html", marked.status, **values)
