"""The published outcome: rankings, finalists, awards; and a search over them (rules E6, E7, F8, G2, H1, H4)."""

from __future__ import annotations

import asyncio
import unicodedata
from collections.abc import Awaitable
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from chassis.edition.current import edition
from chassis.kernel.refusal import Refusal
from chassis.refusals import NOT_FOUND
from gateway.api.publicity import awards, notices
from gateway.api.scoring import local_awards, rankings
from gateway.problems import ProblemError
from gateway.rpc import as_json

from ..pages import render
from .divisions import division_of, published_scheme
from .notices import is_public

router = APIRouter(include_in_schema=False)
_MOST = 200
Shown = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Hit:
    """A project that a search found: where it is published, with its award if it has one."""

    project: str
    team: str
    organisations: tuple[str, ...]
    track: str
    notice: Shown | None = None
    award: Shown | None = None

    def has(self, wanted: str) -> bool:
        """Return True if one of its names has the text."""
        return any(wanted in _plain(name) for name in (self.project, self.team, *self.organisations))


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().strip()


@router.get("/results")
async def results(
    request: Request,
    q: Annotated[str, Query(max_length=100)] = "",
    track: Annotated[str, Query(max_length=60)] = "",
) -> Response:
    """Return the results' page: awards by track, or what a search finds among awards and finalists that are published."""
    wanted, known = _plain(q), {each.code for each in edition().tracks}
    winners, finalists = await asyncio.gather(_awards(request), _finalists(request) if wanted else _nothing())
    hits = [hit for hit in (*_of_awards(winners), *_of_notices(finalists)) if hit.has(wanted)] if wanted else []
    chosen = track if track in known else ""
    by_track = [
        (each, [award for award in winners if award["award"]["track"] == each.code])
        for each in edition().tracks
        if not chosen or each.code == chosen
    ]
    return render(
        request,
        "public/results.html",
        part="results",
        q=q,
        hits=hits,
        by_track=[(each, listed) for each, listed in by_track if listed],
        special=[award for award in winners if not award["award"]["track"] or award["award"]["rank"] == 0],
        chosen=chosen,
    )


async def _awards(request: Request) -> list[Shown]:
    """Return the awards that are public: none before the winners' notice opens (rule H1)."""
    listed, token = [], ""
    while True:
        answer = as_json(await awards.list_awards(request, page_size=_MOST, page_token=token))
        listed += answer["awards"]
        token = answer["page"]["next_page_token"]
        if not token:
            return listed


async def _finalists(request: Request) -> list[Shown]:
    """Return the finalists' notices that are public (rule F8)."""
    listed = as_json(await notices.list_notices(request, kind="finalists", page_size=_MOST))["notices"]
    return [notice for notice in listed if is_public(notice)]


async def _nothing() -> list[Shown]:
    return []


def _of_awards(listed: list[Shown]) -> list[Hit]:
    return [
        Hit(
            project=award["award"]["team"]["project_name"],
            team=award["award"]["team"]["team_name"],
            organisations=_organisations(award["award"]["team"]),
            track=award["award"]["track"],
            award=award,
        )
        for award in listed
        if "team" in award["award"]
    ]


def _organisations(team: Shown) -> tuple[str, ...]:
    return tuple(organisation["name"] for organisation in (team["lead"], *team["co_organisations"]))


def _of_notices(listed: list[Shown]) -> list[Hit]:
    return [
        Hit(
            project=entry["project_name"],
            team=entry["team_name"],
            organisations=tuple(entry["organisations"]),
            track=entry["track"],
            notice=notice,
        )
        for notice in listed
        for entry in notice["entries"]
    ]


@router.get("/results/divisions/{code}")
async def division_results(code: str, request: Request) -> Response:
    """Return a division's results: the awards that it granted, and links to the rankings of its tracks (rules E6, E7)."""
    shown = await division_of(code, request)
    scheme = published_scheme(shown)
    granted = as_json(await local_awards.get_local_awards(code, request)) if scheme else {"awards": []}
    run = {choice["track"] for choice in scheme["tracks"]} if scheme else set()
    return render(
        request,
        "public/division_results.html",
        unit=edition().division(code),
        granted=granted,
        tracks=[track for track in edition().tracks if track.code in run],
    )


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
    values = {"track": known, "unit": unit, "round_id": round_id}
    try:
        ranking, key = await _both(rankings.get_ranking(round_id, request), rankings.get_ranking_key(request))
    except ProblemError as problem:
        if problem.status != 404:
            raise
        return render(request, "public/ranking.html", absent=problem, **values)
    return render(request, "public/ranking.html", ranking=as_json(ranking), key=as_json(key), **values)


async def _both(first: Awaitable[Any], second: Awaitable[Any]) -> tuple[Any, Any]:
    one, other = await asyncio.gather(first, second)
    return one, other
