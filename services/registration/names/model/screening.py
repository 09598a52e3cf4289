"""Names held against word lists, whatever they are disguised as (rule B9).

A text comes as cells, one a character that counts: how it looks and how it sounds is told by the caller. A word is found as
written, where its look is the text's, or by sound, where its syllables are."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise, product


class Severity(enum.StrEnum):
    """What a hit leads to."""

    REFUSE = "refuse"
    HUMAN = "human"


class Trick(enum.StrEnum):
    """By what a word was disguised: where several were used, the last of these."""

    EXACT = "exact"
    SPACED = "spaced"
    WIDTH = "width"
    TRADITIONAL = "traditional"
    LOOK_ALIKE = "look_alike"
    HOMOPHONE = "homophone"
    PINYIN = "pinyin"


@dataclass(frozen=True, kw_only=True)
class ListedWord:
    """A word of a list."""

    list: str
    word: str
    severity: Severity


@dataclass(frozen=True, slots=True)
class Cell:
    """A character that counts; blanks, punctuation, symbols, marks and what can't be seen have no cell."""

    # in the text, in characters from 0
    place: int
    # as it stands, in lower case; in one width; in simplified characters; and one for all that look like it
    raw: str
    narrow: str
    plain: str
    look: str
    # syllables without tones; none where it is no Chinese character
    sounds: frozenset[str] = frozenset()
    # a Latin letter that follows on another within one word of the text
    joined: bool = False

    @property
    def letter(self) -> bool:
        """Whether it looks like a Latin letter and is no digit."""
        return _latin(self.look) and not self.plain.isdigit()


@dataclass(frozen=True, kw_only=True)
class Spelling:
    """A listed word, read as a text is; `syllables` has one a cell, empty for what is no Chinese character."""

    listed: ListedWord
    cells: tuple[Cell, ...]
    syllables: tuple[str, ...]

    @property
    def look(self) -> str:
        """By what it is found as written."""
        return "".join(cell.look for cell in self.cells)

    @property
    def steps(self) -> Iterator[tuple[str, ...]]:
        """By what it is found by sound: every way to read it; nothing for single characters and words without Chinese."""
        if len(self.cells) < 2 or not any(self.syllables):
            return iter(())
        # ü is written v, and u by whom it is too much
        ways = [
            {said, said.replace("v", "u")} if said else {cell.look.upper()}
            for cell, said in zip(self.cells, self.syllables, strict=True)
        ]
        return iter(product(*map(sorted, ways)))


@dataclass(frozen=True, kw_only=True)
class Hit:
    """A listed word found in a text: `start` to before `end`, in characters."""

    list: str
    word: str
    severity: Severity
    trick: Trick
    start: int
    end: int

    def matched(self, text: str) -> str:
        """The part of the text that it is."""
        return text[self.start : self.end]


@dataclass(frozen=True, kw_only=True)
class NameFinding:
    """A part of a name that a human decides on; list, word and trick are empty where it misses what it should speak of."""

    field: str
    list: str = ""
    word: str = ""
    trick: str = ""
    matched: str = ""

    @property
    def words(self) -> str:
        """For the reviewer."""
        if not self.word:
            return f"{self.field}: 未体现数据要素 not clearly about data elements"
        return f"{self.field}: {self.matched} ({self.list}: {self.word}, {self.trick})"


def written(cells: tuple[Cell, ...], first: int, last: int, spelling: Spelling) -> Hit | None:
    """The hit where the cells from `first` to before `last` look like the word; None where they are part of a Latin word."""
    if _cuts(cells, first, last):
        return None
    pairs = list(zip(cells[first:last], spelling.cells, strict=True))
    # a word of its own in common writing (i for l, 未 for 末), or a mere number, may be what it says
    unlike = [here for here, there in pairs if here.plain != there.plain]
    doubtful = any(_latin(cell.plain) or not _latin(cell.look) for cell in unlike) or (
        len(unlike) == len(pairs) and all(cell.plain.isdigit() for cell in unlike)
    )
    severity = Severity.HUMAN if doubtful else spelling.listed.severity
    return _hit(cells, first, last, spelling, severity, _written_trick(pairs))


def is_drawn_out(cells: tuple[Cell, ...], hit: Hit) -> bool:
    """Whether the characters of a hit in every other cell are parted by one letter or digit, or stand twice each."""
    within = [cell for cell in cells if hit.start <= cell.place < hit.end]
    kept, between = within[0::2], within[1::2]
    filler = between[0].look if between else ""
    parted = (_latin(filler) or filler.isdigit() or filler in _STROKES) and all(cell.look == filler for cell in between)
    return bool(between) and (parted or all(two.look == one.look for one, two in zip(kept, between, strict=False)))


def _written_trick(pairs: list[tuple[Cell, Cell]]) -> Trick:
    if any(here.plain != there.plain for here, there in pairs):
        return Trick.LOOK_ALIKE
    if any(here.narrow != there.narrow for here, there in pairs):
        return Trick.TRADITIONAL
    if any(here.raw != there.raw for here, there in pairs):
        return Trick.WIDTH
    steps = [(two[0].place - one[0].place, two[1].place - one[1].place) for one, two in pairwise(pairs)]
    return Trick.SPACED if any(here != there for here, there in steps) else Trick.EXACT


@dataclass(slots=True)
class _Node:
    # by syllable, or in upper case by a character that has none; and by how a syllable looks in Latin letters
    after: dict[str, _Node] = field(default_factory=dict)
    spelt: dict[str, list[_Node]] = field(default_factory=dict)
    words: list[Spelling] = field(default_factory=list)

    def step(self, step: str) -> _Node:
        """The node after that step, made where there is none."""
        if step not in self.after:
            self.after[step] = _Node()
            if step.islower():
                self.spelt.setdefault("".join(map(looks_like, step)), []).append(self.after[step])
        return self.after[step]


class Sounds:
    """Words by their syllables."""

    def __init__(self, spellings: Iterable[Spelling]) -> None:
        self._root = _Node()
        for spelling in spellings:
            for way in spelling.steps:
                node = self._root
                for step in way:
                    node = node.step(step)
                node.words.append(spelling)

    def find(self, cells: tuple[Cell, ...]) -> Iterator[Hit]:
        """Hits by sound, for a human to look at: in other characters, in Latin letters or in both."""
        for first in range(len(cells)):
            yield from self._walk(cells, first, first, self._root)

    def _walk(self, cells: tuple[Cell, ...], first: int, here: int, node: _Node) -> Iterator[Hit]:
        for spelling in node.words:
            if not _cuts(cells, first, here):
                trick = Trick.PINYIN if here - first > len(spelling.cells) else self._trick(cells[first:here], spelling)
                yield _hit(cells, first, here, spelling, Severity.HUMAN, trick)
        for length, after in _following(cells, here, node):
            yield from self._walk(cells, first, here + length, after)

    @staticmethod
    def _trick(found: tuple[Cell, ...], spelling: Spelling) -> Trick:
        pairs = zip(found, spelling.syllables, strict=True)
        return Trick.PINYIN if any(said and not cell.sounds for cell, said in pairs) else Trick.HOMOPHONE


def _following(cells: tuple[Cell, ...], here: int, node: _Node) -> Iterator[tuple[int, _Node]]:
    """Where the cells from here on lead, and how many of them do."""
    if here == len(cells):
        return
    for step in (*cells[here].sounds, cells[here].look.upper()):
        if step in node.after:
            yield 1, node.after[step]
    letters = ""
    for cell in cells[here : here + _LONGEST_SYLLABLE]:
        if cell.sounds:
            return
        letters += cell.look
        for after in node.spelt.get(letters, ()):
            yield len(letters), after


_LONGEST_SYLLABLE = len("zhuang")
# what parts characters as a letter does, and is a word elsewhere
_STROKES = ("一", "丫", "口")
# characters of one look, each after the one that stands for it; both text and words are turned into these
_LOOKS = str.maketrans("i10354789" + "2曰未己巳土戍戊入千毐", "lloesatbg" + "z日末已已士戌戌人干毒")


def looks_like(character: str) -> str:
    """What stands for all characters that look like this one, which is in lower case and simplified."""
    return character.translate(_LOOKS)


def one_each(hits: Iterable[Hit]) -> tuple[Hit, ...]:
    """A hit for each word and place, the first one told; in the order of the text."""
    chosen: dict[tuple[str, str, int, int], Hit] = {}
    for hit in hits:
        chosen.setdefault((hit.list, hit.word, hit.start, hit.end), hit)
    return tuple(sorted(chosen.values(), key=lambda hit: (hit.start, hit.end, hit.list, hit.word)))


def _cuts(cells: tuple[Cell, ...], first: int, last: int) -> bool:
    """Whether the part begins or ends within a Latin word."""
    return cells[first].joined or (last < len(cells) and cells[last].joined)


def _hit(cells: tuple[Cell, ...], first: int, last: int, spelling: Spelling, severity: Severity, trick: Trick) -> Hit:
    listed = spelling.listed
    start, end = cells[first].place, cells[last - 1].place + 1
    return Hit(list=listed.list, word=listed.word, severity=severity, trick=trick, start=start, end=end)


def _latin(character: str) -> bool:
    return len(character) == 1 and "a" <= character <= "z"
