"""Each bench that starts a stack runs to its end, with its smallest numbers: its figures are not judged here."""

from __future__ import annotations

import subprocess
import sys

import pytest

from cli.stack.program import ROOT
from tests.service.cli.test_up import environment

pytestmark = [pytest.mark.parts, pytest.mark.timeout(900), pytest.mark.long]


@pytest.mark.parametrize(
    ("words", "figures"),
    [
        pytest.param(("smoke", "--seconds", "2", "--users", "2"), ("/s",), id="smoke"),
        pytest.param(
            ("registration", "500", "--calls", "50", "--users", "2"),
            ("registrations:", "resubmissions:"),
            id="registration",
        ),
        pytest.param(("files",), ("gateway/rpc.py",), id="files"),
        pytest.param(
            ("contest", "--seconds", "2", "--users", "2", "--characters", "4000", "--kilobytes", "50", "--pairs", "1"),
            ("until the last case was opened", "of which the client", "≤ 1.5"),
            id="contest",
        ),
        pytest.param(
            (
                *("deadline", "--level", "2", "--clients", "2", "--paced", "2", "--overload", "3", "--crush", "1"),
                *("--kill", "gateway", "--broker", "3", "--pause", "2", "--soak", "0.1", "--json"),
            ),
            ('"key": "accepted_share"', '"key": "by_ticket"', '"part": "kill gateway"', '"key": "memory gateway"'),
            id="deadline",
        ),
    ],
)
def test_a_bench_prints_its_figures(words: tuple[str, ...], figures: tuple[str, ...]) -> None:
    run = subprocess.run(
        [sys.executable, "-m", "cli", "bench", *words],
        cwd=ROOT,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=800,
        check=False,
    )
    assert "Traceback" not in run.stderr
    assert run.returncode in (0, 1), run.stderr  # 1: a figure is worse than it should be, on whatever machine this is
    for figure in figures:
        assert figure in run.stdout
