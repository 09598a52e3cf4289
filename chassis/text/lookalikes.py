"""Characters that look like others, by Unicode's confusables (UTS 39)."""

from __future__ import annotations

import json
from collections import defaultdict
from functools import lru_cache
from importlib.resources import files

_DIRECTION = "\u200e\u200f"
# the digits that people use as letters, and Chinese characters that differ by a stroke; Unicode counts them as different
_ALSO_ALIKE = str.maketrans("i10354789" + "2曰未己巳土戍戊入千毐", "lloesatbg" + "z日末已已士戌戌人干毒")


@lru_cache(maxsize=16_384)
def look(character: str) -> str:
    """Return the character that stands for all that look like this one: Latin and small if one of them is, then Chinese."""
    return _looks().get(character, character).translate(_ALSO_ALIKE)


@lru_cache(maxsize=16_384)
def latin_look(character: str) -> str:
    """Return the small Latin letter that a character or its capital looks like, empty if it looks like none."""
    for form in (character, character.upper()):
        letter = look(form)
        if len(letter) == 1 and "a" <= letter <= "z":
            return letter
    return ""


@lru_cache(maxsize=1)
def _looks() -> dict[str, str]:
    groups: dict[str, str] = {}

    def first(character: str) -> str:
        while groups.setdefault(character, character) != character:
            groups[character] = groups[groups[character]]
            character = groups[character]
        return character

    table = json.loads((files("confusable_homoglyphs") / "confusables.json").read_text("utf-8"))
    for written, others in table.items():
        for other in others:
            character, alike = written.strip(_DIRECTION), other["c"].strip(_DIRECTION)
            if len(character) == len(alike) == 1:
                groups[first(character)] = first(alike)
    members = defaultdict(list)
    for character in list(groups):
        members[first(character)].append(character)
    looks = {}
    for alike in members.values():
        looks.update(dict.fromkeys(alike, min(alike, key=_rank).lower()))
    return looks


def _rank(character: str) -> tuple[bool, bool, bool, str]:
    """Return the order in which one of several characters stands for all: small Latin letters, other ASCII, Chinese."""
    plain = character.isascii() and character.isalnum()
    return not (plain and character.islower()), not plain, not "一" <= character <= "龥", character
