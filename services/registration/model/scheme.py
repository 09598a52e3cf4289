"""A division's scheme, and what is needed to judge it (rules A2, A3, A5)."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from decimal import Decimal

from chassis.kernel.clock import Instant
from chassis.kernel.refusal import refuse_unless

from . import rules


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


@dataclass(frozen=True, kw_only=True)
class OrganisingBody:
    """A body that organises the division (rule B8)."""

    name: str
    uscc: str
    role: str


@dataclass(frozen=True, kw_only=True)
class LocalAward:
    """A local award (rule E7)."""

    category: str
    quota: int
    prize: str = ""


@dataclass(frozen=True, kw_only=True)
class Fee:
    """A fee that a scheme states, in fen."""

    purpose: str
    amount_fen: int = 0


@dataclass(frozen=True, kw_only=True)
class CatalogueTopics:
    """What the edition offers: topic ids by track; passed in, for the model reads no file."""

    topics: dict[str, frozenset[str]]
    recommended_per_track: int


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

    def check(self, catalogue: CatalogueTopics) -> None:
        """Refuse what no scheme may state; see the codes."""
        refuse_unless(not self.fees, rules.A3_FEE_STATED)
        self._check_tracks(catalogue)
        self._check_rubric()
        self._must(
            self.registration_opens
            < self.registration_closes
            <= self.submission_closes
            < self.review_closes
            < self.scoring_closes,
            "timetable is not in order",
        )
        self._must(
            0 < self.recommended_per_track <= catalogue.recommended_per_track,
            f"recommended_per_track must be 1 to {catalogue.recommended_per_track}",
        )
        self._must(self.experts_per_project >= 1, "experts_per_project must be at least 1")
        self._must(
            self.aggregation is not Aggregation.TRIMMED_MEAN or self.experts_per_project >= 3,
            "a trimmed mean needs at least 3 experts a project",
        )
        self._must(0 <= self.decimals <= 6, "decimals must be 0 to 6")
        self._must(bool(self.organising_bodies), "organising_bodies is empty")
        for body in self.organising_bodies:
            self._must(body.name.strip() != "", "an organising body has no name")
        self._must(all(award.quota > 0 for award in self.local_awards), "a local award has no quota")

    def _check_tracks(self, catalogue: CatalogueTopics) -> None:
        self._must(bool(self.tracks), "tracks is empty")
        names = [choice.track for choice in self.tracks]
        self._must(len(names) == len(set(names)), "a track stands twice")
        for choice in self.tracks:
            refuse_unless(choice.track in catalogue.topics, rules.A2_UNKNOWN_TRACK, track=choice.track)
            self._must(bool(choice.topics), f"track {choice.track} has no topics")
            for topic in choice.topics:
                known = topic.topic_id in catalogue.topics[choice.track]
                refuse_unless(known, rules.A2_UNKNOWN_TRACK, track=topic.topic_id)

    def _check_rubric(self) -> None:
        self._must(bool(self.rubric), "rubric is empty")
        ids = [criterion.id for criterion in self.rubric]
        self._must(len(ids) == len(set(ids)), "a criterion stands twice")
        try:
            weights = [Decimal(criterion.weight) for criterion in self.rubric]
            scale = Decimal(self.scale)
        except ArithmeticError:
            self._must(False, "weights and scale must be decimals")
            return
        self._must(all(weight > 0 for weight in weights), "weights must be above 0")
        self._must(sum(weights) == 1, f"weights sum to {sum(weights)}, not 1")
        self._must(scale > 0, "scale must be above 0")
        self._must(set(self.tie_breakers) <= set(ids), "a tie breaker is no criterion")

    @staticmethod
    def _must(holds: bool, what: str) -> None:
        refuse_unless(holds, rules.A5_SCHEME_INVALID, what=what)

    def require_topic(self, track: str, topic_id: str) -> None:
        """Refuse a track or topic that the division does not run (rule A2)."""
        chosen = next((choice for choice in self.tracks if choice.track == track), None)
        if chosen is None:
            refuse_unless(False, rules.A2_TRACK_NOT_RUN, track=track)
            return
        runs = any(topic.topic_id == topic_id for topic in chosen.topics)
        refuse_unless(runs, rules.A2_TOPIC_NOT_RUN, topic=topic_id)
