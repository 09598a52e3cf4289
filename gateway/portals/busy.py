"""The pages of an overloaded minute: rendered once in a while and filled in for each request, so that they cost little."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from markupsafe import Markup, escape

from chassis.edition.current import edition
from gateway.arrival_tickets import Ticket
from gateway.form_tickets import ticket_of_form
from gateway.problems import ProblemError

from . import language
from .deadline_forms import sent_form, wait_of
from .language import Language
from .pages import moment_exact, problem_page, render

# how long a rendered page is filled in again and again, seconds: a rehearsal's shows the time
_FRESH = 10.0
# what stands for what differs from request to request
_MARKS = {name: f"mark-of-{name}" for name in ("seconds", "number", "fields")}
_MARKED_PATH = "/mark-of-path"
_MARKED_MOMENT = datetime(1999, 1, 1, tzinfo=UTC)
Rendering = Callable[[Request, ProblemError], HTMLResponse]
_rendered: dict[tuple[str, Language], tuple[float, HTMLResponse]] = {}


def problem_or_waiting(request: Request, problem: ProblemError) -> HTMLResponse:
    """Return a problem as a page: the one that waits if it is of a form whose deadline counts and the platform is busy (C9)."""
    return waiting_page(request, problem) or problem_page(request, problem)


def page(request: Request, problem: ProblemError) -> HTMLResponse:
    """Return the page that says that the platform is busy, what is safe, and when to try again.

    A page that was only to be read is asked for again by the browser.
    """
    filled = _filled("busy", request, problem, {}, problem_page)
    if request.method in ("GET", "HEAD"):
        filled.headers["Refresh"] = problem.headers["Retry-After"]
    return filled


def waiting_page(request: Request, problem: ProblemError, *, prepared: bool = False) -> HTMLResponse | None:
    """Return the page that says when a form arrived and sends it again by itself (rules C8, C9).

    `prepared` fills in a page that was rendered before. Return None if it is no form whose deadline counts, or if there is no
    ticket for it: whoever sent it is not signed in.
    """
    seconds, form = wait_of(problem), sent_form(request)
    if not seconds or form is None:
        return None
    held: Ticket | None = getattr(request.state, "ticket", None)
    ticket = held or ticket_of_form(request, form)
    if ticket is None:
        return None
    values = {"kind": form.kind, "minutes": round(edition().arrivals.grace_minutes)}
    hidden = form.hidden(ticket.signed)
    if not prepared:
        values |= {"path": form.path, "fields": hidden, "arrived_at": ticket.arrived_at, "seconds": seconds}
        return _waiting(request, problem, values)
    with language.Rendering(language.of_request(request.state)):
        moments = {moment_exact(_MARKED_MOMENT): moment_exact(ticket.arrived_at)}
    fields = Markup(_MARKS["fields"])  # noqa: S704 - our own input: a constant
    values |= {"path": _MARKED_PATH, "fields": fields, "arrived_at": _MARKED_MOMENT, "seconds": _MARKS["seconds"]}
    # what was typed is filled in last, so that nothing in it is taken for a mark
    texts = {**moments, _MARKED_PATH: form.path, _MARKS["fields"]: hidden}
    return _filled(
        f"waiting-{form.kind}", request, problem, texts, lambda asked, marked: _waiting(asked, marked, values)
    )


def _filled(
    name: str, request: Request, problem: ProblemError, texts: Mapping[str, str], rendering: Rendering
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


def _waiting(asked: Request, problem: ProblemError, values: dict[str, Any]) -> HTMLResponse:
    shown = render(asked, "waiting.html", problem.status, problem=problem, **values)
    shown.headers.update(problem.headers)
    return shown
