"""B5, B7: a person and a project are taken once, also if many try at the same moment."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from dasai_client import Refused

from cli.demo.client import User
from tests.e2e.registration.running import Contest

ATTEMPTS, AT_ONCE = 200, 40

Outcomes = Counter[tuple[int, str, tuple[str, ...]]]


def _outcomes(users: list[User], bodies: list[dict[str, Any]]) -> tuple[Outcomes, list[dict[str, Any]]]:
    """Register all at the same moment, from several threads; return counted status, code and faulty fields, and the teams."""
    barrier, teams = Barrier(AT_ONCE), []

    def register_share(place: int) -> list[tuple[int, str, tuple[str, ...]]]:
        outcomes: list[tuple[int, str, tuple[str, ...]]] = []
        barrier.wait()
        for number in range(place, len(bodies), AT_ONCE):
            try:
                teams.append(users[number % len(users)].post("/api/v1/teams", bodies[number]))
                outcomes.append((201, "registered", ()))
            except Refused as refused:
                outcomes.append(
                    (refused.status, refused.code, tuple(fault["field"] for fault in refused.problem["faults"]))
                )
        return outcomes

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return Counter(outcome for share in pool.map(register_share, range(AT_ONCE)) for outcome in share), teams


def test_b5_of_two_hundred_teams_with_the_same_person_exactly_one_registers(contest: Contest) -> None:
    """B5: accept one of 200 attempts and tell 199 why not; accept the next once that team withdrew."""
    users = [contest.user() for _ in range(4)]
    person = contest.body(people=1)["representatives"][0]
    bodies = []
    for _ in range(ATTEMPTS):
        body = contest.body()
        bodies.append(body | {"representatives": [person | {"organisation_uscc": body["lead"]["uscc"]}]})
    outcomes, (team,) = _outcomes(users, bodies)
    owner = next(user for user in users if user.account_id in team["facts"]["account_ids"])
    own = ATTEMPTS // len(users) - 1  # refused by their own team, which they are told
    assert outcomes == {
        (201, "registered", ()): 1,
        (409, "B5_REGISTERED_BY_YOU", ("representatives[0]",)): own,
        (409, "B5_REPRESENTATIVE_IN_ANOTHER_TEAM", ("representatives[0]",)): ATTEMPTS - 1 - own,
    }
    owner.post(f"/api/v1/teams/{team['facts']['team_id']}/withdrawal")
    assert users[0].post("/api/v1/teams", contest.body(representatives=[]) | bodies[0])["state"] == "registered"


def test_b7_of_fifty_teams_with_the_same_project_exactly_one_registers(contest: Contest) -> None:
    """B7: accept one of 50 attempts, each with its own people; accept another project of the same organisation."""
    users = [contest.user() for _ in range(4)]
    first = contest.body()
    bodies = []
    for number in range(50):
        people = contest.body()["representatives"]
        own = [person | {"organisation_uscc": first["lead"]["uscc"]} for person in people]
        bodies.append(first | {"representatives": own, "team_name": f"{first['team_name']}{number}"})
    outcomes, (team,) = _outcomes(users, bodies)
    owner = next(place for place, user in enumerate(users) if user.account_id in team["facts"]["account_ids"])
    own = len(range(owner, 50, len(users))) - 1  # refused by their own team, which they are told
    assert outcomes == {
        (201, "registered", ()): 1,
        (409, "B7_REGISTERED_BY_YOU", ("project_name",)): own,
        (409, "B7_REGISTERED_ELSEWHERE", ("project_name",)): 49 - own,
    }
    people = [person | {"organisation_uscc": first["lead"]["uscc"]} for person in contest.body()["representatives"]]
    other = first | {"representatives": people, "project_name": f"{first['project_name']}二期", "team_name": "另一队"}
    assert users[0].post("/api/v1/teams", other)["state"] == "registered"


def test_c12_b5_a_revival_and_a_registration_at_once_give_the_person_to_one_team(contest: Contest) -> None:
    """C12, B5: accept either the revived or the new team; accept the other once that team withdrew."""
    user, other = contest.user(), contest.user()
    body = contest.body(people=1)
    team = user.post("/api/v1/teams", body)
    address = f"/api/v1/teams/{team['facts']['team_id']}"
    user.post(f"{address}/withdrawal")
    lead = contest.body()
    rival = lead | {"representatives": [body["representatives"][0] | {"organisation_uscc": lead["lead"]["uscc"]}]}

    def attempt(action: Any) -> str:
        try:
            return str(action()["facts"]["team_id"])
        except Refused as refused:
            return refused.code

    with ThreadPoolExecutor(2) as pool:
        actions = (lambda: user.post(f"{address}/revival"), lambda: other.post("/api/v1/teams", rival))
        outcomes = list(pool.map(attempt, actions))
    assert outcomes.count("B5_REPRESENTATIVE_IN_ANOTHER_TEAM") == 1
    winners = [outcome for outcome in outcomes if outcome != "B5_REPRESENTATIVE_IN_ANOTHER_TEAM"]
    if winners == [team["facts"]["team_id"]]:
        user.post(f"{address}/withdrawal")
        assert other.post("/api/v1/teams", rival)["state"] == "registered"
    else:
        other.post(f"/api/v1/teams/{winners[0]}/withdrawal")
        assert user.post(f"{address}/revival")["state"] == "registered"
