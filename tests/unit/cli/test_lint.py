"""`./dasai lint` goes through all checks and fails where one does."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from cli.lint import Check, run

GOOD = Check("good", (sys.executable, "-c", "print('unheard')"))
BAD = Check("bad", (sys.executable, "-c", "print('a long line'); raise SystemExit(3)"))


def test_all_content(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([GOOD, GOOD], tmp_path) == 0
    assert "unheard" not in capsys.readouterr().out


def test_one_not_content_is_told_and_the_rest_goes_on(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([BAD, GOOD], tmp_path) == 1
    said = capsys.readouterr()
    lines = [line.split()[0] for line in said.out.splitlines()]
    assert lines == ["bad", "a", "good"]
    assert said.err == "未通过 · failed: bad\n"


def test_runs_over_the_given_tree(tmp_path: Path) -> None:
    where = Check("where", (sys.executable, "-c", f"import os; raise SystemExit(os.getcwd() != {str(tmp_path)!r})"))
    assert run([where], tmp_path) == 0
