"""The texts of pages: each key once, and each that a template names is there."""

from __future__ import annotations

import re
from pathlib import Path

from gateway.portals.words import FOLDER, catalogue

TEMPLATES = Path(FOLDER).parent / "templates"
_KEY = re.compile(r"^([a-z0-9_]+):", re.MULTILINE)
# a key that is written out; what a template puts together from parts is not looked for
_NAMED = re.compile(r"""\bt\(\s*(["'])([a-z0-9_.]+)\1\s*[,)]""")


def test_no_text_is_given_twice() -> None:
    """YAML takes the last of two texts with one key without a word."""
    keys = {file.name: _KEY.findall(file.read_text(encoding="utf-8")) for file in FOLDER.glob("*.yaml")}
    twice = {name: [key for key in set(listed) if listed.count(key) > 1] for name, listed in keys.items()}
    assert len(keys) > 50
    assert {name: listed for name, listed in twice.items() if listed} == {}


def test_each_text_that_a_template_names_is_there() -> None:
    """A missing one would be found by the first who opens the page."""
    named = {
        (match[2], str(file.relative_to(TEMPLATES)))
        for file in TEMPLATES.rglob("*.html")
        for match in _NAMED.finditer(file.read_text(encoding="utf-8"))
    }
    assert len(named) > 1_000
    assert sorted((key, file) for key, file in named if key not in catalogue()) == []
