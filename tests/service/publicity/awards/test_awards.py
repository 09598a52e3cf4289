"""Awards over the running service, by gRPC and by HTTP: who gives and who sees them (G2, G3, H3, K1)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import grpc
import httpx
import pytest
from dasai.publicity.v1 import awards_pb2, reports_pb2

from chassis.actor import Role
from tests.service.publicity.running import Publicity, Walk, refusal

pytestmark = pytest.mark.parts


@pytest.mark.parametrize(
    ("method", "request_type", "allowed"),
    [
        ("AnnounceWinners", awards_pb2.AnnounceWinnersRequest, {Role.SECRETARIAT}),
        ("GrantSpecialAward", awards_pb2.GrantSpecialAwardRequest, {Role.SECRETARIAT, Role.COMMITTEE}),
    ],
)
def test_awards_are_announced_by_the_secretariat_and_granted_by_it_or_the_committee(
    publicity: Publicity, method: str, request_type: Any, allowed: set[Role]
) -> None:
    """K1, G2: only the secretariat announces, only it and the committee grant."""
    for roles in ((), *((role,) for role in Role)):
        with pytest.raises(grpc.RpcError) as error:
            publicity.call(getattr(publicity.awards, method), request_type(), *roles)
        assert (refusal(error.value) != "K1_FORBIDDEN") is bool(allowed.intersection(roles))


def test_unknown_codes_are_not_found(publicity: Publicity) -> None:
    """G3, H3: an invented certificate or tracking code, and none at all, find nothing."""
    for code in ("", "23456789ABCDEFGHJKMNPQRSTU"):
        with pytest.raises(grpc.RpcError) as error:
            publicity.call(publicity.awards.GetCertificate, awards_pb2.GetCertificateRequest(code=code))
        assert refusal(error.value) == "NOT_FOUND"
        with pytest.raises(grpc.RpcError) as error:
            publicity.call(publicity.reports.GetReportStatus, reports_pb2.GetReportStatusRequest(tracking_code=code))
        assert refusal(error.value) == "NOT_FOUND"


def test_lists_are_public_and_unknown_codes_are_not_found(walk: Callable[[Walk], None]) -> None:
    """K1, G2, G3: public lists are open to anyone, commands are not, unknown codes are not found."""

    async def steps(client: httpx.AsyncClient) -> None:
        for address in ("/api/v1/notices?kind=winners&page_size=10", "/api/v1/awards?track=industry"):
            answer = await client.get(address)
            assert (answer.status_code, answer.json()["page"]) == (200, {"next_page_token": ""})
        for address, body in (("/api/v1/winners", {}), ("/api/v1/special-awards", {"prize": "innovation"})):
            assert (await client.post(address, json=body)).status_code == 403
        missing = await client.post("/api/v1/special-awards", json={"prize": "bravest"}, headers={"as": "secretariat"})
        assert missing.json()["code"] == "G2_UNKNOWN_AWARD"
        for address in ("/api/v1/notices/none", "/api/v1/certificates/ABC"):
            assert (await client.get(address)).status_code == 404
        for address in ("/api/v1/report-status", "/api/v1/objection-status"):
            assert (await client.post(address, json={"tracking_code": "none"})).status_code == 404

    walk(steps)
