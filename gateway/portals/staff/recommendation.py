"""The pages on which a division recommends projects to the final, and the secretariat follows it (rules F1, F6)."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from itertools import groupby
from typing import Any

from dasai.review.v1 import recommendations_pb2, recommendations_pb2_grpc
from fastapi import Request
from fastapi.responses import Response

from chassis.edition.current import edition
from chassis.facts.roles import Grant, Role
from chassis.permissions import Target
from chassis.permissions import review as permissions
from gateway.api.body import to_message
from gateway.api.review import recommendations
from gateway.problems import ProblemError
from gateway.routing import Router
from gateway.rpc import actor_of, as_json, call, channel

from ..done import done_of, led_to
from ..forms import body_of, form_key
from ..pages import form_again, render
from .homes import home_of_page
from .panels import is_over
from .round_names import panel_named
from .tasks import Task, finds_tasks

router = Router(include_in_schema=False)
Shown = dict[str, Any]
_MOVED_ON = "F1_FILED_MEANWHILE"
_PAGE, _LIST = "staff/recommendation.html", "staff/recommendations.html"


def _recommendations() -> recommendations_pb2_grpc.RecommendationsAsyncStub:
    return recommendations_pb2_grpc.RecommendationsStub(channel("review"))


def path_of_recommendation(code: str) -> str:
    """Return the address of a division's recommendation."""
    return f"/staff/divisions/{code}/recommendation"


@router.get("/staff/recommendations")
async def all_recommendations(request: Request) -> Response:
    """Return how each division's recommendation is doing (rules F1, F6)."""
    answer = as_json(await recommendations.list_recommendations(request))
    filed = {each["division_code"]: each for each in answer["recommendations"]}
    values: Shown = {
        "home": home_of_page(request, Role.SECRETARIAT, Role.COMMITTEE),
        "divisions": edition().divisions,
        "filed": filed,
        "until": edition().timetable.division_reports_until.at,
    }
    return render(request, _LIST, **values)


@router.get("/staff/divisions/{code}/recommendation")
async def recommendation_page(code: str, request: Request) -> Response:
    """Return a division's recommendation, with the form that files it and what became of its places (rules F1, F6)."""
    values = await _values(code, request)
    return render(request, _PAGE, key=form_key(), done=done_of(request), **values)


async def _filed(code: str, request: Request) -> Shown | None:
    """Return a division's recommendation; None if it has not filed one."""
    try:
        message = recommendations_pb2.GetRecommendationRequest(division_code=code)
        return as_json(await call(_recommendations().GetRecommendation, message, request))
    except ProblemError as problem:
        if problem.status == 404:
            return None
        raise


async def _values(code: str, request: Request) -> Shown:
    panel_named(f"division-{code}")
    filed, answer = await asyncio.gather(
        _filed(code, request), recommendations.list_recommendation_candidates(code, request)
    )
    listed = as_json(answer)
    names = {track.code: track for track in edition().tracks}
    by_track = [
        (names[track], list(each))
        for track, each in groupby(listed["candidates"], key=lambda candidate: candidate["team"]["track"])
        if track in names
    ]
    entries = filed["entries"] if filed else []
    placed = {entry["team"]["team_id"] for entry in entries if not entry.get("lost_at")}
    quota = listed["quota_per_track"]
    chosen = placed if filed else {each["team"]["team_id"] for _, tops in by_track for each in tops[:quota]}
    actor, target = actor_of(request), Target(division=code)
    return {
        "code": code,
        "address": path_of_recommendation(code),
        "home": home_of_page(request, Role.HOST, Role.SECRETARIAT, Role.COMMITTEE),
        "filed": filed,
        "seen": (filed or {}).get("filed_at", ""),
        "recommended": entries,
        "lost": [entry for entry in entries if entry.get("lost_at")],
        "known": {entry["team"]["team_id"] for entry in entries},
        "by_track": by_track,
        "quota": quota,
        "until": listed["until"],
        "is_over": is_over(request, listed["until"]),
        "chosen": chosen,
        "may_file": permissions.FILE_RECOMMENDATION.is_open_to(actor, target),
        "may_substitute": permissions.SUBSTITUTE_PROJECT.is_open_to(actor, target),
        "may_notify": permissions.NOTIFY_RECOMMENDER.is_open_to(actor, target),
    }


async def _again(
    code: str,
    request: Request,
    problem: ProblemError,
    *,
    given: Shown,
    codes: Shown,
    key: str,
    fields: Shown | None = None,
) -> Response:
    """Return the page with a form that was refused."""
    values = await _values(code, request)
    if "team_ids" in given:
        values["chosen"] = set(given["team_ids"])
        if problem.code != _MOVED_ON:
            values["seen"] = given["seen"]
    return form_again(
        request, _PAGE, problem, given=given, codes=codes, fields=fields or {}, key=form_key(key, problem), **values
    )


@router.post("/staff/divisions/{code}/recommendation")
async def file_recommendation(code: str, request: Request) -> Response:
    """File the chosen projects with the report, in the order of the rankings; until the deadline again (rule F1).

    `seen` is when that was filed with which the form was shown: if another was filed since, it shows that, and what was typed.
    """
    form = await request.form()
    chosen, report = [str(value) for value in form.getlist("team_ids")], str(form.get("report", ""))
    key, seen = str(form.get("key", ""))[:100], str(form.get("seen", ""))[:100]
    try:
        body = body_of(
            recommendations.NewRecommendation, team_ids=chosen, report=report, seen={"filed_at": seen or None}
        )
        message = to_message(body, recommendations_pb2.FileRecommendationRequest(), division_code=code)
        await call(_recommendations().FileRecommendation, message, request, key=key or form_key())
    except ProblemError as problem:
        return await _again(
            code,
            request,
            problem,
            given={"team_ids": chosen, "report": report, "seen": seen},
            codes={_MOVED_ON: "", "F1_REPORT_MISSING": "report", "F1": "team_ids", "F4": "team_ids"},
            fields={"team_ids.*": "team_ids"},
            key=key,
        )
    return led_to(path_of_recommendation(code), "recommendation_filed")


async def _of_lost_place(request: Request, name: str) -> tuple[str, str, str, str]:
    """Return of a form about a lost place its team, its key, and the value and name of its own field."""
    form = await request.form()
    lost_team_id = str(form.get("lost_team_id", ""))[:100]
    field = f"{name}-{lost_team_id}"
    return lost_team_id, str(form.get("key", ""))[:100], str(form.get(field, "")), field


@router.post("/staff/divisions/{code}/recommendation/substitution")
async def substitute(code: str, request: Request) -> Response:
    """Give a lost place to another ranked project, within the time of the notice (rule F6)."""
    lost_team_id, key, chosen, field = await _of_lost_place(request, "substitute")
    try:
        given = {"lost_team_id": lost_team_id, "substitute_team_id": chosen}
        message = to_message(
            body_of(recommendations.Substitution, **given),
            recommendations_pb2.SubstituteProjectRequest(),
            division_code=code,
        )
        await call(_recommendations().SubstituteProject, message, request, key=key or form_key())
    except ProblemError as problem:
        codes = {"F6": field, "F8": field, "F1": field}
        fields = {"substitute_team_id": field}
        return await _again(code, request, problem, given={field: chosen}, codes=codes, fields=fields, key=key)
    return led_to(path_of_recommendation(code), "place_filled")


@router.post("/staff/divisions/{code}/recommendation/loss-notice")
async def notify(code: str, request: Request) -> Response:
    """Notify the recommender of a lost place; the time to fill it runs from here (rule F6)."""
    lost_team_id, key, text, field = await _of_lost_place(request, "text")
    try:
        body = body_of(recommendations.LossNotice, lost_team_id=lost_team_id, text=text)
        message = to_message(body, recommendations_pb2.NotifyRecommenderRequest(), division_code=code)
        await call(_recommendations().NotifyRecommender, message, request, key=key or form_key())
    except ProblemError as problem:
        given = {field: text}
        return await _again(code, request, problem, given=given, codes={"F6": field}, fields={"text": field}, key=key)
    return led_to(path_of_recommendation(code), "recommender_notified")


@finds_tasks(Role.HOST)
async def recommendation_to_do(request: Request, grant: Grant) -> Sequence[Task]:
    """Return what the host must do for its recommendation: file it, and fill the places that are lost (rules F1, F6)."""
    filed, address = await _filed(grant.division, request), path_of_recommendation(grant.division)
    if filed is None:
        answer = as_json(await recommendations.list_recommendation_candidates(grant.division, request))
        if not answer["candidates"] or is_over(request, answer["until"]):
            return ()
        return [Task("staff_recommendation.task_file", address, due=answer["until"])]
    notices = [
        entry["notice"]["until"]
        for entry in filed["entries"]
        if entry.get("notice") and not entry["substituted_by"] and not entry["forfeited"] and entry.get("lost_at")
    ]
    return [Task("staff_recommendation.task_fill", address, len(notices), due=min(notices))] if notices else ()


@finds_tasks(Role.SECRETARIAT)
async def losses_to_notify(request: Request, grant: Grant) -> Sequence[Task]:
    """Return the lost places of which the recommender was not notified (rule F6)."""
    answer = as_json(await recommendations.list_recommendations(request))
    count = sum(each["unnotified"] for each in answer["recommendations"])
    return [Task("staff_recommendation.task_notify", "/staff/recommendations", count)] if count else ()
