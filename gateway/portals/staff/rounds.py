"""The pages of a round: draws, assignment, freezing, the ranking and its reopening (rules E2, E4 to E6, G1)."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any

from dasai.scoring.v1 import rankings_pb2, rounds_pb2, rounds_pb2_grpc
from fastapi import Form, Request
from fastapi.responses import Response

from chassis.edition.current import edition
from chassis.facts.roles import Role
from chassis.permissions import Operation
from chassis.permissions import scoring as permissions
from gateway.api.body import to_message
from gateway.api.scoring import rankings, rounds
from gateway.problems import ProblemError
from gateway.routing import Router
from gateway.rpc import actor_of, as_json, call, channel

from ..done import done_of, led_to
from ..forms import body_of, fault_of, form_key, problem_of
from ..pages import form_again, render
from .homes import home_of_page
from .panels import is_over, progress_of, target_of
from .round_names import FINAL, RoundName, panel_named, round_named

router = Router(include_in_schema=False)
Shown = dict[str, Any]
Key = Annotated[str, Form(max_length=100)]
Reason = Annotated[str, Form()]
_LIST, _ROUND, _FREEZE, _REOPENING, _RANKING = (
    "staff/rounds.html",
    "staff/round.html",
    "staff/round_freeze.html",
    "staff/round_reopening.html",
    "staff/ranking.html",
)
_ACTS = {
    "may_commit": permissions.COMMIT_SEED,
    "may_assign": permissions.ASSIGN_EXPERTS,
    "may_freeze": permissions.FREEZE_ROUND,
    "may_reopen": permissions.REOPEN_RANKING,
}


def _rounds() -> rounds_pb2_grpc.RoundsAsyncStub:
    return rounds_pb2_grpc.RoundsStub(channel("scoring"))


def _may(request: Request, round_: RoundName, operation: Operation) -> bool:
    return operation.is_open_to(actor_of(request), target_of(round_.panel))


def _home(request: Request) -> Any:
    return home_of_page(request, Role.HOST, Role.SECRETARIAT, Role.COMMITTEE)


def path_of_round(round_id: str) -> str:
    """Return the address of a round's page."""
    return f"/staff/rounds/{round_id}"


@router.get("/staff/rounds")
async def rounds_of_final(request: Request) -> Response:
    """Return the rounds of the final, with how far each is (rules E6, G1)."""
    return await _list(request, FINAL)


@router.get("/staff/divisions/{code}/rankings")
async def rounds_of_division(code: str, request: Request) -> Response:
    """Return the rounds of a division, with how far each is (rule E6)."""
    return await _list(request, f"division-{code}")


async def _list(request: Request, panel_id: str) -> Response:
    panel = panel_named(panel_id)
    progress = await progress_of(request, panel_id)
    closes = progress.get("scoring_closes", "")
    values: Shown = {
        "panel": panel,
        "home": _home(request),
        "rounds": progress["rounds"],
        "closes": closes,
        "is_late": is_over(request, closes),
        "tracks": {track.code: track for track in edition().tracks},
    }
    return render(request, _LIST, **values)


@router.get("/staff/rounds/{round_id}")
async def round_page(round_id: str, request: Request) -> Response:
    """Return a round: its projects, draws and progress, and what can be done with it now (rules E2, E6, G1)."""
    values = await _values(round_id, request)
    return render(request, _ROUND, key=form_key(), done=done_of(request), **values)


async def _values(round_id: str, request: Request) -> Shown:
    name = round_named(round_id)
    shown, draws, progress = await asyncio.gather(
        rounds.get_round(round_id, request),
        rounds.get_draws(round_id, request),
        progress_of(request, name.panel.panel_id, round_id),
    )
    own = next(iter(progress["rounds"]), None)
    listed = as_json(draws)["draws"]
    closes = progress.get("scoring_closes", "")
    return {
        "round": name,
        "home": _home(request),
        "shown": as_json(shown),
        "draws": listed,
        "pending": listed[-1] if listed and not listed[-1]["seed"] else None,
        "progress": own,
        "by_team": {each["team_id"]: each for each in own["project_progress"]} if own else {},
        "closes": closes,
        "is_late": is_over(request, closes),
        "address": path_of_round(round_id),
        **{may: _may(request, name, operation) for may, operation in _ACTS.items()},
    }


async def _again(
    round_id: str, request: Request, problem: ProblemError, given: Shown, codes: Shown, key: str
) -> Response:
    """Return the round's page with a form that was refused."""
    values = await _values(round_id, request)
    fields = {"further_team_ids.*": "further_team_ids"}
    return form_again(
        request, _ROUND, problem, given=given, fields=fields, codes=codes, key=form_key(key, problem), **values
    )


@router.post("/staff/rounds/{round_id}/seed-commitment")
async def commit_seed(
    round_id: str,
    request: Request,
    seed_hash: Annotated[str, Form(max_length=200)] = "",
    reason: Reason = "",
    key: Key = "",
) -> Response:
    """Publish the hash of a seed (rules E2, G1)."""
    try:
        body = body_of(rounds.SeedCommitment, seed_hash=seed_hash.strip(), reason=reason)
        message = to_message(body, rounds_pb2.CommitSeedRequest(), round_id=round_id)
        await call(_rounds().CommitSeed, message, request, key=key or form_key())
    except ProblemError as problem:
        codes = {"G1_REDRAW_REASON_MISSING": "reason", "G1_SEED_USED": "seed_hash"}
        return await _again(round_id, request, problem, {"seed_hash": seed_hash, "reason": reason}, codes, key)
    return led_to(path_of_round(round_id), "seed_committed")


@router.post("/staff/rounds/{round_id}/draw")
async def draw(
    round_id: str, request: Request, seed: Annotated[str, Form(max_length=200)] = "", key: Key = ""
) -> Response:
    """Draw from the committed seed, which becomes public (rules E2, G1)."""
    try:
        if not seed and (problem := problem_of([fault_of("seed", "staff_panels.seed_missing")])):
            raise problem
        await _assign(round_id, request, {"seed": seed}, key)
    except ProblemError as problem:
        return await _again(round_id, request, problem, {}, {"G1": "seed", "E2_SEED_NOT_COMMITTED": "seed"}, key)
    return led_to(path_of_round(round_id), "drawn")


@router.post("/staff/rounds/{round_id}/experts")
async def fill_up(round_id: str, request: Request) -> Response:
    """Assign experts to what lacks some, and one more to the projects that are chosen (rules E2, E5)."""
    form = await request.form()
    key, further = str(form.get("key", ""))[:100], [str(value) for value in form.getlist("further_team_ids")]
    act = str(form.get("act", "fill"))
    try:
        if act == "further" and not further:
            problem = problem_of([fault_of("further_team_ids", "staff_panels.further_missing")])
            if problem is not None:
                raise problem
        await _assign(round_id, request, {"further_team_ids": further if act == "further" else []}, key)
    except ProblemError as problem:
        codes = {"E5_UNKNOWN_PROJECT": "further_team_ids"}
        return await _again(round_id, request, problem, {"further_team_ids": further}, codes, key)
    return led_to(path_of_round(round_id), "experts_assigned")


async def _assign(round_id: str, request: Request, given: Shown, key: str) -> None:
    message = to_message(body_of(rounds.Draw, **given), rounds_pb2.AssignExpertsRequest(), round_id=round_id)
    await call(_rounds().AssignExperts, message, request, key=key or form_key())


@router.get("/staff/rounds/{round_id}/freeze")
async def freeze_page(round_id: str, request: Request) -> Response:
    """Return the page that says what freezing means (rules E4 to E6)."""
    values = await _values(round_id, request)
    return render(request, _FREEZE, key=form_key(), **values)


@router.post("/staff/rounds/{round_id}/freeze")
async def freeze(
    round_id: str, request: Request, accept: Annotated[str, Form(max_length=10)] = "", key: Key = ""
) -> Response:
    """Freeze the ranking; if experts are far apart, ask first if that is accepted (rules E4 to E6)."""
    values = await _values(round_id, request)
    try:
        body = body_of(rankings.Freeze, accept_disagreements=accept == "yes")
        message = to_message(body, rankings_pb2.FreezeRoundRequest(), round_id=round_id)
        await call(_rounds().FreezeRound, message, request, key=key or form_key())
    except ProblemError as problem:
        disputed = problem.code == "E5_DISAGREEMENT" or accept == "yes"
        return form_again(
            request,
            _FREEZE,
            problem,
            key=form_key(key, problem),
            disputed=disputed,
            codes={"E5_DISAGREEMENT": "accept"},
            **values,
        )
    return led_to(f"{path_of_round(round_id)}/ranking", "ranking_frozen")


@router.get("/staff/rounds/{round_id}/reopening")
async def reopening_page(round_id: str, request: Request) -> Response:
    """Return the page that says what reopening a ranking means, and asks for the reason (rule E6)."""
    values = await _values(round_id, request)
    return render(request, _REOPENING, key=form_key(), **values)


@router.post("/staff/rounds/{round_id}/reopening")
async def reopen(round_id: str, request: Request, reason: Reason = "", key: Key = "") -> Response:
    """Reopen a frozen ranking, by the committee (rule E6)."""
    values = await _values(round_id, request)
    try:
        message = to_message(
            body_of(rankings.Reopening, reason=reason), rankings_pb2.ReopenRankingRequest(), round_id=round_id
        )
        await call(_rounds().ReopenRanking, message, request, key=key or form_key())
    except ProblemError as problem:
        codes = {"E3_REASON_MISSING": "reason"}
        return form_again(
            request,
            _REOPENING,
            problem,
            given={"reason": reason},
            codes=codes,
            key=form_key(key, problem),
            **values,
        )
    return led_to(path_of_round(round_id), "ranking_reopened")


@router.get("/staff/rounds/{round_id}/ranking")
async def ranking_page(round_id: str, request: Request) -> Response:
    """Return the ranking that counts, and those before it with the reason of each (rules E4 to E6)."""
    name = round_named(round_id)
    counting, listed = await asyncio.gather(_counting(round_id, request), _listed(round_id, request))
    teams = {project["team"]["team_id"]: project["team"] for project in counting["projects"]} if counting else {}
    values: Shown = {
        "round": name,
        "home": _home(request),
        "address": path_of_round(round_id),
        "ranking": counting,
        "listed": listed,
        "teams": teams,
        "may_reopen": _may(request, name, permissions.REOPEN_RANKING),
    }
    return render(request, _RANKING, done=done_of(request), **values)


async def _counting(round_id: str, request: Request) -> Shown | None:
    """Return the ranking that counts; None if there is none, or the committee has it reopened."""
    try:
        return as_json(await rankings.get_ranking(round_id, request))
    except ProblemError as problem:
        if problem.status == 404:
            return None
        raise


async def _listed(round_id: str, request: Request) -> list[Shown]:
    """Return the rankings of a round that are on record, of which there are few."""
    return list(as_json(await rankings.list_rankings(round_id, request))["rankings"])
