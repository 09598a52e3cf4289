"""Every refusal is whole: stable name, rule id, both texts (K5)."""

from __future__ import annotations

import re
from types import ModuleType

import pytest

from chassis.kernel.refusal import Code
from services.scoring.local_awards import rules as local_awards
from services.scoring.panels import rules as panels
from services.scoring.rankings import rules as rankings
from services.scoring.rounds import rules as rounds
from services.scoring.shared import rules as shared
from services.scoring.sheets import rules as sheets

RULES = (shared, panels, rounds, sheets, rankings, local_awards)


@pytest.mark.parametrize("rules", RULES, ids=lambda module: module.__name__.split(".")[2])
def test_every_code_is_listed_and_whole(rules: ModuleType) -> None:
    """K5: each constant is in ALL under its own name, begins with a rule id and speaks Chinese and English."""
    declared = {name: value for name, value in vars(rules).items() if isinstance(value, Code)}
    assert {name: code.name for name, code in declared.items()} == {name: name for name in declared}
    assert list(declared.values()) == list(rules.ALL)
    assert [code.name for code in rules.ALL if not code.rule] == []
    assert [code.name for code in rules.ALL if not re.search(r"[\u4e00-\u9fff]", code.zh)] == []
    assert [code.name for code in rules.ALL if re.search(r"[\u4e00-\u9fff]", code.en)] == []


def test_no_code_is_declared_twice() -> None:
    """K5: a code belongs to the subject that refuses with it, or to all of them."""
    names = [code.name for rules in RULES for code in rules.ALL]
    assert len(names) == len(set(names)) == 36
