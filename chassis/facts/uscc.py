"""Unified social credit codes, by which organisations are identified: their form and checksum (rule B1, GB 32100-2015)."""

from __future__ import annotations

import unicodedata

# the characters (without I, O, S, V, Z) and the weights
_CHARACTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
# the registering department: 1 to 9, A (military), N (rural collectives), Y (others)
_DEPARTMENTS = "123456789ANY"
_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
# Unicode categories of control and format characters, spaces, dashes and marks
_IGNORED = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp", "Pd", "Mn"})


def normalise(number: str) -> str:
    """Return a number in the form in which numbers are compared: narrow, in upper case, no spaces, hyphens or invisible marks."""
    narrow = unicodedata.normalize("NFKC", number).upper()
    return "".join(character for character in narrow if unicodedata.category(character) not in _IGNORED)


def uscc_check_character(first: str) -> str:
    """Return the 18th character for the first 17 (GB 32100); raises ValueError for a character that codes don't have."""
    total = sum(_CHARACTERS.index(character) * weight for character, weight in zip(first, _WEIGHTS, strict=True))
    return _CHARACTERS[(31 - total % 31) % 31]


def is_uscc(code: str) -> bool:
    """Return True if it is a unified social credit code with a valid checksum (rule B1)."""
    if len(code) != 18 or any(character not in _CHARACTERS for character in code):
        return False
    if code[0] not in _DEPARTMENTS or not code[2:8].isdigit():
        return False
    return uscc_check_character(code[:17]) == code[17]
