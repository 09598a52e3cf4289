"""Debian packages unpacked in the user's cache folder: without root or sudo, and nothing on the system changes.

apt itself fetches and verifies them, with lists and a cache of its own; what the machine has installed is not fetched again.
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
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote, urlsplit

from .program import StackProblem, tied_to_parent

STATUS = Path("/var/lib/dpkg/status")  # what is installed on this machine
NOTE = ".dasai.json"
LISTS_SECONDS = 3600.0  # package lists of this age are used again
PROGRESS_SECONDS = 10.0

# With relations left out, nothing that is broken or held back among the installed packages can stand in the way.
_KEPT_FIELDS = re.compile(r"(Package|Status|Architecture|Multi-Arch|Version|Provides|Essential):", re.IGNORECASE)


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


class Archive(NamedTuple):
    """A package that apt would fetch."""

    url: str
    file: str
    size: int


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
    given = os.environ.get("XDG_CACHE_HOME", "")
    try:
        cache = Path(given) if Path(given).is_absolute() else Path.home() / ".cache"
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


def installed(status: str, whole: Sequence[str]) -> str:
    """Return dpkg's status reduced to which packages are installed, without relations and without those that match `whole`."""
    kept = []
    for block in status.split("\n\n"):
        lines = [line for line in block.splitlines() if _KEPT_FIELDS.match(line)]
        name = next((line.split(":", 1)[1].strip() for line in lines if line.startswith("Package:")), "")
        if name and not any(fnmatch(name, pattern) for pattern in whole):
            kept.append("\n".join(lines) + "\n")
    return "\n".join(kept)


def archives(listing: str) -> list[Archive]:
    """Return the packages in what `apt-get install --print-uris` printed."""
    found = re.findall(r"^'([^']+)' (\S+) (\d+)", listing, re.MULTILINE)
    return [Archive(url, file, int(size)) for url, file, size in found]


def configuration(apt: Path, *, root: bool) -> str:
    """Return the settings that keep apt inside the folder `apt`; they are read after the machine's own."""
    # hooks of the machine would act on the system; the cleared targets are big and of no use here
    hooks = ("APT::Update::Pre-Invoke", "APT::Update::Post-Invoke", "APT::Update::Post-Invoke-Success", "DPkg")
    sizes = ("", "-small", "-large", "-hidpi", "-small-hidpi", "-large-hidpi")
    targets = ("DEP-11", *(f"DEP-11-icons{size}" for size in sizes), "CNF", "Contents-deb")
    cleared = (*hooks, *(f"Acquire::IndexTargets::deb::{target}" for target in targets))
    settings = {
        "Dir::State::Lists": apt / "lists",
        "Dir::State::status": apt / "status",
        "Dir::Cache": apt,
        "Dir::Cache::archives": apt / "archives",
        "Dir::Cache::pkgcache": "",
        "Dir::Cache::srcpkgcache": "",
        "Dir::Log": apt / "log",
        "Debug::NoLocking": "true",  # the folder's lock is ours
        "Acquire::Languages": "none",
        "Acquire::Retries": "3",
        "APT::Keep-Downloaded-Packages": "true",
        "APT::Install-Recommends": "false",
        # root's cache folder is closed to the user whom apt would become
        **({"APT::Sandbox::User": "root"} if root else {}),
    }
    return "".join(
        [*(f"#clear {name};\n" for name in cleared), *(f'{name} "{value}";\n' for name, value in settings.items())]
    )


def say(zh: str, en: str) -> None:
    """Tell a step on standard error."""
    print(f"{zh} · {en}", file=sys.stderr, flush=True)


def _make(base: Path, tree: Path, wanted: PackageSet) -> None:
    began = time.monotonic()
    zh, en = wanted.title
    say(
        f"取得 {zh}：Debian 软件包，只放在 {tree}，不改动系统",
        f"fetching {en}: Debian packages, kept in that folder; nothing on the system changes",
    )
    apt = _Apt(base / "apt", wanted)
    files = apt.fetch()
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


class _Apt:
    """apt with a folder of its own."""

    def __init__(self, home: Path, wanted: PackageSet) -> None:
        self._home, self._wanted = home, wanted
        self._lists_age = home / "lists-updated"
        for name in ("lists/partial", "archives/partial", "none/partial", "log"):
            (home / name).mkdir(parents=True, exist_ok=True)
        (home / "status").write_text(installed(STATUS.read_text(errors="replace"), wanted.whole))
        (home / "apt.conf").write_text(configuration(home, root=os.geteuid() == 0))
        self._refusal = ""

    def fetch(self) -> list[Path]:
        """Fetch the packages and all that they need and the machine lacks; return their files."""
        fresh = self._update(LISTS_SECONDS)
        files = self._fetch()
        if files is None and not fresh:  # the archive moved on since the lists were read
            self._update(0)
            files = self._fetch()
        if files is None:
            zh, en = self._wanted.without_apt
            raise StackProblem(
                f"apt 不能取得 {self._wanted.title[0]}：{self._refusal}\n{zh}",
                f"apt can't fetch {self._wanted.title[1]} (its words are above). {en}",
            )
        return files

    def forget_archives(self) -> None:
        """Delete the packages' files, which are unpacked now."""
        for path in (self._home / "archives").glob("*.deb"):
            path.unlink()

    def _update(self, seconds: float) -> bool:
        """Bring the lists of packages up to date if they are older; return True if that was done."""
        with contextlib.suppress(OSError):
            if 0 <= time.time() - self._lists_age.stat().st_mtime < seconds:
                return False
        say("更新软件包列表", "updating the lists of packages")
        # one broken source among many is no obstacle: what counts is if the packages can be had
        if self._apt("update"):
            self._lists_age.touch()
        return True

    def _fetch(self) -> list[Path] | None:
        offers = ((packages, self._list(packages)) for packages in self._wanted.packages)
        packages, listed = next((offer for offer in offers if offer[1] is not None), ((), None))
        if listed is None:
            return None
        if any(archive.file.startswith("libc6_") for archive in listed):
            raise StackProblem(
                "本机的基础软件包（libc6）过旧：请先执行 sudo apt-get update && sudo apt-get upgrade",
                "this machine's base packages (libc6) are too old: run `sudo apt-get update && sudo apt-get upgrade` first",
            )
        size = sum(archive.size for archive in listed) / 1e6
        say(f"下载 {len(listed)} 个软件包，{size:.0f} MB", f"downloading {len(listed)} packages, {size:.0f} MB")
        if not self._apt("install", "--yes", "--download-only", *packages, watch=size):
            return None
        return [self._file(archive) for archive in listed]

    def _list(self, packages: Sequence[str]) -> list[Archive] | None:
        # an empty folder of archives, for those that are here already are not printed
        nowhere = ["-o", f"Dir::Cache::archives={self._home / 'none'}"]
        if not self._apt(*nowhere, "install", "--yes", "--print-uris", *packages):
            return None
        return archives((self._home / "log" / "out").read_text(errors="replace"))

    def _file(self, archive: Archive) -> Path:
        here = self._home / "archives" / archive.file
        url = urlsplit(archive.url)
        # apt takes the packages of a local source from where they are
        return Path(unquote(url.path)) if url.scheme == "file" and not here.exists() else here

    def _apt(self, *arguments: str, watch: float = 0) -> bool:
        """Run apt-get and return True if it went well; with `watch` tell now and then how many megabytes of that are here."""
        log = self._home / "log"
        with (log / "out").open("wb") as out, (log / "err").open("wb") as err:
            process = subprocess.Popen(
                tied_to_parent(("apt-get", "-q", "-c", str(self._home / "apt.conf"), *arguments)),
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=err,
                env={**os.environ, "LC_ALL": "C.UTF-8", "DEBIAN_FRONTEND": "noninteractive"},
            )
            try:
                while True:
                    try:
                        code = process.wait(PROGRESS_SECONDS)
                        break
                    except subprocess.TimeoutExpired:
                        if watch:
                            here = _size(self._home / "archives") / 1e6
                            say(f"　{here:.0f} / {watch:.0f} MB", "downloading")
            except BaseException:
                process.terminate()
                process.wait()
                raise
        if code:
            lines = (log / "err").read_text(errors="replace").splitlines()
            errors = [line for line in lines if line.startswith("E:")] or lines
            self._refusal = "\n".join(errors[-5:]) or f"apt-get: {code}"
        return code == 0


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


def _size(folder: Path) -> int:
    total = 0
    for path in folder.rglob("*"):
        with contextlib.suppress(OSError):  # apt moves a file when it is whole
            total += path.stat().st_size if path.is_file() else 0
    return total


def _remove(path: Path) -> None:
    """Delete a tree; a package may have folders that even their owner can't write."""
    if not path.exists():
        return
    for place, _, _ in os.walk(path):
        Path(place).chmod(0o700)
    shutil.rmtree(path)
