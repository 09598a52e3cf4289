"""The divisions for anyone: their list, a page for each with its published scheme, and its versions (rules A2 to A6)."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Literal

from dasai.registration.v1 import divisions_pb2, divisions_pb2_grpc
from fastapi import Query, Request
from fastapi.responses import Response

from chassis.edition import Edition
from chassis.edition.current import edition
from chassis.kernel.clock import Instant
from chassis.kernel.refusal import Refusal
from chassis.permissions.registration import REGISTER_TEAM
from chassis.refusals import NOT_FOUND
from chassis.settings import settings
from gateway.api.registration import activities
from gateway.problems import ProblemError
from gateway.routing import Router
from gateway.rpc import PUBLIC, actor_of, as_json, call, channel

from ..described.lines import others
from ..pages import DIVISION_STATES, render
from .countdown import Countdown, countdown_to
from .scheme_changes import changes_between, percent

router = Router(include_in_schema=False)
Shown = dict[str, Any]  # a message as the templates read it
# no more than this many of a division's activities are shown on its page
_ACTIVITIES = 5


@dataclass(frozen=True, slots=True)
class Registration:
    """The registration of a division as its published scheme dates it: `before`, `open` or `after`; empty without a scheme."""

    state: Literal["", "before", "open", "after"]
    countdown: Countdown | None = None


def registration_of(dates: Mapping[str, Any] | None) -> Registration:
    """Return if teams may register now by the dates of a published scheme or of a division's summary, with the countdown."""
    if not dates or not dates.get("registration_opens"):
        return Registration("")
    opens, closes = _instant(dates["registration_opens"]), _instant(dates["registration_closes"])
    now = settings().clock.now()
    if now < opens:
        return Registration("before", countdown_to(opens))
    return Registration("open", countdown_to(closes)) if now <= closes else Registration("after")


def _instant(text: str) -> Instant:
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def _divisions() -> divisions_pb2_grpc.DivisionsAsyncStub:
    return divisions_pb2_grpc.DivisionsStub(channel("registration"))


async def divisions_by_code(request: Request) -> dict[str, Shown]:
    """Return the summaries of the divisions that have applied, by their codes."""
    message = divisions_pb2.ListDivisionsRequest(brief=True)
    message.page.page_size = 200
    answer = as_json(await call(_divisions().ListDivisions, message, request))
    return {division["code"]: division for division in answer["summaries"]}


async def division_of(code: str, request: Request) -> Shown | None:
    """Return a division as its reader may see it; None if the edition has it but nobody applied. Raises ProblemError."""
    if code not in {division.code for division in edition().divisions}:
        raise ProblemError.of(Refusal(NOT_FOUND, {"what": "division"}))
    try:
        return as_json(
            await call(_divisions().GetDivision, divisions_pb2.GetDivisionRequest(division_code=code), request)
        )
    except ProblemError as problem:
        if problem.status != 404:
            raise
        return None


@router.get("/divisions")
async def divisions(request: Request, state: Annotated[str, Query(max_length=20)] = "") -> Response:
    """Return the list of all divisions, or of those in a state, with their dates."""
    known = await divisions_by_code(request)
    state_of = {each.code: known[each.code]["state"] if each.code in known else "" for each in edition().divisions}
    # "none" in an address is the empty state, of a division that nobody applied for
    counts = [(name or "none", words, list(state_of.values()).count(name)) for name, words in DIVISION_STATES.items()]
    chosen = state if state in {name for name, _, count in counts if count} else ""
    listed = [each for each in edition().divisions if not chosen or (state_of[each.code] or "none") == chosen]
    return render(
        request,
        "public/divisions.html",
        listed=listed,
        divisions=known,
        counts=[count for count in counts if count[2]],
        chosen=chosen,
    )


@router.get("/divisions/{code}")
async def division(code: str, request: Request) -> Response:
    """Return a division's page: its published scheme, what it holds, and how to register; without a scheme only its state."""
    shown = await division_of(code, request)
    held = await _activities(code, request) if shown else []
    actor = actor_of(request)
    return render(
        request,
        "public/division.html",
        unit=edition().division(code),
        division=shown,
        scheme=published_scheme(shown),
        versions=_published(shown),
        tracks=tracks_of(edition(), published_scheme(shown)),
        registration=registration_of(published_scheme(shown)),
        may_register=actor.account_id == PUBLIC.account_id or REGISTER_TEAM.is_open_to(actor),
        activities=held,
        percent=percent,
        others=others,
    )


@router.get("/divisions/{code}/versions/{version}")
async def scheme_version(code: str, version: int, request: Request) -> Response:
    """Return the page of a published version of a scheme: its reason, and each part that it changed (rule A5)."""
    if not 1 <= version <= 1_000_000:
        raise ProblemError.of(Refusal(NOT_FOUND, {"what": "scheme version"}))

    async def asked(number: int) -> Shown:
        message = divisions_pb2.GetSchemeVersionRequest(division_code=code[:100], version=number)
        return as_json(await call(_divisions().GetSchemeVersion, message, request))

    shown, division = await asyncio.gather(asked(version), division_of(code, request))
    earlier = [each["version"] for each in _published(division) if each["version"] < version]
    before = await asked(max(earlier)) if earlier else None
    changes = changes_between(before["scheme"], shown["scheme"]) if before else []
    return render(
        request,
        "public/scheme_version.html",
        unit=edition().division(code),
        version=shown,
        before=before,
        changes=changes,
    )


def published_scheme(division: Shown | None) -> Shown | None:
    """Return a division's scheme if it is published, whoever reads: the public's page shows nothing before (rules A5, K1)."""
    if division is None or division["state"] not in ("published", "open", "closed"):
        return None
    scheme: Shown | None = division.get("scheme")
    return scheme


def _published(division: Shown | None) -> list[Shown]:
    """Return the published versions of a division's scheme, the newest first, also to who may see others (rule K1)."""
    versions = (division or {}).get("versions", [])
    return [version for version in reversed(versions) if version["state"] == "published"]


def tracks_of(edition: Edition, scheme: Mapping[str, Any] | None) -> list[tuple[Any, list[tuple[Any, Shown]]]]:
    """Return the tracks that a scheme runs, each with its topics as the edition and as the scheme words them.

    A track or topic that this process's version of the edition does not have is left out (rule A1, ADR 10).
    """
    tracks = {track.code: track for track in edition.tracks}
    topics = {topic.id: topic for topic in edition.topics}
    return [
        (
            tracks[choice["track"]],
            [(topics[topic["topic_id"]], topic) for topic in choice["topics"] if topic["topic_id"] in topics],
        )
        for choice in (scheme or {}).get("tracks", [])
        if choice["track"] in tracks
    ]


async def _activities(code: str, request: Request) -> list[Shown]:
    """Return the next activities of a division."""
    listed = await activities.list_activities(
        request, division_code=code, begins_from=settings().clock.now(), page_size=_ACTIVITIES
    )
    shown: list[Shown] = as_json(listed)["activities"]
    return shown
