"""Find the passages and files that two projects have in common, to show them to whoever settles a hit (rule F5)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from chassis.facts.submissions import Evidence, Section
from chassis.text.folding import folded

# a shorter passage says nothing: figures of speech are in many declarations
SHORTEST = 20
# of a passage that one text repeats so many places are tried
_PLACES = 5
# between two sections, so that no passage goes from one into the next
_BREAK = "\0"


@dataclass(frozen=True, kw_only=True)
class Passage:
    """A passage of two declarations: its section in each, by id, and its words in each."""

    first_section: str
    first_text: str
    second_section: str
    second_text: str


@dataclass(frozen=True, kw_only=True)
class SharedFile:
    """A file that both teams submitted, as each submitted it."""

    sha256: str
    first: Evidence
    second: Evidence


def shared_passages(first: Sequence[Section], second: Sequence[Section]) -> list[Passage]:
    """Return the passages that both declarations have, the longest first; spaces, punctuation and variants do not count.

    Each place of the first declaration is in one passage at most.
    """
    left, right = _Folded(first), _Folded(second)
    places = _places(right.text)
    passages: list[tuple[int, Passage]] = []
    at = 0
    while at <= len(left.text) - SHORTEST:
        begins = places.get(left.text[at : at + SHORTEST], ())
        if not begins:
            at += 1
            continue
        length, begin = max((_length(left.text, at, right.text, begin), -begin) for begin in begins)
        begin = -begin
        first_section, first_text = left.words(at, length)
        second_section, second_text = right.words(begin, length)
        passage = Passage(
            first_section=first_section,
            first_text=first_text,
            second_section=second_section,
            second_text=second_text,
        )
        passages.append((length, passage))
        at += length
    return [passage for _, passage in sorted(passages, key=lambda each: -each[0])]


def shared_files(first: Iterable[Evidence], second: Iterable[Evidence], kinds: Collection[str]) -> list[SharedFile]:
    """Return the files of the same content that both submitted as evidence of these kinds."""
    others = {piece.sha256: piece for piece in second if piece.kind in kinds}
    return [
        SharedFile(sha256=piece.sha256, first=piece, second=others[piece.sha256])
        for piece in first
        if piece.sha256 in others and piece.kind in kinds
    ]


class _Folded:
    """A declaration in its form for comparison, and from where each character of that comes."""

    def __init__(self, sections: Sequence[Section]) -> None:
        self._sections = sections
        characters: list[str] = []
        # the section and the place in its text; of a break the place is -1
        self._origins: list[tuple[int, int]] = []
        for number, section in enumerate(sections):
            for place, character in enumerate(section.text):
                for compared in _folded(character):
                    characters.append(compared)
                    self._origins.append((number, place))
            characters.append(_BREAK)
            self._origins.append((number, -1))
        self.text = "".join(characters)

    def words(self, begin: int, length: int) -> tuple[str, str]:
        """Return the id of the section and the words that so many characters of the form come from."""
        (number, first), (_, last) = self._origins[begin], self._origins[begin + length - 1]
        section = self._sections[number]
        return section.id, section.text[first : last + 1]


@cache
def _folded(character: str) -> str:
    return folded(character)


def _places(text: str) -> dict[str, list[int]]:
    """Return where in a text each sequence of the shortest length begins, its first places only."""
    places: dict[str, list[int]] = {}
    for begin in range(len(text) - SHORTEST + 1):
        sequence = text[begin : begin + SHORTEST]
        if _BREAK not in sequence:
            known = places.setdefault(sequence, [])
            if len(known) < _PLACES:
                known.append(begin)
    return places


def _length(left: str, at: int, right: str, begin: int) -> int:
    """Return how many characters both texts have in common from here on, to the end of a section at most."""
    length = SHORTEST
    while (
        at + length < len(left)
        and begin + length < len(right)
        and left[at + length] == right[begin + length]
        and left[at + length] != _BREAK
    ):
        length += 1
    return length
