"""Find projects that are submitted twice, or nearly, or one inside another (rule F5).

Texts are compared by their character 5-grams. A sample of the hashes, which is kept, decides which pairs are worth it; then
all hashes of both texts decide.
"""

from __future__ import annotations

import enum
import zlib
from array import array
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from chassis.text.folding import folded

SHINGLE = 5
# one of so many hashes is in a sample, which is enough to estimate by, and small enough to keep of every project
SAMPLED = 8
# a text of fewer hashes is sampled whole
SAMPLE_FROM = 1024
# so much less than what is put to a person may an estimate be, and the pair is still compared exactly
MARGIN = Decimal("0.15")


class Ground(enum.StrEnum):
    """A ground on which two projects may be the same; there is a hit for each pair and ground."""

    PERSON = "person"
    PROJECT_NAME = "project_name"
    # the texts resemble each other
    PROJECT_TEXT = "project_text"
    # most of one text is in the other, which is longer
    PROJECT_CONTAINED = "project_contained"
    FILE = "file"


@dataclass(frozen=True, kw_only=True)
class Limits:
    """From which share of their 5-grams two texts are put to a person: of both together, and of the shorter text alone."""

    resembling: Decimal
    contained: Decimal


@dataclass(frozen=True, kw_only=True)
class Traits:
    """All by which a project is compared with others, its text by a sample only."""

    team_id: str
    name_key: str
    person_keys: tuple[str, ...]
    files: tuple[str, ...]
    size: int
    sample: bytes

    @property
    def is_whole(self) -> bool:
        """Return True if the sample holds all hashes of the text."""
        return self.size < SAMPLE_FROM

    @cached_property
    def sampled(self) -> frozenset[int]:
        """Return the sample of its text's hashes."""
        values = array("I")
        values.frombytes(self.sample)
        return frozenset(values)

    @cached_property
    def thinned(self) -> frozenset[int]:
        """Return the sample that the text would have if it were long, to compare it with the sample of a long text."""
        return frozenset(filter(_is_sampled, self.sampled))


@dataclass(frozen=True, kw_only=True)
class Suspicion:
    """Two projects that may be the same, why, and how alike they are from 0 to 1."""

    team_ids: tuple[str, str]
    ground: Ground
    likeness: str


def traits(team_id: str, project_name: str, text: str, person_keys: Iterable[str], files: Iterable[str]) -> Traits:
    """Return the traits of a project; `files` are the hashes of its evidence about the project, not about organisations."""
    hashes = shingles(text)
    return Traits(
        team_id=team_id,
        name_key=folded(project_name),
        person_keys=tuple(sorted(person_keys)),
        files=tuple(sorted(set(files))),
        size=len(hashes),
        sample=array("I", sorted(sample(hashes))).tobytes(),
    )


def certain_suspicions(left: Traits, right: Traits) -> list[Suspicion]:
    """Return the suspicions that need no text: a person, the name, or a file in common."""
    pair = pair_of(left.team_id, right.team_id)
    grounds = []
    if set(left.person_keys) & set(right.person_keys):
        grounds.append(Ground.PERSON)
    if left.name_key == right.name_key:
        grounds.append(Ground.PROJECT_NAME)
    if set(left.files) & set(right.files):
        grounds.append(Ground.FILE)
    return [Suspicion(team_ids=pair, ground=ground, likeness="1") for ground in grounds]


def is_worth_a_look(left: Traits, right: Traits, limits: Limits) -> bool:
    """Return True if two texts may be alike enough, by their samples, to be compared exactly."""
    whole = left.is_whole and right.is_whole
    samples = (left.sampled, right.sampled) if whole else (left.thinned, right.thinned)
    shared = len(samples[0] & samples[1])
    if shared == 0:
        return False
    sizes = len(samples[0]), len(samples[1])
    # by multiplication, for this is asked of every pair
    resembling = shared >= (limits.resembling - MARGIN) * (sum(sizes) - shared)
    contained = shared >= (limits.contained - MARGIN) * min(sizes)
    return resembling or contained


def text_suspicion(team_ids: tuple[str, str], left: str, right: str, limits: Limits) -> Suspicion | None:
    """Return the suspicion that two texts give, compared exactly; None if they are not alike enough."""
    left_hashes, right_hashes = shingles(left), shingles(right)
    likeness = jaccard(left_hashes, right_hashes)
    if likeness >= limits.resembling:
        return Suspicion(team_ids=team_ids, ground=Ground.PROJECT_TEXT, likeness=rounded(likeness))
    share = containment(left_hashes, right_hashes)
    if share >= limits.contained:
        return Suspicion(team_ids=team_ids, ground=Ground.PROJECT_CONTAINED, likeness=rounded(share))
    return None


def pair_of(first: str, second: str) -> tuple[str, str]:
    """Return two team ids in their order."""
    return (first, second) if first <= second else (second, first)


def shingles(text: str) -> frozenset[int]:
    """Return the hashes of all 5-grams of the text, without spaces and punctuation; none of an empty text."""
    encoded = folded(text).encode("utf-32-le")
    width = SHINGLE * 4
    if not encoded:
        return frozenset()
    return frozenset(
        zlib.crc32(encoded[start : start + width]) for start in range(0, max(len(encoded) - width, 0) + 4, 4)
    )


def sample(hashes: frozenset[int]) -> frozenset[int]:
    """Return a part of the hashes, chosen by their values alone, so that samples of two texts have in common what the texts have.

    A short text is sampled whole.
    """
    return hashes if len(hashes) < SAMPLE_FROM else frozenset(filter(_is_sampled, hashes))


def _is_sampled(value: int) -> bool:
    return value % SAMPLED == 0


def jaccard(left: frozenset[int], right: frozenset[int]) -> Decimal:
    """Return how much two sets have in common of all that either has (Jaccard)."""
    union = len(left | right)
    return Decimal(len(left & right)) / union if union else Decimal(0)


def containment(left: frozenset[int], right: frozenset[int]) -> Decimal:
    """Return how much of the smaller set the larger has."""
    smaller = min(len(left), len(right))
    return Decimal(len(left & right)) / smaller if smaller else Decimal(0)


def rounded(likeness: Decimal) -> str:
    """Return a likeness with two decimals."""
    return format(likeness.quantize(Decimal("0.01")), "f")


def declaration_text(sections: Iterable[tuple[str, str]]) -> str:
    """Return the sections of a declaration, ids and texts, as one text in the order of their ids."""
    return "\n".join(text for _, text in sorted(sections))
