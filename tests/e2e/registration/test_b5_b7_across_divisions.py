"""B5, B7: a person and a project belong to one team of the whole edition, in whichever division."""

from __future__ import annotations

from typing import Any

import pytest

from tests.divisions import SHARED
from tests.e2e.registration.running import STATED, Contest, refused


@pytest.fixture(scope="module")
def elsewhere(nation: Contest) -> int:
    """Open a second division and return its place."""
    place = nation.own_place()
    nation.open(place)
    return place


def same_lead(contest: Contest, body: dict[str, Any], place: int, **changes: Any) -> dict[str, Any]:
    """Return a request for another team of the same lead in the division at this place, with people and names of its own."""
    other = contest.body(place)
    people = [person | {"organisation_uscc": body["lead"]["uscc"]} for person in other["representatives"]]
    return other | {"lead": body["lead"], "representatives": people} | changes


def faults(problem: dict[str, Any]) -> list[str]:
    """Return the fields at fault."""
    return [fault["field"] for fault in problem["faults"]]


def test_b5_k1_a_person_of_a_team_in_another_division_is_free_once_that_team_withdraws(
    contest: Contest, elsewhere: int
) -> None:
    """B5, C12, K1: refuse the person in a new and a changed team, whichever account asks; accept the person afterwards."""
    user, other = contest.user(), contest.user()
    body = contest.body()
    team = user.post("/api/v1/teams", body)
    assert team["facts"]["division_code"] == contest.plan.divisions[SHARED] != contest.plan.divisions[elsewhere]
    body_elsewhere = contest.body(elsewhere, people=2)
    person = body["representatives"][0] | {"organisation_uscc": body_elsewhere["lead"]["uscc"]}
    body_elsewhere["representatives"][1] = person

    problem = contest.problem(lambda: other.post("/api/v1/teams", body_elsewhere))
    assert (problem["status"], problem["code"]) == (409, "B5_REPRESENTATIVE_IN_ANOTHER_TEAM")
    assert problem["facts"] == {}
    assert faults(problem) == ["representatives[1]"]
    for secret in (team["facts"]["team_id"], body["team_name"], body["division_code"], person["name"]):
        assert secret not in str(problem)
    own_problem = contest.problem(lambda: user.post("/api/v1/teams", body_elsewhere))
    own = {"team_id": team["facts"]["team_id"], "team_name": team["facts"]["team_name"]}
    assert own_problem["code"] == "B5_REGISTERED_BY_YOU"
    assert own_problem["facts"] == own
    assert faults(own_problem) == ["representatives[1]"]
    second = contest.register(other, elsewhere, people=1)
    people = [person | {"organisation_uscc": second["facts"]["lead"]["uscc"]}]
    change = lambda: other.patch(f"/api/v1/teams/{second['facts']['team_id']}", STATED | {"representatives": people})  # noqa: E731 - a short call
    assert refused(change) == (409, "B5_REPRESENTATIVE_IN_ANOTHER_TEAM")

    user.post(f"/api/v1/teams/{team['facts']['team_id']}/withdrawal")
    accepted = other.post("/api/v1/teams", body_elsewhere)
    assert accepted["state"] == "registered"
    assert accepted["facts"]["division_code"] == contest.plan.divisions[elsewhere]
    assert len(accepted["representatives"]) == 2
    back = lambda: user.post(f"/api/v1/teams/{team['facts']['team_id']}/revival")  # noqa: E731 - a short call
    assert refused(back) == (409, "B5_REPRESENTATIVE_IN_ANOTHER_TEAM")


def test_b7_a_project_of_a_team_in_another_division_is_free_once_that_team_withdraws(
    contest: Contest, elsewhere: int
) -> None:
    """B7, C12, K1: refuse project and team name, however spaced, whichever account asks; accept them afterwards."""
    user, other = contest.user(), contest.user()
    body = contest.body()
    team = user.post("/api/v1/teams", body)
    own = {"team_id": team["facts"]["team_id"], "team_name": team["facts"]["team_name"]}
    project, team_name = {"project_name": body["project_name"]}, {"team_name": body["team_name"]}
    spaced = {"project_name": " ".join(body["project_name"])}
    for same in (project, spaced, team_name, {**project, **team_name}):
        body_elsewhere = same_lead(contest, body, elsewhere, **same)
        problem = contest.problem(lambda body_elsewhere=body_elsewhere: other.post("/api/v1/teams", body_elsewhere))  # type: ignore[misc]
        assert (problem["status"], problem["code"]) == (409, "B7_REGISTERED_ELSEWHERE")
        assert problem["facts"] == {}
        assert faults(problem) == sorted({"project_name", "team_name"} & set(same))
        assert team["facts"]["team_id"] not in str(problem)
        own_problem = contest.problem(lambda body_elsewhere=body_elsewhere: user.post("/api/v1/teams", body_elsewhere))  # type: ignore[misc]
        assert own_problem["code"] == "B7_REGISTERED_BY_YOU"
        assert own_problem["facts"] == own
        assert faults(own_problem) == faults(problem)

    assert user.post("/api/v1/teams", same_lead(contest, body, elsewhere))["state"] == "registered"  # another project
    same_names = same_lead(contest, body, elsewhere, **project, **team_name)
    user.post(f"/api/v1/teams/{team['facts']['team_id']}/withdrawal")
    accepted = other.post("/api/v1/teams", same_names)
    assert accepted["state"] == "registered"
    assert accepted["facts"]["project_name"] == body["project_name"]
    back = lambda: user.post(f"/api/v1/teams/{team['facts']['team_id']}/revival")  # noqa: E731 - a short call
    assert refused(back) == (409, "B7_REGISTERED_ELSEWHERE")
