"""A stack of its own, because these tests play a contest to its winners, which a stack can do once."""

from __future__ import annotations

import pytest

from chassis.kernel.clock import FileClock
from cli.demo.client import Tally, User
from cli.shots.public_world import Played
from tests.browser.conftest import Contest
from tests.browser.conftest import contest as contest
from tests.e2e.own_stack import contest_clock as contest_clock
from tests.e2e.own_stack import stack as stack

# the division whose contest is played, and one whose scheme is never published
PLAYED, UNPUBLISHED = 1, 2


@pytest.fixture(scope="session")
def played(contest: Contest, contest_clock: FileClock) -> Played:
    """Play the contest of a division until its winners are on notice, once for all tests."""
    user = User(contest.stack.url, Tally(), http=contest.http)
    secretariat = user.sign_in_first("secretariat", contest.stack.accounts["secretariat"])
    contest_clock.move_to(contest.plan.applies)
    played = Played(contest.stack, contest.plan, contest_clock, secretariat, PLAYED, contest.http)
    played.apply()
    code = contest.plan.divisions[UNPUBLISHED]
    secretariat.invite(f"unpublished-{code}", played.password, [{"role": "host", "division": code}])
    host = User(contest.stack.url, Tally(), http=contest.http).sign_in(f"unpublished-{code}", played.password)
    host.put(f"/api/v1/divisions/{code}/application", {"scheme": contest.plan.scheme(UNPUBLISHED)})
    played.names = played.play()
    return played


@pytest.fixture(scope="session")
def staff(contest: Contest, played: Played) -> dict[str, str]:
    """Open an account for each national role, once; return the logins by role."""
    operator = User(contest.stack.url, Tally(), http=contest.http)
    operator.sign_in_first("operator", contest.stack.accounts["operator"])
    logins = {role: f"pages-{role}" for role in ("secretariat", "committee", "operator")}
    for role, login in logins.items():
        operator.invite(login, played.password, [{"role": role, "division": ""}])  # type: ignore[typeddict-item]
    return logins
