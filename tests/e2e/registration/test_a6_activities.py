"""A6: publicity activities and sign-up for them, through the gateway."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import httpx
from dasai_client import Refused

from chassis.spreadsheets.columns import SIGN_UPS, titles
from cli.demo.client import User
from tests.divisions import SHARED
from tests.e2e.registration.running import Contest, refused

SIGN_UP_CLOSES = datetime.fromisoformat("2024-06-19T23:59:59.999+08:00")
BEGINS = datetime.fromisoformat("2024-06-20T09:00:00+08:00")


def _host(contest: Contest) -> tuple[User, str]:
    code = contest.plan.divisions[SHARED]
    return contest.staff({"role": "host", "division": code}), f"/api/v1/divisions/{code}/activities"


def _activity(**changes: Any) -> dict[str, Any]:
    right = {
        "kind": "topic_briefing",
        "title": "合成赛题宣讲会",
        "text": "介绍本分赛区赛题，免费参加。",
        "place": "合成会议中心一层",
        "begins": BEGINS.isoformat(),
        "ends": "2024-06-20T11:00:00+08:00",
        "sign_up_closes": SIGN_UP_CLOSES.isoformat(),
        "capacity": 5,
    }
    return right | changes


def test_a6_an_activity_is_published_unless_it_charges_alters_a_name_or_is_another_hosts(contest: Contest) -> None:
    """A6, A3, J1, K1: show it to the public; refuse a fee, an altered name, and the host of another division."""
    host, address = _host(contest)
    activity = host.post(address, _activity())
    assert contest.public().get(f"/api/v1/activities/{activity['activity_id']}")["facts"]["capacity"] == 5
    activities = contest.public().every(
        "/api/v1/activities", "activities", division_code=contest.plan.divisions[SHARED]
    )
    assert activity["activity_id"] in {listed["activity_id"] for listed in activities}
    assert refused(lambda: host.post(address, _activity(text="报名费200元。"))) == (409, "A3_FEE_STATED")
    assert refused(lambda: host.post(address, _activity(title="2024数据要素x大赛宣讲"))) == (409, "J1_NAME_ALTERED")
    stranger = contest.staff({"role": "host", "division": contest.plan.divisions[SHARED + 1]})
    assert refused(lambda: stranger.post(address, _activity())) == (403, "K1_FORBIDDEN")


def test_a6_twenty_sign_ups_at_once_fill_exactly_five_places(contest: Contest) -> None:
    """A6: accept exactly five, refuse the others as full; a place given back goes to the next."""
    host, address = _host(contest)
    activity = host.post(address, _activity())["activity_id"]
    with ThreadPoolExecutor(5) as pool:
        people = list(pool.map(lambda _: contest.user(), range(20)))

    def sign_up(place: int) -> str:
        body = {"name": f"测试甲{place}", "organisation": "合成测试企业", "contact": "synthetic@example.org"}
        try:
            people[place].post(f"/api/v1/activities/{activity}/sign-ups", body)
        except Refused as refusal:
            return refusal.code
        return "in"

    with ThreadPoolExecutor(20) as pool:
        outcomes = list(pool.map(sign_up, range(20)))
    assert sorted(outcomes) == ["A6_FULL"] * 15 + ["in"] * 5
    first, waiting = outcomes.index("in"), outcomes.index("A6_FULL")
    people[first].post(f"/api/v1/activities/{activity}/sign-off")
    assert sign_up(waiting) == "in"
    assert contest.public().get(f"/api/v1/activities/{activity}")["signed_up"] == 5


def test_a6_k4_the_host_reads_masked_names_and_exports_the_list_and_nobody_else_does(contest: Contest) -> None:
    """A6, K1, K3, K4: mask names on the screen, export them whole to the host; refuse a participant and another host."""
    host, address = _host(contest)
    activity = host.post(address, _activity())["activity_id"]
    user = contest.user()
    body = {"name": "测试丙丁", "organisation": "=合成", "contact": "synthetic@example.org"}
    user.post(f"/api/v1/activities/{activity}/sign-ups", body)
    place = f"/api/v1/activities/{activity}/sign-ups"
    assert [sign_up["masked_name"] for sign_up in host.get(place)["sign_ups"]] == ["测***"]
    export = httpx.get(f"{contest.stack.url}{place}/export", headers={"Authorization": f"Bearer {host.token}"})
    assert export.status_code == 200
    assert "测试丙丁" in export.text
    assert ",'=合成," in export.text
    assert export.content.decode("utf-8-sig").splitlines()[0] == ",".join(titles(SIGN_UPS))
    stranger = contest.staff({"role": "host", "division": contest.plan.divisions[SHARED + 1]})
    for other in (user, stranger):
        assert refused(lambda: other.get(place)) == (403, "K1_FORBIDDEN")  # noqa: B023 - called at once
        export = httpx.get(f"{contest.stack.url}{place}/export", headers={"Authorization": f"Bearer {other.token}"})
        assert export.status_code == 403
        assert "测试丙丁" not in export.text


def test_a6_a_person_signed_up_learns_of_a_change_and_of_a_cancellation(contest: Contest) -> None:
    """A6, K2: show state and reason among the person's own sign-ups; refuse to sign up after the cancellation."""
    host, address = _host(contest)
    activity = host.post(address, _activity())["activity_id"]
    user = contest.user()
    user.post(f"/api/v1/activities/{activity}/sign-ups", {"name": "测试戊"})

    def notices() -> list[tuple[int, str, str]]:
        sign_ups = user.get("/api/v1/sign-ups")["sign_ups"]
        return [
            (sign_up["told_edition"], sign_up["activity"]["state"], sign_up["activity"]["reason"])
            for sign_up in sign_ups
        ]

    host.put(f"/api/v1/activities/{activity}", _activity(place="合成会议中心二层") | {"reason": "场地调整"})
    contest.until(lambda: notices() == [(2, "published", "场地调整")], "the change is notified")
    host.post(f"/api/v1/activities/{activity}/cancellation", {"reason": "天气原因"})
    contest.until(lambda: notices() == [(3, "cancelled", "天气原因")], "the cancellation is notified")
    late = contest.user()
    body = {"name": "测试己"}
    assert refused(lambda: late.post(f"/api/v1/activities/{activity}/sign-ups", body)) == (409, "A6_CANCELLED")


def test_a6_a_wrong_activity_is_refused_with_all_its_faults_at_once(contest: Contest) -> None:
    """A6: name title, place, times and capacity in one answer; publish it once mended, but only if the division is held."""
    host, address = _host(contest)
    wrong = {"title": " ", "place": "", "ends": "2024-06-20T08:00:00+08:00", "capacity": 0}
    late = {"sign_up_closes": "2024-06-20T09:00:00.001+08:00"}
    problem = contest.problem(lambda: host.post(address, _activity(**wrong, **late)))
    assert (problem["status"], problem["code"]) == (422, "A6_ACTIVITY_INVALID")
    assert [fault["field"] for fault in problem["faults"]] == ["title", "place", "sign_up_closes", "ends", "capacity"]
    passed = contest.problem(lambda: host.post(address, _activity(sign_up_closes="2024-05-19T09:00:00+08:00")))
    assert passed["code"] == "A6_ACTIVITY_INVALID"
    assert passed["faults"][0]["field"] == "sign_up_closes"
    assert host.post(address, _activity())["state"] == "published"
    nobodys = contest.plan.divisions[SHARED + 1]  # which has not applied
    other = contest.staff({"role": "host", "division": nobodys})
    outcome = refused(lambda: other.post(f"/api/v1/divisions/{nobodys}/activities", _activity()))
    assert outcome == (409, "A6_DIVISION_NOT_HELD")


def test_a6_a_change_needs_a_reason_takes_no_places_away_and_comes_before_the_beginning(contest: Contest) -> None:
    """A6: refuse a change without a reason, with fewer places, or once it has begun; accept a reason and more places."""
    host, address = _host(contest)
    activity = f"/api/v1/activities/{host.post(address, _activity())['activity_id']}"
    user = contest.user()
    user.post(f"{activity}/sign-ups", {"name": "测试庚"})
    for call in (
        lambda: host.put(activity, _activity() | {"reason": " "}),
        lambda: host.post(f"{activity}/cancellation", {"reason": ""}),
    ):
        assert refused(call) == (422, "A6_NO_REASON")
    fewer = _activity(capacity=4) | {"reason": "调整"}
    assert refused(lambda: host.put(activity, fewer)) == (409, "A6_CAPACITY_LOWERED")
    changed = host.put(activity, _activity(capacity=6) | {"reason": "增加名额"})
    assert changed["edition"] == 2
    assert changed["facts"]["capacity"] == 6
    assert changed["signed_up"] == 1
    contest.clock.move_to(BEGINS)
    for call in (
        lambda: host.put(activity, _activity(capacity=7) | {"reason": "调整"}),
        lambda: host.post(f"{activity}/cancellation", {"reason": "天气原因"}),
        lambda: user.post(f"{activity}/sign-off"),
    ):
        assert refused(call) == (409, "A6_BEGUN")
    assert contest.public().get(activity)["signed_up"] == 1


def test_a6_a_change_made_from_an_older_view_is_refused(contest: Contest) -> None:
    """A6: A6_CHANGED_MEANWHILE for the view before a colleague's change; accepted with the newest, or if nothing is said."""
    host, address = _host(contest)
    published = host.post(address, _activity())
    activity = f"/api/v1/activities/{published['activity_id']}"

    def changed(title: str, **seen: Any) -> str:
        body = _activity(title=title) | {"reason": "更正标题"} | seen
        return str(host.put(activity, body)["facts"]["title"])

    seen = {"seen": {"edition": published["edition"]}}
    assert changed("同事改写的宣讲会", **seen) == "同事改写的宣讲会"
    assert refused(lambda: changed("从旧页面改写的宣讲会", **seen)) == (409, "A6_CHANGED_MEANWHILE")
    newest = contest.public().get(activity)
    assert newest["facts"]["title"] == "同事改写的宣讲会"
    assert changed("核对后改写的宣讲会", seen={"edition": newest["edition"]}) == "核对后改写的宣讲会"
    assert changed("不作比较的宣讲会") == "不作比较的宣讲会"


def test_a6_a_person_signs_up_once_before_the_close_and_signs_off_once(contest: Contest) -> None:
    """A6: accept until sign-up closes, with a name; refuse a second sign-up and a sign-off without a sign-up."""
    host, address = _host(contest)
    activity = f"/api/v1/activities/{host.post(address, _activity())['activity_id']}"
    user, waiting, body = contest.user(), contest.user(), {"name": "测试辛"}
    problem = contest.problem(lambda: user.post(f"{activity}/sign-ups", {"name": " "}))
    assert (problem["status"], problem["code"]) == (422, "A6_SIGN_UP_INVALID")
    assert [fault["field"] for fault in problem["faults"]] == ["name"]
    long = {"name": "测试辛", "organisation": "长" * 101}
    assert contest.problem(lambda: user.post(f"{activity}/sign-ups", long))["faults"][0]["field"] == "organisation"
    assert refused(lambda: user.post(f"{activity}/sign-off")) == (409, "A6_NOT_SIGNED_UP")
    assert user.post(f"{activity}/sign-ups", body)["state"] == "signed_up"
    assert refused(lambda: user.post(f"{activity}/sign-ups", body)) == (409, "A6_SIGNED_UP_ALREADY")
    contest.clock.move_to(SIGN_UP_CLOSES - timedelta(seconds=30))
    assert user.post(f"{activity}/sign-off")["state"] == "signed_off"
    assert refused(lambda: user.post(f"{activity}/sign-off")) == (409, "A6_NOT_SIGNED_UP")
    assert user.post(f"{activity}/sign-ups", body)["state"] == "signed_up"
    contest.clock.move_to(SIGN_UP_CLOSES + timedelta(milliseconds=1))
    assert refused(lambda: waiting.post(f"{activity}/sign-ups", body)) == (409, "A6_SIGN_UP_CLOSED")
    assert user.post(f"{activity}/sign-off")["state"] == "signed_off"  # given back until it begins
