"""K1, K4: an organisation's side of a team is passed on after notice; what the closing of an account means for a team."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from chassis.kernel.refusal import Code, Refusal
from services.registration.teams import rules
from services.registration.teams.events import PassingOnOpened, PassingOnSettled, TeamChanged
from services.registration.teams.model.passing_on import MOST_NOTICE, PassingOn, PassingOnState
from services.registration.teams.model.team import Team
from tests.unit.services.registration import builders as a

AT = a.WHILE_OPEN
DAY = timedelta(days=1)
LEAD, PARTNER = a.code(1), a.code(2)


def code_of(call: Callable[[], Any]) -> Code:
    """Return the code with which the call is refused."""
    with pytest.raises(Refusal) as refused:
        call()
    return refused.value.code


def joint() -> Team:
    """Return a team of two organisations with an account each."""
    team = a.team(co_organisations=(a.organisation(2),))
    team.answer_invitation(PARTNER, "partner", consent=True, at=AT)
    team.take_events()
    return team


def pass_on(team: Team, uscc: str = PARTNER, hours: int = 24) -> PassingOn:
    """Let the host pass an organisation's side on."""
    return team.pass_on(uscc, "checked in person", notice_hours=hours, by="host", at=AT)


def told(team: Team) -> list[type]:
    """Return the kinds of events that the team raised since."""
    return [type(raised.event) for raised in team.take_events()]


def test_k1_another_account_takes_over_once_the_notice_is_over() -> None:
    """K1: K1_PASSING_ON_EARLY before, B2_ACTS_ALREADY for an account of the team; then in place of all that acted for it."""
    team = joint()
    passing = pass_on(team)
    assert (passing.number, passing.former, passing.effective_at) == (1, ("partner",), AT + DAY)
    early = code_of(lambda: team.take_over(passing, "new", at=AT + DAY / 2))
    assert (early, code_of(lambda: team.take_over(passing, "account", at=AT + DAY))) == (
        rules.K1_PASSING_ON_EARLY,
        rules.B2_ACTS_ALREADY,
    )
    team.take_over(passing, "new", at=AT + DAY)
    (done,) = team.passings_on
    assert (done.state, done.account_id, done.settled_at) == (PassingOnState.DONE, "new", AT + DAY)
    assert (team.account_ids, team.acts_for("new")) == (("account", "new"), PARTNER)
    assert told(team) == [PassingOnOpened, TeamChanged, PassingOnSettled]


def test_k1_an_account_of_the_organisation_objects() -> None:
    """K1: K1_PASSING_ON_NONE for an account of another organisation, and once it is settled."""
    team = joint()
    pass_on(team)
    assert code_of(lambda: team.object_to_passing_on("account", at=AT)) == rules.K1_PASSING_ON_NONE
    assert team.object_to_passing_on("partner", at=AT).state is PassingOnState.OBJECTED
    assert code_of(lambda: team.object_to_passing_on("partner", at=AT)) == rules.K1_PASSING_ON_NONE
    assert team.account_ids == ("account", "partner")
    assert told(team) == [PassingOnOpened, PassingOnSettled]


def test_k1_a_newer_one_takes_the_place_of_one_that_is_open() -> None:
    """K1: of the same organisation alone, with a number of its own; refuse another organisation, and too short a notice."""
    team = joint()
    pass_on(team, LEAD)
    pass_on(team)
    newest = pass_on(team, hours=MOST_NOTICE)
    assert [(each.uscc, each.number, each.state) for each in team.passings_on] == [
        (LEAD, 1, PassingOnState.OPEN),
        (PARTNER, 2, PassingOnState.REPLACED),
        (PARTNER, 3, PassingOnState.OPEN),
    ]
    assert team.passed_on.open_of(PARTNER) == newest
    assert code_of(lambda: pass_on(team, a.code(3))) == rules.K1_PASSING_ON_NOT_OF_TEAM
    assert code_of(lambda: pass_on(team, hours=23)) == rules.K1_PASSING_ON_NOTICE
    assert len(team.passings_on) == 3


def test_k4_a_closed_account_acts_no_more_unless_it_is_its_organisations_last() -> None:
    """K4: that one stays on record, so that the host can pass the team on; an account of no team changes nothing."""
    team = joint()
    team.let_colleague_in(PARTNER, "colleague", a.REQUIREMENTS, at=AT)
    team.take_events()
    accounts = ("nobody's", "account", "partner", "colleague")
    assert [team.closing_of(account_id).leaves_nobody for account_id in accounts] == [False, True, False, False]
    let_go = [team.let_closed_account_go(account_id, at=AT) for account_id in accounts]
    assert let_go == [False, False, True, False]
    assert team.account_ids == ("account", "colleague")
    assert told(team) == [TeamChanged]
