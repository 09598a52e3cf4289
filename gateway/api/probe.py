"""A request that does next to nothing, so that `./dasai bench` can measure the path itself."""

from __future__ import annotations

from dasai.common.v1 import probe_pb2, probe_pb2_grpc
from fastapi import Request

from gateway.rpc import call, channel

from .body import LongText, RequestBody, to_message
from .router import ApiRouter

router = ApiRouter(__name__)


class Probe(RequestBody, of=probe_pb2.InsertRequest):
    """The text to insert."""

    text: LongText


def _probe() -> probe_pb2_grpc.ProbeAsyncStub:
    return probe_pb2_grpc.ProbeStub(channel("registration"))


@router.post("/probe", status_code=201)
async def probe(body: Probe, request: Request) -> probe_pb2.InsertResponse:
    """Insert one small document; for benches only."""
    return await call(_probe().Insert, to_message(body, probe_pb2.InsertRequest()), request)
