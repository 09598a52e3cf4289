"""The limits of dossiers, which the operator sets, and the edition's names for what is in them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache

from chassis.edition.current import edition
from chassis.objects import Objects, objects
from chassis.settings import settings

# files are a storage of their own: material can't be deleted with them
AREA = "dossiers"
_GIB = 1024**3


@dataclass(frozen=True, kw_only=True)
class Limits:
    """How long a file is kept, how many a division has, how large one and all may be together, bytes."""

    kept_for: timedelta
    places: int
    max_bytes: int
    max_total_bytes: int


def limits() -> Limits:
    """Return the limits that this process's settings state."""
    config = settings()
    return Limits(
        kept_for=timedelta(days=config.dossier_days),
        places=config.dossiers_per_division,
        max_bytes=int(config.dossier_gib * _GIB),
        max_total_bytes=int(config.dossiers_gib * _GIB),
    )


def files() -> Objects:
    """Return the storage of dossiers."""
    return objects(AREA)


@dataclass(frozen=True, kw_only=True)
class Terms:
    """The edition's Chinese names, by id: tracks, topics, kinds of evidence, and the declaration's parts with their sections."""

    tracks: dict[str, str]
    topics: dict[str, str]
    kinds: dict[str, str]
    parts: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]


@lru_cache(maxsize=1)
def terms() -> Terms:
    """Return the names of the edition that this process runs."""
    current = edition()
    return Terms(
        tracks={track.code: track.name.zh for track in current.tracks},
        topics={topic.id: topic.title.zh for track in current.tracks for topic in track.topics},
        kinds={kind.id: kind.zh for kind in (*current.evidence.required, *current.evidence.optional)},
        parts=tuple(
            (part.zh, tuple((section.id, section.zh) for section in part.sections))
            for part in current.declaration.parts
        ),
    )
