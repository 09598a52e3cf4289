"""Two people wrote the same text: both are kept where they touched different paragraphs (rule C4)."""

from __future__ import annotations

from difflib import SequenceMatcher

# comparing more paragraphs than this one by one takes time that an autosave has not
_MOST_PARAGRAPHS = 300
Change = tuple[int, int, tuple[str, ...]]


def merged(base: str, mine: str, theirs: str) -> str | None:
    """Both changes to `base` as one text; None where they touch the same place, and nobody but a human may say which stays."""
    lines, ours, others = base.split("\n"), mine.split("\n"), theirs.split("\n")
    if max(len(lines), len(ours), len(others)) > _MOST_PARAGRAPHS:
        return None
    my_changes, their_changes = _changes(lines, ours), _changes(lines, others)
    mine_only = [one for one in my_changes if one not in their_changes]
    if any(_touch(one, other) for one in mine_only for other in their_changes):
        return None
    for start, end, fresh in sorted((*mine_only, *their_changes), reverse=True):
        lines[start:end] = fresh
    return "\n".join(lines)


def _changes(base: list[str], text: list[str]) -> list[Change]:
    steps = SequenceMatcher(None, base, text, autojunk=False).get_opcodes()
    return [(i, i_end, tuple(text[j:j_end])) for tag, i, i_end, j, j_end in steps if tag != "equal"]


def _touch(one: Change, other: Change) -> bool:
    """Whether two changes meet; what is put in between two paragraphs meets what happens to either of them."""
    (start, end, _), (other_start, other_end, _) = one, other
    if start == end or other_start == other_end:
        return start <= other_end and other_start <= end
    return start < other_end and other_start < end
