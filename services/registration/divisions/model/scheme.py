"""A division's scheme, and the edition's catalogue that it is checked by (rules A2, A3, A5)."""

from __future__ import annotations

import dataclasses
import enum
from collections.abc import Mapping
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any

from chassis.facts.schemes import Aggregation, Criterion, LocalAward
from chassis.kernel.canonical import digest
from chassis.kernel.clock import Instant
from chassis.kernel.refusal import Term, refuse, refuse_unless

from .. import rules
from .contact import DivisionContact
from .filing_faults import TextCheck, check_nothing


@dataclass(frozen=True, kw_only=True)
class TopicChoice:
    """A topic that a division runs, with its own title and text if it refines the edition's."""

    topic_id: str
    refined_title: str = ""
    refined_text: str = ""


@dataclass(frozen=True, kw_only=True)
class TrackChoice:
    """A track that a division runs."""

    track: str
    topics: tuple[TopicChoice, ...] = ()


class StageKind(enum.StrEnum):
    """A way in which experts judge the projects of a stage: by documents or at a roadshow."""

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
    # organisations and names are hidden from the experts
    blind: bool = False
    experts_per_project: int
    # projects of each track that go on to the next stage; 0 for all
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
class Fee:
    """A fee that a scheme states, in fen."""

    purpose: str
    amount_fen: int = 0


@dataclass(frozen=True, kw_only=True)
class CatalogueTopics:
    """The topic ids that the edition offers, by track, and its limits; passed in, because the model reads no file.

    `check_text` checks the names of the contest in a text that will be published (rules J1, J2).
    """

    topics: dict[str, frozenset[str]]
    # codes of tracks and ids of topics that the edition still names but no longer offers
    closed: frozenset[str] = frozenset()
    recommended_per_track: int
    check_text: TextCheck = check_nothing
    # until when divisions report to the secretariat (rule F1), None for no date
    reports_until: Instant | None = None
    # the largest share of a published wording that mending misprints may change
    mended_share: Decimal = Decimal("0.1")
    # what people call tracks and topics, by code and id
    titles: Mapping[str, Term] = dataclasses.field(default_factory=dict)
    # the edition's version, noted with each filing (rule A1)
    edition_version: int = 1

    def offers(self, track: str, topic_id: str) -> bool:
        """Return True if the edition offers the topic in that track."""
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
    # anything else in the division's own words: how it selects
    text: str = ""
    # whom the public asks; schemes of earlier releases have none
    contact: DivisionContact | None = None

    @property
    def topics(self) -> frozenset[tuple[str, str]]:
        """Return every topic that the division runs, as pairs of track and topic id."""
        return frozenset((choice.track, topic.topic_id) for choice in self.tracks for topic in choice.topics)

    @property
    def organisers(self) -> frozenset[str]:
        """Return the codes of the organising bodies (rule B8)."""
        return frozenset(body.uscc for body in self.organising_bodies)

    @property
    def digest(self) -> str:
        """Return the SHA-256 of the scheme's canonical form, in hexadecimal."""
        return digest(_plain(self))

    def texts(self) -> list[tuple[str, str]]:
        """Return every text that will be published, by field path, to be checked by rules A3, J1 and J2."""
        texts = [("text", self.text)]
        for place, choice in enumerate(self.tracks):
            for number, topic in enumerate(choice.topics):
                at = f"tracks[{place}].topics[{number}]"
                texts += [(f"{at}.refined_title", topic.refined_title), (f"{at}.refined_text", topic.refined_text)]
        for place, criterion in enumerate(self.rubric):
            texts += [(f"rubric[{place}].name", criterion.name), (f"rubric[{place}].text", criterion.text)]
        for place, stage in enumerate(self.stages):
            texts += [(f"stages[{place}].name", stage.name), (f"stages[{place}].text", stage.text)]
        for place, award in enumerate(self.local_awards):
            at = f"local_awards[{place}]"
            texts += [(f"{at}.category", award.category), (f"{at}.prize", award.prize), (f"{at}.rights", award.rights)]
        texts += self.contact.texts() if self.contact is not None else []
        return [(field, text) for field, text in texts if text]

    def require_topic(self, track: str, topic_id: str) -> None:
        """Refuse a track or topic that the division does not run (rule A2)."""
        # without what was typed: it may be anything, an identity number too (rule K4)
        chosen = next((choice for choice in self.tracks if choice.track == track), None)
        if chosen is None:
            refuse(rules.A2_TRACK_NOT_RUN)
        runs = any(topic.topic_id == topic_id for topic in chosen.topics)
        refuse_unless(runs, rules.A2_TOPIC_NOT_RUN)


def _plain(value: Any) -> Any:
    """Return a value of plain types for the canonical form, without fields that have their default."""
    if isinstance(value, tuple):
        return [_plain(element) for element in value]
    if isinstance(value, Instant):
        return value.isoformat(timespec="milliseconds")
    if isinstance(value, enum.Enum):
        return str(value)
    if hasattr(value, "__dataclass_fields__"):
        content = ((field, getattr(value, field.name)) for field in fields(value))
        return {field.name: _plain(part) for field, part in content if part != field.default}
    return value
