"""B5, B7: a representative is in one team only, and a project registered once; who is refused learns why, and no more."""

from __future__ import annotations

from typing import Any

from tests.e2e.registration.running import Contest, refused


def faults(problem: dict[str, Any]) -> list[str]:
    """Which fields are at fault."""
    return [one["field"] for one in problem["faults"]]


def test_b5_a_person_free_of_teams_is_taken_and_one_in_a_team_is_refused(contest: Contest) -> None:
    """B5, K1: the first team takes the person; the second is refused and told which of its five people, not which team."""
    user, other = contest.user(), contest.user()
    body = contest.body()
    first = user.post("/api/v1/teams", body)
    assert first["state"] == "registered"
    again = contest.body(people=5)
    again["representatives"][2] = body["representatives"][0] | {"organisation_uscc": again["lead"]["uscc"]}
    problem = contest.problem(lambda: other.post("/api/v1/teams", again))
    assert (problem["status"], problem["code"], problem["facts"]) == (409, "B5_REPRESENTATIVE_IN_ANOTHER_TEAM", {})
    (fault,) = problem["faults"]
    assert (fault["field"], fault["zh"]) == ("representatives[2]", "第3位参赛代表已在其他团队报名。")
    for secret in (first["facts"]["team_id"], first["facts"]["team_name"], body["representatives"][0]["name"]):
        assert secret not in str(problem)
    own = contest.register(other, people=1)
    change = {
        "representatives": [
            one | {"organisation_uscc": own["facts"]["lead"]["uscc"]} for one in again["representatives"]
        ]
    }
    changed = contest.problem(lambda: other.patch(f"/api/v1/teams/{own['facts']['team_id']}", change))
    assert (changed["code"], faults(changed)) == ("B5_REPRESENTATIVE_IN_ANOTHER_TEAM", ["representatives[2]"])
    again["representatives"].pop(2)
    assert other.post("/api/v1/teams", again)["state"] == "registered"


def test_b5_b7_whoever_registers_again_by_mistake_is_told_of_the_own_team(contest: Contest) -> None:
    """B5, B7: the answer got lost, and the same is sent under a new key: the account's own team is named."""
    user = contest.user()
    body = contest.body()
    team = user.post("/api/v1/teams", body)
    problem = contest.problem(lambda: user.post("/api/v1/teams", body))
    own = {"team_id": team["facts"]["team_id"], "team_name": team["facts"]["team_name"]}
    assert (problem["status"], problem["code"], problem["facts"]) == (409, "B5_REGISTERED_BY_YOU", own)
    assert faults(problem) == ["representatives[0]", "representatives[1]", "project_name", "team_name"]
    assert own["team_id"] in problem["detail"]
    people = [one | {"organisation_uscc": body["lead"]["uscc"]} for one in contest.body()["representatives"]]
    renamed = contest.problem(lambda: user.post("/api/v1/teams", body | {"representatives": people}))
    assert (renamed["code"], renamed["facts"]) == ("B7_REGISTERED_BY_YOU", own)


def test_b7_a_name_in_use_is_told_with_the_organisation_that_used_it(contest: Contest) -> None:
    """B7, K1: of two organisations in the team the one is named that registered the project before, not its team."""
    user, other = contest.user(), contest.user()
    body = contest.body()
    team = user.post("/api/v1/teams", body)
    people = [one | {"organisation_uscc": body["lead"]["uscc"]} for one in contest.body()["representatives"]]
    second = body | {"representatives": people, "team_name": "另一支队伍"}
    problem = contest.problem(lambda: other.post("/api/v1/teams", second))
    assert (problem["code"], problem["facts"]) == ("B7_REGISTERED_ELSEWHERE", {})
    (fault,) = problem["faults"]
    lead = body["lead"]
    assert (fault["field"], lead["uscc"] in fault["zh"], body["project_name"] in fault["zh"]) == (
        "project_name",
        True,
        True,
    )
    assert team["facts"]["team_id"] not in str(problem)
    assert body["team_name"] not in str(problem)
    assert (
        refused(lambda: other.post("/api/v1/teams", second | {"project_name": body["project_name"] + "。"}))[0] == 409
    )
    assert (
        other.post("/api/v1/teams", second | {"project_name": body["project_name"] + "二期"})["state"] == "registered"
    )
