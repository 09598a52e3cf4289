"""Texts that were refused and kept beside the draft (rule C4), and how many of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from chassis.kernel.clock import Instant

# of each account so many texts of a section are kept
MOST_KEPT = 20
# so many of a team's are named wherever the draft is asked for; the rest is listed page by page
KEPT_NAMED = 20


@dataclass(frozen=True, kw_only=True)
class KeptText:
    """A refused text by whom, when, and how long it is (visible characters); the text itself is asked for one by one."""

    id: str
    section: str
    by: str
    editor: str
    read_revision: int
    at: Instant
    length: int


def surplus(kept: Sequence[KeptText]) -> tuple[str, ...]:
    """Which of one account's texts of one section, oldest first, go when there are more than MOST_KEPT.

    An editor that goes on saving against the same refusal brings a text each time, each going on from the one before: of
    such a run the oldest goes first, so that it never drives out what was kept on another occasion.
    """
    left = list(kept)
    gone = []
    while len(left) > MOST_KEPT:
        newest = left[-1]
        run = (one for one in left[:-1] if (one.read_revision, one.editor) == (newest.read_revision, newest.editor))
        out = next(run, left[0])
        left.remove(out)
        gone.append(out.id)
    return tuple(gone)
