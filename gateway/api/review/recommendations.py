"""Projects that a division recommends to the final (rules F1, F2, F6)."""

from __future__ import annotations

from typing import Annotated

from dasai.review.v1 import recommendations_pb2, recommendations_pb2_grpc
from fastapi import Request, Response
from pydantic import Field

from chassis.spreadsheets.columns import RECOMMENDATIONS
from gateway.rpc import call, channel

from ..body import DivisionCode, LongText, Moment, RequestBody, TeamId, to_message
from ..lists import AS_FILE, AskedFormat, ListFile, list_file
from ..router import ApiRouter

router = ApiRouter(__name__)


class SeenRecommendation(RequestBody, of=recommendations_pb2.SeenRecommendation):
    """When the division's recommendation was filed last, as the caller read it; left out if it was not filed yet."""

    filed_at: Moment | None = None


class NewRecommendation(RequestBody, of=recommendations_pb2.FileRecommendationRequest):
    """The projects that the division recommends, with its report (rule F1). With `seen` it is refused if it was filed since."""

    team_ids: Annotated[list[TeamId], Field(max_length=200)]
    report: LongText
    seen: SeenRecommendation | None = None


class RecommendationImport(RequestBody, of=recommendations_pb2.ImportRecommendationRequest):
    """A file that lists the projects that the division recommends, with its report (rules F1, K3)."""

    # CSV or XLSX in base64, with the columns of the template at `/lists/recommendations/template`
    file: ListFile
    dry_run: bool = False
    report: LongText
    seen: SeenRecommendation | None = None


class LossNotice(RequestBody, of=recommendations_pb2.NotifyRecommenderRequest):
    """The secretariat's notice to the recommender that this project lost its place (rule F6)."""

    lost_team_id: TeamId
    text: LongText


class Substitution(RequestBody, of=recommendations_pb2.SubstituteProjectRequest):
    """The project that lost its place, and the project that takes it (rule F6)."""

    lost_team_id: TeamId
    substitute_team_id: TeamId


def _recommendations() -> recommendations_pb2_grpc.RecommendationsAsyncStub:
    return recommendations_pb2_grpc.RecommendationsStub(channel("review"))


@router.put("/divisions/{code}/recommendation")
async def file_recommendation(
    code: DivisionCode, body: NewRecommendation, request: Request
) -> recommendations_pb2.Recommendation:
    """Recommend projects to the final, by the host (rule F1)."""
    message = to_message(body, recommendations_pb2.FileRecommendationRequest(), division_code=code)
    return await call(_recommendations().FileRecommendation, message, request)


@router.post("/divisions/{code}/recommendation-imports")
async def import_recommendation(
    code: DivisionCode, body: RecommendationImport, request: Request
) -> recommendations_pb2.ImportRecommendationResponse:
    """Recommend the projects that a file lists, in its order, by the host; none if a line is wrong (rules F1, K3)."""
    message = to_message(body, recommendations_pb2.ImportRecommendationRequest(), division_code=code)
    return await call(_recommendations().ImportRecommendation, message, request)


@router.get("/divisions/{code}/recommendation/file", **AS_FILE)
async def export_recommendation(code: DivisionCode, request: Request, file_format: AskedFormat = "xlsx") -> Response:
    """Return the projects that have a place as a file, in the columns in which it is imported (rule K3)."""
    message = recommendations_pb2.GetRecommendationRequest(division_code=code)
    recommendation = await call(_recommendations().GetRecommendation, message, request)
    rows = [
        (entry.team.team_id, entry.team.project_name, entry.team.track, str(entry.rank or ""), entry.score)
        for entry in recommendation.entries
        if not entry.HasField("lost_at")
    ]
    return await list_file(f"recommendation-{code}", RECOMMENDATIONS, rows, file_format)


@router.get("/divisions/{code}/recommendation")
async def get_recommendation(code: DivisionCode, request: Request) -> recommendations_pb2.Recommendation:
    """Return the division's recommendation."""
    message = recommendations_pb2.GetRecommendationRequest(division_code=code)
    return await call(_recommendations().GetRecommendation, message, request)


@router.get("/recommendations")
async def list_recommendations(request: Request) -> recommendations_pb2.ListRecommendationsResponse:
    """List how each division that has filed is doing: places held, lost and forfeited (rules F1, F6)."""
    message = recommendations_pb2.ListRecommendationsRequest()
    return await call(_recommendations().ListRecommendations, message, request)


@router.get("/divisions/{code}/recommendation-candidates")
async def list_recommendation_candidates(
    code: DivisionCode, request: Request
) -> recommendations_pb2.ListCandidatesResponse:
    """List the projects of the division's rankings, with how many of a track it may recommend until when (rule F1)."""
    message = recommendations_pb2.ListCandidatesRequest(division_code=code)
    return await call(_recommendations().ListCandidates, message, request)


@router.post("/divisions/{code}/recommendation/loss-notices")
async def notify_recommender(
    code: DivisionCode, body: LossNotice, request: Request
) -> recommendations_pb2.Recommendation:
    """Notify the recommender of a lost place, by the secretariat; the time to fill it runs from there (rule F6)."""
    message = to_message(body, recommendations_pb2.NotifyRecommenderRequest(), division_code=code)
    return await call(_recommendations().NotifyRecommender, message, request)


@router.post("/divisions/{code}/recommendation/substitutions")
async def substitute_project(
    code: DivisionCode, body: Substitution, request: Request
) -> recommendations_pb2.Recommendation:
    """Give a lost place to another project, in the time of the secretariat's notice (rule F6)."""
    message = to_message(body, recommendations_pb2.SubstituteProjectRequest(), division_code=code)
    return await call(_recommendations().SubstituteProject, message, request)
