"""A6: publicity activities with sign-up, through the gateway."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx

from cli.demo.client import RefusedError, User
from tests.e2e.registration.running import SHARED, Contest, refused


def _host(contest: Contest) -> tuple[User, str]:
    code = contest.plan.divisions[SHARED]
    return contest.staff({"role": "host", "division": code}), f"/api/v1/divisions/{code}/activities"


def _activity(**changes: Any) -> dict[str, Any]:
    right = {
        "kind": "topic_briefing",
        "title": "合成赛题宣讲会",
        "text": "介绍本分赛区赛题，免费参加。",
        "place": "合成会议中心一层",
        "begins": "2024-06-20T09:00:00+08:00",
        "ends": "2024-06-20T11:00:00+08:00",
        "sign_up_closes": "2024-06-19T23:59:59.999+08:00",
        "capacity": 5,
    }
    return right | changes


def test_a6_published_for_all_and_refused_where_it_charges_or_another_hosts(contest: Contest) -> None:
    """A6, A3, J1, K1: the public sees it; a fee, a name that is not official, and another division's host are refused."""
    host, address = _host(contest)
    made = host.post(address, _activity())
    assert contest.public().get(f"/api/v1/activities/{made['activity_id']}")["facts"]["capacity"] == 5
    listed = contest.public().every("/api/v1/activities", "activities", division_code=contest.plan.divisions[SHARED])
    assert made["activity_id"] in {one["activity_id"] for one in listed}
    assert refused(lambda: host.post(address, _activity(text="报名费200元。")))[0] in (409, 422)
    assert refused(lambda: host.post(address, _activity(title="2024数据要素x大赛宣讲")))[0] in (409, 422)
    stranger = contest.staff({"role": "host", "division": contest.plan.divisions[SHARED + 1]})
    assert refused(lambda: stranger.post(address, _activity())) == (403, "K1_FORBIDDEN")


def test_a6_twenty_at_once_for_five_places(contest: Contest) -> None:
    """A6: exactly five get in, each other one learns that it is full; a place given back is taken by the next."""
    host, address = _host(contest)
    activity = host.post(address, _activity())["activity_id"]
    people = [contest.user() for _ in range(20)]

    def sign_up(place: int) -> str:
        body = {"name": f"测试甲{place}", "organisation": "合成测试企业", "contact": "synthetic@example.org"}
        try:
            people[place].post(f"/api/v1/activities/{activity}/sign-ups", body)
        except RefusedError as refusal:
            return refusal.code
        return "in"

    with ThreadPoolExecutor(20) as pool:
        outcomes = list(pool.map(sign_up, range(20)))
    assert sorted(outcomes) == ["A6_FULL"] * 15 + ["in"] * 5
    first, waiting = outcomes.index("in"), outcomes.index("A6_FULL")
    people[first].post(f"/api/v1/activities/{activity}/sign-off")
    assert sign_up(waiting) == "in"
    assert contest.public().get(f"/api/v1/activities/{activity}")["signed_up"] == 5


def test_a6_k4_the_host_reads_masks_and_takes_the_list_and_nobody_else_does(contest: Contest) -> None:
    """A6, K1, K3, K4: names are masked on the screen, whole in the host's file; a participant and another host get neither."""
    host, address = _host(contest)
    activity = host.post(address, _activity())["activity_id"]
    user = contest.user()
    body = {"name": "测试丙丁", "organisation": "=合成", "contact": "synthetic@example.org"}
    user.post(f"/api/v1/activities/{activity}/sign-ups", body)
    place = f"/api/v1/activities/{activity}/sign-ups"
    assert [one["masked_name"] for one in host.get(place)["sign_ups"]] == ["测***"]
    answer = httpx.get(f"{contest.stack.url}{place}/export", headers={"Authorization": f"Bearer {host.token}"})
    assert (answer.status_code, "测试丙丁" in answer.text, ",'=合成," in answer.text) == (200, True, True)
    stranger = contest.staff({"role": "host", "division": contest.plan.divisions[SHARED + 1]})
    for other in (user, stranger):
        assert refused(lambda: other.get(place)) == (403, "K1_FORBIDDEN")  # noqa: B023 - called at once
        taken = httpx.get(f"{contest.stack.url}{place}/export", headers={"Authorization": f"Bearer {other.token}"})
        assert (taken.status_code, "测试丙丁" in taken.text) == (403, False)


def test_a6_whoever_signed_up_is_told_of_a_change_and_of_a_cancellation(contest: Contest) -> None:
    """A6, K2: the own list shows it, with the reason, once the worker has told; afterwards nobody signs up."""
    host, address = _host(contest)
    activity = host.post(address, _activity())["activity_id"]
    user = contest.user()
    user.post(f"/api/v1/activities/{activity}/sign-ups", {"name": "测试戊"})

    def told() -> list[tuple[int, str, str]]:
        mine = user.get("/api/v1/sign-ups")["sign_ups"]
        return [(one["told_edition"], one["activity"]["state"], one["activity"]["reason"]) for one in mine]

    host.put(f"/api/v1/activities/{activity}", _activity(place="合成会议中心二层") | {"reason": "场地调整"})
    contest.until(lambda: told() == [(2, "published", "场地调整")], "the change is told")
    host.post(f"/api/v1/activities/{activity}/cancellation", {"reason": "天气原因"})
    contest.until(lambda: told() == [(3, "cancelled", "天气原因")], "the cancellation is told")
    late = contest.user()
    body = {"name": "测试己"}
    assert refused(lambda: late.post(f"/api/v1/activities/{activity}/sign-ups", body)) == (409, "A6_CANCELLED")
