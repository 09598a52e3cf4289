"""Check that all faults of an invitation are refused together (rule K1)."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from chassis.actor import Actor
from chassis.facts.roles import Grant, Role
from chassis.kernel.refusal import Refusal
from services.accounts.invitations import commands, requests

AT = datetime(2024, 6, 1, tzinfo=UTC)
SECRETARIAT = Actor(account_id="somebody", grants=frozenset({Grant(Role.SECRETARIAT)}))


@pytest.mark.parametrize(
    ("roles", "fields"),
    [
        ((), ["roles", "organisation_uscc", "hours"]),
        ((Grant(Role.HOST, "999999"),), ["roles", "organisation_uscc", "hours"]),
        ((Grant(Role.HOST, "110000"),), ["organisation_uscc", "hours"]),
    ],
)
def test_k1_an_impossible_role_is_told_with_what_else_is_wrong(roles: tuple[Grant, ...], fields: list[str]) -> None:
    """K1: nobody is invited to no role, which the body of the API refuses too."""
    request = requests.Invite(roles=roles, organisation_uscc="wrong", name="", hours=337)
    with pytest.raises(Refusal) as refused:
        commands.invite(request, SECRETARIAT, AT)
    assert [fault.field for fault in refused.value.faults] == fields
