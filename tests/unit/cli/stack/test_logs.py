"""Logs that don't fill the disk."""

from __future__ import annotations

from pathlib import Path

from cli.stack.logs import rotate, tail


def test_a_log_is_cut_once_it_is_larger(tmp_path: Path) -> None:
    log = tmp_path / "process.log"
    with log.open("ab") as writer:
        writer.write(b"x" * 100)
        writer.flush()
        assert not rotate(log, limit=100)
        writer.write(b"y")
        writer.flush()
        assert rotate(log, limit=100)
        writer.write(b"after\n")  # by the writer that knows nothing of it
    assert log.read_bytes() == b"after\n"
    assert (tmp_path / "process.log.1").read_bytes() == b"x" * 100 + b"y"


def test_the_last_lines_are_returned(tmp_path: Path) -> None:
    log = tmp_path / "process.log"
    log.write_text("".join(f"line {number}\n" for number in range(1000)))
    assert tail(log, 2) == ["line 998", "line 999"]
    assert tail(tmp_path / "none.log", 2) == []
