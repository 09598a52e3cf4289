"""Find projects that are submitted twice, or nearly (rule F5).

Texts are compared by their character 5-grams: sketches of the smallest hashes decide which pairs are worth it, then the exact
Jaccard likeness decides.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations

from ...shared.text import comparable

SHINGLE = 5
SKETCH = 256
# from here a pair is compared exactly, and from there it is put to a person
WORTH_A_LOOK, SUSPICIOUS = 0.4, 0.6


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A recommended project with all by which it is compared."""

    team_id: str
    project_name: str
    text: str
    person_keys: frozenset[str]
    files: frozenset[str]


@dataclass(frozen=True, kw_only=True)
class Suspicion:
    """Two candidates that may be the same; `kind` is `person`, `project_text`, `project_name` or `file`."""

    team_ids: tuple[str, str]
    kind: str
    likeness: str


def find_duplicates(candidates: Sequence[Candidate]) -> list[Suspicion]:
    """Return each suspicious pair, with its strongest ground: person, name, text or file."""
    shingle_sets = {candidate.team_id: shingles(candidate.text) for candidate in candidates}
    sketches = {team_id: sketch(hashes) for team_id, hashes in shingle_sets.items()}
    names = {candidate.team_id: comparable(candidate.project_name) for candidate in candidates}
    suspicions = []
    for left, right in combinations(sorted(candidates, key=lambda candidate: candidate.team_id), 2):
        pair = (left.team_id, right.team_id)
        if left.person_keys & right.person_keys:
            suspicions.append(Suspicion(team_ids=pair, kind="person", likeness="1"))
        elif names[left.team_id] == names[right.team_id]:
            suspicions.append(Suspicion(team_ids=pair, kind="project_name", likeness="1"))
        elif (
            estimate(sketches[left.team_id], sketches[right.team_id]) >= WORTH_A_LOOK
            and (likeness := jaccard(shingle_sets[left.team_id], shingle_sets[right.team_id])) >= SUSPICIOUS
        ):
            suspicions.append(Suspicion(team_ids=pair, kind="project_text", likeness=rounded(likeness)))
        elif left.files & right.files:
            suspicions.append(Suspicion(team_ids=pair, kind="file", likeness="1"))
    return suspicions


def shingles(text: str) -> frozenset[int]:
    """Return the hashes of all 5-grams of the text, without spaces and punctuation."""
    encoded = comparable(text).encode("utf-32-le")
    width = SHINGLE * 4
    return frozenset(
        zlib.crc32(encoded[start : start + width]) for start in range(0, max(len(encoded) - width, 0) + 4, 4)
    )


def sketch(hashes: frozenset[int]) -> frozenset[int]:
    """Return the smallest hashes, which suffice to estimate the likeness of two sets."""
    return frozenset(sorted(hashes)[:SKETCH])


def estimate(left: frozenset[int], right: frozenset[int]) -> float:
    """Return the likeness of two sets as their sketches show it: the part of the smallest hashes that both have."""
    smallest = sorted(left | right)[:SKETCH]
    shared = left & right
    return sum(1 for value in smallest if value in shared) / len(smallest) if smallest else 0.0


def jaccard(left: frozenset[int], right: frozenset[int]) -> float:
    """Return the exact Jaccard likeness of two sets."""
    union = len(left | right)
    return len(left & right) / union if union else 0.0


def rounded(likeness: float) -> str:
    """Return a likeness with two decimals."""
    return format(Decimal(str(likeness)).quantize(Decimal("0.01")), "f")


def declaration_text(sections: Iterable[tuple[str, str]]) -> str:
    """Return the sections of a declaration, ids and texts, as one text in the order of their ids."""
    return "\n".join(text for _, text in sorted(sections))
