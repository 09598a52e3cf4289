"""The folder of unpacked packages, and if they can still be used."""

from __future__ import annotations

import json
import platform
import shutil
from pathlib import Path

import pytest

from cli.stack import debian_packages
from cli.stack.program import StackProblem

NOTHING = debian_packages.PackageSet(
    name="nothing",
    title=("某物", "a thing"),
    packages=(("no-such-package",),),
    without_apt=("请安装某物", "Install the thing"),
)


def test_packages_are_kept_in_the_cache_folder_by_system_and_architecture(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(platform, "freedesktop_os_release", lambda: {"ID": "debian", "VERSION_ID": "12"})
    monkeypatch.setattr(platform, "machine", lambda: "x86_64")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    assert debian_packages.folder() == tmp_path / "cache/dasai/debian-12-x86_64"
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert debian_packages.folder() == tmp_path / ".cache/dasai/debian-12-x86_64"


def test_a_relative_cache_folder_is_ignored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", "cache")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert debian_packages.folder().parent == tmp_path / ".cache/dasai"


def test_a_cache_folder_that_cant_be_written_is_named_with_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}")
    with pytest.raises(StackProblem) as refused:
        debian_packages.obtain(NOTHING)
    place = debian_packages.folder()
    assert str(refused.value).splitlines() == [
        f"不能写入缓存目录 {place}（Not a directory）：请检查其权限，或用 XDG_CACHE_HOME 指定另一个目录",
        f"the cache folder can't be written: mend its permissions, or name another in XDG_CACHE_HOME ({place})",
    ]


def test_without_apt_the_message_names_the_way_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(StackProblem) as refused:
        debian_packages.obtain(NOTHING)
    assert str(refused.value).splitlines() == [
        "本机没有 apt，不能自动取得 某物。请安装某物",
        "this machine has no apt, so a thing can't be fetched. Install the thing",
    ]


def test_the_library_path_has_the_folders_with_libraries_and_the_callers_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in (
        "usr/lib/x86_64-linux-gnu/libone.so.1",
        "usr/lib/x86_64-linux-gnu/pulseaudio/libtwo.so",
        "usr/lib/x86_64-linux-gnu/data/three.txt",
        "lib/x86_64-linux-gnu/libfour.so.4",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    folders = [
        f"{tmp_path}/{name}"
        for name in ("usr/lib/x86_64-linux-gnu", "lib/x86_64-linux-gnu", "usr/lib/x86_64-linux-gnu/pulseaudio")
    ]
    monkeypatch.delenv("LD_LIBRARY_PATH", raising=False)
    assert debian_packages.library_path(tmp_path) == ":".join(folders)
    monkeypatch.setenv("LD_LIBRARY_PATH", "/opt/lib")
    assert debian_packages.library_path(tmp_path) == ":".join([*folders, "/opt/lib"])


def test_a_tree_without_its_note_is_not_usable(tmp_path: Path) -> None:
    assert not debian_packages.is_usable(tmp_path)


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """Return a tree with one program, which needs libraries of the machine."""
    ls = shutil.which("ls")
    assert ls is not None
    shutil.copy(Path(ls).resolve(), tmp_path / "program")
    return tmp_path


def test_a_tree_whose_libraries_the_machine_still_has_stays_usable(program: Path) -> None:
    note = program / debian_packages.NOTE
    note.write_text(json.dumps({"packages": [], "missing": [], "machine": "another day"}))
    assert debian_packages.is_usable(program)
    assert json.loads(note.read_text())["machine"] == debian_packages._machine_stamp()


def test_a_tree_whose_libraries_the_machine_lost_is_not_usable(program: Path) -> None:
    (program / debian_packages.NOTE).write_text(json.dumps({"packages": [], "missing": [], "machine": "another day"}))
    path = program / "program"
    path.write_bytes(path.read_bytes().replace(b"libc.so.6", b"libz.so.0"))  # of the same length, and nobody has it
    assert not debian_packages.is_usable(program)
