"""`./dasai load` whole, and small: every part of a run happens, the ledger holds, and the report is there."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from cli.load.report import FIGURES, PAGE
from cli.stack.program import ROOT
from tests.service.cli.test_up import environment

pytestmark = [pytest.mark.parts, pytest.mark.long, pytest.mark.timeout(900)]
SMALL = [
    "--nation",
    "0.001",
    "--weeks",
    "60",
    "--days",
    "60",
    "--minutes",
    "25",
    "--last-seconds",
    "25",
    "--after",
    "90",
]


@pytest.mark.parametrize("workers", [1, 2])
def test_a_small_run_holds_and_reports(tmp_path: Path, workers: int) -> None:
    """By one process, and by a master with two workers."""
    folder = tmp_path / "report"
    command = [sys.executable, "-m", "cli", "load", *SMALL, "--workers", str(workers), "--report", str(folder)]
    done = subprocess.run(
        command, cwd=ROOT, env=environment(), capture_output=True, text=True, timeout=800, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "截止之后：" in done.stdout  # where no terminal is, lines say how far it is
    assert "the ledger holds" in done.stdout
    figures = json.loads((folder / FIGURES).read_text("utf-8"))
    assert figures["passed"] is True
    assert figures["visits"]["begun"] == figures["visits"]["ended"]
    assert figures["ledger"]["acknowledged"].keys() == {"registration", "save", "file", "submission"}
    assert figures["ledger"]["acknowledged"]["registration"] == 25
    plots = {plot["key"]: plot for plot in figures["plots"]}
    assert {"gateway", "database", "registration-server", "generator"} <= {
        each["name"] for each in plots["cpu"]["series"]
    }
    assert plots["tickets"]["absent"] == ""
    assert (folder / PAGE).stat().st_size > 100_000
