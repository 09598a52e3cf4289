"""The texts of pages: each key once, and each escaped once."""

from __future__ import annotations

import re

from gateway.portals.words import FOLDER

_KEY = re.compile(r"^([a-z0-9_]+):", re.MULTILINE)


def test_no_text_is_given_twice() -> None:
    """YAML takes the last of two texts with one key without a word."""
    keys = {file.name: _KEY.findall(file.read_text(encoding="utf-8")) for file in FOLDER.glob("*.yaml")}
    twice = {name: [key for key in set(listed) if listed.count(key) > 1] for name, listed in keys.items()}
    assert len(keys) > 50
    assert {name: listed for name, listed in twice.items() if listed} == {}


def test_no_text_is_escaped_twice() -> None:
    """A text that is made a plain one is escaped by the template that shows it: `str` of Markup would keep its entities."""
    folder = FOLDER.parents[1]
    escaped = re.compile(r"\bstr\(\s*(?:words\.)?text(?:_in)?\(")
    assert [str(path) for path in folder.rglob("*.py") if escaped.search(path.read_text(encoding="utf-8"))] == []
