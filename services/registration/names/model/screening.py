"""Find the words of word lists in names, even if they are disguised (rule B9).

A text is given as glyphs, one for each character that counts, with its looks and its sounds. A word is found as written, if the
glyphs look like it, or by sound, if their syllables are its syllables."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import combinations, pairwise

from chassis.text.lookalikes import look


class Severity(enum.StrEnum):
    """The consequence of a hit: the name is refused, or a human decides."""

    REFUSE = "refuse"
    HUMAN = "human"


class Trick(enum.StrEnum):
    """A way in which a word was disguised; the last of these if there are several."""

    EXACT = "exact"
    SPACED = "spaced"
    WIDTH = "width"
    TRADITIONAL = "traditional"
    LOOK_ALIKE = "look_alike"
    HOMOPHONE = "homophone"
    PINYIN = "pinyin"
    REVERSED = "reversed"


# the trick of a finding without a word: the name is written as nobody writes a name
UNUSUAL = "unusual"


@dataclass(frozen=True, kw_only=True)
class ListedWord:
    """A word of a list."""

    list: str
    word: str
    severity: Severity


@dataclass(frozen=True, slots=True)
class Glyph:
    """A character that counts; blanks, punctuation, symbols, marks and invisible characters have no glyph.

    `place` is its position in the text, from 0, `span` how many characters it takes. `raw` is the character in lower case;
    `narrow` has one width, `plain` is also simplified, and `look` is the same for all that look alike. `sounds` are its
    syllables without tones, none if it is not Chinese. `joined` is True for a Latin letter that follows another one in the
    same word.
    """

    place: int
    raw: str
    narrow: str
    plain: str
    look: str
    sounds: frozenset[str] = frozenset()
    joined: bool = False
    span: int = 1


# syllables of a word with ü that may each be typed in either way
_MOST_V = 4


@dataclass(frozen=True, kw_only=True)
class Spelling:
    """A listed word as glyphs; `syllables` has one for each glyph, empty if that is not a Chinese character."""

    listed: ListedWord
    glyphs: tuple[Glyph, ...]
    syllables: tuple[str, ...]

    @property
    def look(self) -> str:
        """Return the looks of its glyphs, by which it is found as written."""
        return "".join(glyph.look for glyph in self.glyphs)

    @property
    def pronunciations(self) -> Iterator[tuple[str, ...]]:
        """Return every sequence of syllables by which it is found by sound; none for a single character or without Chinese."""
        if len(self.glyphs) < 2 or not any(self.syllables):
            return iter(())
        spelt = tuple(
            syllable or glyph.look.upper() for glyph, syllable in zip(self.glyphs, self.syllables, strict=True)
        )
        with_v = [place for place, syllable in enumerate(spelt) if syllable.islower() and "v" in syllable]
        if len(with_v) > _MOST_V:  # each further one would double them
            return iter((spelt, tuple(part.replace("v", "u") if part.islower() else part for part in spelt)))
        # people type ü as v, or simply as u
        return (
            tuple(part.replace("v", "u") if place in chosen else part for place, part in enumerate(spelt))
            for count in range(len(with_v) + 1)
            for chosen in combinations(with_v, count)
        )


@dataclass(frozen=True, kw_only=True)
class NameHit:
    """A listed word found in a text, from character `start` to before character `end`."""

    list: str
    word: str
    severity: Severity
    trick: Trick
    start: int
    end: int

    def matched(self, text: str) -> str:
        """Return the part of the text that it covers."""
        return text[self.start : self.end]


NAME, NEAR_PROJECT = "B9_NAME", "B7_NEAR_PROJECT"


@dataclass(frozen=True, kw_only=True)
class NameFinding:
    """Something in a name that a human decides on.

    Of the code NAME it is a listed word, or without a word that the name is written as nobody writes one (`trick` UNUSUAL), or
    says nothing about data elements. `field` is `team_name`, `project_name` or `organisation_name`. Of the code
    NEAR_PROJECT it is a project of one of the team's organisations with nearly the same name; `matched` is that name with its
    team, or empty if that is in another division, of which nothing may be said (rule K1).
    """

    field: str
    list: str = ""
    word: str = ""
    trick: str = ""
    matched: str = ""
    code: str = NAME
    # of an unusual name: how many parts of it are so
    score: int = 0

    @property
    def words(self) -> str:
        """Return a finding of the code NAME in words, for the reviewer."""
        if self.trick == UNUSUAL:
            return (
                f"{self.field}: 书写方式异常（{self.score}处） written in an unusual way ({self.score}): {self.matched}"
            )
        if not self.word:
            return f"{self.field}: 未体现数据要素 not clearly about data elements"
        return f"{self.field}: {self.matched} ({self.list}: {self.word}, {self.trick})"


def written_hit(glyphs: tuple[Glyph, ...], first: int, last: int, spelling: Spelling) -> NameHit | None:
    """Return the hit of glyphs that look like the word, from `first` to before `last`; None if they cut a Latin word."""
    if _cuts_word(glyphs, first, last):
        return None
    pairs = list(zip(glyphs[first:last], spelling.glyphs, strict=True))
    # characters in common use (i for l, 未 for 末) may be another word, and digits alone may be a number
    different = [glyph for glyph, listed in pairs if glyph.plain != listed.plain]
    doubtful = any(_latin(glyph.plain) or not _latin(glyph.look) for glyph in different) or (
        len(different) == len(pairs) and all(glyph.plain.isdigit() for glyph in different)
    )
    severity = Severity.HUMAN if doubtful else spelling.listed.severity
    return _hit(glyphs, first, last, spelling, severity, _written_trick(pairs))


def is_drawn_out(glyphs: tuple[Glyph, ...], hit: NameHit, step: int) -> bool:
    """Return True if the same filler is between all glyphs of a hit in every `step`-th glyph, or if each is doubled.

    A filler is one or two letters or digits, or a character that people put between others.
    """
    within = [glyph for glyph in glyphs if hit.start <= glyph.place < hit.end]
    looks = [glyph.look for glyph in within]
    between = [tuple(looks[place + 1 : place + step]) for place in range(0, len(looks) - 1, step)]
    if not between:
        return False
    fills = all(is_filler(look) for look in between[0])
    doubled = step == 2 and all(look == filler for look, (filler,) in zip(looks[::2], between, strict=False))
    return (fills and len(set(between)) == 1) or doubled


def is_filler(look: str) -> bool:
    """Return True if people put a character of that look between others to part them."""
    return _latin(look) or look.isdigit() or look in _FILLERS


def reversed_hit(glyphs: tuple[Glyph, ...], first: int, last: int, spelling: Spelling) -> NameHit | None:
    """Return the hit of a word that is written backwards from `first` to before `last`; a human decides.

    None if it cuts a Latin word, reads the same in both directions, or is so short in Latin letters that other words are it.
    """
    backwards = spelling.look[::-1]
    short = len(backwards) < 2 or (any(map(_latin, backwards)) and len(backwards) < 4)
    if short or backwards == spelling.look or _cuts_word(glyphs, first, last):
        return None
    return _hit(glyphs, first, last, spelling, Severity.HUMAN, Trick.REVERSED)


def _written_trick(pairs: list[tuple[Glyph, Glyph]]) -> Trick:
    if any(glyph.plain != listed.plain for glyph, listed in pairs):
        return Trick.LOOK_ALIKE
    if any(glyph.narrow != listed.narrow for glyph, listed in pairs):
        return Trick.TRADITIONAL
    if any(glyph.raw != listed.raw for glyph, listed in pairs):
        return Trick.WIDTH
    distances = [
        (following.place - glyph.place, listed_following.place - listed.place)
        for (glyph, listed), (following, listed_following) in pairwise(pairs)
    ]
    return Trick.SPACED if any(distance != listed for distance, listed in distances) else Trick.EXACT


@dataclass(slots=True)
class _Node:
    """A node of the tree of syllables: `after` by the next syllable, or by an upper-case look if the character has none.

    `spelt` has the nodes after a syllable by how that looks in Latin letters. `words` are the words that end here.
    """

    after: dict[str, _Node] = field(default_factory=dict)
    spelt: dict[str, list[_Node]] = field(default_factory=dict)
    words: list[Spelling] = field(default_factory=list)

    def child(self, syllable: str) -> _Node:
        """Return the node after that syllable, created if there is none."""
        if syllable not in self.after:
            self.after[syllable] = _Node()
            if syllable.islower():
                self.spelt.setdefault("".join(map(look, syllable)), []).append(self.after[syllable])
        return self.after[syllable]


class SoundIndex:
    """An index of listed words by their syllables."""

    def __init__(self, spellings: Iterable[Spelling]) -> None:
        self._root = _Node()
        for spelling in spellings:
            for pronunciation in spelling.pronunciations:
                node = self._root
                for syllable in pronunciation:
                    node = node.child(syllable)
                node.words.append(spelling)

    def find(self, glyphs: tuple[Glyph, ...]) -> Iterator[NameHit]:
        """Yield the hits by sound, written in other characters, in Latin letters or in both; a human decides on them."""
        for first in range(len(glyphs)):
            yield from self._walk(glyphs, first, first, self._root)

    def _walk(self, glyphs: tuple[Glyph, ...], first: int, place: int, node: _Node) -> Iterator[NameHit]:
        for spelling in node.words:
            if not _cuts_word(glyphs, first, place):
                longer = place - first > len(spelling.glyphs)
                trick = Trick.PINYIN if longer else self._trick(glyphs[first:place], spelling)
                yield _hit(glyphs, first, place, spelling, Severity.HUMAN, trick)
        for length, after in _next_nodes(glyphs, place, node):
            yield from self._walk(glyphs, first, place + length, after)

    @staticmethod
    def _trick(glyphs: tuple[Glyph, ...], spelling: Spelling) -> Trick:
        pairs = zip(glyphs, spelling.syllables, strict=True)
        in_latin = any(syllable and not glyph.sounds for glyph, syllable in pairs)
        return Trick.PINYIN if in_latin else Trick.HOMOPHONE


def _next_nodes(glyphs: tuple[Glyph, ...], place: int, node: _Node) -> Iterator[tuple[int, _Node]]:
    """Yield each node that the glyphs from `place` on lead to, with the number of glyphs that do."""
    if place == len(glyphs):
        return
    for syllable in (*glyphs[place].sounds, glyphs[place].look.upper()):
        if syllable in node.after:
            yield 1, node.after[syllable]
    letters = ""
    for glyph in glyphs[place : place + _LONGEST_SYLLABLE]:
        if glyph.sounds:
            return
        letters += glyph.look
        for after in node.spelt.get(letters, ()):
            yield len(letters), after


_LONGEST_SYLLABLE = len("zhuang")
# Chinese characters that people put between others as they would a letter
_FILLERS = frozenset("一丫口的之の了")


def without_repeats(hits: Iterable[NameHit]) -> tuple[NameHit, ...]:
    """Return the first hit for each word and place, in the order of the text."""
    first_hits: dict[tuple[str, str, int, int], NameHit] = {}
    for hit in hits:
        first_hits.setdefault((hit.list, hit.word, hit.start, hit.end), hit)
    return tuple(sorted(first_hits.values(), key=lambda hit: (hit.start, hit.end, hit.list, hit.word)))


def _cuts_word(glyphs: tuple[Glyph, ...], first: int, last: int) -> bool:
    """Return True if the part begins or ends within a Latin word."""
    return glyphs[first].joined or (last < len(glyphs) and glyphs[last].joined)


def _hit(
    glyphs: tuple[Glyph, ...], first: int, last: int, spelling: Spelling, severity: Severity, trick: Trick
) -> NameHit:
    listed = spelling.listed
    start, end = glyphs[first].place, glyphs[last - 1].place + glyphs[last - 1].span
    return NameHit(list=listed.list, word=listed.word, severity=severity, trick=trick, start=start, end=end)


def _latin(character: str) -> bool:
    return len(character) == 1 and "a" <= character <= "z"
