"""A request that does next to nothing, so that `./dasai bench` can measure the path itself."""

from __future__ import annotations

from typing import Any

from dasai.common.v1 import probe_pb2, probe_pb2_grpc
from fastapi import APIRouter, Request

from gateway.rpc import as_json, call, channel

from .body import LongText, RequestBody, to_message

router = APIRouter(prefix="/api/v1", tags=["registration"])


class Probe(RequestBody):
    """The text to insert."""

    text: LongText


def _probe() -> probe_pb2_grpc.ProbeAsyncStub:
    return probe_pb2_grpc.ProbeStub(channel("registration"))


@router.post("/probe", status_code=201)
async def probe(body: Probe, request: Request) -> dict[str, Any]:
    """Insert one small document; for benches only."""
    return as_json(await call(_probe().Insert, to_message(body, probe_pb2.InsertRequest()), request))
