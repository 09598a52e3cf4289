"""An Idempotency-Key belongs to a command: repeated, it gets its first answer; any other command under the key is refused."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from cli.demo.client import User
from tests.e2e.registration.running import Contest

REUSED = (422, "IDEMPOTENCY_KEY_REUSED")


@dataclass(frozen=True)
class Command:
    """A command over HTTP, relative to the address of its team."""

    method: str
    path: str
    body: dict[str, Any] | None = None


# the only command here that makes something new each time, because a code is never stored (rule B2)
INVITE = Command("POST", "/colleague-invitations", {})
WITHDRAW = Command("POST", "/withdrawal", {})
REVIVE = Command("POST", "/revival", {})
END_INVITATION = Command("DELETE", "/colleague-invitations")
RENAME = Command("PATCH", "", {"team_name": "合成改名队"})


def send(contest: Contest, user: User, team: dict[str, Any], command: Command, key: str) -> httpx.Response:
    """Send a command under this key."""
    return httpx.request(
        command.method,
        f"{contest.stack.url}/api/v1/teams/{team['facts']['team_id']}{command.path}",
        json=command.body,
        headers={"Authorization": f"Bearer {user.token}", "Idempotency-Key": key},
        timeout=30,
    )


def state_of(user: User, team: dict[str, Any]) -> dict[str, Any]:
    """Return all that a command of this file could change in a team."""
    address = f"/api/v1/teams/{team['facts']['team_id']}"
    shown, accounts = user.get(address), user.get(f"{address}/accounts")
    return {
        "state": shown["state"],
        "name": shown["facts"]["team_name"],
        "invitation": accounts["invitation_code"],
    }


@pytest.mark.parametrize("command", [WITHDRAW, END_INVITATION, RENAME], ids=lambda command: command.path)
def test_a_repeated_command_gets_the_first_answer_and_is_done_once(contest: Contest, command: Command) -> None:
    """Answer the same command under the same key three times, with the same bytes."""
    user = contest.user()
    team = contest.register(user)
    key = f"repeated-{team['facts']['team_id']}"
    answers = [send(contest, user, team, command, key) for _ in range(3)]
    assert {answer.status_code for answer in answers} <= {200, 201}
    assert len({answer.text for answer in answers}) == 1


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (END_INVITATION, WITHDRAW),
        (END_INVITATION, INVITE),
        (WITHDRAW, REVIVE),
        (RENAME, WITHDRAW),
        (WITHDRAW, RENAME),
    ],
    ids=lambda command: f"{command.method}{command.path}",
)
def test_another_operation_under_the_key_is_refused_and_not_done(
    contest: Contest, first: Command, second: Command
) -> None:
    """Refuse another operation on the same team, even if both take the same request; change nothing."""
    user = contest.user()
    team = contest.register(user)
    key = f"two-operations-{team['facts']['team_id']}"
    assert send(contest, user, team, first, key).status_code in (200, 201)
    before = state_of(user, team)
    refused = send(contest, user, team, second, key)
    assert (refused.status_code, refused.json()["code"]) == REUSED
    assert state_of(user, team) == before
    assert send(contest, user, team, first, key).status_code in (200, 201)


def test_the_same_operation_on_another_team_is_done(contest: Contest) -> None:
    """Withdraw a second team under the same key, because each team keeps its own keys; answer with that team."""
    user = contest.user()
    teams = [contest.register(user) for _ in range(2)]
    key = f"two-teams-{teams[0]['facts']['team_id']}"
    answers = [send(contest, user, team, WITHDRAW, key) for team in teams]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert [answer.json()["facts"]["team_id"] for answer in answers] == [team["facts"]["team_id"] for team in teams]
    assert [user.get(f"/api/v1/teams/{team['facts']['team_id']}")["state"] for team in teams] == ["withdrawn"] * 2


def test_two_accounts_may_use_the_same_key(contest: Contest) -> None:
    """Register the teams of two accounts that chose the same key."""
    users = contest.user(), contest.user()
    key = f"chosen-twice-{users[0].account_id}"
    answers = [
        httpx.post(
            f"{contest.stack.url}/api/v1/teams",
            json=contest.body(),
            headers={"Authorization": f"Bearer {user.token}", "Idempotency-Key": key},
            timeout=30,
        )
        for user in users
    ]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert len({answer.json()["facts"]["team_id"] for answer in answers}) == 2
