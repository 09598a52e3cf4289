"""The same project twice, or nearly (rule F5): character 5-grams, a bottom-k sketch to look, exact Jaccard to confirm."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations

from ...shared.text import plain

SHINGLE = 5
SKETCH = 256
# what is worth an exact comparison, and what is put to a human
WORTH_A_LOOK, SUSPICIOUS = 0.4, 0.6


@dataclass(frozen=True, kw_only=True)
class Compared:
    """A candidate as it is compared."""

    team_id: str
    project_name: str
    text: str
    person_keys: frozenset[str]
    files: frozenset[str]


@dataclass(frozen=True, kw_only=True)
class Suspicion:
    """Two candidates that may be one; `kind` is `person`, `project_text`, `project_name` or `file`."""

    team_ids: tuple[str, str]
    kind: str
    likeness: str


def shingles(text: str) -> frozenset[int]:
    """Hashes of all 5-grams of the text without spaces and punctuation."""
    bare = plain(text).encode("utf-32-le")
    width = SHINGLE * 4
    return frozenset(zlib.crc32(bare[place : place + width]) for place in range(0, max(len(bare) - width, 0) + 4, 4))


def sketch(found: frozenset[int]) -> frozenset[int]:
    """The smallest hashes: of two sketches' union's smallest, the part they share estimates the sets' likeness."""
    return frozenset(sorted(found)[:SKETCH])


def estimate(one: frozenset[int], other: frozenset[int]) -> float:
    """Jaccard likeness of two sets, from their sketches."""
    union = sorted(one | other)[:SKETCH]
    both = one & other
    return sum(1 for value in union if value in both) / len(union) if union else 0.0


def jaccard(one: frozenset[int], other: frozenset[int]) -> float:
    """Jaccard likeness, exact."""
    union = len(one | other)
    return len(one & other) / union if union else 0.0


def find(candidates: Sequence[Compared]) -> list[Suspicion]:
    """Every pair that is suspicious, by its strongest ground."""
    sets = {one.team_id: shingles(one.text) for one in candidates}
    sketches = {team_id: sketch(found) for team_id, found in sets.items()}
    names = {one.team_id: plain(one.project_name) for one in candidates}
    found = []
    for one, other in combinations(sorted(candidates, key=lambda candidate: candidate.team_id), 2):
        pair = (one.team_id, other.team_id)
        if one.person_keys & other.person_keys:
            found.append(Suspicion(team_ids=pair, kind="person", likeness="1"))
        elif names[one.team_id] == names[other.team_id]:
            found.append(Suspicion(team_ids=pair, kind="project_name", likeness="1"))
        elif (
            estimate(sketches[one.team_id], sketches[other.team_id]) >= WORTH_A_LOOK
            and (likeness := jaccard(sets[one.team_id], sets[other.team_id])) >= SUSPICIOUS
        ):
            found.append(Suspicion(team_ids=pair, kind="project_text", likeness=rounded(likeness)))
        elif one.files & other.files:
            found.append(Suspicion(team_ids=pair, kind="file", likeness="1"))
    return found


def rounded(likeness: float) -> str:
    """Two decimals."""
    return format(Decimal(str(likeness)).quantize(Decimal("0.01")), "f")


def text_of(sections: Iterable[tuple[str, str]]) -> str:
    """A declaration as one text."""
    return "\n".join(text for _, text in sorted(sections))
