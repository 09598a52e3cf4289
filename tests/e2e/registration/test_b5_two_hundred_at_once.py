"""B5, B7: what may happen once happens once, also when many try at the same moment."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from cli.demo.client import RefusedError, User
from tests.e2e.registration.running import Contest

ATTEMPTS, AT_ONCE = 200, 40


Outcomes = Counter[tuple[int, str, tuple[str, ...]]]


def _outcomes(users: list[User], bodies: list[dict[str, Any]]) -> tuple[Outcomes, list[dict[str, Any]]]:
    """Everyone registers at the same moment, from several threads; what came of it with the fields at fault, and the teams."""
    start, made = Barrier(AT_ONCE), []

    def some(place: int) -> list[tuple[int, str, tuple[str, ...]]]:
        found: list[tuple[int, str, tuple[str, ...]]] = []
        start.wait()
        for number in range(place, len(bodies), AT_ONCE):
            try:
                made.append(users[number % len(users)].post("/api/v1/teams", bodies[number]))
                found.append((201, "registered", ()))
            except RefusedError as refused:
                found.append((refused.status, refused.code, tuple(one["field"] for one in refused.problem["faults"])))
        return found

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return Counter(one for part in pool.map(some, range(AT_ONCE)) for one in part), made


def test_b5_one_person_into_two_hundred_teams_exactly_one_succeeds(contest: Contest) -> None:
    """B5: of 200 concurrent attempts one succeeds, and 199 are told why; when that team leaves, the next one takes the person."""
    users = [contest.user() for _ in range(4)]
    person = contest.body(people=1)["representatives"][0]
    bodies = []
    for _ in range(ATTEMPTS):
        body = contest.body()
        bodies.append(body | {"representatives": [person | {"organisation_uscc": body["lead"]["uscc"]}]})
    outcomes, (made,) = _outcomes(users, bodies)
    owner = next(user for user in users if user.account_id in made["facts"]["account_ids"])
    own = ATTEMPTS // len(users) - 1  # by the account that has the team: it is told so
    assert outcomes == {
        (201, "registered", ()): 1,
        (409, "B5_REGISTERED_BY_YOU", ("representatives[0]",)): own,
        (409, "B5_REPRESENTATIVE_IN_ANOTHER_TEAM", ("representatives[0]",)): ATTEMPTS - 1 - own,
    }
    owner.post(f"/api/v1/teams/{made['facts']['team_id']}/withdrawal")
    assert users[0].post("/api/v1/teams", contest.body(representatives=[]) | bodies[0])["state"] == "registered"


def test_b7_one_project_fifty_times_exactly_one_succeeds(contest: Contest) -> None:
    """B7: of 50 concurrent registrations of one project, each with its own people, one succeeds; its other name is free."""
    users = [contest.user() for _ in range(4)]
    first = contest.body()
    bodies = []
    for number in range(50):
        people = contest.body()["representatives"]
        own = [one | {"organisation_uscc": first["lead"]["uscc"]} for one in people]
        bodies.append(first | {"representatives": own, "team_name": f"{first['team_name']}{number}"})
    outcomes, (made,) = _outcomes(users, bodies)
    owner = next(place for place, user in enumerate(users) if user.account_id in made["facts"]["account_ids"])
    own = len(range(owner, 50, len(users))) - 1  # by the account that has the team: it is told so
    assert outcomes == {
        (201, "registered", ()): 1,
        (409, "B7_REGISTERED_BY_YOU", ("project_name",)): own,
        (409, "B7_REGISTERED_ELSEWHERE", ("project_name",)): 49 - own,
    }
    people = [one | {"organisation_uscc": first["lead"]["uscc"]} for one in contest.body()["representatives"]]
    other = first | {"representatives": people, "project_name": f"{first['project_name']}二期", "team_name": "另一队"}
    assert users[0].post("/api/v1/teams", other)["state"] == "registered"


def test_c12_b5_withdraw_revive_and_register_at_once(contest: Contest) -> None:
    """C12, B5: a withdrawn team and a new one reach for the same person: one gets it; once it is free the other comes back."""
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
        except RefusedError as refused:
            return refused.code

    with ThreadPoolExecutor(2) as pool:
        actions = (lambda: user.post(f"{address}/revival"), lambda: other.post("/api/v1/teams", rival))
        came = list(pool.map(attempt, actions))
    assert came.count("B5_REPRESENTATIVE_IN_ANOTHER_TEAM") == 1
    winners = [one for one in came if one != "B5_REPRESENTATIVE_IN_ANOTHER_TEAM"]
    if winners == [team["facts"]["team_id"]]:
        user.post(f"{address}/withdrawal")
        assert other.post("/api/v1/teams", rival)["state"] == "registered"
    else:
        other.post(f"/api/v1/teams/{winners[0]}/withdrawal")
        assert user.post(f"{address}/revival")["state"] == "registered"
