"""apt with a folder of its own: it fetches packages and verifies them as ever, needs no rights and changes nothing else.

Only the standard library is imported here, for the script `dasai` needs this before there is any environment.
"""

from __future__ import annotations

import contextlib
import os
import re
import subprocess
import sys
import time
from collections.abc import Sequence
from fnmatch import fnmatch
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from .program import StackProblem, tied_to_parent

STATUS = Path("/var/lib/dpkg/status")  # what is installed on this machine
LISTS_SECONDS = 3600.0  # package lists of this age are used again
PROGRESS_SECONDS = 10.0

# With relations left out, nothing that is broken or held back among the installed packages can stand in the way.
_KEPT_FIELDS = re.compile(r"(Package|Status|Architecture|Multi-Arch|Version|Provides|Essential):", re.IGNORECASE)


class AptRefusedError(Exception):
    """apt could not fetch what was asked; the text is its own."""


class Archive(NamedTuple):
    """A package that apt would fetch."""

    url: str
    file: str
    size: int


class Apt:
    """apt with the folder `home` of its own; packages that match `whole` count as not installed."""

    def __init__(self, home: Path, whole: Sequence[str] = ()) -> None:
        self._home = home
        self._lists_age = home / "lists-updated"
        for name in ("lists/partial", "archives/partial", "none/partial", "log"):
            (home / name).mkdir(parents=True, exist_ok=True)
        (home / "status").write_text(installed(STATUS.read_text(errors="replace"), whole))
        (home / "apt.conf").write_text(configuration(home, root=os.geteuid() == 0))
        self._refusal = self._update_refusal = ""

    def fetch(self, alternatives: Sequence[Sequence[str]]) -> list[Path]:
        """Fetch the first of the alternatives that is offered, and all that it needs and the machine lacks; return the files.

        Raises AptRefusedError if none can be fetched.
        """
        fresh = self._update(LISTS_SECONDS)
        files = self._fetch(alternatives)
        if files is None and not fresh:  # the archive moved on since the lists were read
            self._update(0)
            files = self._fetch(alternatives)
        if files is None:
            raise AptRefusedError("\n".join(filter(None, [self._update_refusal, self._refusal])))
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
        words = (self._home / "log" / "err").read_text(errors="replace").splitlines()
        self._update_refusal = "\n".join([line for line in words if line.startswith(("E:", "W: Failed"))][-3:])
        return True

    def _fetch(self, alternatives: Sequence[Sequence[str]]) -> list[Path] | None:
        offers = ((packages, self._list(packages)) for packages in alternatives)
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


def installed(status: str, whole: Sequence[str]) -> str:
    """Return dpkg's status reduced to which packages are installed, without relations and without those that match `whole`."""
    blocks = []
    for block in status.split("\n\n"):
        lines = [line for line in block.splitlines() if _KEPT_FIELDS.match(line)]
        name = next((line.split(":", 1)[1].strip() for line in lines if line.startswith("Package:")), "")
        if name and not any(fnmatch(name, pattern) for pattern in whole):
            blocks.append("\n".join(lines) + "\n")
    return "\n".join(blocks)


def archives(listing: str) -> list[Archive]:
    """Return the packages in what `apt-get install --print-uris` printed."""
    rows = re.findall(r"^'([^']+)' (\S+) (\d+)", listing, re.MULTILINE)
    return [Archive(url, file, int(size)) for url, file, size in rows]


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


def _size(folder: Path) -> int:
    total = 0
    for path in folder.rglob("*"):
        with contextlib.suppress(OSError):  # apt moves a file when it is whole
            total += path.stat().st_size if path.is_file() else 0
    return total
