"""A3, J1, K4: reasons that hosts give are published: they name no fee and no identity number, and alter no official name."""

from __future__ import annotations

from typing import Any

from cli.demo.client import User
from tests.divisions import SHARED
from tests.e2e.registration.running import Contest

CHARGES = "每队另须缴纳报名费500元。"
ALTERED = "依据2024数据要素x大赛的要求调整。"
NUMBERED = "应代表（证件号码110199190001010001）的申请调整。"
RIGHT = "依据2024年“数据要素×”大赛的要求调整，不收取任何费用。"


def test_a3_j1_the_reason_of_a_scheme_version_is_checked_for_fees_and_official_names(contest: Contest) -> None:
    """A3, J1: refuse a reason with a fee or an altered name and name its field; file one without."""
    code, host = contest.open(place := contest.own_place())
    address = f"/api/v1/divisions/{code}/scheme-versions"
    scheme = contest.scheme(place)
    changed = {**scheme, "text": scheme["text"] + "补充说明。"}
    _refuse_then_accept(contest, host, address, {"scheme": changed}, post=True)


def test_a3_j1_the_reason_of_a_changed_or_cancelled_activity_is_checked_likewise(contest: Contest) -> None:
    """A3, J1: refuse and accept as for schemes; a refused change leaves the activity as it was."""
    code = contest.plan.divisions[SHARED]
    host = contest.staff({"role": "host", "division": code})
    facts = {
        "kind": "exchange",
        "title": "合成调研交流会",
        "text": "免费参加。",
        "place": "合成会议中心一层",
        "begins": "2024-06-21T09:00:00+08:00",
        "ends": "2024-06-21T11:00:00+08:00",
        "sign_up_closes": "2024-06-20T23:59:59.999+08:00",
        "capacity": 5,
    }
    activity = host.post(f"/api/v1/divisions/{code}/activities", facts)["activity_id"]
    address = f"/api/v1/activities/{activity}"
    _refuse_then_accept(contest, host, address, {**facts, "place": "合成会议中心二层"}, post=False)
    assert contest.public().get(address)["edition"] == 2
    _refuse_then_accept(contest, host, f"{address}/cancellation", {}, post=True)
    assert contest.public().get(address)["state"] == "cancelled"


def _refuse_then_accept(contest: Contest, host: User, address: str, body: dict[str, Any], *, post: bool) -> None:
    send = host.post if post else host.put
    wrong = ((CHARGES, "A3_FEE_STATED"), (ALTERED, "J1_NAME_ALTERED"), (NUMBERED, "K4_IDENTITY_NUMBER"))
    for reason, code in wrong:
        problem = contest.problem(lambda: send(address, {**body, "reason": reason}))  # noqa: B023 - called at once
        assert problem["code"] == code
        assert [fault["field"] for fault in problem["faults"]] == ["reason"]
    send(address, {**body, "reason": RIGHT})
