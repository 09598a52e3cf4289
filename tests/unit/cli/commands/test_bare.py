"""`./dasai test bare`: its steps, the changes of the system that it notices, and its report."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.commands import bare
from cli.commands.bare import Outcome, Step
from cli.stack import bare_root
from cli.stack.program import StackProblem


def test_demo_up_and_tests_run_in_this_order() -> None:
    assert [step.name for step in bare.steps(0, "some")] == [
        "./dasai --help",
        "./dasai demo",
        "./dasai up, status, down",
        "./dasai test unit",
        "./dasai test tests/service/cli/test_parts.py",
        "./dasai test browser",
    ]
    assert bare.steps(36, "all")[1] == Step("./dasai demo --teams 36", ("./dasai", "demo", "--teams", "36"))
    assert [bare.steps(0, tests)[-1].argv for tests in ("all", "full")] == [
        ("./dasai", "test"),
        ("./dasai", "test", "full"),
    ]


def test_only_root_may_run_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    answer = CliRunner().invoke(bare.app, [])
    assert isinstance(answer.exception, StackProblem)
    assert str(answer.exception).splitlines()[0] == "test bare 须以 root 运行"


def test_missing_commands_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(StackProblem) as refused:
        bare_root.require_root()
    assert str(refused.value).splitlines() == [
        "缺少命令：chroot, unshare, setpriv, mount, git",
        "commands are missing: chroot, unshare, setpriv, mount, git",
    ]


@pytest.mark.parametrize(
    ("arguments", "answer"),
    [
        (["--tests", "none"], "--tests 应为 some、all 或 full"),
        (["--user", "nobody"], "没有这样的用户：nobody"),
    ],
)
def test_an_unknown_choice_is_refused(arguments: list[str], answer: str) -> None:
    refusal = CliRunner().invoke(bare.app, arguments).exception
    assert isinstance(refusal, StackProblem)
    assert str(refusal).splitlines()[0] == answer


def test_a_file_of_the_system_that_is_new_or_changed_is_found_and_a_home_is_not_the_system(tmp_path: Path) -> None:
    old = [tmp_path / name for name in ("usr/bin/old", "var/lib/dpkg/status", "etc/passwd")]
    for path in old:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    since = time.time() + 0.02
    while time.time() < since:
        time.sleep(0.01)
    assert bare_root.changes(tmp_path, since) == []
    (tmp_path / "var/lib/dpkg/status").write_text("changed")
    for name in ("usr/bin/new", "home/newcomer/file", "tmp/file", "var/tmp/file", "usr/lib/__pycache__/a.pyc"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    assert bare_root.changes(tmp_path, since) == ["/usr/bin/new", "/var/lib/dpkg/status"]


def test_the_table_shows_seconds_and_failures() -> None:
    outcomes = [Outcome("root", "./dasai demo", 0, 61.4), Outcome("newcomer", "./dasai up", 1, 2.0)]
    assert bare.table(outcomes).splitlines() == [
        "✓ root          61 s  ./dasai demo",
        "✗ newcomer       2 s  ./dasai up",
    ]
