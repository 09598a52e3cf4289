"""Texts that were refused and are kept beside the draft (rule C4), in limited number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from chassis.kernel.clock import Instant

# texts of a section that are kept of each account
MOST_KEPT = 20
# kept texts that an answer with the draft names; the others are listed page by page
KEPT_NAMED = 20


@dataclass(frozen=True, kw_only=True)
class KeptText:
    """A refused text without its words: its writer, time and length in visible characters."""

    id: str
    section: str
    by: str
    editor: str
    read_revision: int
    at: Instant
    length: int


def surplus(kept: Sequence[KeptText]) -> tuple[str, ...]:
    """Return the ids to delete of an account's texts of a section, oldest first, if there are more than MOST_KEPT.

    An editor that keeps saving against the same refusal adds a text each time, each longer than the last: of such a run the
    oldest is deleted first, so that it never drives out a text that was kept on another occasion.
    """
    remaining = list(kept)
    surplus_ids = []
    while len(remaining) > MOST_KEPT:
        newest = remaining[-1]
        run = (
            text
            for text in remaining[:-1]
            if (text.read_revision, text.editor) == (newest.read_revision, newest.editor)
        )
        oldest = next(run, remaining[0])
        remaining.remove(oldest)
        surplus_ids.append(oldest.id)
    return tuple(surplus_ids)
