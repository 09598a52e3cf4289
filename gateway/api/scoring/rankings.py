"""Frozen and signed rankings (rules E4 to E6)."""

from __future__ import annotations

from dasai.scoring.v1 import events_pb2, rankings_pb2, rounds_pb2, rounds_pb2_grpc
from fastapi import Request, Response

from chassis.spreadsheets.columns import RANKINGS
from gateway.rpc import call, channel

from ..body import LongText, PageSize, PageToken, RequestBody, Text, page, to_message
from ..lists import AS_FILE, AskedFormat, list_file
from ..router import ApiRouter

router = ApiRouter(__name__)


class Freeze(RequestBody, of=rankings_pb2.FreezeRoundRequest):
    """A request to freeze a ranking; with `accept_disagreements` also if experts are far apart (rule E5)."""

    accept_disagreements: bool = False


class Reopening(RequestBody, of=rankings_pb2.ReopenRankingRequest):
    """The committee's reason to reopen a ranking."""

    reason: LongText


def _rounds() -> rounds_pb2_grpc.RoundsAsyncStub:
    return rounds_pb2_grpc.RoundsStub(channel("scoring"))


@router.post("/rounds/{round_id}/freeze")
async def freeze_round(round_id: Text, body: Freeze, request: Request) -> rankings_pb2.Ranking:
    """Freeze and sign the ranking of a round (rules E4, E5, E6)."""
    message = to_message(body, rankings_pb2.FreezeRoundRequest(), round_id=round_id)
    return await call(_rounds().FreezeRound, message, request)


@router.post("/rounds/{round_id}/reopening")
async def reopen_ranking(round_id: Text, body: Reopening, request: Request) -> rounds_pb2.Round:
    """Reopen a frozen ranking, by the committee (rule E6)."""
    message = to_message(body, rankings_pb2.ReopenRankingRequest(), round_id=round_id)
    return await call(_rounds().ReopenRanking, message, request)


@router.get("/rounds/{round_id}/ranking")
async def get_ranking(round_id: Text, request: Request) -> rankings_pb2.Ranking:
    """Return the ranking that counts, with everything needed to recompute it; of the final once the winners' notice is open.

    Refuses E6_REOPENED while the committee has it reopened (rules E4, E6).
    """
    return await call(_rounds().GetRanking, rankings_pb2.GetRankingRequest(round_id=round_id), request)


@router.get("/rounds/{round_id}/ranking/file", **AS_FILE)
async def export_ranking(round_id: Text, request: Request, file_format: AskedFormat = "xlsx") -> Response:
    """Return the ranking that counts as a file, as `getRanking` shows it to the caller (rules E4, E6, K3).

    A project that was struck has no rank. The file is for reading: what is signed is the ranking itself.
    """
    ranking = await call(_rounds().GetRanking, rankings_pb2.GetRankingRequest(round_id=round_id), request)
    rows = [_row(project) for project in ranking.projects]
    return await list_file(f"ranking-{ranking.round_id}-{ranking.number}", RANKINGS, rows, file_format)


def _row(project: events_pb2.RankedProject) -> tuple[str, ...]:
    team = project.team
    organisations = (team.lead, *team.co_organisations)
    marks = (project.drawn, project.struck, project.suspended)
    return (
        str(project.rank or ""),
        team.team_id,
        team.team_name,
        team.project_name,
        "；".join(organisation.name for organisation in organisations),
        team.track,
        project.score,
        *("是" if mark else "否" for mark in marks),
    )


@router.get("/rounds/{round_id}/rankings")
async def list_rankings(
    round_id: Text, request: Request, page_token: PageToken = "", page_size: PageSize = 50
) -> rankings_pb2.ListRankingsResponse:
    """List all rankings of a round that are on record (rule E6)."""
    message = page(rankings_pb2.ListRankingsRequest(round_id=round_id), page_token, page_size)
    return await call(_rounds().ListRankings, message, request)


@router.get("/keys/ranking")
async def get_ranking_key(request: Request) -> rankings_pb2.PublicKey:
    """Return the public key with which anyone verifies a ranking's signature."""
    return await call(_rounds().GetPublicKey, rankings_pb2.GetPublicKeyRequest(), request)
