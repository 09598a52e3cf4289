"""Every refusal has a name, a rule id and texts in both languages (K5), and is tested through the gateway or a database."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

from chassis.kernel.refusal import Code
from services.registration.catalogue import REFUSALS

TESTS = Path(__file__).parents[3]
SUBJECTS = TESTS.parent / "services" / "registration"
# belongs to no single rule: for every command the team must not have left or been disqualified
OF_EVERY_RULE = {"TEAM_NOT_ACTIVE"}
# codes that no caller ever gets, and why
NEVER_ANSWERED = {
    "A6_PLACE_TAKEN": "if two take the same place, the second command takes another place by itself",
}


def names_in(source: str) -> Iterator[str]:
    """Yield the texts and the `rules.NAME` (`teams_rules.NAME`) in the code of a test."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id.endswith("rules"):
            yield node.attr


def test_k5_every_code_has_a_name_a_rule_and_both_texts() -> None:
    """K5: each constant in rules.py has its own name, begins with a rule id, and has a Chinese and an English text."""
    declared = [
        (name, value)
        for path in sorted(SUBJECTS.glob("*/rules.py"))
        for name, value in vars(import_module(f"services.registration.{path.parent.name}.rules")).items()
        if isinstance(value, Code)
    ]
    assert [name for name, code in declared if name != code.name] == []
    assert sorted(name for name, _ in declared) == sorted(code.name for code in REFUSALS)
    assert {code.name for code in REFUSALS if not code.rule} == OF_EVERY_RULE
    assert [code.name for code in REFUSALS if not re.search(r"[\u4e00-\u9fff]", code.zh)] == []
    assert [code.name for code in REFUSALS if not re.search(r"[A-Za-z]{2}", code.en)] == []
    assert [code.name for code in REFUSALS if re.search(r"[\u4e00-\u9fff]", code.en)] == []
    facts = {code.name: [sorted(re.findall(r"{(\w+)}", text)) for text in (code.zh, code.en)] for code in REFUSALS}
    assert [name for name, (zh, en) in facts.items() if zh != en] == []  # both texts have the same facts


def test_every_code_is_tested_end_to_end_or_with_a_database() -> None:
    """Each code is asserted somewhere in tests/e2e or tests/service, except those that nobody ever gets."""
    files = [path for kind in ("e2e", "service") for path in sorted((TESTS / kind).rglob("*.py"))]
    tested = {name for path in files for name in names_in(path.read_text(encoding="utf-8"))}
    assert {code.name for code in REFUSALS} - tested == set(NEVER_ANSWERED)


def test_a_code_that_only_a_docstring_or_comment_names_is_not_counted() -> None:
    """The test above counts texts and constants in code; a docstring is one text, so a code within it is not counted."""
    assert set(
        names_in('"""B1_X: refused."""  # B2_X\nassert refused(1) == (409, "B3_X")\nassert x is rules.B4_X')
    ) == {
        "B1_X: refused.",
        "B3_X",
        "B4_X",
    }
