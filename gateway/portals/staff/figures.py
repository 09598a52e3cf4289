"""Figures of registration and submission: a division's, and for secretariat and committee all divisions' (K1, K2)."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Annotated, Any

from fastapi import Query, Request
from fastapi.responses import Response

from chassis.edition.current import edition
from chassis.facts.roles import Role
from chassis.kernel.clock import BEIJING
from chassis.settings import settings
from gateway.api.registration.figures import get_figures
from gateway.routing import Router
from gateway.rpc import actor_of, as_json

from ..pages import render
from ..public.divisions import divisions_by_code
from ..words import said
from .divisions import require_staff, way_to

router = Router(include_in_schema=False)
Shown = dict[str, Any]
Row = tuple[Any, ...]
Day = Annotated[str, Query(max_length=10)]


@router.get("/staff/divisions/{code}/figures")
async def division_figures(code: str, request: Request, day: Day = "") -> Response:
    """Return a division's figures by day, hour of a day, track and kind of organisation."""
    require_staff(actor_of(request), code)
    figures = as_json(await get_figures(request, division_code=code))
    values = _charts(figures, day)
    way, unit = way_to(actor_of(request), code), edition().division(code)
    return render(request, "staff/figures.html", path=f"/staff/divisions/{code}/figures", unit=unit, way=way, **values)


@router.get("/staff/national")
async def national_figures(request: Request, day: Day = "") -> Response:
    """Return all divisions' figures: each division with its state, and the same charts as of a division."""
    answer, states = await asyncio.gather(get_figures(request), divisions_by_code(request))
    figures = as_json(answer)
    counts = {each["group"]: each["teams"] for each in figures["divisions"]}
    none = dict.fromkeys(("taking_part", "submitted", "withdrawn", "disqualified"), 0)
    divisions = [
        {
            "unit": unit,
            "state": states[unit.code]["state"] if unit.code in states else "",
            "teams": counts.get(unit.code, none),
        }
        for unit in edition().divisions
    ]
    actor = actor_of(request)
    role = next(role for role in (Role.SECRETARIAT, Role.COMMITTEE) if actor.has(role))
    way = [(f"/work/{role}", f"role.{role}")]
    return render(
        request,
        "staff/figures.html",
        path="/staff/national",
        unit=None,
        way=way,
        divisions=divisions,
        **_charts(figures, day),
    )


def _charts(figures: Mapping[str, Any], day: str) -> Shown:
    """Return what the charts show: names in the edition's words are made in the template, in the language of the page."""
    hours = [(_local(each["begins"]), each["registered"], each["submitted"]) for each in figures["hours"]]
    days = days_of(hours)
    chosen = next((each for each, _, _ in days if each.isoformat() == day), days[-1][0] if days else None)
    tracks = {each["group"]: each["teams"] for each in figures["tracks"]}
    kinds = {each["group"]: each["teams"] for each in figures["organisation_kinds"]}
    return {
        "teams": figures["teams"],
        "counted_at": figures.get("counted_at", ""),
        "days": days,
        "day": chosen,
        "hours": hours_of(hours, chosen) if chosen else [],
        "tracks": [(track.name, tracks[track.code]) for track in edition().tracks if track.code in tracks],
        "kinds": [(kind, kinds[kind.id]) for kind in edition().organisation_kinds if kind.id in kinds],
        "said": said,
        "now": settings().clock.now(),
    }


def days_of(hours: Sequence[tuple[datetime, int, int]]) -> list[tuple[date, int, int]]:
    """Return what happened on each day from the first to the last on which anything did, Beijing time."""
    if not hours:
        return []
    first, last = hours[0][0].date(), hours[-1][0].date()
    counts = {first + timedelta(days=place): [0, 0] for place in range((last - first).days + 1)}
    for begins, registered, submitted in hours:
        counts[begins.date()][0] += registered
        counts[begins.date()][1] += submitted
    return [(day, registered, submitted) for day, (registered, submitted) in counts.items()]


def hours_of(hours: Sequence[tuple[datetime, int, int]], day: date) -> list[tuple[int, int, int]]:
    """Return what happened in each of the 24 hours of a day, Beijing time."""
    counts = {begins.hour: (registered, submitted) for begins, registered, submitted in hours if begins.date() == day}
    return [(hour, *counts.get(hour, (0, 0))) for hour in range(24)]


def _local(begins: str) -> datetime:
    return datetime.fromisoformat(begins.replace("Z", "+00:00")).astimezone(BEIJING)
