"""Merging two versions of a text whose writers touched different paragraphs (rule C4)."""

from __future__ import annotations

from difflib import SequenceMatcher

# comparing more paragraphs than this takes too long for an autosave
_MOST_PARAGRAPHS = 300
Change = tuple[int, int, tuple[str, ...]]


def merged(base: str, mine: str, theirs: str) -> str | None:
    """Return `base` with both changes; None if they touch the same place, so that a human must decide."""
    lines, ours, others = base.split("\n"), mine.split("\n"), theirs.split("\n")
    if max(len(lines), len(ours), len(others)) > _MOST_PARAGRAPHS:
        return None
    my_changes, their_changes = _changes(lines, ours), _changes(lines, others)
    mine_only = [change for change in my_changes if change not in their_changes]
    if any(_touch(change, other) for change in mine_only for other in their_changes):
        return None
    for start, end, new in sorted((*mine_only, *their_changes), reverse=True):
        lines[start:end] = new
    return "\n".join(lines)


def _changes(base: list[str], text: list[str]) -> list[Change]:
    steps = SequenceMatcher(None, base, text, autojunk=False).get_opcodes()
    return [(i, i_end, tuple(text[j:j_end])) for tag, i, i_end, j, j_end in steps if tag != "equal"]


def _touch(change: Change, other: Change) -> bool:
    """Return True if two changes overlap; an insertion touches the changes of both paragraphs beside it."""
    (start, end, _), (other_start, other_end, _) = change, other
    if start == end or other_start == other_end:
        return start <= other_end and other_start <= end
    return start < other_end and other_start < end
