"""The bare path: same gateway, same gRPC chassis, one insert, no contest rule. Served only if DASAI_PROBE is set."""

from __future__ import annotations

from typing import Any

from dasai.common.v1.probe_pb2 import InsertResponse
from dasai.common.v1.probe_pb2_grpc import ProbeServicer as Base
from dasai.common.v1.probe_pb2_grpc import add_ProbeServicer_to_server as add_ProbeServicer_to_server
from mongoengine import StringField

from ..kernel.identifiers import new_id
from ..mongo.document import PlainDocument


class ProbeDocument(PlainDocument):
    """A document that a probe inserted."""

    meta: Any = {"collection": "probes"}
    text = StringField()


class ProbeServicer(Base):
    """The probe: an insert for each call."""

    def Insert(self, request: Any, context: Any) -> Any:
        """Insert the text and answer with its identifier."""
        identifier = new_id()
        ProbeDocument.collection().insert_one({"_id": identifier, "text": request.text})
        return InsertResponse(id=identifier)
