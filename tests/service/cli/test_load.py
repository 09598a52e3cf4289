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


def _load(*words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "cli", "load", *words]
    return subprocess.run(
        command, cwd=ROOT, env=environment(), capture_output=True, text=True, timeout=800, check=False
    )


@pytest.mark.parametrize("workers", [1, 2])
def test_a_small_run_holds_and_reports(tmp_path: Path, workers: int) -> None:
    """By one process, and by a master with two workers."""
    folder = tmp_path / "report"
    done = _load(*SMALL, "--workers", str(workers), "--report", str(folder))
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


def test_a_run_pauses_and_goes_on_to_one_ledger(tmp_path: Path) -> None:
    """Three sittings, by one process, then two: what the first ones were told is stored when the last one has ended."""
    kept, folder = tmp_path / "kept", tmp_path / "report"
    for words in (
        [*SMALL, "--keep", str(kept), "--pause-after", "50"],
        ["--continue", str(kept), "--pause-after", "30", "--workers", "2"],
    ):
        done = _load(*words)
        assert done.returncode == 0, done.stdout + done.stderr
        assert f"./dasai load --continue {kept}" in " ".join(done.stdout.split())
    done = _load("--continue", str(kept), "--report", str(folder))
    assert done.returncode == 0, done.stdout + done.stderr
    figures = json.loads((folder / FIGURES).read_text("utf-8"))
    assert figures["passed"] is True
    assert figures["visits"]["begun"] == figures["visits"]["ended"]
    assert figures["ledger"]["acknowledged"]["registration"] == 25
    assert figures["facts"]["分次进行 sittings"] == "3，暂停于 paused at 50 s、80 s"
    gateway = next(each for plot in figures["plots"] if plot["key"] == "cpu" for each in plot["series"])
    assert min(second for second, _ in gateway["points"]) < 50 < max(second for second, _ in gateway["points"])
    assert _load("--continue", str(kept)).returncode == 1  # it is over
