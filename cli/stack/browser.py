"""The Chromium and the Chinese fonts that the tests of pages use: the machine's, or Debian's in the user's cache folder."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from ctypes.util import find_library
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

from . import debian_packages

COMMANDS = ("chromium", "google-chrome", "google-chrome-stable")
# where Playwright keeps the browsers that it was told to install
PLAYWRIGHT = ("chromium_headless_shell-*/*/*headless*shell", "chromium-*/*/chrome")
SYSTEM_FONTS = Path("/usr/share/fonts")
FONT = "opentype/noto/NotoSansCJK-Regular.ttc"


@dataclass(frozen=True)
class Chromium:
    """A browser's program, and what it and Playwright need in the environment beside the caller's own."""

    program: Path
    env: Mapping[str, str]


def locate() -> Chromium:
    """Return a Chromium that shows Chinese, from the machine or fetched into the user's cache folder.

    Raises StackProblem, which says what to do, if there is none and none can be fetched.
    """
    chromium = find_installed() or unpacked(debian_packages.obtain(PACKAGES))
    env = dict(chromium.env)
    if find_library("atomic") is None:
        folders = debian_packages.library_path(debian_packages.obtain(DRIVER))
        env["LD_LIBRARY_PATH"] = ":".join(filter(None, [env.get("LD_LIBRARY_PATH"), folders]))
    if not (SYSTEM_FONTS / FONT).exists():
        env["FONTCONFIG_FILE"] = str(debian_packages.obtain(FONTS) / "fonts.conf")
    return Chromium(chromium.program, env)


def find_installed() -> Chromium | None:
    """Return the Chromium or Chrome on the PATH, or the one that Playwright installed; None if there is none."""
    for command in COMMANDS:
        program = shutil.which(command)
        if program and "snap" not in Path(program).resolve().parts:  # a snap is shut out of the folders that tests use
            return Chromium(Path(program), {})
    folder = os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or os.path.expanduser("~/.cache/ms-playwright")
    programs = [path for pattern in PLAYWRIGHT for path in sorted(Path(folder).glob(pattern), reverse=True)]
    return next((Chromium(path, {}) for path in programs if os.access(path, os.X_OK)), None)


def unpacked(tree: Path) -> Chromium:
    """Return the browser of Debian's packages, unpacked in that folder."""
    programs = [tree / "usr/lib/chromium" / name for name in ("chromium-headless-shell", "headless_shell", "chromium")]
    program = next(path for path in programs if path.exists())
    return Chromium(program, {"LD_LIBRARY_PATH": debian_packages.library_path(tree)})


def _configure_fonts(tree: Path, place: Path) -> None:
    """Write a configuration that shows the tree's fonts beside the machine's, with the rules of Debian's own."""
    rules = [path.name for path in sorted((tree / "etc/fonts/conf.d").glob("*.conf"))]
    lines = [
        '<?xml version="1.0"?>',
        "<fontconfig>",
        *(f"  <dir>{escape(str(folder))}</dir>" for folder in (place / "usr/share/fonts", SYSTEM_FONTS)),
        *(
            f'  <include ignore_missing="yes">{escape(str(place / "usr/share/fontconfig/conf.avail" / rule))}</include>'
            for rule in rules
        ),
        f"  <cachedir>{escape(str(place / 'font-cache'))}</cachedir>",
        "</fontconfig>",
    ]
    (tree / "fonts.conf").write_text("\n".join(lines) + "\n")


_WITHOUT_CHROMIUM = (
    "请安装 Chromium 或 Chrome，使 PATH 上有 chromium 或 google-chrome；"
    "或执行 .venv/bin/python -m playwright install --only-shell chromium，然后重试",
    "Install Chromium or Chrome so that chromium or google-chrome is on the PATH, "
    "or run `.venv/bin/python -m playwright install --only-shell chromium`, then try again",
)
_WITHOUT_FONTS = (
    f"请安装思源黑体（Noto Sans CJK），使 {SYSTEM_FONTS / FONT} 存在，然后重试",
    f"Install Noto Sans CJK so that {SYSTEM_FONTS / FONT} is there, then try again",
)
PACKAGES = debian_packages.PackageSet(
    name="chromium",
    title=("Chromium（测试网页用）", "Chromium, which the tests of pages use"),
    packages=(("chromium-headless-shell",), ("chromium",)),
    whole=("chromium*",),
    without_apt=_WITHOUT_CHROMIUM,
)
# Playwright drives the browser with a program of its own that needs this library
DRIVER = debian_packages.PackageSet(
    name="driver",
    title=("libatomic（Playwright 用）", "libatomic, which Playwright uses"),
    packages=(("libatomic1",),),
    whole=("libatomic1",),
    without_apt=(
        "请用本系统的包管理器安装 libatomic（Fedora：sudo dnf install libatomic），然后重试",
        "Install libatomic with this system's packages (Fedora: `sudo dnf install libatomic`), then try again",
    ),
)
FONTS = debian_packages.PackageSet(
    name="fonts",
    title=("中文字体（测试网页用）", "Chinese fonts, which the tests of pages use"),
    packages=(("fonts-noto-cjk", "fontconfig-config"),),
    whole=("fonts-*", "fontconfig-config"),
    prepare=_configure_fonts,
    without_apt=_WITHOUT_FONTS,
)
