"""clamd's protocol on the wire (rule C7)."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from inspection import scanner
from inspection.scanner import Scanner, ScannerAwayError, Verdict
from tests.unit.inspection.clamd import EICAR, LIMIT, NESTED, running_clamd


@pytest.mark.parametrize("local", [False, True])
def test_c7_clean_and_infected_files_are_distinguished(tmp_path: Path, local: bool) -> None:
    """C7: over TCP and over a local socket, in pieces of any size."""
    with running_clamd(str(tmp_path / "clamd.sock") if local else "") as url:
        scanner = Scanner(url)
        assert scanner.scan([b"%PDF-", b"x" * 300_000]) == (Verdict.CLEAN, "")
        assert scanner.scan([b"", EICAR[:20], EICAR[20:]]) == (Verdict.INFECTED, "Eicar-Test-Signature")
        assert scanner.scan([]) == (Verdict.CLEAN, "")


def test_c7_a_file_that_the_scanner_does_not_scan_is_marked_so() -> None:
    """C7: larger than StreamMaxLength, or beyond another limit (AlertExceedsMax); without a scanner it is unscanned."""
    with running_clamd() as url:
        large = (b"x" * 100_000 for _ in range(LIMIT // 100_000 + 5))
        assert Scanner(url).scan(large) == (Verdict.TOO_LARGE_TO_SCAN, "")
        assert Scanner(url).scan([b"a deep archive: ", NESTED]) == (Verdict.TOO_LARGE_TO_SCAN, "")
    assert Scanner("").scan([EICAR]) == (Verdict.UNSCANNED, "")


@pytest.mark.parametrize("habit", ["never reads", "never answers", "answers a byte at a time"])
def test_c7_a_slow_scanner_has_one_time_limit_for_the_whole_scan(monkeypatch: pytest.MonkeyPatch, habit: str) -> None:
    """C7: however it is slow, the file has no verdict in time and never counts as clean."""
    monkeypatch.setattr(scanner, "TOTAL_SECONDS", 0.6)
    with running_clamd(habit=habit) as url:
        began = time.monotonic()
        with pytest.raises(ScannerAwayError):
            Scanner(url).scan(b"x" * 500_000 for _ in range(40))
        assert time.monotonic() - began < 3


def test_c7_an_unreachable_scanner_gives_no_verdict() -> None:
    """C7: the file never counts as clean."""
    with running_clamd() as url:
        pass
    with pytest.raises(ScannerAwayError):
        Scanner(url).scan([b"x"])


@pytest.mark.parametrize("url", ["clamd:3310", "http://host:1", "tcp://", "unix://host/path"])
def test_other_urls_are_refused(url: str) -> None:
    """Only `unix:` and `tcp:` are known."""
    with pytest.raises(ValueError, match="DASAI_CLAMD_URL"):
        Scanner(url)
