"""B5, B7: persons and projects are one team's across the whole edition: another division is no way around it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.e2e.registration.running import SHARED, Contest, refused


@pytest.fixture(scope="module")
def elsewhere(nation: Contest) -> int:
    """The place of a second open division."""
    place = nation.own_place()
    nation.open(place)
    return place


def of_the_lead(contest: Contest, body: dict[str, Any], place: int, **changes: Any) -> dict[str, Any]:
    """What registers another team of the same organisation in the division at this place, with people and names of its own."""
    other = contest.body(place)
    people = [person | {"organisation_uscc": body["lead"]["uscc"]} for person in other["representatives"]]
    return other | {"lead": body["lead"], "representatives": people} | changes


def faults(problem: dict[str, Any]) -> list[str]:
    """Which fields are at fault."""
    return [fault["field"] for fault in problem["faults"]]


def test_b5_k1_a_person_of_a_team_in_another_division_is_free_when_that_team_leaves(
    contest: Contest, elsewhere: int
) -> None:
    """B5, C12, K1: refused in the other division, in a new team and a changed one, by whatever account; then accepted there."""
    user, other = contest.user(), contest.user()
    body = contest.body()
    team = user.post("/api/v1/teams", body)
    assert team["facts"]["division_code"] == contest.plan.divisions[SHARED] != contest.plan.divisions[elsewhere]
    there = contest.body(elsewhere, people=2)
    taken = body["representatives"][0] | {"organisation_uscc": there["lead"]["uscc"]}
    there["representatives"][1] = taken

    problem = contest.problem(lambda: other.post("/api/v1/teams", there))
    assert (problem["status"], problem["code"], problem["facts"]) == (409, "B5_REPRESENTATIVE_IN_ANOTHER_TEAM", {})
    assert faults(problem) == ["representatives[1]"]
    for secret in (team["facts"]["team_id"], body["team_name"], body["division_code"], taken["name"]):
        assert secret not in str(problem)
    mine = contest.problem(lambda: user.post("/api/v1/teams", there))
    own = {"team_id": team["facts"]["team_id"], "team_name": team["facts"]["team_name"]}
    assert (mine["code"], mine["facts"], faults(mine)) == ("B5_REGISTERED_BY_YOU", own, ["representatives[1]"])
    second = contest.register(other, elsewhere, people=1)
    people = [taken | {"organisation_uscc": second["facts"]["lead"]["uscc"]}]
    change = lambda: other.patch(f"/api/v1/teams/{second['facts']['team_id']}", {"representatives": people})  # noqa: E731 as short as it is
    assert refused(change) == (409, "B5_REPRESENTATIVE_IN_ANOTHER_TEAM")

    user.post(f"/api/v1/teams/{team['facts']['team_id']}/withdrawal")
    accepted = other.post("/api/v1/teams", there)
    assert (accepted["state"], accepted["facts"]["division_code"]) == ("registered", contest.plan.divisions[elsewhere])
    assert len(accepted["representatives"]) == 2
    back = lambda: user.post(f"/api/v1/teams/{team['facts']['team_id']}/revival")  # noqa: E731 as short as it is
    assert refused(back) == (409, "B5_REPRESENTATIVE_IN_ANOTHER_TEAM")


def test_b7_a_project_of_a_team_in_another_division_is_free_when_that_team_leaves(
    contest: Contest, elsewhere: int
) -> None:
    """B7, C12, K1: project and team name are refused there, however spaced, by whatever account; then accepted."""
    user, other = contest.user(), contest.user()
    body = contest.body()
    team = user.post("/api/v1/teams", body)
    own = {"team_id": team["facts"]["team_id"], "team_name": team["facts"]["team_name"]}
    project, name = {"project_name": body["project_name"]}, {"team_name": body["team_name"]}
    spaced = {"project_name": " ".join(body["project_name"])}
    for same in (project, spaced, name, {**project, **name}):
        there = of_the_lead(contest, body, elsewhere, **same)
        problem = contest.problem(lambda there=there: other.post("/api/v1/teams", there))  # type: ignore[misc]
        assert (problem["status"], problem["code"], problem["facts"]) == (409, "B7_REGISTERED_ELSEWHERE", {})
        assert faults(problem) == sorted({"project_name", "team_name"} & set(same))
        assert team["facts"]["team_id"] not in str(problem)
        mine = contest.problem(lambda there=there: user.post("/api/v1/teams", there))  # type: ignore[misc]
        assert (mine["code"], mine["facts"], faults(mine)) == ("B7_REGISTERED_BY_YOU", own, faults(problem))

    assert user.post("/api/v1/teams", of_the_lead(contest, body, elsewhere))["state"] == "registered"  # another project
    last = of_the_lead(contest, body, elsewhere, **project, **name)
    user.post(f"/api/v1/teams/{team['facts']['team_id']}/withdrawal")
    accepted = other.post("/api/v1/teams", last)
    assert (accepted["state"], accepted["facts"]["project_name"]) == ("registered", body["project_name"])
    back = lambda: user.post(f"/api/v1/teams/{team['facts']['team_id']}/revival")  # noqa: E731 as short as it is
    assert refused(back) == (409, "B7_REGISTERED_ELSEWHERE")
