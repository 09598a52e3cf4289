"""Publicity activities of the divisions, with sign-up (rule A6)."""

from __future__ import annotations

from typing import Annotated, Literal

from dasai.registration.v1 import activities_pb2, activities_pb2_grpc, looks_pb2, looks_pb2_grpc
from fastapi import Query, Request, Response
from pydantic import Field

from gateway.rpc import call, channel

from ..body import (
    SEEN,
    Count,
    CountAsked,
    DivisionCode,
    DivisionFilter,
    Empty,
    LongText,
    Moment,
    PageSize,
    PageToken,
    PersonName,
    RequestBody,
    Text,
    fill,
    page,
    to_message,
)
from ..router import ApiRouter, file

router = ApiRouter(__name__)
CSV, XLSX = "text/csv", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class NewActivity(RequestBody, of=activities_pb2.ActivityFacts):
    """An activity; it has no price, because activities are free of charge (rule A3)."""

    kind: Literal["topic_briefing", "supply_and_demand", "exchange"]
    title: Text
    text: LongText = ""
    place: Text = ""
    online_address: Text = ""
    begins: Moment
    ends: Moment
    sign_up_closes: Moment
    capacity: Annotated[int, Field(ge=0, le=1_000_000)]


class SeenActivity(RequestBody, of=activities_pb2.SeenActivity):
    """The activity when the caller read it."""

    edition: Count


class ActivityChange(NewActivity, of=activities_pb2.ChangeActivityRequest):
    """The activity as it is from now on, whole, with the reason; participants read both.

    With `seen` it is refused if somebody else has changed it since.
    """

    reason: LongText
    seen: SeenActivity | None = None


class ActivityCancellation(RequestBody, of=activities_pb2.CancelActivityRequest):
    """The reason of a cancellation; participants read it."""

    reason: LongText


class ActivitySignUp(RequestBody, of=activities_pb2.SignUpRequest):
    """A participant; the contact may be empty."""

    name: Annotated[PersonName, Field(repr=False)]
    organisation: Text = ""
    contact: Annotated[str, Field(max_length=100, repr=False), SEEN] = ""


def _activities() -> activities_pb2_grpc.ActivitiesAsyncStub:
    return activities_pb2_grpc.ActivitiesStub(channel("registration"))


def _facts(body: NewActivity) -> activities_pb2.ActivityFacts:
    # pydantic has validated these fields already; the reason of a change is no part of the facts
    facts = NewActivity.model_construct(**{name: getattr(body, name) for name in NewActivity.model_fields})
    return to_message(facts, activities_pb2.ActivityFacts())


@router.post("/divisions/{code}/activities", status_code=201)
async def publish_activity(code: DivisionCode, body: NewActivity, request: Request) -> activities_pb2.Activity:
    """Publish an activity of an approved division, by its host (rules A3, A6, J1)."""
    message = activities_pb2.PublishActivityRequest(division_code=code, facts=_facts(body))
    return await call(_activities().PublishActivity, message, request)


@router.put("/activities/{activity_id}")
async def change_activity(activity_id: Text, body: ActivityChange, request: Request) -> activities_pb2.Activity:
    """Change an activity before it begins, by its host; places can be added, not removed (rules A3, A6, J1)."""
    message = activities_pb2.ChangeActivityRequest(activity_id=activity_id, facts=_facts(body), reason=body.reason)
    fill(message, seen=body.seen)
    return await call(_activities().ChangeActivity, message, request)


@router.post("/activities/{activity_id}/cancellation")
async def cancel_activity(activity_id: Text, body: ActivityCancellation, request: Request) -> activities_pb2.Activity:
    """Cancel an activity before it begins, by its host (rule A6)."""
    message = to_message(body, activities_pb2.CancelActivityRequest(), activity_id=activity_id)
    return await call(_activities().CancelActivity, message, request)


@router.get("/activities")
async def list_activities(
    request: Request,
    division_code: DivisionFilter = "",
    begins_from: Moment | None = None,
    begins_until: Moment | None = None,
    order: Literal["beginning", "newest"] = "beginning",
    page_token: PageToken = "",
    page_size: PageSize = 50,
    count: CountAsked = False,
) -> activities_pb2.ListActivitiesResponse:
    """List activities by their beginning or the newest first, of a division or of all, for anyone (rule A6)."""
    message = activities_pb2.ListActivitiesRequest(division_code=division_code)
    fill(message, begins_from=begins_from, begins_until=begins_until, order=order)
    return await call(_activities().ListActivities, page(message, page_token, page_size, count=count), request)


@router.get("/activities/{activity_id}")
async def get_activity(activity_id: Text, request: Request) -> activities_pb2.Activity:
    """Return an activity, for anyone (rule A6)."""
    return await call(_activities().GetActivity, activities_pb2.GetActivityRequest(activity_id=activity_id), request)


@router.post("/activities/{activity_id}/sign-ups", status_code=201)
async def sign_up_for_activity(
    activity_id: Text, body: ActivitySignUp, request: Request
) -> activities_pb2.SignUpRecord:
    """Take a place in an activity (rules A6, K4)."""
    message = to_message(body, activities_pb2.SignUpRequest(), activity_id=activity_id)
    return await call(_activities().SignUp, message, request)


@router.post("/activities/{activity_id}/sign-off")
async def sign_off_from_activity(activity_id: Text, body: Empty, request: Request) -> activities_pb2.SignUpRecord:
    """Give the place back; name and contact are erased (rules A6, K4)."""
    return await call(_activities().SignOff, activities_pb2.SignOffRequest(activity_id=activity_id), request)


@router.get("/activities/{activity_id}/sign-ups")
async def list_activity_sign_ups(
    activity_id: Text,
    request: Request,
    page_token: PageToken = "",
    page_size: PageSize = 50,
    count: CountAsked = False,
) -> activities_pb2.ListSignUpsResponse:
    """List the participants, masked, the newest first, for the host (rules A6, K1, K4)."""
    message = page(activities_pb2.ListSignUpsRequest(activity_id=activity_id), page_token, page_size, count=count)
    return await call(_activities().ListSignUps, message, request)


@router.get("/activities/{activity_id}/looks")
async def list_activity_looks(
    activity_id: Text, request: Request, page_token: PageToken = "", page_size: PageSize = 50
) -> looks_pb2.ListLooksResponse:
    """List who exported names and contacts since one signed up, in which role, for whoever signed up (rule K4)."""
    message = page(looks_pb2.ListActivityLooksRequest(activity_id=activity_id), page_token, page_size)
    stub = looks_pb2_grpc.LooksStub(channel("registration"))
    return await call(stub.ListActivityLooks, message, request)


@router.get(
    "/activities/{activity_id}/sign-ups/export",
    response_class=Response,
    responses={200: file(CSV, XLSX, Content_Disposition="The name of the file.")},
)
async def export_activity_sign_ups(
    activity_id: Text, request: Request, file_format: Annotated[Literal["csv", "xlsx"], Field(alias="format")] = "csv"
) -> Response:
    """Return the participants as a file, for the host; the export is put on record (rules K3, K4)."""
    message = activities_pb2.ExportSignUpsRequest(activity_id=activity_id, format=f"LIST_FORMAT_{file_format.upper()}")
    export = await call(_activities().ExportSignUps, message, request)
    headers = {"Content-Disposition": f'attachment; filename="{export.file_name}"', "Cache-Control": "no-store"}
    return Response(export.content, media_type=export.media_type, headers=headers)


@router.get("/sign-ups")
async def list_my_sign_ups(
    request: Request,
    activity_id: Annotated[str, Query(max_length=100)] = "",
    page_token: PageToken = "",
    page_size: PageSize = 50,
    count: CountAsked = False,
) -> activities_pb2.ListSignUpsResponse:
    """List the caller's own places, the newest first, each with its activity as it is now; or in one activity (rules A6, K2)."""
    message = page(activities_pb2.ListMySignUpsRequest(activity_id=activity_id), page_token, page_size, count=count)
    return await call(_activities().ListMySignUps, message, request)
