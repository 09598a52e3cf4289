"""Every refusal is whole: stable name, both texts (K5)."""

from __future__ import annotations

import re
from types import ModuleType

import pytest

from chassis.kernel.refusal import Code
from services.accounts.accounts import rules as accounts
from services.accounts.deliveries import rules as deliveries
from services.accounts.invitations import rules as invitations
from services.accounts.limits import rules as limits
from services.accounts.messages import rules as messages
from services.accounts.password_resets import rules as password_resets
from services.accounts.second_factors import rules as second_factors
from services.accounts.sessions import rules as sessions
from services.accounts.sign_on import rules as sign_on
from services.accounts.tokens import rules as tokens

RULES = (
    limits,
    accounts,
    second_factors,
    sessions,
    invitations,
    password_resets,
    tokens,
    sign_on,
    messages,
    deliveries,
)


@pytest.mark.parametrize("rules", RULES, ids=lambda module: module.__name__.split(".")[2])
def test_every_code_is_listed_and_whole(rules: ModuleType) -> None:
    """K5: each constant is in ALL under its own name and speaks Chinese and English."""
    declared = {name: value for name, value in vars(rules).items() if isinstance(value, Code)}
    assert {name: code.name for name, code in declared.items()} == {name: name for name in declared}
    assert list(declared.values()) == list(rules.ALL)
    assert [code.name for code in rules.ALL if not re.search(r"[\u4e00-\u9fff]", code.zh)] == []
    assert [code.name for code in rules.ALL if re.search(r"[\u4e00-\u9fff]", code.en)] == []


def test_no_code_is_declared_twice() -> None:
    """K5: a code belongs to the subject that refuses with it."""
    names = [code.name for rules in RULES for code in rules.ALL]
    assert len(names) == len(set(names)) > 15
