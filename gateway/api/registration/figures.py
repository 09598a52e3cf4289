"""How many teams of a division, or of all divisions, registered and submitted (rules K1, K2)."""

from __future__ import annotations

from dasai.registration.v1 import figures_pb2, figures_pb2_grpc
from fastapi import Request

from gateway.rpc import call, channel

from ..body import DivisionFilter
from ..router import ApiRouter

router = ApiRouter(__name__)


@router.get("/figures")
async def get_figures(request: Request, division_code: DivisionFilter = "") -> figures_pb2.ContestFigures:
    """Return how many teams registered and submitted, by track, kind of organisation and hour; of all by division too."""
    stub = figures_pb2_grpc.FiguresStub(channel("registration"))
    return await call(stub.GetFigures, figures_pb2.GetFiguresRequest(division_code=division_code), request)
