"""The difference of two texts by words, anchored at equal sentences, side by side (rule C10).

The rows are exact: the runs of the left side put together are the left text, those of the right side the right text."""

from __future__ import annotations

import bisect
import enum
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal

from chassis.text.visible import visible_length

Words = Callable[[str], list[str]]
Opcodes = Callable[[Sequence[str], Sequence[str]], list[tuple[str, int, int, int, int]]]
_SENTENCE = re.compile(r"[^。！？!?；;\n]*[。！？!?；;]+|[^。！？!?；;\n]+|\n")
# a paragraph of so many characters that is elsewhere now was moved; a shorter paragraph may be there by chance
_MOVED_LENGTH = 10
# anchors are dropped if they keep less than this share of what a comparison by words alone keeps
_CLEARLY = 0.85


class Change(enum.StrEnum):
    """The fate of a run of text."""

    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True, kw_only=True)
class Run:
    """Text of the same fate."""

    change: Change
    text: str


@dataclass(frozen=True, kw_only=True)
class Row:
    """A line of both sides: left the runs that stayed or were removed, right those that stayed or were added."""

    left: tuple[Run, ...]
    right: tuple[Run, ...]


@dataclass(frozen=True, kw_only=True)
class TextDifference:
    """All rows in order, and the paragraphs that only moved."""

    rows: tuple[Row, ...]
    moved: tuple[str, ...]

    @property
    def changed(self) -> bool:
        """Return True if anything differs."""
        return any(run.change is not Change.SAME for row in self.rows for run in (*row.left, *row.right))


def compare(left: str, right: str, words: Words, opcodes: Opcodes) -> TextDifference:
    """Return the difference from left to right."""
    runs = list(_runs(left, right, words, opcodes))
    return TextDifference(rows=tuple(_rows(runs)), moved=_moved(left, runs))


def share_changed(
    first: Mapping[str, str], now: Mapping[str, str], words: Words, opcodes: Opcodes
) -> tuple[Decimal, tuple[str, ...]]:
    """Return the share of two versions that differs, 0 to 1 at three decimals, and the sections that differ.

    It counts visible characters of removed and added words, over those of both versions; paragraphs that only moved count as
    kept, each as often as it was both removed and added.
    """
    changed = whole = 0
    differing = []
    for section in sorted({*first, *now}):
        left, right = first.get(section, ""), now.get(section, "")
        whole += visible_length(left) + visible_length(right)
        runs = list(_runs(left, right, words, opcodes))
        moved = 2 * sum(visible_length(bare) * times for bare, times in _moves(left, runs).items())
        differs = sum(visible_length(run.text) for run in runs if run.change is not Change.SAME) - moved
        if differs > 0:
            changed += differs
            differing.append(section)
    share = Decimal(changed) / Decimal(whole) if whole else Decimal(0)
    return share.quantize(Decimal("0.001"), ROUND_HALF_EVEN), tuple(differing)


def _runs(left: str, right: str, words: Words, opcodes: Opcodes) -> Iterator[Run]:
    """Yield the runs in order, neighbours of the same fate as a single run."""
    pending: dict[Change, list[str]] = {Change.REMOVED: [], Change.ADDED: [], Change.SAME: []}

    def flush(*changes: Change) -> Iterator[Run]:
        for change in changes:
            text = "".join(pending[change])
            pending[change].clear()
            if text:
                yield Run(change=change, text=text)

    for change, text in _pieces(_SENTENCE.findall(left), _SENTENCE.findall(right), words, opcodes):
        if change is Change.SAME:
            yield from flush(Change.REMOVED, Change.ADDED)
        else:
            yield from flush(Change.SAME)
        pending[change].append(text)
    yield from flush(Change.SAME, Change.REMOVED, Change.ADDED)


def _pieces(left: list[str], right: list[str], words: Words, opcodes: Opcodes) -> list[tuple[Change, str]]:
    """Return the pieces between sentences that are unique on both sides and in the same order, compared by words.

    If a moved sentence separates text that belongs together, comparing by words alone keeps clearly more, and is used.
    """
    anchors = _anchors(left, right)
    anchored = list(_between(left, right, anchors, words, opcodes))
    if not anchors or len(anchors) == max(len(left), len(right)):
        return anchored
    free = list(_by_words("".join(left), "".join(right), words, opcodes))
    return free if _kept(anchored) < _CLEARLY * _kept(free) else anchored


def _kept(pieces: Sequence[tuple[Change, str]]) -> int:
    return sum(len(text) for change, text in pieces if change is Change.SAME)


def _between(
    left: list[str], right: list[str], anchors: list[tuple[int, int]], words: Words, opcodes: Opcodes
) -> Iterator[tuple[Change, str]]:
    i = j = 0
    for at_left, at_right in (*anchors, (len(left), len(right))):
        yield from _by_words("".join(left[i:at_left]), "".join(right[j:at_right]), words, opcodes)
        if at_left < len(left):
            yield Change.SAME, left[at_left]
        i, j = at_left + 1, at_right + 1


def _anchors(left: list[str], right: list[str]) -> list[tuple[int, int]]:
    """Return the places of sentences that are equal at both ends, or unique and in the same order on both sides (patience)."""
    head = 0
    while head < min(len(left), len(right)) and left[head] == right[head]:
        head += 1
    tail = 0
    while tail < min(len(left), len(right)) - head and left[-1 - tail] == right[-1 - tail]:
        tail += 1
    middle_left, middle_right = left[head : len(left) - tail], right[head : len(right) - tail]
    often_left, often_right = Counter(middle_left), Counter(middle_right)
    places = {text: place for place, text in enumerate(middle_right, head)}
    pairs = [
        (place, places[text])
        for place, text in enumerate(middle_left, head)
        if often_left[text] == 1 and often_right[text] == 1 and text.strip()
    ]
    ends = [(len(left) - back, len(right) - back) for back in range(tail, 0, -1)]
    return [*((place, place) for place in range(head)), *_rising(pairs), *ends]


def _rising(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the longest sequence of pairs whose second parts rise as their first parts do."""
    tops: list[int] = []
    chain: list[int] = []
    before: list[int] = [-1] * len(pairs)
    for index, (_, second) in enumerate(pairs):
        place = bisect.bisect_left(tops, second)
        before[index] = chain[place - 1] if place else -1
        tops[place:] = [second, *tops[place + 1 :]]
        chain[place:] = [index, *chain[place + 1 :]]
    longest: list[tuple[int, int]] = []
    index = chain[-1] if chain else -1
    while index >= 0:
        longest.append(pairs[index])
        index = before[index]
    return longest[::-1]


def _by_words(left: str, right: str, words: Words, opcodes: Opcodes) -> Iterator[tuple[Change, str]]:
    if not left or not right:
        yield from ((change, text) for change, text in ((Change.REMOVED, left), (Change.ADDED, right)) if text)
        return
    ours, theirs = words(left), words(right)
    for tag, i, i_end, j, j_end in opcodes(ours, theirs):
        if tag == "equal":
            yield Change.SAME, "".join(ours[i:i_end])
        elif tag == "delete":
            yield Change.REMOVED, "".join(ours[i:i_end])
        else:
            yield Change.ADDED, "".join(theirs[j:j_end])


def _rows(runs: Sequence[Run]) -> Iterator[Row]:
    """Yield the rows; a row ends if a line ends on both sides at once."""
    left: list[Run] = []
    right: list[Run] = []
    for run in runs:
        if run.change is Change.REMOVED:
            left.append(run)
        elif run.change is Change.ADDED:
            right.append(run)
        else:
            for line in run.text.splitlines(keepends=True):
                same = Run(change=Change.SAME, text=line)
                left.append(same)
                right.append(same)
                if line.endswith("\n"):
                    yield Row(left=tuple(left), right=tuple(right))
                    left, right = [], []
    if left or right:
        yield Row(left=tuple(left), right=tuple(right))


def _moved(left: str, runs: Sequence[Run]) -> tuple[str, ...]:
    """Return the lines of the left side that are elsewhere now, each as often as it moved."""
    moves = _moves(left, runs)
    lines = []
    for line in left.split("\n"):
        if moves[_bare(line)] > 0:
            moves[_bare(line)] -= 1
            lines.append(line)
    return tuple(lines)


def _moves(left: str, runs: Sequence[Run]) -> Counter[str]:
    """Count how often each paragraph of the left side was removed at a place and added at another."""
    removed = _paragraphs(run.text for run in runs if run.change is Change.REMOVED)
    added = _paragraphs(run.text for run in runs if run.change is Change.ADDED)
    whole = {_bare(line) for line in left.split("\n")}
    return Counter({bare: times for bare, times in (removed & added).items() if bare in whole})


def _bare(line: str) -> str:
    """Return a paragraph without the marks at its ends, which an alignment may give to its neighbour."""
    return line.strip(" \t\u3000\r。，；！？.,;!?")


def _paragraphs(texts: Iterator[str]) -> Counter[str]:
    lines = (_bare(line) for text in texts for line in text.split("\n"))
    return Counter(line for line in lines if len(line) >= _MOVED_LENGTH)
