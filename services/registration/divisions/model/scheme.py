"""A division's scheme, and what is needed to judge it (rules A2, A3, A5)."""

from __future__ import annotations

import enum
from dataclasses import dataclass, fields
from typing import Any

from chassis.kernel.canonical import digest
from chassis.kernel.clock import Instant
from chassis.kernel.refusal import refuse_unless

from .. import rules
from .faults import TextCheck, no_check


class Aggregation(enum.StrEnum):
    """How several experts' scores become one (rule E4)."""

    MEAN = "mean"
    TRIMMED_MEAN = "trimmed_mean"
    NORMALISED = "normalised"


@dataclass(frozen=True, kw_only=True)
class TopicChoice:
    """A topic direction that a division runs, as it is or refined."""

    topic_id: str
    refined_title: str = ""
    refined_text: str = ""


@dataclass(frozen=True, kw_only=True)
class TrackChoice:
    """A track that a division runs."""

    track: str
    topics: tuple[TopicChoice, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Criterion:
    """A criterion of the rubric; weights are decimals that sum to 1."""

    id: str
    name: str
    weight: str
    # what experts look at
    text: str = ""


class StageKind(enum.StrEnum):
    """How experts meet the projects in a stage."""

    DOCUMENTS = "documents"
    ROADSHOW = "roadshow"


@dataclass(frozen=True, kw_only=True)
class SchemeStage:
    """A named stage of the review, with its own dates (rules A5, E3)."""

    id: str
    name: str
    kind: StageKind = StageKind.DOCUMENTS
    opens: Instant
    closes: Instant
    # hides organisations and names from the experts
    blind: bool = False
    experts_per_project: int
    # projects of a track that go on to the next stage; 0 for all
    advancing_per_track: int = 0
    text: str = ""


ROLES = ("host", "co_host", "organiser", "guide")


@dataclass(frozen=True, kw_only=True)
class OrganisingBody:
    """A body that organises the division, by its full name and its role (rules B8, J2)."""

    name: str
    uscc: str
    role: str


@dataclass(frozen=True, kw_only=True)
class LocalAward:
    """A local award (rule E7)."""

    category: str
    quota: int
    prize: str = ""
    # what it entitles to beside the prize
    rights: str = ""


@dataclass(frozen=True, kw_only=True)
class Fee:
    """A fee that a scheme states, in fen."""

    purpose: str
    amount_fen: int = 0


@dataclass(frozen=True, kw_only=True)
class CatalogueTopics:
    """What the edition offers: topic ids by track; passed in, for the model reads no file.

    `check_text` holds a text that will be published against the edition's names (rules J1, J2).
    """

    topics: dict[str, frozenset[str]]
    # codes of tracks and ids of topics that the edition still names and offers no longer
    closed: frozenset[str] = frozenset()
    recommended_per_track: int
    check_text: TextCheck = no_check
    # of the edition that was in force when the scheme was filed (rule A1)
    edition_version: int = 1

    def knows(self, track: str, topic_id: str) -> bool:
        """Whether the edition has that topic under that track."""
        return topic_id in self.topics.get(track, frozenset())


@dataclass(frozen=True, kw_only=True)
class Scheme:
    """The detailed scheme (rule A5); mirrors `dasai.common.v1.Scheme`."""

    tracks: tuple[TrackChoice, ...] = ()
    rubric: tuple[Criterion, ...] = ()
    scale: str = "100"
    experts_per_project: int = 3
    aggregation: Aggregation = Aggregation.MEAN
    decimals: int = 2
    tie_breakers: tuple[str, ...] = ()
    registration_opens: Instant
    registration_closes: Instant
    submission_closes: Instant
    review_closes: Instant
    scoring_closes: Instant
    recommended_per_track: int = 2
    local_awards: tuple[LocalAward, ...] = ()
    organising_bodies: tuple[OrganisingBody, ...] = ()
    fees: tuple[Fee, ...] = ()
    stages: tuple[SchemeStage, ...] = ()
    # the division's own words: how it selects, who may ask whom
    text: str = ""

    @property
    def topics(self) -> frozenset[tuple[str, str]]:
        """Every topic that the division runs, with its track."""
        return frozenset((choice.track, topic.topic_id) for choice in self.tracks for topic in choice.topics)

    @property
    def digest(self) -> str:
        """SHA-256 over the canonical form of everything that the scheme states, hexadecimal."""
        return digest(_plain(self))

    def texts(self) -> list[tuple[str, str]]:
        """Everything that people will read, by field path: what rules A3, J1 and J2 look at."""
        found = [("text", self.text)]
        for place, choice in enumerate(self.tracks):
            for number, topic in enumerate(choice.topics):
                at = f"tracks[{place}].topics[{number}]"
                found += [(f"{at}.refined_title", topic.refined_title), (f"{at}.refined_text", topic.refined_text)]
        for place, criterion in enumerate(self.rubric):
            found += [(f"rubric[{place}].name", criterion.name), (f"rubric[{place}].text", criterion.text)]
        for place, stage in enumerate(self.stages):
            found += [(f"stages[{place}].name", stage.name), (f"stages[{place}].text", stage.text)]
        for place, award in enumerate(self.local_awards):
            at = f"local_awards[{place}]"
            found += [(f"{at}.category", award.category), (f"{at}.prize", award.prize), (f"{at}.rights", award.rights)]
        return [(field, text) for field, text in found if text]

    def require_topic(self, track: str, topic_id: str) -> None:
        """Refuse a track or topic that the division does not run (rule A2)."""
        chosen = next((choice for choice in self.tracks if choice.track == track), None)
        if chosen is None:
            refuse_unless(False, rules.A2_TRACK_NOT_RUN, track=track)
            return
        runs = any(topic.topic_id == topic_id for topic in chosen.topics)
        refuse_unless(runs, rules.A2_TOPIC_NOT_RUN, topic=topic_id)


def _plain(value: Any) -> Any:
    """Values that have a canonical form; what is left at its default says nothing and is left out."""
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if isinstance(value, Instant):
        return value.isoformat(timespec="milliseconds")
    if isinstance(value, enum.Enum):
        return str(value)
    if hasattr(value, "__dataclass_fields__"):
        stated = ((field, getattr(value, field.name)) for field in fields(value))
        return {field.name: _plain(one) for field, one in stated if one != field.default}
    return value
