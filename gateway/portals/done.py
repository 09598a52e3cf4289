"""The words that say, on the page after an act, what was done: `?done=` names one of `texts/done.yaml`."""

from __future__ import annotations

from fastapi import Request
from fastapi.responses import RedirectResponse, Response

from . import words


def done_of(request: Request) -> str:
    """Return the key of the words that say what was done before this page; empty if nothing was."""
    key = f"done.{request.query_params.get('done', '')}"
    return key if key in words.catalogue() else ""


def led_to(address: str, done: str) -> Response:
    """Lead to a page that says what was done; its address may have a query."""
    return RedirectResponse(f"{address}{'&' if '?' in address else '?'}done={done}", 303)
