"""The published outcome: rankings, finalists, awards; and a search over them (rules E6, E7, F8, G2, H1, H4)."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Sequence
from typing import Annotated, Any

from fastapi import Query, Request
from fastapi.responses import Response

from chassis.edition.current import edition
from chassis.kernel.refusal import Refusal
from chassis.refusals import NOT_FOUND
from chassis.text.beginnings import is_part_of_any
from gateway.api.publicity import awards, notices
from gateway.api.scoring import local_awards, rankings
from gateway.problems import ProblemError
from gateway.routing import Router
from gateway.rpc import as_json

from ..pages import render
from .divisions import division_of, published_scheme

router = Router(include_in_schema=False)
# awards that are asked for in one call
_MOST = 200
# finalists on a page of what a search finds
_SIZE = 30
Shown = dict[str, Any]
# the refusal of a ranking that the committee has reopened
_REOPENED = "E6_REOPENED"
_NONE_GRANTED: Shown = {"awards": []}


@router.get("/results")
async def results(
    request: Request,
    q: Annotated[str, Query(max_length=100)] = "",
    track: Annotated[str, Query(max_length=60)] = "",
    page: Annotated[str, Query(max_length=300)] = "",
) -> Response:
    """Return the results' page: awards by track, or what a search finds among awards and finalists that are published.

    Awards that are found are on the first page of the search, finalists a page at a time.
    """
    wanted = q.strip()
    chosen = track if track in {each.code for each in edition().tracks} else ""
    winners, finalists = await asyncio.gather(
        _awards(request, chosen), _finalists(request, wanted, chosen, page) if wanted else _nothing()
    )
    by_track = [(each, [award for award in winners if award["track"] == each.code]) for each in edition().tracks]
    return render(
        request,
        "public/results.html",
        part="results",
        q=wanted,
        winners_found=[award for award in winners if is_part_of_any(wanted, _names(award))],
        finalists=finalists,
        page=page,
        by_track=[(each, listed) for each, listed in by_track if listed],
        special=[award for award in winners if not award["track"] or award["rank"] == 0],
        chosen=chosen,
    )


async def _awards(request: Request, track: str) -> list[Shown]:
    """Return the awards that are public, of a track if one is chosen: none before the winners' notice opens (rule H1).

    The page shows each of them. The quotas of the edition bound them, 91 in that of 2024, so that one call has them all; an
    edition with more than 200 takes a further one.
    """
    listed, token = [], ""
    while True:
        answer = await awards.list_awards(request, track=track, page_size=_MOST, page_token=token, brief=True)
        listed += as_json(answer)["summaries"]
        token = answer.page.next_page_token
        if not token:
            return listed


async def _finalists(request: Request, text: str, track: str, token: str) -> Shown:
    """Return a page of the published finalists in whose names a text is found, and how many there are (rule F8)."""
    answer = await notices.list_published_finalists(
        request, text=text, track=track, page_size=_SIZE, page_token=token, count=True
    )
    return as_json(answer)


async def _nothing() -> None:
    return None


def _names(award: Shown) -> Sequence[str]:
    """Return the names by which an award is found; that of an organiser's is by its recipient's name alone."""
    return (award["project_name"], award["team_name"], *award["organisations"], award["recipient_name"])


@router.get("/results/divisions/{code}")
async def division_results(code: str, request: Request) -> Response:
    """Return a division's results: the awards that it granted, and links to the rankings of its tracks (rules E6, E7)."""
    shown = await division_of(code, request)
    scheme = published_scheme(shown)
    granted = await _granted(code, request) if scheme else _NONE_GRANTED
    run = {choice["track"] for choice in scheme["tracks"]} if scheme else set()
    return render(
        request,
        "public/division_results.html",
        unit=edition().division(code),
        granted=granted,
        tracks=[track for track in edition().tracks if track.code in run],
    )


async def _granted(code: str, request: Request) -> Shown:
    """Return the awards that a division granted; none before it has granted any (rule E7)."""
    try:
        return as_json(await local_awards.get_local_awards(code, request))
    except ProblemError as problem:
        if problem.code != NOT_FOUND.name:
            raise
        return _NONE_GRANTED


@router.get("/results/divisions/{code}/{track}")
async def division_ranking(code: str, track: str, request: Request) -> Response:
    """Return the page of the ranking of a track in a division."""
    units = {division.code: division for division in edition().divisions}
    if code not in units:
        raise ProblemError.of(Refusal(NOT_FOUND, {"what": "division"}))
    return await _ranking(f"division-{code}-{track}", track, request, units[code])


@router.get("/results/final/{track}")
async def final_ranking(track: str, request: Request) -> Response:
    """Return the page of the ranking of a track in the national final."""
    return await _ranking(f"final-{track}", track, request, None)


async def _ranking(round_id: str, track: str, request: Request, unit: Any) -> Response:
    """Return the page of the ranking that counts, or the page that says that there is none yet."""
    known = next((each for each in edition().tracks if each.code == track), None)
    if known is None:
        raise ProblemError.of(Refusal(NOT_FOUND, {"what": "track"}))
    values: Shown = {"track": known, "unit": unit, "round_id": round_id}
    try:
        ranking, key = await _both(rankings.get_ranking(round_id, request), rankings.get_ranking_key(request))
    except ProblemError as problem:
        if problem.status != 404:
            raise
        on_record = await _on_record(round_id, request) if problem.code == _REOPENED else []
        return render(request, "public/ranking.html", absent=problem, on_record=on_record, **values)
    on_record = await _on_record(round_id, request) if ranking.number > 1 else []
    shown: Shown = {"ranking": as_json(ranking), "key": as_json(key), "on_record": on_record}
    return render(request, "public/ranking.html", **shown, **values)


async def _on_record(round_id: str, request: Request) -> list[Shown]:
    """Return the rankings of a round that are on record, of which there are few (rule E6)."""
    return list(as_json(await rankings.list_rankings(round_id, request))["rankings"])


async def _both(first: Awaitable[Any], second: Awaitable[Any]) -> tuple[Any, Any]:
    one, other = await asyncio.gather(first, second)
    return one, other
