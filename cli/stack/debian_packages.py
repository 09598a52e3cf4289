"""Debian packages unpacked in the user's cache folder: without root or sudo, and nothing on the system changes.

What the machine has installed is not fetched again.
Only the standard library is imported here, for the script `dasai` needs this before there is any environment.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import platform
import re
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .apt import STATUS, Apt, AptRefusedError, say
from .program import StackProblem

NOTE = ".dasai.json"


def change_nothing(tree: Path, place: Path) -> None:
    """Leave the packages as they were unpacked."""


@dataclass(frozen=True, kw_only=True)
class PackageSet:
    """Packages that are kept together in a folder `name`.

    `packages` are alternatives: the first whose packages the machine's sources offer is taken. Packages that match `whole` are
    fetched even if they are installed, for they work only beside each other. `prepare(tree, place)` does what the packages'
    install scripts would have done; the tree will be moved to `place`. `without_apt` says in both languages what to do on a
    machine that has no apt, or whose sources offer none of the alternatives.
    """

    name: str
    title: tuple[str, str]
    packages: tuple[tuple[str, ...], ...]
    without_apt: tuple[str, str]
    whole: tuple[str, ...] = ()
    prepare: Callable[[Path, Path], None] = change_nothing


def obtain(wanted: PackageSet) -> Path:
    """Return the folder that holds the packages, unpacked as they would lie below `/`; fetch them if they are not there yet.

    Two commands may ask at once: the second waits. Raises StackProblem if the packages can't be had.
    """
    if not shutil.which("apt-get") or not shutil.which("dpkg-deb"):
        zh, en = wanted.without_apt
        raise StackProblem(
            f"本机没有 apt，不能自动取得 {wanted.title[0]}。{zh}",
            f"this machine has no apt, so {wanted.title[1]} can't be fetched. {en}",
        )
    base = folder()
    tree = base / wanted.name
    if is_usable(tree):
        return tree
    with _locked(base):
        if not is_usable(tree):  # another command may have made it meanwhile
            _make(base, tree, wanted)
    return tree


def folder() -> Path:
    """Return the folder of all package sets of this user, this system and this architecture."""
    cache_home = os.environ.get("XDG_CACHE_HOME", "")
    try:
        cache = Path(cache_home) if Path(cache_home).is_absolute() else Path.home() / ".cache"
    except RuntimeError as error:
        raise StackProblem(
            "当前用户没有主目录：请用 XDG_CACHE_HOME 指定一个缓存目录",
            "this user has no home folder: name a cache folder in XDG_CACHE_HOME",
        ) from error
    try:
        system = platform.freedesktop_os_release()
    except OSError:
        system = {}
    version = system.get("VERSION_ID") or system.get("VERSION_CODENAME") or "rolling"
    return cache / "dasai" / f"{system.get('ID', 'linux')}-{version}-{platform.machine()}"


def library_path(tree: Path) -> str:
    """Return a value for LD_LIBRARY_PATH: the folders of the tree with shared libraries, then the caller's own."""
    triplets = [path for above in ("usr/lib", "lib") for path in sorted((tree / above).glob("*-linux-gnu*"))]
    candidates = [*triplets, *(path for triplet in triplets for path in sorted(triplet.iterdir()) if path.is_dir())]
    folders = [str(path) for path in candidates if any(path.glob("lib*.so*"))]
    return ":".join([*folders, *filter(None, [os.environ.get("LD_LIBRARY_PATH")])])


def is_usable(tree: Path) -> bool:
    """Return True if the tree is whole and the machine still has the libraries that its programs had when it was made."""
    try:
        note = json.loads((tree / NOTE).read_text())
    except (OSError, ValueError):
        return False
    stamp = _machine_stamp()
    if note["machine"] == stamp:
        return True
    if set(_missing_libraries(tree)) - set(note["missing"]):
        return False
    with contextlib.suppress(OSError):  # then they are looked at again next time
        _write_note(tree, {**note, "machine": stamp})
    return True


def _make(base: Path, tree: Path, wanted: PackageSet) -> None:
    began = time.monotonic()
    zh, en = wanted.title
    say(
        f"取得 {zh}：Debian 软件包，只放在 {tree}，不改动系统",
        f"fetching {en}: Debian packages, kept in that folder; nothing on the system changes",
    )
    apt = Apt(base / "apt", wanted.whole)
    try:
        files = apt.fetch(wanted.packages)
    except AptRefusedError as refusal:
        to_do_zh, to_do_en = wanted.without_apt
        raise StackProblem(
            f"apt 不能取得 {zh}：\n{refusal}\n{to_do_zh}", f"apt can't fetch {en}; its words are above. {to_do_en}"
        ) from refusal
    new = tree.with_name(f"{tree.name}.new")
    _remove(new)
    new.mkdir()
    for file in files:
        _run(["dpkg-deb", "-x", str(file), str(new)], f"{file.name} 无法解开", f"{file.name} can't be unpacked")
    wanted.prepare(new, tree)
    note = {"packages": sorted(file.name for file in files), "missing": _missing_libraries(new)}
    _write_note(new, {**note, "machine": _machine_stamp()})
    if tree.exists():  # not usable any more
        _remove(old := tree.with_name(f"{tree.name}.old"))
        tree.rename(old)
        _remove(old)
    new.rename(tree)
    apt.forget_archives()
    seconds = time.monotonic() - began
    say(f"已就绪（{len(files)} 个软件包，{seconds:.0f} 秒）", f"ready ({len(files)} packages, {seconds:.0f} s)")


@contextlib.contextmanager
def _locked(base: Path) -> Iterator[None]:
    try:
        base.mkdir(parents=True, exist_ok=True)
        base.chmod(0o700)
        handle = os.open(base / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise StackProblem(
            f"不能写入缓存目录 {base}（{error.strerror}）：请检查其权限，或用 XDG_CACHE_HOME 指定另一个目录",
            f"the cache folder can't be written: mend its permissions, or name another in XDG_CACHE_HOME ({base})",
        ) from error
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("等待另一个命令取得软件包", "another command fetches packages: waiting")
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _machine_stamp() -> str:
    """Return a word that changes if packages are installed or removed."""
    try:
        state = STATUS.stat()
    except OSError:
        return ""
    return f"{state.st_mtime_ns}-{state.st_size}"


def _missing_libraries(tree: Path) -> list[str]:
    """Return the names of libraries that programs of the tree need and neither the tree nor the machine has."""
    programs = [str(path) for path in tree.rglob("*") if _is_program(path)]
    if not programs or not shutil.which("ldd"):
        return []
    environment = {**os.environ, "LD_LIBRARY_PATH": library_path(tree), "LC_ALL": "C"}
    done = subprocess.run(["ldd", *programs], env=environment, capture_output=True, text=True, check=False)
    return sorted(set(re.findall(r"^\s*(\S+) => not found", done.stdout, re.MULTILINE)))


def _is_program(path: Path) -> bool:
    if path.is_symlink() or not path.is_file() or not os.access(path, os.X_OK):
        return False
    with path.open("rb") as file:
        return file.read(4) == b"\x7fELF"


def _write_note(tree: Path, note: dict[str, Any]) -> None:
    fresh = tree / f"{NOTE}.{os.getpid()}"
    fresh.write_text(json.dumps(note))
    fresh.replace(tree / NOTE)


def _run(command: list[str], zh: str, en: str) -> None:
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    if done.returncode:
        raise StackProblem(f"{zh}：{done.stderr.strip()[-300:]}", en)


def _remove(path: Path) -> None:
    """Delete a tree; a package may have folders that even their owner can't write."""
    if not path.exists():
        return
    for place, _, _ in os.walk(path):
        Path(place).chmod(0o700)
    shutil.rmtree(path)
