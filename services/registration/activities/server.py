"""Serve the activities over gRPC."""

from __future__ import annotations

import grpc
from dasai.registration.v1 import activities_pb2, activities_pb2_grpc, looks_pb2

from chassis.mapping import from_message
from chassis.rpc.server import actor, at

from . import commands, queries, requests


class LookMethodsOfActivities:
    """The methods of the gRPC service `Looks` about activities."""

    def ListActivityLooks(
        self, request: looks_pb2.ListActivityLooksRequest, context: grpc.ServicerContext
    ) -> looks_pb2.ListLooksResponse:
        return queries.list_activity_looks(request, actor())


class Activities(activities_pb2_grpc.ActivitiesServicer):
    """Publicity activities and sign-ups for them (rule A6)."""

    def PublishActivity(
        self, request: activities_pb2.PublishActivityRequest, context: grpc.ServicerContext
    ) -> activities_pb2.Activity:
        return commands.publish_activity(from_message(request, requests.PublishActivity), actor(), at())

    def ChangeActivity(
        self, request: activities_pb2.ChangeActivityRequest, context: grpc.ServicerContext
    ) -> activities_pb2.Activity:
        return commands.change_activity(from_message(request, requests.ChangeActivity), actor(), at())

    def CancelActivity(
        self, request: activities_pb2.CancelActivityRequest, context: grpc.ServicerContext
    ) -> activities_pb2.Activity:
        return commands.cancel_activity(from_message(request, requests.CancelActivity), actor(), at())

    def GetActivity(
        self, request: activities_pb2.GetActivityRequest, context: grpc.ServicerContext
    ) -> activities_pb2.Activity:
        return queries.get_activity(request.activity_id, actor())

    def ListActivities(
        self, request: activities_pb2.ListActivitiesRequest, context: grpc.ServicerContext
    ) -> activities_pb2.ListActivitiesResponse:
        return queries.list_activities(request, actor())

    def SignUp(
        self, request: activities_pb2.SignUpRequest, context: grpc.ServicerContext
    ) -> activities_pb2.SignUpRecord:
        return commands.sign_up(from_message(request, requests.TakePlace), actor(), at())

    def SignOff(
        self, request: activities_pb2.SignOffRequest, context: grpc.ServicerContext
    ) -> activities_pb2.SignUpRecord:
        return commands.sign_off(request.activity_id, actor(), at())

    def ListMySignUps(
        self, request: activities_pb2.ListMySignUpsRequest, context: grpc.ServicerContext
    ) -> activities_pb2.ListSignUpsResponse:
        return queries.list_my_sign_ups(request, actor())

    def ListSignUps(
        self, request: activities_pb2.ListSignUpsRequest, context: grpc.ServicerContext
    ) -> activities_pb2.ListSignUpsResponse:
        return queries.list_sign_ups(request, actor())

    def ExportSignUps(
        self, request: activities_pb2.ExportSignUpsRequest, context: grpc.ServicerContext
    ) -> activities_pb2.ExportSignUpsResponse:
        return commands.export_sign_ups(from_message(request, requests.ExportSignUps), actor(), at())
