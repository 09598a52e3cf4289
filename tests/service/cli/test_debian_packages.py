"""Packages are fetched by the real apt from a source in a folder: whole, once, also after an interruption."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from cli.stack import debian_packages
from cli.stack.program import ROOT, StackProblem
from tests.debian_repository import build_package, publish

pytestmark = pytest.mark.skipif(shutil.which("apt-get") is None, reason="apt is not on this machine")

WANTED = debian_packages.PackageSet(
    name="tool",
    title=("工具", "a tool"),
    packages=(("tool-of-tomorrow",), ("tool",)),
    whole=("dash",),
    without_apt=("请安装工具", "Install the tool"),
)
# fetches WANTED; told to die, it does so with the packages unpacked and not yet in their place
FETCH = """
import os, signal, sys
from dataclasses import replace
from cli.stack import debian_packages
from tests.service.cli.test_debian_packages import WANTED
def die(tree, place):
    os.kill(os.getpid(), signal.SIGKILL)
wanted = replace(WANTED, prepare=die) if sys.argv[1:] == ["die"] else WANTED
print(debian_packages.obtain(wanted))
"""


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a source with a tool that needs a library, a shell that every machine has, and another installed package."""
    folder = tmp_path / "source"
    folder.mkdir()
    build_package(folder, "tool", {"usr/bin/tool": b"#!/bin/sh\necho works\n"}, depends="tool-library, dash, dpkg")
    build_package(folder, "tool-library", {"usr/share/tool/library": b"library"})
    build_package(folder, "dash", {"usr/share/tool/dash": b"dash"}, version="0.0.1")
    build_package(folder, "dpkg", {"usr/share/tool/dpkg": b"dpkg"}, version="0.0.1")
    monkeypatch.setenv("APT_CONFIG", str(publish(folder)))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "缓存 cache"))
    return folder


def fetch(*arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", FETCH, *arguments],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def contents(tree: Path) -> list[str]:
    return sorted(path.relative_to(tree).as_posix() for path in tree.rglob("*") if path.is_file())


WHOLE = [debian_packages.NOTE, "usr/bin/tool", "usr/share/tool/dash", "usr/share/tool/library"]


def test_missing_packages_and_those_wanted_whole_are_fetched(repository: Path) -> None:
    tree = debian_packages.obtain(WANTED)
    assert contents(tree) == WHOLE
    assert json.loads((tree / debian_packages.NOTE).read_text())["packages"] == [
        "dash_0.0.1_all.deb",
        "tool-library_1.0_all.deb",
        "tool_1.0_all.deb",
    ]
    assert subprocess.run([tree / "usr/bin/tool"], capture_output=True, text=True, check=True).stdout == "works\n"


def test_packages_in_the_cache_are_not_fetched_again(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tree = debian_packages.obtain(WANTED)
    capsys.readouterr()
    shutil.rmtree(repository)
    assert debian_packages.obtain(WANTED) == tree
    assert capsys.readouterr().err == ""


def test_two_calls_at_once_fetch_once(repository: Path) -> None:
    with fetch() as first, fetch() as second:
        answers = [process.communicate(timeout=120) for process in (first, second)]
    tree = debian_packages.folder() / WANTED.name
    assert [answer[0] for answer in answers] == [f"{tree}\n"] * 2, answers
    assert sum("fetching a tool" in err for _, err in answers) == 1
    assert contents(tree) == WHOLE


def test_after_a_kill_the_next_call_completes_the_tree_without_fetching_again(repository: Path) -> None:
    with fetch("die") as killed:
        killed.communicate(timeout=120)
    assert killed.returncode == -9
    tree = debian_packages.folder() / WANTED.name
    assert not tree.exists()
    for package in repository.glob("*.deb"):
        package.unlink()
    assert contents(debian_packages.obtain(WANTED)) == WHOLE


def test_a_tree_that_lost_its_libraries_is_replaced(repository: Path) -> None:
    tree = debian_packages.obtain(WANTED)
    (tree / "usr/bin/tool").unlink()
    (tree / debian_packages.NOTE).unlink()
    assert contents(debian_packages.obtain(WANTED)) == WHOLE


def test_a_package_that_no_source_offers_is_named_with_apts_message_and_what_to_do(repository: Path) -> None:
    wanted = replace(WANTED, packages=(("tool-of-tomorrow",),))
    with pytest.raises(StackProblem) as refused:
        debian_packages.obtain(wanted)
    assert str(refused.value).splitlines() == [
        "apt 不能取得 工具：",
        "E: Unable to locate package tool-of-tomorrow",
        "请安装工具",
        "apt can't fetch a tool; its words are above. Install the tool",
    ]


def test_packages_that_apt_cant_verify_are_refused(repository: Path) -> None:
    publish(repository, trusted=False)
    with pytest.raises(StackProblem) as refused:
        debian_packages.obtain(WANTED)
    assert "does not have a Release file" in str(refused.value)
    assert not (debian_packages.folder() / WANTED.name).exists()


def test_a_package_that_was_changed_on_its_way_is_refused(repository: Path) -> None:
    package = repository / "tool-library_1.0_all.deb"
    package.write_bytes(package.read_bytes()[:-1] + b"\0")
    with pytest.raises(StackProblem) as refused:
        debian_packages.obtain(WANTED)
    assert "Hash Sum mismatch" in str(refused.value)
    assert not (debian_packages.folder() / WANTED.name).exists()


def test_a_broken_source_beside_a_working_one_is_ignored(repository: Path) -> None:
    sources = repository / "sources.list"
    sources.write_text(f"{sources.read_text()}deb copy:{repository}/gone ./\n")
    assert contents(debian_packages.obtain(WANTED)) == WHOLE
