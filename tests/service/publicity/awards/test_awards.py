"""Awards over the running service, by gRPC and by HTTP: who gives and who sees them (G2, G3, H3, K1)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import grpc
import httpx
import pytest
from dasai.publicity.v1 import awards_pb2, reports_pb2
from dasai.review.v1 import events_pb2 as review
from dasai.scoring.v1 import events_pb2 as scoring

from chassis.actor import Role
from tests.service.publicity.running import Publicity, Walk, make_finalists, make_team, refusal, wait_for
from tests.unit.services.publicity.builders import beijing

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
        lacks_right = refusal(error.value) in ("K1_FORBIDDEN", "K1_UNAUTHENTICATED")
        assert lacks_right is not bool(allowed.intersection(roles))


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
        counted = (await client.get("/api/v1/notices?kind=change&count=true")).json()["page"]
        assert counted == {"next_page_token": "", "total": 0, "total_is_more": False}
        wrong = await client.get("/api/v1/notices?page_token=bm90IG91cnM")
        assert (wrong.status_code, wrong.json()["code"]) == (422, "PAGE_TOKEN_INVALID")
        for address, body in (("/api/v1/winners", {}), ("/api/v1/special-awards", {"prize": "innovation"})):
            assert (await client.post(address, json=body)).status_code == 401
            assert (await client.post(address, json=body, headers={"as": "participant"})).status_code == 403
        missing = await client.post("/api/v1/special-awards", json={"prize": "bravest"}, headers={"as": "secretariat"})
        assert missing.json()["code"] == "G2_UNKNOWN_AWARD"
        for address in ("/api/v1/notices/none", "/api/v1/certificates/ABC"):
            assert (await client.get(address)).status_code == 404
        for address in ("/api/v1/report-status", "/api/v1/objection-status"):
            assert (await client.post(address, json={"tracking_code": "none"})).status_code == 404

    walk(steps)


def test_places_left_vacant_and_special_awards_of_those_who_fell_by_http(
    publicity: Publicity, walk: Callable[[Walk], None]
) -> None:
    """G2, J1, K4: a fallen recipient uses no quota; a vacancy is refused if there is no such place, published with its reason."""
    now = beijing("2024-10-22T10:00:00.000")
    publicity.clock.move_to(now)
    projects = [scoring.RankedProject(team=make_team(number), rank=number, score="90.00") for number in range(1, 9)]
    publicity.publish(review.FinalistsConfirmed(list_id="finalists-2024", finalists=make_finalists()), now)
    publicity.publish(
        scoring.RankingFrozen(ranking_id="r-1", round_id="r", stage=2, track="industry", number=1, projects=projects),
        now,
    )
    complete = {"state.finalist_tracks": "industry", "state.rankings.number": 1}
    wait_for(lambda: publicity.database["award_lists"].find_one(complete))
    secretariat = {"as": "secretariat"}

    async def refused(client: httpx.AsyncClient, address: str, body: dict[str, Any]) -> tuple[Any, ...]:
        answer = await client.post(address, json=body, headers=secretariat)
        problem = answer.json()
        return answer.status_code, problem["code"], [fault["field"] for fault in problem.get("faults", [])]

    async def steps(client: httpx.AsyncClient) -> None:
        address = "/api/v1/special-awards"
        for number in (6, 7, 8):
            body = {"prize": "potential", "team_id": f"team-{number}"}
            assert (await client.post(address, json=body, headers=secretariat)).status_code == 201
        fifth = {"prize": "potential", "team_id": "team-5"}
        assert await refused(client, address, fifth) == (409, "G2_QUOTA_USED", [])
        fallen = review.TeamDisqualified(team_id="team-8", project_name="p", code="B10_FALSE", reason="材料不实")
        publicity.publish(fallen, now)
        wait_for(lambda: publicity.database["standings"].find_one({"_id": "team-8", "state.falls.code": "B10_FALSE"}))
        granted = await client.post(address, json=fifth, headers=secretariat)
        assert (granted.status_code, granted.json()["certificate_number"]) == (201, "2024-00-304")

        # what is wrong with the statement and with places is told at once
        no_reason = {"track": "industry", "prize": "third", "places": 1, "reason": " "}
        body = {"statement": "长" * 2_001, "vacant": [no_reason], "dry_run": True}
        fields = ["statement", "vacant[0].reason"]
        assert await refused(client, "/api/v1/winners", body) == (422, "FIELDS_INVALID", fields)
        altered = {**body, "statement": "祝贺2024年“数据要素x”大赛获奖者"}
        assert await refused(client, "/api/v1/winners", altered) == (422, "J1_NAME_ALTERED", fields)

        listed = (await client.get(address, headers={"as": "committee"})).json()["awards"]
        assert [(each["team_name"], each["prize_zh"], each["state"]) for each in listed] == [
            (make_team(number).team_name, "最具发展潜力奖", state)
            for number, state in ((6, "proposed"), (7, "proposed"), (8, "withheld"), (5, "proposed"))
        ]
        of_a_host = await client.get(address, headers={"as": "host"})
        assert of_a_host.status_code == 403  # K1: nobody else before the notice

        winners, reason = "/api/v1/winners", "经评审，无项目达到该奖项标准。"
        vacant = {"track": "industry", "prize": "second", "places": 1, "reason": reason}
        for field, value in (("track", "agriculture"), ("prize", "potential"), ("places", 3), ("reason", " ")):
            body = {"vacant": [vacant | {field: value}]}
            assert await refused(client, winners, body) == (422, "G2_VACANCY_INVALID", [f"vacant[0].{field}"])
        # everything at once
        body = {"vacant": [vacant, vacant | {"places": 3, "reason": ""}]}
        assert (await refused(client, winners, body))[2] == ["vacant[1].prize", "vacant[1].reason"]
        for text, code in (
            ("按2024数据要素x大赛规则", "J1_NAME_ALTERED"),
            ("110199190001010001", "K4_IDENTITY_NUMBER"),
        ):
            body = {"vacant": [vacant | {"reason": text}]}
            assert await refused(client, winners, body) == (422, code, ["vacant[0].reason"])
        announced = (await client.post(winners, json={"vacant": [vacant]}, headers=secretariat)).json()
        assert [(each["team"]["team_id"], each["prize"]) for each in announced["awards"]] == [
            ("team-1", "first"),
            ("team-2", "second"),
            *((f"team-{number}", "third") for number in (3, 4, 5)),
            *((f"team-{number}", "potential") for number in (6, 7, 5)),
        ]
        publicity.clock.move_to(beijing("2024-10-23T10:00:00.000"))
        notice = wait_for(lambda: publicity.database["notices"].find_one({"_id": announced["notice_id"]}))
        shown = (await client.get(f"/api/v1/notices/{notice['_id']}")).json()
        assert f"工业制造赛道二等奖空缺1名：{reason}" in shown["text"].split("\n")

    walk(steps)
