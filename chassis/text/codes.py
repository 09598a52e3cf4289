"""Codes as people type or paste them: in full width, lower case, with blanks, hyphens or a byte order mark (rules B1, B5)."""

from __future__ import annotations

import unicodedata2 as unicodedata

# GB 32100-2015: the characters (without I, O, S, V, Z) and the weights
_USCC_CHARACTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
# the registering department: 1 to 9, A (military), N (rural collectives), Y (others)
_USCC_DEPARTMENTS = "123456789ANY"
_USCC_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
# Unicode categories of control and format characters, spaces, dashes and marks
_IGNORED = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp", "Pd", "Mn"})


def normalised_code(code: str) -> str:
    """Return a code or number as it is compared and stored: narrow, in upper case, no spaces, hyphens or invisible marks."""
    narrow = unicodedata.normalize("NFKC", code).upper()
    return "".join(character for character in narrow if unicodedata.category(character) not in _IGNORED)


def uscc_check_character(first: str) -> str:
    """Return the 18th character for the first 17 (GB 32100); raises ValueError for a character that codes don't have."""
    total = sum(
        _USCC_CHARACTERS.index(character) * weight for character, weight in zip(first, _USCC_WEIGHTS, strict=True)
    )
    return _USCC_CHARACTERS[(31 - total % 31) % 31]


def is_uscc(code: str) -> bool:
    """Return True if a normalised code is a unified social credit code with a valid checksum (rule B1)."""
    if len(code) != 18 or any(character not in _USCC_CHARACTERS for character in code):
        return False
    if code[0] not in _USCC_DEPARTMENTS or not all("0" <= character <= "9" for character in code[2:8]):
        return False
    return uscc_check_character(code[:17]) == code[17]
