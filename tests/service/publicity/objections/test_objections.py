"""Objections over the running service, by gRPC and by HTTP: by anyone, by arrival, settled one by one or together (F8, K1)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import grpc
import httpx
import pytest
from dasai.publicity.v1 import objections_pb2, reports_pb2
from dasai.review.v1 import events_pb2 as review

from chassis.actor import Actor, Role, sign
from chassis.kernel.identifiers import derived_id, new_id
from tests.service.publicity.running import (
    ACTOR_KEY,
    Publicity,
    Walk,
    make_finalists,
    make_team,
    refusal,
    wait_for,
    wait_until_equal,
)
from tests.unit.services.publicity.builders import beijing

pytestmark = pytest.mark.parts

MS = timedelta(milliseconds=1)
DURING = beijing("2024-10-09T09:00:00.000")
CLOSES = beijing("2024-10-15T23:59:59.999")


def open_notice(publicity: Publicity, list_id: str) -> str:
    """Let the notice of a list of finalists be open, and return its identifier."""
    proposed = beijing("2024-10-08T10:00:00.000")
    publicity.clock.move_to(proposed)
    publicity.publish(review.FinalistsProposed(list_id=list_id, finalists=make_finalists()), proposed)
    notice = derived_id("notice", "finalists", list_id)
    wait_for(lambda: publicity.database["notices"].find_one({"_id": notice}))
    publicity.clock.move_to(DURING)
    return notice


def object_to(
    publicity: Publicity, notice_id: str, team_id: str = "", **call: Any
) -> objections_pb2.FileObjectionResponse:
    """Object to a notice."""
    request = objections_pb2.FileObjectionRequest(notice_id=notice_id, team_id=team_id, text="名单有误")
    return publicity.call(publicity.objections.FileObjection, request, **call)  # type: ignore[no-any-return]


def test_one_that_arrived_in_time_counts_however_late_it_is_stored(publicity: Publicity) -> None:
    """F8: received by the gateway at 23:59:59.9, stored minutes later, it holds the list open; one received later is refused."""
    notice = open_notice(publicity, "by-arrival")
    publicity.clock.stand_at(CLOSES + timedelta(minutes=11))
    wait_for(lambda: publicity.database["notices"].find_one({"_id": notice, "state.state": "open_settling"}))

    def arrived(at: Any) -> Any:
        metadata = (
            ("dasai-actor", sign(Actor("public", arrived_at=at), ACTOR_KEY)),
            ("idempotency-key", new_id()),
        )
        request = objections_pb2.FileObjectionRequest(notice_id=notice, text="名单有误")
        return publicity.objections.FileObjection(request, metadata=metadata, timeout=15)

    filed = arrived(CLOSES - 99 * MS)
    with pytest.raises(grpc.RpcError) as error:
        arrived(CLOSES + MS)
    assert refusal(error.value) == "F8_NOT_OPEN"
    publicity.clock.move_to(CLOSES + timedelta(days=1))
    shown = publicity.database["notices"].find_one({"_id": notice})
    assert shown["state"]["state"] == "open_settling"
    settle = objections_pb2.SettleObjectionRequest(objection_id=filed.objection_id, reason="名单无误")
    publicity.call(publicity.objections.SettleObjection, settle, Role.SECRETARIAT)
    wait_for(lambda: publicity.database["notices"].find_one({"_id": notice, "state.state": "closed"}))


def test_the_days_count_from_the_proposal_not_from_when_it_is_heard(publicity: Publicity) -> None:
    """F8: proposed a second before midnight and heard of after it, the list is on notice from that very midnight."""
    publicity.clock.move_to(beijing("2024-10-09T00:10:00.000"))
    proposal = review.FinalistsProposed(list_id="late-heard", finalists=make_finalists())
    publicity.publish(proposal, beijing("2024-10-08T23:59:59.000"))
    notice = derived_id("notice", "finalists", "late-heard")
    kept = wait_for(lambda: publicity.database["notices"].find_one({"_id": notice}))
    assert (kept["state"]["opens_at"], kept["state"]["closes_at"]) == (beijing("2024-10-09T00:00:00.000"), CLOSES)


def test_a_list_that_is_heard_of_after_its_days_waits_for_what_was_raised(publicity: Publicity) -> None:
    """F8, H2: a report of these days that nobody has settled holds it open, as it does a list that was heard of in time."""
    publicity.clock.move_to(DURING)
    publicity.make_known(7)
    filed = publicity.call(publicity.reports.FileReport, publicity.make_report(7))
    publicity.clock.move_to(CLOSES + timedelta(days=2))
    proposal = review.FinalistsProposed(list_id="heard-after", finalists=make_finalists())
    publicity.publish(proposal, beijing("2024-10-08T23:59:59.000"))
    notice = derived_id("notice", "finalists", "heard-after")

    def state() -> str:
        stored = publicity.database["notices"].find_one({"_id": notice})
        return str(stored["state"]["state"]) if stored else ""

    assert wait_until_equal(state, "open_settling") == "open_settling"
    for method, request in (
        ("AcceptReport", reports_pb2.AcceptReportRequest(report_id=filed.report_id, reason="受理")),
        ("AdjudicateReport", reports_pb2.AdjudicateReportRequest(report_id=filed.report_id, reason="查无实据")),
    ):
        publicity.call(getattr(publicity.reports, method), request, Role.COMMITTEE)
    assert wait_until_equal(state, "closed") == "closed"


def test_a_team_of_another_version_is_not_left_off(publicity: Publicity) -> None:
    """F6, F8: refused at the notice of the substitutes and taken at its own; a team of neither is left off."""
    first = open_notice(publicity, "in-versions")
    publicity.make_known(1, 60, 61)
    substitute = review.Finalist(team=make_team(60), channel="CHANNEL_DIVISION", recommender_id="110000")
    proposal = review.FinalistsProposed(list_id="in-versions", finalists=[substitute], version=2)
    publicity.publish(proposal, beijing("2024-10-08T12:00:00.000"))
    second = derived_id("notice", "finalists", "in-versions", "2")
    wait_for(lambda: publicity.database["notices"].find_one({"_id": second}))
    for notice, team_id in ((second, "team-1"), (first, "team-60")):
        with pytest.raises(grpc.RpcError) as error:
            object_to(publicity, notice, team_id)
        assert refusal(error.value) == "F8_OTHER_VERSION"
    filed = [
        object_to(publicity, notice, team_id)
        for notice, team_id in ((first, "team-1"), (second, "team-60"), (second, "team-61"))
    ]
    kept = [publicity.database["objections"].find_one({"_id": each.objection_id})["state"] for each in filed]
    assert [state.get("left_off", False) for state in kept] == [False, False, True]


def test_anyone_may_object_once_repeated_or_not(publicity: Publicity) -> None:
    """F8: to the list, a team on it or one left off; a repeated call is answered with the same code, which is stored nowhere."""
    notice = open_notice(publicity, "anyone")
    publicity.make_known(50)
    first = object_to(publicity, notice, "team-50", key="same")
    assert object_to(publicity, notice, "team-50", key="same") == first
    object_to(publicity, notice, "team-1")
    object_to(publicity, notice)
    with pytest.raises(grpc.RpcError) as error:
        object_to(publicity, notice, "nope")
    assert refusal(error.value) == "H2_UNKNOWN_TEAM"
    listing = objections_pb2.ListObjectionsRequest(notice_id=notice, state="OBJECTION_STATE_FILED")
    objections = publicity.call(publicity.objections.ListObjections, listing, Role.SECRETARIAT).objections
    assert sorted((objection.team_id, objection.left_off) for objection in objections) == [
        ("", False),
        ("team-1", False),
        ("team-50", True),
    ]
    stored = repr(list(publicity.database["objections"].find()))
    assert (first.objection_id in stored, first.tracking_code in stored) == (True, False)


def test_who_objects_is_not_recorded(publicity: Publicity) -> None:
    """F8, K4: also if an account is signed in, it is in no document and no event."""
    notice = open_notice(publicity, "unnamed")
    filed = object_to(publicity, notice, account="account-of-an-objector")
    in_trail = {"event_id": {"$exists": True}}
    before = publicity.database["audit_trail"].count_documents(in_trail)
    wait_for(lambda: publicity.database["objections"].find_one({"_id": filed.objection_id, "outbox": []}))
    assert publicity.database["audit_trail"].count_documents(in_trail) >= before
    stored = b"".join(
        repr(document).encode()
        for name in publicity.database.list_collection_names()
        for document in publicity.database[name].find()
    )
    assert b"account-of-an-objector" not in stored


def test_many_are_set_aside_together_or_none(publicity: Publicity) -> None:
    """F8: with one reason; a repeated command changes nothing; if one is settled otherwise, none is touched."""
    notice = open_notice(publicity, "together")
    filed = [object_to(publicity, notice).objection_id for _ in range(4)]
    dismiss = objections_pb2.DismissObjectionsRequest(objection_ids=filed[:3], reason="同一事由，查无实据")
    for _ in range(2):
        answer = publicity.call(publicity.objections.DismissObjections, dismiss, Role.SECRETARIAT, account="s-1")
        assert [(each.objection_id, each.settled_by, each.reason) for each in answer.objections] == [
            (identifier, "s-1", "同一事由，查无实据") for identifier in filed[:3]
        ]
    mixed = objections_pb2.DismissObjectionsRequest(objection_ids=[filed[3], filed[0]], reason="另一理由")
    with pytest.raises(grpc.RpcError) as error:
        publicity.call(publicity.objections.DismissObjections, mixed, Role.SECRETARIAT, account="s-1")
    assert refusal(error.value) == "F8_ALREADY_SETTLED"
    get = objections_pb2.GetObjectionRequest(objection_id=filed[3])
    untouched = publicity.call(publicity.objections.GetObjection, get, Role.COMMITTEE)
    assert untouched.state == objections_pb2.OBJECTION_STATE_FILED
    none = objections_pb2.DismissObjectionsRequest(reason="x")
    with pytest.raises(grpc.RpcError) as error:
        publicity.call(publicity.objections.DismissObjections, none, Role.SECRETARIAT)
    assert refusal(error.value) == "F8_TOO_MANY"


def test_an_upheld_one_takes_the_place_of_a_listed_team(publicity: Publicity) -> None:
    """F8, H4: named with the broken rule after a hearing; the closing notice names the team, and its standing falls."""
    notice = open_notice(publicity, "upheld")
    filed = object_to(publicity, notice, "team-7")
    settle = objections_pb2.SettleObjectionRequest(
        objection_id=filed.objection_id, upheld=True, code="B10_FALSE", reason="材料不实", hearing="已听取"
    )
    with pytest.raises(grpc.RpcError) as error:
        publicity.call(publicity.objections.SettleObjection, settle, Role.SECRETARIAT)
    assert refusal(error.value) == "K1_FORBIDDEN"
    publicity.call(publicity.objections.SettleObjection, settle, Role.COMMITTEE)
    fallen = {"_id": "team-7", "state.falls.source_id": filed.objection_id}
    wait_for(lambda: publicity.database["standings"].find_one(fallen))
    publicity.clock.move_to(CLOSES + timedelta(hours=1))
    closed = wait_for(lambda: publicity.database["notices"].find_one({"_id": notice, "state.state": "closed"}))
    assert closed["state"]["upheld_team_ids"] == ["team-7"]


FOR_STAFF = [
    ("SettleObjection", objections_pb2.SettleObjectionRequest),
    ("DismissObjections", objections_pb2.DismissObjectionsRequest),
    ("GetObjection", objections_pb2.GetObjectionRequest),
    ("ListObjections", objections_pb2.ListObjectionsRequest),
]


@pytest.mark.parametrize(("method", "request_type"), FOR_STAFF)
def test_objections_are_the_secretariats_and_the_committees(
    publicity: Publicity, method: str, request_type: Any
) -> None:
    """K1: nobody else sees or settles them, whatever other role it has."""
    call = getattr(publicity.objections, method)
    for roles in ((), *((role,) for role in Role if role not in (Role.SECRETARIAT, Role.COMMITTEE))):
        with pytest.raises(grpc.RpcError) as error:
            publicity.call(call, request_type(), *roles)
        assert refusal(error.value) == ("K1_FORBIDDEN" if roles else "K1_UNAUTHENTICATED")


def test_from_filing_to_settlement_by_http(publicity: Publicity, walk: Callable[[Walk], None]) -> None:
    """F8, K1: filed by the public without a name, bounded by address, settled, its state told to whoever has the code."""
    notice = open_notice(publicity, "by-http")

    async def steps(client: httpx.AsyncClient) -> None:
        address = f"/api/v1/notices/{notice}/objections"
        filed = await client.post(address, json={"text": "名单有误"})
        assert (filed.status_code, filed.headers["cache-control"]) == (201, "no-store")
        identifier, code = filed.json()["objection_id"], filed.json()["tracking_code"]
        assert (await client.get(f"/api/v1/objections/{identifier}")).status_code == 401
        secretariat = {"as": "secretariat"}
        listed = await client.get("/api/v1/objections", params={"notice_id": notice}, headers=secretariat)
        assert [each["objection_id"] for each in listed.json()["objections"]] == [identifier]
        settlement = f"/api/v1/objections/{identifier}/settlement"
        altered = await client.post(
            settlement, json={"upheld": False, "reason": "不符合2024数据要素x大赛规则"}, headers=secretariat
        )
        assert (altered.status_code, altered.json()["code"]) == (422, "J1_NAME_ALTERED")
        settled = await client.post(settlement, json={"upheld": False, "reason": "名单无误"}, headers=secretariat)
        assert settled.json()["state"] == "dismissed"
        told = await client.post("/api/v1/objection-status", json={"tracking_code": code})
        assert (told.json()["state"], told.json()["reason"]) == ("dismissed", "名单无误")
        listed_team = await client.post(address, json={"text": "材料不实", "team_id": "team-1"})
        refused = await client.post(
            f"/api/v1/objections/{listed_team.json()['objection_id']}/settlement",
            json={"upheld": True, "reason": "不符合2024数据要素x大赛规则", "hearing": " "},
            headers={"as": "committee"},
        )
        # everything at once, each at its field
        assert {fault["field"] for fault in refused.json()["faults"]} == {"code", "hearing", "reason"}
        for _ in range(4):
            await client.post(address, json={"text": "名单有误"})
        many = await client.post(address, json={"text": "名单有误"})
        assert (many.status_code, many.json()["code"]) == (429, "TOO_MANY_TRIES")

    publicity.clock.move_to(DURING)
    walk(steps)
