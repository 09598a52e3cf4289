"""Publicity's HTTP addresses over the running service (H2, H3, K1)."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from fastapi import FastAPI, Request

from chassis.actor import Actor, Grant, Role
from chassis.settings import settings
from gateway import problems, rpc
from gateway.admission.middleware import Stamp
from gateway.api.publicity import awards, notices, reports
from tests.service.publicity.running import ACTOR_KEY, Publicity
from tests.unit.services.publicity.facts import beijing

pytestmark = pytest.mark.parts

REPORT = {
    "team_id": "team-77",
    "text": "材料属于其他单位",
    "evidence": [{"file_name": "sample.pdf", "sha256": "ab" * 32}],
    "reporter": {
        "real_name": "测试举报人",
        "identity_kind": "resident",
        "identity_number": "110199190001010001",
        "contact": "reporter@example.test",
    },
}
Walk = Callable[[httpx.AsyncClient], Any]


@pytest.fixture
def walk(publicity: Publicity, monkeypatch: pytest.MonkeyPatch) -> Callable[[Walk], None]:
    """Runs a walk through the router behind the gateway's own stamp; the `as` header stands for having signed in."""
    publicity.clock.move_to(beijing("2024-10-22T10:00:00.000"))
    monkeypatch.setenv("DASAI_PUBLICITY_ADDRESS", publicity.address)
    monkeypatch.setenv("DASAI_ACTOR_KEY", ACTOR_KEY)
    settings.cache_clear()
    app = FastAPI()
    problems.install(app)
    for subject in (notices, reports, awards):
        app.include_router(subject.router)

    @app.middleware("http")
    async def sign_in(request: Request, rest: Any) -> Any:
        role = request.headers.get("as")
        if role:
            request.state.actor = Actor(f"account-{role}", frozenset({Grant(Role(role))}))
        return await rest(request)

    door = Stamp(app, publicity.clock)

    def run(steps: Walk) -> None:
        async def through() -> None:
            transport = httpx.ASGITransport(app=door)
            async with httpx.AsyncClient(transport=transport, base_url="http://gateway.test") as client:
                await steps(client)
            await rpc.close_channels()

        asyncio.run(through())

    return run


def test_report_from_filing_to_ruling(walk: Callable[[Walk], None]) -> None:
    """H2, H3: filed by the public, handled by the committee, its outcome told to whoever has the tracking code."""

    async def steps(client: httpx.AsyncClient) -> None:
        filed = await client.post("/api/v1/reports", json=REPORT)
        assert (filed.status_code, filed.json()["state"], filed.headers["cache-control"]) == (201, "filed", "no-store")
        report, code = filed.json()["report_id"], filed.json()["tracking_code"]
        committee = {"as": "committee"}
        address = f"/api/v1/reports/{report}"
        assert (await client.get(address)).status_code == 403
        shown = (await client.get(address, headers=committee)).json()
        assert (shown["team_id"], "reporter" in shown, "tracking_code" in shown) == ("team-77", False, False)
        listed = await client.get("/api/v1/reports", params={"team_id": "team-77", "state": "filed"}, headers=committee)
        assert [one["report_id"] for one in listed.json()["reports"]] == [report]
        accepted = await client.post(f"{address}/acceptance", json={"reason": "受理"}, headers=committee)
        assert accepted.json()["state"] == "accepted"
        early = await client.post(
            f"{address}/adjudication", json={"upheld": True, "code": "B10_FALSE", "reason": "属实"}, headers=committee
        )
        assert (early.status_code, early.json()["code"]) == (409, "H3_NOT_HEARD")
        heard = await client.post(f"{address}/hearing", json={"record": "已听取"}, headers=committee)
        assert heard.json()["state"] == "heard"
        ruled = await client.post(
            f"{address}/adjudication", json={"upheld": False, "reason": "查无实据"}, headers=committee
        )
        assert ruled.json()["state"] == "dismissed"
        status = (await client.get(f"/api/v1/report-status/{code}")).json()
        assert (status["state"], status["reason"]) == ("dismissed", "查无实据")
        who = await client.get(f"{address}/reporter", params={"purpose": "核实"}, headers=committee)
        assert (who.json(), who.headers["cache-control"]) == (REPORT["reporter"], "no-store")

    walk(steps)


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"reporter": {}}, 422, "H2_ANONYMOUS"),
        ({"evidence": []}, 422, "H2_NO_EVIDENCE"),
        ({"surprise": 1}, 422, "FIELDS_INVALID"),
        ({"text": 5}, 422, "FIELDS_INVALID"),
        ({"notice_id": "none"}, 404, "NOT_FOUND"),
    ],
)
def test_bad_reports(walk: Callable[[Walk], None], change: dict[str, Any], status: int, code: str) -> None:
    """H2: an anonymous or malformed report is a problem with a stable code, which says nothing of the reporter."""

    async def steps(client: httpx.AsyncClient) -> None:
        answer = await client.post("/api/v1/reports", json=REPORT | change)
        assert (answer.status_code, answer.json()["code"]) == (status, code)
        assert [part for part in REPORT["reporter"].values() if part in answer.text] == []  # type: ignore[attr-defined]

    walk(steps)


def test_lists_and_codes(walk: Callable[[Walk], None]) -> None:
    """K1, G2, G3: public lists are open to anyone, commands are not, unknown codes are not found."""

    async def steps(client: httpx.AsyncClient) -> None:
        for address in ("/api/v1/notices?kind=winners&page_size=10", "/api/v1/awards?track=industry"):
            answer = await client.get(address)
            assert (answer.status_code, answer.json()["page"]) == (200, {"next_page_token": ""})
        for address, body in (("/api/v1/winners", {}), ("/api/v1/special-awards", {"prize": "innovation"})):
            assert (await client.post(address, json=body)).status_code == 403
        missing = await client.post("/api/v1/special-awards", json={"prize": "bravest"}, headers={"as": "secretariat"})
        assert missing.json()["code"] == "G2_UNKNOWN_AWARD"
        for address in ("/api/v1/notices/none", "/api/v1/certificates/ABC", "/api/v1/report-status/none"):
            assert (await client.get(address)).status_code == 404

    walk(steps)
