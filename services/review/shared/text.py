"""Bring texts into one form, in which the same words are equal however they were written."""

from __future__ import annotations

from chassis.text.folding import folded


def comparable(text: str) -> str:
    """Return the text in the form in which names and texts are compared everywhere (rules B7, F5)."""
    return folded(text)
