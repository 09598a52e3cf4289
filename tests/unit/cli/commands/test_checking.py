"""How `./dasai test` reads its arguments, and that `./dasai lint` goes red."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
import typer

from cli.commands import checking
from cli.commands.checking import Choice


@pytest.mark.parametrize(
    ("arguments", "choice"),
    [
        ([], Choice([], False, [])),
        (["unit"], Choice(["unit"], False, [])),
        (["unit", "contract", "-k", "team"], Choice(["unit", "contract"], False, ["-k", "team"])),
        (["-k", "unit"], Choice([], False, ["-k", "unit"])),
        (["all", "-x"], Choice([], False, ["-x"])),
        (["unit", "all"], Choice([], False, [])),
        (["full"], Choice([], True, [])),
        (["full", "chaos", "-x"], Choice(["chaos"], True, ["-x"])),
        (["tests/unit/cli", "unit"], Choice([], False, ["tests/unit/cli", "unit"])),
    ],
)
def test_suites_come_first_and_the_rest_is_for_pytest(arguments: list[str], choice: Choice) -> None:
    assert checking.split(arguments) == choice


@pytest.mark.parametrize(
    ("choice", "suites"),
    [
        (Choice([], False, []), set(checking.SUITES)),
        (Choice(["unit", "service"], False, []), {"unit", "service"}),
        (Choice([], False, ["-k", "team"]), set(checking.SUITES)),
        (Choice([], False, [f"{checking.ROOT}/tests/unit/cli"]), {"unit"}),
        (Choice([], False, [f"{checking.ROOT}/tests/browser/test_pages.py", "-x"]), {"browser"}),
    ],
)
def test_only_packages_that_the_chosen_suites_need_are_fetched(choice: Choice, suites: set[str]) -> None:
    assert checking.suites_of(choice) == suites


@pytest.mark.parametrize(
    ("choice", "arguments"),
    [
        (Choice([], False, ["-x"]), ["-x"]),
        (Choice([], True, ["-x"]), ["--full", "-x"]),
        (
            Choice(["unit"], False, []),
            ["--full", str(checking.ROOT / "tests/unit")],
        ),  # who names a suite wants it whole
    ],
)
def test_pytest_gets_the_suites_folders_and_the_choice_of_long_tests(choice: Choice, arguments: list[str]) -> None:
    assert choice.for_pytest(1) == arguments


def test_the_callers_arguments_come_after_those_for_workers() -> None:
    assert Choice([], True, ["-x"]).for_pytest(3) == [
        "--full",
        "-n",
        "3",
        "--dist",
        "loadscope",
        "--no-loadscope-reorder",
        "-x",
    ]


@pytest.mark.parametrize(
    ("rest", "environment", "workers"),
    [
        ([], {}, 2),
        (["-k", "team"], {}, 2),
        (["tests/unit/cli"], {}, 1),
        (["-s"], {}, 1),
        ([], {"DASAI_MONGODB_URL": "mongodb://127.0.0.1/"}, 1),
        ([], {"DASAI_MONGODB_URL": ""}, 2),
    ],
)
def test_suites_run_side_by_side_unless_one_is_watched_or_servers_are_named(
    rest: list[str], environment: dict[str, str], workers: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checking.os, "sched_getaffinity", lambda _process: {0, 1})
    assert checking.workers_for(Choice([], False, rest), environment) == workers


@pytest.mark.parametrize(("processors", "workers"), [(1, 1), (3, 3), (64, 4)])
def test_there_are_as_many_workers_as_processors_up_to_four(
    processors: int, workers: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checking.os, "sched_getaffinity", lambda _process: set(range(processors)))
    assert checking.workers_for(Choice([], False, []), {}) == workers


def test_a_test_is_found_by_its_path_from_the_callers_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "test_it.py").touch()
    (tmp_path / "unit").mkdir()
    monkeypatch.chdir(tmp_path)
    arguments = ["test_it.py::test_one", "./test_it.py", "unit", "no/such.py", "-k"]
    here = f"{tmp_path}/test_it.py"
    assert [checking.located(argument) for argument in arguments] == [
        f"{here}::test_one",
        here,
        "unit",
        "no/such.py",
        "-k",
    ]


def test_every_suite_is_a_folder_of_tests() -> None:
    folders = {path.name for path in (checking.ROOT / "tests").iterdir() if path.is_dir() and path.name[0] not in "._"}
    assert folders == set(checking.SUITES)


def linters(monkeypatch: pytest.MonkeyPatch, **modules: str) -> None:
    monkeypatch.setattr(checking, "LINTERS", {name: (module, "--version") for name, module in modules.items()})


def test_lint_runs_every_checker_and_fails_if_one_fails(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    linters(monkeypatch, first="no_such_checker", second="ruff")
    with pytest.raises(typer.Exit) as ended:
        checking.run_linters()
    assert ended.value.exit_code == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[:3] == ["✗ first", f"{sys.executable}: No module named no_such_checker", "✓ second"]


def test_lint_passes_if_every_checker_passes(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    linters(monkeypatch, first="ruff", second="mypy")
    with pytest.raises(typer.Exit) as ended:
        checking.run_linters()
    assert ended.value.exit_code == 0
    assert capsys.readouterr().out.splitlines()[:2] == ["✓ first", "✓ second"]


def test_what_could_not_be_checked_neither_fails_nor_passes(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """A service that is away says nothing of vulnerabilities, and the last line says that."""
    (tmp_path / "planted_linter.py").write_text("import sys\nprint('NOT CHECKED: no answer')\nsys.exit(75)\n")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setattr(checking, "LINTERS", {"first": ("ruff", "--version"), "vulnerabilities": ("planted_linter",)})
    with pytest.raises(typer.Exit) as ended:
        checking.run_linters()
    assert ended.value.exit_code == 0
    first, second, third, last = capsys.readouterr().out.splitlines()
    assert (first, second, third) == ("✓ first", "? vulnerabilities", "NOT CHECKED: no answer")
    assert last.startswith("1 项通过，0 项未通过，1 项未核对 · passed, broken: 0, not checked: 1 ")


def test_only_vulnerabilities_may_be_left_unchecked() -> None:
    """Of every other linter that exit code is a failure."""
    assert [checking.mark_of(name, code) for name in ("types", "vulnerabilities") for code in (0, 1, 75)] == [
        *("✓", "✗", "✗"),
        *("✓", "✗", "?"),
    ]


def test_planted_faults_fail_the_security_check(tmp_path: Path) -> None:
    """bandit runs with our settings."""
    planted = "import subprocess\nsubprocess.run('ls ' + input(), shell=True)\n"
    (tmp_path / "planted.py").write_text(planted)
    command = checking.LINTERS["security"][: -len(checking._PARTS)]
    assert checking._run((*command, str(tmp_path))).returncode == 1
    (tmp_path / "planted.py").write_text("")
    assert checking._run((*command, str(tmp_path))).returncode == 0


def test_a_planted_fault_fails_the_style_check(tmp_path: Path) -> None:
    (tmp_path / "planted.py").write_text("import os\n")
    command = tuple(str(tmp_path) if part == "." else part for part in checking.LINTERS["style"])
    assert checking._run(command).returncode == 1
    (tmp_path / "planted.py").write_text("")
    assert checking._run(command).returncode == 0


def test_only_the_named_linters_run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """`./dasai lint imports` is import-linter alone."""
    monkeypatch.setitem(checking.LINTERS, "imports", ("ruff", "--version"))
    with pytest.raises(typer.Exit) as ended:
        checking.run_linters([checking.Linter("imports")])
    assert ended.value.exit_code == 0
    first, last = capsys.readouterr().out.splitlines()
    assert (first, last.startswith("1 项通过，0 项未通过 ")) == ("✓ imports", True)
