"""The choice of the Chromium for tests of pages, and its fonts."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

from cli.stack import browser


def program(path: Path) -> Path:
    """Write an executable."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("#!/bin/sh\n")
    path.chmod(0o755)
    return path


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a machine without any browser."""
    (tmp_path / "bin").mkdir()
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path / "ms-playwright"))
    return tmp_path


def test_without_a_browser_nothing_is_located(machine: Path) -> None:
    assert browser.find_installed() is None


def test_chromium_on_the_path_comes_before_chrome(machine: Path) -> None:
    chrome = program(machine / "bin/google-chrome")
    assert browser.find_installed() == browser.Chromium(chrome, {})
    chromium = program(machine / "bin/chromium")
    assert browser.find_installed() == browser.Chromium(chromium, {})


def test_a_snap_is_ignored(machine: Path) -> None:
    (machine / "bin/chromium").symlink_to(program(machine / "snap/bin/chromium"))
    assert browser.find_installed() is None


def test_the_newest_of_playwrights_browsers_is_used(machine: Path) -> None:
    program(machine / "ms-playwright/chromium_headless_shell-1190/chrome-linux/headless_shell")
    newest = program(machine / "ms-playwright/chromium_headless_shell-1200/chrome-linux/headless_shell")
    assert browser.find_installed() == browser.Chromium(newest, {})


def test_the_fonts_configuration_names_the_tree_by_its_place_and_keeps_debians_rules(tmp_path: Path) -> None:
    rules = tmp_path / "etc/fonts/conf.d"
    rules.mkdir(parents=True)
    (rules / "60-latin.conf").symlink_to("/usr/share/fontconfig/conf.avail/60-latin.conf")
    browser._configure_fonts(tmp_path, Path("/home/a & b/fonts"))
    root = ElementTree.parse(tmp_path / "fonts.conf").getroot()  # noqa: S314 - our own input: we wrote it
    assert [(element.tag, element.text) for element in root] == [
        ("dir", "/home/a & b/fonts/usr/share/fonts"),
        ("dir", "/usr/share/fonts"),
        ("include", "/home/a & b/fonts/usr/share/fontconfig/conf.avail/60-latin.conf"),
        ("cachedir", "/home/a & b/fonts/font-cache"),
    ]
