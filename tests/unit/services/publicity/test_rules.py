"""Every refusal is whole: stable name, rule id, both texts (K5)."""

from __future__ import annotations

import re
from types import ModuleType

import pytest

from chassis.kernel.refusal import Code
from services.publicity.awards import rules as awards
from services.publicity.directory import rules as directory
from services.publicity.evidence import rules as evidence
from services.publicity.logo_authorisations import rules as logo_authorisations
from services.publicity.objections import rules as objections
from services.publicity.reports import rules as reports

RULES = (directory, objections, evidence, reports, awards, logo_authorisations)


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
    """K5: a code belongs to the subject that refuses with it."""
    names = [code.name for rules in RULES for code in rules.ALL]
    assert len(names) == len(set(names)) == 55
