"""Every refusal is whole: stable name, rule id, both texts (K5); and is tried through the gateway or over a real database."""

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
# of no single rule: whatever a team does, it must not have left or been disqualified
OF_EVERY_RULE = {"TEAM_NOT_ACTIVE"}
# codes that no caller ever meets, and why
NEVER_MET = {
    "A6_PLACE_TAKEN": "two reach for one place: the command that comes second takes another itself",
}


def names_in(source: str) -> Iterator[str]:
    """Yield texts and `rules.NAME` (`teams_rules.NAME`) of a test's code, but not its docstrings: they assert nothing."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id.endswith("rules"):
            yield node.attr


def test_every_code_is_whole() -> None:
    """K5: each constant of a subject's rules.py has its own name, begins with a rule id and speaks Chinese and English."""
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
    assert [name for name, (zh, en) in facts.items() if zh != en] == []  # both tell the same facts


def test_every_code_is_tried_where_a_user_meets_it() -> None:
    """Each is asserted somewhere in tests/e2e or tests/service, but for those that nobody ever meets."""
    files = [path for room in ("e2e", "service") for path in sorted((TESTS / room).rglob("*.py"))]
    tried = {name for path in files for name in names_in(path.read_text(encoding="utf-8"))}
    assert {code.name for code in REFUSALS} - tried == set(NEVER_MET)


def test_a_code_in_words_only_is_not_tried() -> None:
    """What the check above counts: a text or a constant in the code, nothing in a docstring or a comment."""
    assert set(names_in('"""B1_X: told."""  # B2_X\nassert refused(1) == (409, "B3_X")\nassert x is rules.B4_X')) == {
        "B1_X: told.",
        "B3_X",
        "B4_X",
    }
