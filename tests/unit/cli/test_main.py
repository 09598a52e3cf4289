"""The command line's table: each line leads somewhere, and nothing is loaded before it is asked for."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cli.__main__ import COMMANDS, Entry, main, usage

ROOT = Path(__file__).parents[3]
HEAVY = ("pymongo", "mongoengine", "grpc", "kombu", "fastapi", "cryptography", "rich", "httpx")


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "cli", *arguments], cwd=ROOT, capture_output=True, text=True, check=False, timeout=60
    )


@pytest.mark.parametrize("name", [name for name, entry in COMMANDS.items() if entry.here])
def test_every_command_of_the_table_has_help(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([name, "--help"]) == 0
    output = capsys.readouterr()
    assert output.err == ""
    assert f"./dasai {name}" in output.out


def commands_in(command: Any, name: str) -> Iterator[tuple[str, str]]:
    """Return each command and group below this one, by the words that call it, with its help."""
    yield name, command.help or ""
    for word, inner in getattr(command, "commands", {}).items():
        yield from commands_in(inner, f"{name} {word}")


@pytest.mark.parametrize("name", [name for name, entry in COMMANDS.items() if entry.here])
def test_the_help_of_every_command_is_in_chinese_first(name: str) -> None:
    """K5: Chinese first, English beside."""
    helps = dict(commands_in(COMMANDS[name].command(name), name))
    assert [
        words for words, text in helps.items() if not re.search(r"[\u4e00-\u9fff]", text.partition("\n\n")[0])
    ] == []


def test_the_commands_of_the_issue_are_in_the_table() -> None:
    asked = {"up", "down", "status", "logs", "demo", "test", "lint", "edition", "bench", "deadletters"}
    assert asked - set(COMMANDS) == set()


def test_no_command_without_its_module_is_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(COMMANDS, "ghost", Entry("cli.nowhere.at_all:app", "无", "none"))
    assert "ghost" not in usage()
    assert main(["ghost"]) == 2


def test_an_unknown_command_is_refused_in_words_with_the_list() -> None:
    answer = run("strat")
    assert (answer.returncode, answer.stdout) == (2, "")
    assert answer.stderr == f"没有这个命令 · no such command: strat\n\n{usage()}\n"


def test_without_arguments_it_lists_the_commands() -> None:
    answer = run()
    assert (answer.returncode, answer.stdout, answer.stderr) == (0, usage() + "\n", "")


@pytest.mark.parametrize("arguments", [["--help"], ["status", "--data", "/nonexistent/dasai"]])
def test_frequent_commands_import_nothing_heavy(arguments: list[str]) -> None:
    code = (
        "import json, sys\n"
        "from cli.__main__ import main\n"
        "try:\n"
        f"    main({arguments!r})\n"
        "except SystemExit:\n"
        "    pass\n"
        f"print('\\n' + json.dumps([name for name in {HEAVY!r} if name in sys.modules]))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60
    )
    assert json.loads(done.stdout.splitlines()[-1]) == []


def test_an_error_that_a_person_can_correct_is_explained_and_exits_1(tmp_path: Path) -> None:
    (tmp_path / "stack.json").write_text("[]")
    answer = run("status", "--data", str(tmp_path))
    assert answer.returncode == 1
    lines = answer.stderr.splitlines()
    assert [line.split("；")[0].split(" (")[0] for line in lines] == [
        f"无法读取 {tmp_path}/stack.json",
        f"{tmp_path}/stack.json can't be read",
    ]


def test_an_edition_file_is_checked_from_the_command_line(tmp_path: Path) -> None:
    """A1: the shipped edition passes; one with a broken quota is refused."""
    shipped = ROOT / "editions" / "2024.yaml"
    good = run("edition", "check", str(shipped))
    assert (good.returncode, good.stderr) == (0, "")
    assert good.stdout.splitlines()[0] == f"{shipped}：届次文件有效 / the edition file is valid"
    broken = tmp_path / "broken.yaml"
    broken.write_text(shipped.read_text().replace("official_name:", "oficial_name:", 1))
    bad = run("edition", "check", str(broken))
    assert (bad.returncode, bad.stdout) == (1, "")
    assert "oficial_name" in bad.stderr


@pytest.mark.long
def test_no_command_prints_a_warning_of_a_library(tmp_path: Path) -> None:
    """A folder of secrets that is not there is worth a warning to pydantic, and a sentence to a person."""
    code = "import sys, warnings; from cli import __main__ as command; sys.argv[1:] = ['status', '--data', '/nonexistent']\n"
    code += "command.main(sys.argv[1:]); warnings.warn('of a library'); warnings.warn('old', DeprecationWarning)"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60
    )
    assert "arning" not in done.stderr
    nowhere = {"DASAI_MONGODB_URL": "mongodb://127.0.0.1:1/", "DASAI_SECRETS_DIR": str(tmp_path / "none")}
    for arguments in (["identity", "status"], ["identity", "rotate"], ["audit", "verify"]):
        answer = subprocess.run(
            [sys.executable, "-m", "cli", *arguments],
            cwd=ROOT,
            env={**os.environ, **nowhere},
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        assert (answer.returncode, "arning" in answer.stderr, "Traceback" in answer.stderr) == (1, False, False)


def test_a_warning_is_shown_on_request() -> None:
    code = (
        "import warnings; from cli import __main__ as command; command.main(['--help']); warnings.warn('of a library')"
    )
    done = subprocess.run(
        [sys.executable, "-W", "default", "-c", code], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60
    )
    assert "UserWarning: of a library" in done.stderr


def test_each_command_stands_in_a_column_before_its_words() -> None:
    lines = [line for line in usage().splitlines() if line.startswith("  ")]
    shown = {name: entry.zh for name, entry in COMMANDS.items() if entry.here}
    assert [line.split()[0] for line in lines] == list(shown)
    assert len({line.index(shown[line.split()[0]], 2 + len(line.split()[0])) for line in lines}) == 1
