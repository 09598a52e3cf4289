"""Chinese text as words (rule C10): a difference that people can read speaks of words, not of characters."""

from __future__ import annotations

import re

import rjieba

# what the dictionary would cut and people read as one: Latin words and numbers with their marks, and each run of blanks
_WHOLE = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:[-_.'’+#/][A-Za-z0-9]+)*|[0-9]+(?:[.,:/-][0-9]+)*[%％‰]?|[ \t\u3000]+|\n")


def words(text: str) -> list[str]:
    """The words of a text in order; put together again they are the text, character by character.

    Latin words, numbers with their marks, runs of blanks and each line break stand whole; punctuation stands alone.
    """
    found: list[str] = []
    done = 0
    for whole in _WHOLE.finditer(text):
        found += _cut(text[done : whole.start()])
        found.append(whole.group())
        done = whole.end()
    return found + _cut(text[done:])


def _cut(text: str) -> list[str]:
    if not text:
        return []
    parts: list[str] = rjieba.cut(text)
    # the dictionary is a helper: were it ever to drop or change a character, every character stands for itself
    return parts if "".join(parts) == text else list(text)
