"""A3, J1: reasons that hosts give are published, so that they are held against fees and official names too."""

from __future__ import annotations

from typing import Any

from cli.demo.client import User
from tests.e2e.registration.running import SHARED, Contest

CHARGES = "每队另须缴纳报名费500元。"
ALTERED = "依据2024数据要素x大赛的要求调整。"
RIGHT = "依据2024年“数据要素×”大赛的要求调整，不收取任何费用。"


def test_a3_j1_the_reason_of_a_new_scheme_version(contest: Contest) -> None:
    """A3, J1: a reason with a fee or an altered name is refused by its field; a right one is filed."""
    code, host = contest.open(place := contest.own_place())
    address = f"/api/v1/divisions/{code}/scheme-versions"
    scheme = contest.scheme(place)
    changed = {**scheme, "text": scheme["text"] + "补充说明。"}
    _refused_then_taken(contest, host, address, {"scheme": changed}, post=True)


def test_a3_j1_the_reason_why_an_activity_changes_or_is_cancelled(contest: Contest) -> None:
    """A3, J1: as for schemes, and those signed up are told nothing of what was refused."""
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
    _refused_then_taken(contest, host, address, {**facts, "place": "合成会议中心二层"}, post=False)
    assert contest.public().get(address)["edition"] == 2
    _refused_then_taken(contest, host, f"{address}/cancellation", {}, post=True)
    assert contest.public().get(address)["state"] == "cancelled"


def _refused_then_taken(contest: Contest, host: User, address: str, body: dict[str, Any], *, post: bool) -> None:
    send = host.post if post else host.put
    for reason, code in ((CHARGES, "A3_FEE_STATED"), (ALTERED, "J1_NAME_ALTERED")):
        problem = contest.problem(lambda: send(address, {**body, "reason": reason}))  # noqa: B023 - called at once
        assert (problem["code"], [one["field"] for one in problem["faults"]]) == (code, ["reason"])
    send(address, {**body, "reason": RIGHT})
