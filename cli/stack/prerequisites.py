"""Debian packages that Dasai needs on one machine: which are missing, and getting them with leave."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from . import rabbitmq
from .program import StackProblem

FONTS = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")
PRESENT: Mapping[str, Callable[[], bool]] = {
    "rabbitmq-server": lambda: rabbitmq.find_scripts() is not None,
    "chromium": lambda: shutil.which("chromium") is not None,
    "fonts-noto-cjk": FONTS.exists,
}
FOR_UP = ("rabbitmq-server",)
FOR_TESTS = ("rabbitmq-server", "chromium", "fonts-noto-cjk")


def missing(packages: Iterable[str]) -> list[str]:
    """Those of the packages (names of PRESENT) that are not here."""
    return [name for name in packages if not PRESENT[name]()]


def steps(packages: Iterable[str], *, root: bool) -> list[list[str]]:
    """The commands that install packages on Debian and Ubuntu, the list of what there is brought up to date first."""
    become = [] if root else ["sudo"]
    return [
        [*become, "apt-get", "update"],
        [*become, "apt-get", "install", "--yes", "--no-install-recommends", *packages],
    ]


def may_install(*, yes: bool, root: bool, ci: bool, ask: Callable[[], bool] | None) -> bool:
    """Whether to go on: as root where it was said beforehand (`yes`, or CI); else only who is asked and agrees.

    `ask` is None where nobody sits at a terminal; nothing is then done with sudo, for sudo would wait for a password.
    """
    if root and (yes or ci):
        return True
    return ask is not None and ask()


def ensure(packages: Iterable[str], *, yes: bool = False) -> list[str]:
    """Install what is missing, with leave; answers what was installed.

    Raises StackProblem with the command to type where it may not, or where installing failed.
    """
    wanted = missing(packages)
    if not wanted:
        return []
    root = os.geteuid() == 0
    commands = steps(wanted, root=root)
    typed = " && ".join(" ".join(command) for command in steps(wanted, root=False))
    if not shutil.which("apt-get"):
        names = ", ".join(wanted)
        raise StackProblem(
            f"缺少 {names}，请用本系统的包管理器安装", f"missing: {names}; install with this system's packages"
        )
    ci = os.environ.get("CI", "").lower() == "true"
    seated = sys.stdin.isatty() and sys.stderr.isatty() and (root or shutil.which("sudo") is not None)
    if not may_install(yes=yes, root=root, ci=ci, ask=_asker(commands) if seated else None):
        raise StackProblem(f"缺少 {', '.join(wanted)}，请执行：{typed}", f"missing: {', '.join(wanted)}; run: {typed}")
    for command in commands:
        done = subprocess.run(
            command, env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"}, stdout=sys.stderr, check=False
        )
        if done.returncode:
            raise StackProblem(f"命令失败：{' '.join(command)}", f"this failed: {' '.join(command)}")
    if left := missing(wanted):
        raise StackProblem(f"安装后仍缺少 {', '.join(left)}", f"still missing after installing: {', '.join(left)}")
    return wanted


def _asker(commands: list[list[str]]) -> Callable[[], bool]:
    def ask() -> bool:
        print("需要执行 · to be run:", *(f"    {' '.join(command)}" for command in commands), sep="\n", file=sys.stderr)
        print("现在执行吗？ · run this now? [y/N] ", end="", file=sys.stderr, flush=True)
        return sys.stdin.readline().strip().lower() in ("y", "yes", "是")

    return ask
