"""The words in which people read what is stored of them."""

from __future__ import annotations

import pytest

from chassis.facts.roles import AccountState, Role
from gateway.portals.account.personal_words import words_of
from services.accounts.accounts.model import ChangeKind, ConsentKind


@pytest.mark.parametrize(
    ("kind", "name", "values"),
    [
        ("account", "roles", Role),
        ("account", "state", AccountState),
        ("account_change", "change", ChangeKind),
        ("consent", "consent", ConsentKind),
        ("consent", "given", ("yes", "no")),
    ],
)
def test_k4_every_word_of_programs_about_an_account_is_said_in_chinese(kind: str, name: str, values: list[str]) -> None:
    """K4, K5: none is left as programs call it."""
    assert [value for value in values if words_of(kind, name, value)[0] == value] == []


def test_several_roles_are_joined_as_each_language_does_and_other_values_stay() -> None:
    """A division's code stays beside its role."""
    assert words_of("account", "roles", "host 110000, expert") == ("分赛主办方 110000、评审专家", "host 110000, expert")
    assert words_of("session", "device", "curl/7.88.1") == ("curl/7.88.1", "curl/7.88.1")
    assert words_of("team", "state", "active") == ("active", "active")
