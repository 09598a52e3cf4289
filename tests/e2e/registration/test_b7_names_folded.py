"""B7: a name is the same however it is written, and another name is another; near names go to a human."""

from __future__ import annotations

from typing import Any

import pytest
from dasai_client import Refused

from cli.demo.client import User
from tests.divisions import SHARED
from tests.e2e.registration.running import Contest, refused
from tests.e2e.registration.test_b5_b7_across_divisions import same_lead

SAME = [
    ("城市數據要素流通平臺", "城市数据要素流通平台"),
    ("城市数据平台二期", "城市數據平台Ⅱ期"),
    ("ＤａｔａHub 数据平台", "datahub数据平台"),
    ("数据要素×交通平台V1.0", "数据要素X交通平台 v１．０"),
]
OTHER = [
    ("数据平台1.1", "数据平台11"),
    ("C++数据平台", "C#数据平台"),
    ("བོད数据", "བད数据"),
    ("ئۇي\u200cغۇر数据", "ئۇيغۇر数据"),
    ("ᠬᠠ\u180eᠠ数据", "ᠬᠠᠠ数据"),
    ("\U0002ebf0数据", "\U0002ebf1数据"),
]


@pytest.fixture(scope="module")
def elsewhere(nation: Contest) -> int:
    """Open a second division and return its place."""
    place = nation.own_place()
    nation.open(place)
    return place


def body_of(contest: Contest, name: str, **changes: Any) -> dict[str, Any]:
    """Return a request for a team with this project, of people and an organisation of its own."""
    return contest.body(project_name=name, **changes)


@pytest.mark.parametrize(("first", "second"), SAME)
def test_b7_a_project_is_the_same_in_another_script_width_or_numeral(
    contest: Contest, elsewhere: int, first: str, second: str
) -> None:
    """B7: refuse it in another division, whichever account asks; accept it there once the first team withdrew."""
    user, other = contest.user(), contest.user()
    body = body_of(contest, first)
    team = user.post("/api/v1/teams", body)
    again = same_lead(contest, body, elsewhere, project_name=second)
    assert refused(lambda: other.post("/api/v1/teams", again)) == (409, "B7_REGISTERED_ELSEWHERE")
    assert refused(lambda: user.post("/api/v1/teams", again)) == (409, "B7_REGISTERED_BY_YOU")
    user.post(f"/api/v1/teams/{team['facts']['team_id']}/withdrawal")
    assert other.post("/api/v1/teams", again)["facts"]["project_name"] == second


@pytest.mark.parametrize(("first", "second"), OTHER)
def test_b7_b9_a_vowel_a_sign_or_a_dot_makes_another_project(
    contest: Contest, elsewhere: int, first: str, second: str
) -> None:
    """B7, B9: accept both in two divisions, with joiners that are spelling and characters newer than a program's tables."""
    user = contest.user()
    body = body_of(contest, first)
    assert user.post("/api/v1/teams", body)["facts"]["project_name"] == first
    another = same_lead(contest, body, elsewhere, project_name=second)
    assert user.post("/api/v1/teams", another)["facts"]["project_name"] == second


def near(case: dict[str, Any]) -> list[str]:
    """Return the evidence of near projects in a case."""
    return [finding["evidence"] for finding in case["findings"] if finding["code"] == "B7_NEAR_PROJECT"]


def case_of(who: User, team: dict[str, Any]) -> dict[str, Any] | None:
    """Return the team's case, None until the submission has reached review."""
    try:
        return dict(who.get(f"/api/v1/cases/{team['facts']['team_id']}"))
    except Refused:
        return None


def test_b7_k1_a_second_part_of_a_project_goes_to_a_human(contest: Contest, elsewhere: int) -> None:
    """B7, D1, K1: accept “…二期” and tell reviewers; of a project in another division say that there is one, and no more."""
    user = contest.user()
    name = f"港口货运数据要素流通平台{contest.index()}号"
    body = body_of(contest, name)
    first = user.post("/api/v1/teams", body)
    here = user.post("/api/v1/teams", same_lead(contest, body, SHARED, project_name=f"{name}二期"))
    there = user.post("/api/v1/teams", same_lead(contest, body, elsewhere, project_name=f"{name}（升级版）"))
    other = user.post(
        "/api/v1/teams", same_lead(contest, body, SHARED, project_name=f"乡村气象数据服务{contest.index()}")
    )
    remarks = user.get(f"/api/v1/teams/{here['facts']['team_id']}/completeness")["remarks"]
    assert [remark["code"] for remark in remarks] == ["B7_NEAR_PROJECT"]
    for team in (here, there, other):
        contest.submit(user, team)
    contest.until(
        lambda: all(case_of(contest.secretariat, team) for team in (here, there, other)), "the cases are open"
    )
    words = "project_name: 与本团队单位已报名的项目名称相近 near the name of a project of the same organisation: "
    first_id = first["facts"]["team_id"]
    assert [near(case_of(contest.secretariat, team) or {}) for team in (here, there, other)] == [
        [f"{words}{name} ({first_id})"],
        [f"{words}其他分赛的项目 a project in another division"],
        [],
    ]


def test_b7_an_empty_name_or_list_in_a_change_is_a_fault_and_not_nothing(contest: Contest) -> None:
    """B7: refuse what could be read as “take them all away”; a change that does not name a field leaves it."""
    user = contest.user()
    team = contest.register(user)
    address = f"/api/v1/teams/{team['facts']['team_id']}"
    for field, empty in (("representatives", []), ("team_name", ""), ("project_name", ""), ("team_name", None)):
        problem = contest.problem(lambda field=field, empty=empty: user.patch(address, {field: empty}))  # type: ignore[misc]
        assert (problem["status"], problem["code"]) == (422, "FIELDS_INVALID")
        assert [fault["field"] for fault in problem["faults"]] == [field]
    renamed = user.patch(address, {"team_name": "合成改名队"})
    assert renamed["facts"]["team_name"] == "合成改名队"
    assert len(renamed["representatives"]) == len(team["representatives"])
