"""`./dasai audit`: the options of `verify`, and `erase` before retention is over (rules C7, D5, K4)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from chassis.kernel.clock import BEIJING
from cli.__main__ import main
from cli.audit import latest_erasable


def test_k4_the_latest_day_is_by_the_editions_retention_in_beijing_time() -> None:
    """K4: 1,825 days in 2024; at 16:00 UTC the next day begins."""
    assert latest_erasable(datetime(2030, 1, 1, 15, 59, tzinfo=UTC)) == datetime(2025, 1, 2, tzinfo=BEIJING)
    assert latest_erasable(datetime(2030, 1, 1, 16, 0, tzinfo=UTC)) == datetime(2025, 1, 3, tzinfo=BEIJING)


def test_k4_a_day_whose_retention_is_not_over_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    """K4, D5: with the day up to which events may be erased, before any database is looked for."""
    latest = latest_erasable(datetime.now(UTC))
    after = latest + timedelta(days=1)
    assert main(["audit", "erase", "--yes", "--before", f"{after:%Y-%m-%d}"]) == 2
    assert f"最晚可删至{latest:%Y-%m-%d}之前" in capsys.readouterr().err


def test_a_key_that_is_none_is_refused_before_any_head_is_doubted(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["audit", "verify", "--key", "0" * 63]) == 2
    assert f"“{'0' * 63}”不是公钥，应为64位十六进制数" in capsys.readouterr().err
