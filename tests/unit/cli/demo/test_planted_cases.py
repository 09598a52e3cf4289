"""Every planted case is asserted: one that did not occur makes the demo fail, by its name."""

from __future__ import annotations

import ast
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from dasai_client import Refused

from chassis.edition import load_edition
from chassis.kernel.clock import FileClock
from cli.demo import invariants, planted_cases, stages
from cli.demo.stages import Demo, DemoError
from cli.demo.world import Plan
from cli.stack.program import ROOT

NAMES = {case.name for case in planted_cases.CASES}


class Quiet:
    """Progress that prints nothing."""

    def track(self, items: Any, _title: str, _total: int) -> Any:
        """Yield the items."""
        return items

    def note(self, _text: str) -> None:
        """Print nothing."""

    def waiting(self, _text: str) -> None:
        """Print nothing."""


@pytest.fixture
def demo(tmp_path: Path) -> Demo:
    """Return a demo that has not called the gateway yet."""
    plan = Plan(load_edition(ROOT / "editions" / "2024.yaml"), 33, 1)
    passwords = {"secretariat": "x", "committee": "x", "operator": "x"}
    return Demo("http://127.0.0.1:9", passwords, plan, FileClock(tmp_path / "clock.json"), Quiet())


def named_in_stages(*methods: str) -> set[str]:
    """Return the texts that the stages' code passes to these methods of the demo."""
    names = set()
    for path in Path(stages.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in methods:
                first = node.args[0]
                if isinstance(first, ast.Constant) and isinstance(first.value, str):
                    names.add(first.value)
    return names


def refuse(code: str) -> Callable[[], None]:
    """Return a call that is refused with this code."""

    def call() -> None:
        raise Refused(409, {"code": code})

    return call


@pytest.mark.parametrize("left_out", sorted(NAMES))
def test_a_case_that_did_not_occur_fails_the_demo_and_is_named(left_out: str) -> None:
    assert invariants.every_case_occurred(NAMES).holds
    result = invariants.every_case_occurred(NAMES - {left_out})
    assert not result.holds
    assert left_out in result.why
    assert [case.name for case in planted_cases.missing(NAMES - {left_out})] == [left_out]


def test_the_stages_plant_every_case_and_no_other() -> None:
    # `run_notice` puts the notice's kind before "published"
    assert named_in_stages("refused", "occur") | {"finalists published", "winners published"} == NAMES
    assert {case.name for case in planted_cases.REFUSALS} <= named_in_stages("refused")


def test_a_missing_refusal_fails_and_is_not_counted(demo: Demo) -> None:
    with pytest.raises(DemoError, match="F1_QUOTA_EXCEEDED was not refused"):
        demo.refused("F1_QUOTA_EXCEEDED", lambda: None)
    with pytest.raises(DemoError, match="expected F1_QUOTA_EXCEEDED, got 409 F1_NOT_RANKED"):
        demo.refused("F1_QUOTA_EXCEEDED", refuse("F1_NOT_RANKED"))
    assert demo.occurred == {}


def test_an_expected_refusal_is_counted(demo: Demo) -> None:
    demo.refused("F1_QUOTA_EXCEEDED", refuse("F1_QUOTA_EXCEEDED"))
    demo.refused("D1_OTHER_REVIEWER", refuse("K1_FORBIDDEN"), code="K1_FORBIDDEN")
    assert demo.occurred == {"F1_QUOTA_EXCEEDED": 1, "D1_OTHER_REVIEWER": 1}


def test_a_case_that_is_not_listed_is_an_error(demo: Demo) -> None:
    with pytest.raises(KeyError):
        demo.occur("something new")
