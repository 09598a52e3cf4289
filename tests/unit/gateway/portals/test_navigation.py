"""Where readers land by their roles, and what the navigation leads to."""

from __future__ import annotations

import pytest

from chassis.actor import Actor, Grant, Role
from gateway.portals.navigation import home_of, homes_of, items_for


@pytest.mark.parametrize(
    ("roles", "home", "homes"),
    [
        ((Role.PARTICIPANT,), "/me", ["/me"]),
        ((Role.HOST,), "/work/host", ["/work/host"]),
        ((Role.REVIEWER, Role.HOST), "/work/host", ["/work/host", "/work/reviewer"]),
        ((Role.PARTICIPANT, Role.EXPERT), "/me", ["/me", "/work/expert"]),
        ((), "/me", []),
    ],
)
def test_k1_each_role_has_a_home_and_several_are_switched_between(
    roles: tuple[Role, ...], home: str, homes: list[str]
) -> None:
    """K1: participants land at their teams, staff at their work; who holds both kinds of roles has both to choose from."""
    actor = Actor("a1", frozenset(Grant(role) for role in roles))
    assert home_of(actor) == home
    assert [each.path for each in homes_of(actor)] == homes


def test_k1_staff_are_not_led_to_teams_and_participants_not_to_work() -> None:
    """K1: the navigation has what is of the reader's roles; messages are everybody's who is signed in."""
    paths = {
        role: {item.path for item in items_for(Actor("a1", frozenset({Grant(role)})))}
        for role in (Role.PARTICIPANT, Role.REVIEWER)
    }
    assert {"/me", "/messages"} <= paths[Role.PARTICIPANT]
    assert {"/work", "/messages"} <= paths[Role.REVIEWER]
    assert ("/work" in paths[Role.PARTICIPANT], "/me" in paths[Role.REVIEWER]) == (False, False)
    assert "/messages" not in {item.path for item in items_for(None)}


@pytest.mark.parametrize(
    ("path", "current"),
    [
        ("/", "/"),
        ("/me", "/me"),
        ("/teams/new", "/me"),
        ("/teams/1/declaration/a", "/me"),
        ("/join", "/me"),
        ("/tokens", "/account"),
        ("/account/sessions", "/account"),
        ("/teamsters", ""),
    ],
)
def test_the_navigation_says_where_its_reader_is(path: str, current: str) -> None:
    """On a page of a team the entry of the own teams is marked, as on the list of them."""
    items = list(items_for(Actor("a1", frozenset({Grant(Role.PARTICIPANT)}))))
    assert [item.path for item in items if item.is_current(path)] == ([current] if current else [])
