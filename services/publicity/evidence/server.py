"""Serve evidence of reports over gRPC."""

from __future__ import annotations

import grpc
from dasai.publicity.v1 import evidence_pb2, evidence_pb2_grpc

from chassis.mapping import from_message
from chassis.rpc.server import actor, at

from . import commands, queries, requests


class Evidence(evidence_pb2_grpc.EvidenceServicer):
    """The contract's service Evidence."""

    def KeepEvidence(
        self, request: evidence_pb2.KeepEvidenceRequest, context: grpc.ServicerContext
    ) -> evidence_pb2.KeptEvidence:
        return commands.keep_evidence(from_message(request, requests.KeepEvidence), actor(), at())

    def GetEvidence(
        self, request: evidence_pb2.GetEvidenceRequest, context: grpc.ServicerContext
    ) -> evidence_pb2.KeptEvidence:
        return queries.get_evidence(from_message(request, requests.GetEvidence), actor())
