"""Aligns two lists of words by a bit-parallel algorithm: 20,000 characters take milliseconds."""

from __future__ import annotations

from collections.abc import Sequence

from rapidfuzz.distance import Indel


def opcodes(left: Sequence[str], right: Sequence[str]) -> list[tuple[str, int, int, int, int]]:
    """Return the steps from left to right: `equal`, `delete` and `insert` with their bounds on both sides."""
    return [
        (step.tag, step.src_start, step.src_end, step.dest_start, step.dest_end) for step in Indel.opcodes(left, right)
    ]
