"""The tracks for anyone: with their topics, and which divisions run them (rules A1, A2)."""

from __future__ import annotations

from fastapi import Request
from fastapi.responses import Response

from chassis.edition.current import edition
from chassis.kernel.refusal import Refusal
from chassis.refusals import NOT_FOUND
from gateway.problems import ProblemError
from gateway.routing import Router

from ..pages import render
from .divisions import divisions_by_code

router = Router(include_in_schema=False)


@router.get("/tracks")
async def tracks(request: Request) -> Response:
    """Return all tracks with their topics; the committee's catalogue needs no service."""
    return render(request, "public/tracks.html")


@router.get("/tracks/{code}")
async def track(code: str, request: Request) -> Response:
    """Return a track's page: its topics in the notice's words, and the divisions whose published schemes run it."""
    shown = next((each for each in edition().tracks if each.code == code), None)
    if shown is None:
        raise ProblemError.of(Refusal(NOT_FOUND, {"what": "track"}))
    known = await divisions_by_code(request)
    running = [
        (division, known[division.code])
        for division in edition().divisions
        if code in known.get(division.code, {}).get("tracks", ())
    ]
    return render(request, "public/track.html", track=shown, running=running)
