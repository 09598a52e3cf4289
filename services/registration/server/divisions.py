"""Divisions, their schemes and activities."""

from __future__ import annotations

from typing import Any

from dasai.registration.v1 import activities_pb2_grpc, divisions_pb2_grpc

from chassis.rpc.server import actor, at

from .. import queries, wire
from ..commands import activities, divisions


class Divisions(divisions_pb2_grpc.DivisionsServicer):
    """Divisions and their schemes."""

    def ApplyForDivision(self, request: Any, context: Any) -> Any:
        return divisions.apply_for_division(wire.command(request), actor(), at())

    def FileSchemeVersion(self, request: Any, context: Any) -> Any:
        return divisions.file_scheme_version(wire.command(request), actor(), at())

    def ReturnDivision(self, request: Any, context: Any) -> Any:
        return divisions.return_division(wire.command(request), actor(), at())

    def ApproveDivision(self, request: Any, context: Any) -> Any:
        return divisions.approve_division(wire.command(request), actor(), at())

    def PublishScheme(self, request: Any, context: Any) -> Any:
        return divisions.publish_scheme(request.division_code, actor(), at())

    def GetDivision(self, request: Any, context: Any) -> Any:
        return queries.divisions.get_division(request.division_code, actor())

    def ListDivisions(self, request: Any, context: Any) -> Any:
        return queries.divisions.list_divisions(request, actor())

    def ListSchemeVersions(self, request: Any, context: Any) -> Any:
        return queries.divisions.list_scheme_versions(request.division_code, actor())

    def GetSchemeVersion(self, request: Any, context: Any) -> Any:
        return queries.divisions.get_scheme_version(request, actor())


class Activities(activities_pb2_grpc.ActivitiesServicer):
    """Publicity activities and sign-up."""

    def PublishActivity(self, request: Any, context: Any) -> Any:
        return activities.publish_activity(wire.command(request), actor(), at())

    def ChangeActivity(self, request: Any, context: Any) -> Any:
        return activities.change_activity(wire.command(request), actor(), at())

    def CancelActivity(self, request: Any, context: Any) -> Any:
        return activities.cancel_activity(wire.command(request), actor(), at())

    def GetActivity(self, request: Any, context: Any) -> Any:
        return queries.activities.get_activity(request.activity_id, actor())

    def ListActivities(self, request: Any, context: Any) -> Any:
        return queries.activities.list_activities(request, actor())

    def SignUp(self, request: Any, context: Any) -> Any:
        return activities.sign_up(wire.command(request), actor(), at())

    def SignOff(self, request: Any, context: Any) -> Any:
        return activities.sign_off(request.activity_id, actor(), at())

    def ListMySignUps(self, request: Any, context: Any) -> Any:
        return queries.activities.list_my_sign_ups(request, actor())

    def ListSignUps(self, request: Any, context: Any) -> Any:
        return queries.activities.list_sign_ups(request, actor())

    def ExportSignUps(self, request: Any, context: Any) -> Any:
        return activities.export_sign_ups(wire.command(request), actor(), at())
