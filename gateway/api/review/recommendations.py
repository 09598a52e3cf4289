"""Projects that a division recommends to the final (rules F1, F2, F6)."""

from __future__ import annotations

from typing import Annotated, Any

from dasai.review.v1 import recommendations_pb2, recommendations_pb2_grpc
from fastapi import APIRouter, Request
from pydantic import Field

from gateway.rpc import as_json, call, channel, signed_in

from ..body import DivisionCode, LongText, RequestBody, TeamId, to_message

router = APIRouter(prefix="/api/v1", tags=["review"])


class NewRecommendation(RequestBody):
    """The projects that the division recommends, with its report (rule F1)."""

    team_ids: Annotated[list[TeamId], Field(max_length=200)]
    report: LongText


class LossNotice(RequestBody):
    """The secretariat's notice to the recommender that this project lost its place (rule F6)."""

    lost_team_id: TeamId
    text: LongText


class Substitution(RequestBody):
    """The project that lost its place, and the project that takes it (rule F6)."""

    lost_team_id: TeamId
    substitute_team_id: TeamId


def _recommendations() -> recommendations_pb2_grpc.RecommendationsAsyncStub:
    return recommendations_pb2_grpc.RecommendationsStub(channel("review"))


@router.put("/divisions/{code}/recommendation")
async def file_recommendation(code: DivisionCode, body: NewRecommendation, request: Request) -> dict[str, Any]:
    """Recommend projects to the final, by the host (rule F1)."""
    signed_in(request)
    message = to_message(body, recommendations_pb2.FileRecommendationRequest(), division_code=code)
    return as_json(await call(_recommendations().FileRecommendation, message, request))


@router.get("/divisions/{code}/recommendation")
async def get_recommendation(code: DivisionCode, request: Request) -> dict[str, Any]:
    """Return the division's recommendation."""
    signed_in(request)
    message = recommendations_pb2.GetRecommendationRequest(division_code=code)
    return as_json(await call(_recommendations().GetRecommendation, message, request))


@router.post("/divisions/{code}/recommendation/loss-notices")
async def notify_recommender(code: DivisionCode, body: LossNotice, request: Request) -> dict[str, Any]:
    """Notify the recommender of a lost place, by the secretariat; the time to fill it runs from there (rule F6)."""
    signed_in(request)
    message = to_message(body, recommendations_pb2.NotifyRecommenderRequest(), division_code=code)
    return as_json(await call(_recommendations().NotifyRecommender, message, request))


@router.post("/divisions/{code}/recommendation/substitutions")
async def substitute_project(code: DivisionCode, body: Substitution, request: Request) -> dict[str, Any]:
    """Give a lost place to another project, in the time of the secretariat's notice (rule F6)."""
    signed_in(request)
    message = to_message(body, recommendations_pb2.SubstituteProjectRequest(), division_code=code)
    return as_json(await call(_recommendations().SubstituteProject, message, request))
