"""Refusals name things to people in words, never by the codes that programs use (rule K5)."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from cli.stack.program import ROOT

REFUSING = {"refuse", "refuse_unless", "refusal_of"}
# values that only programs understand; a refusal is given a Term for each
CODES = {"state", "track", "topic", "topic_id", "team_id", "prize", "code", "id", "kind", "stage"}
# facts that people call by the code too: a unified code, a word list's name, an identifier that is said to be one; and what
# was not found, which the English text alone names
AS_IT_IS = {"uscc", "list", "team_id", "what"}


def test_no_refusal_is_given_a_code_for_a_text_to_name() -> None:
    """K5: each fact that is a code for programs is given with its words."""
    assert sorted(_given_codes()) == []


def _given_codes() -> Iterator[str]:
    for path in sorted((ROOT / "services").rglob("*.py")):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(call, ast.Call) or _name(call.func) not in REFUSING:
                continue
            for keyword in call.keywords:
                if keyword.arg is not None and keyword.arg not in AS_IT_IS and _name(keyword.value) in CODES:
                    yield f"{path.relative_to(ROOT)}:{keyword.value.lineno} {keyword.arg}={ast.unparse(keyword.value)}"


def _name(node: ast.expr) -> str:
    """Return the last part of a dotted name; an empty string for anything else."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""
