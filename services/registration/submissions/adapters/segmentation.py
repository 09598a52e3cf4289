"""Cuts Chinese text into words (rule C10): people read a difference by words, not by characters."""

from __future__ import annotations

import re

import rjieba

# what the dictionary would cut and people read as a whole: Latin words and numbers with their marks, and runs of blanks
_WHOLE = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:[-_.'’+#/][A-Za-z0-9]+)*|[0-9]+(?:[.,:/-][0-9]+)*[%％‰]?|[ \t\u3000]+|\n")


def words(text: str) -> list[str]:
    """Return the words of a text in order; joined, they are the text, character by character.

    Latin words, numbers with their marks, runs of blanks and line breaks stay whole; punctuation marks are words of their own.
    """
    parts: list[str] = []
    done = 0
    for whole in _WHOLE.finditer(text):
        parts += _cut(text[done : whole.start()])
        parts.append(whole.group())
        done = whole.end()
    return parts + _cut(text[done:])


def _cut(text: str) -> list[str]:
    if not text:
        return []
    parts: list[str] = rjieba.cut(text)
    # if the dictionary ever drops or changes a character, each character is a word of its own
    return parts if "".join(parts) == text else list(text)
