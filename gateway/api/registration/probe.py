"""The bare path, for benches only."""

from __future__ import annotations

from typing import Any

from dasai.common.v1 import probe_pb2, probe_pb2_grpc
from fastapi import APIRouter, Request

from gateway.rpc import as_json, call, channel

from ..body import Body, LongText, to_message

router = APIRouter(prefix="/api/v1", tags=["registration"])


class Probe(Body):
    """What the bare path inserts."""

    text: LongText


@router.post("/probe", status_code=201)
async def probe(body: Probe, request: Request) -> dict[str, Any]:
    """The bare path, for benches only."""
    stub = probe_pb2_grpc.ProbeStub(channel("registration"))
    return as_json(await call(stub.Insert, to_message(body, probe_pb2.InsertRequest()), request))
