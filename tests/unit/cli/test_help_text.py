"""`--help` of every command: whole at 80 columns, in both languages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from cli.__main__ import COMMANDS, main, usage
from cli.help_text import columns, wrap

CHINESE, ENGLISH = re.compile(r"[\u4e00-\u9fff]"), re.compile(r"[a-z]{3,}")


def commands_in(name: str) -> list[tuple[str, ...]]:
    """Return a command and every command in it, each as the words to type."""
    return list(_inner((name,), COMMANDS[name].command(name)))


def _inner(words: tuple[str, ...], command: Any) -> Iterator[tuple[str, ...]]:
    yield words
    for name, inner in getattr(command, "commands", {}).items():
        yield from _inner((*words, name), inner)


def shown(words: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> str:
    assert main([*words, "--help"]) == 0
    printed = capsys.readouterr()
    assert printed.err == ""
    return printed.out


every_command = pytest.mark.parametrize("name", list(COMMANDS))


@every_command
def test_no_text_is_cut_at_80_columns(
    name: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for words in commands_in(name):
        monkeypatch.setenv("COLUMNS", "100")
        wide = shown(words, capsys)
        monkeypatch.setenv("COLUMNS", "80")
        narrow = shown(words, capsys)
        assert "…" not in narrow
        assert "".join(narrow.split()) == "".join(wide.split())
        assert [line for line in narrow.splitlines() if columns(line) > 80 and len(line.split()) > 1] == []


@every_command
def test_every_text_is_in_both_languages(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    for words in commands_in(name):
        text = shown(words, capsys)
        head, _, options = text.partition("选项 · Options:\n")
        purpose = re.sub(r"(?m)^\S.*$", "", head)
        assert (bool(CHINESE.search(purpose)), bool(ENGLISH.search(purpose))) == (True, True), text
        texts = re.findall(r"(?m)^  (-\S.*)\n((?:      .*\n?)*)", options)
        assert texts
        assert [option for option, help_ in texts if not (CHINESE.search(help_) and ENGLISH.search(help_))] == [], text


def test_the_list_of_commands_fits_into_80_columns() -> None:
    assert [line for line in usage().splitlines() if columns(line) > 80] == []


def test_a_line_is_measured_by_what_a_terminal_shows() -> None:
    assert columns("数据 · data") == 11
    assert list(wrap("比赛时间从此刻，起走 and runs on", 12, "  ")) == [
        "  比赛时间从",
        "  此刻，起走",
        "  and runs",
        "  on",
    ]


def test_a_word_that_is_wider_than_a_line_stays_whole() -> None:
    assert list(wrap("at /a/very/long/path here", 10, "")) == ["at", "/a/very/long/path", "here"]
