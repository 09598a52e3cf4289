"""The report of a checked edition file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from chassis.edition.check import check_file, report_lines

Edited = Callable[[str, str], tuple[bytes, int]]


def test_a_valid_file_is_summarised(edition_file: Path) -> None:
    """A1: the report names the edition and counts what it holds."""
    report = check_file(edition_file)
    assert (report.ok, report.exit_code, report.mistakes) == (True, 0, ())
    ok, lines = report_lines(edition_file)
    assert ok is True
    assert lines == [
        f"{edition_file}：届次文件有效 / the edition file is valid",
        "  2024年“数据要素×”大赛，第 1 版 / version 1",
        "  12 个赛道、47 个赛题方向、32 个分赛 / 12 tracks, 47 topics, 32 divisions",
        "  2024-05-31 办赛申请、推荐申请截止 / Applications to host a division or to recommend close",
        "  2024-08-31 数据类赛事举办情况及推荐名单报送截止 / Reports and lists of other contests close",
        "  2024-09-30 地方分赛举办情况及推荐名单报送截止 / Reports and lists of the divisions close",
        "  2024-10 全国总决赛 / The final",
    ]


def test_a_broken_file_is_reported(edited: Edited, tmp_path: Path) -> None:
    """A1: the report holds each mistake with its place; there is no edition to use by mistake."""
    data, line = edited("    unit: 北京市", "    unit: 北京")
    file = tmp_path / "broken.yaml"
    file.write_bytes(data)
    report = check_file(file)
    assert (report.ok, report.exit_code, report.edition) == (False, 1, None)
    ok, lines = report_lines(file)
    assert ok is False
    assert lines == [
        f"{file}：有 1 处错误 / 1 mistake(s)",
        f"  第 {line} 行 divisions[0].unit [A2_DIVISION_UNIT] 代码 110000 的全称应为 北京市"
        f" / line {line}: the full name of 110000 is 北京市",
    ]
