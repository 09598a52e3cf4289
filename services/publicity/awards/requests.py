"""Requests of people and events about awards; they mirror those of `dasai.publicity.v1.Awards`."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.facts.schemes import Stage
from chassis.facts.teams import TeamFacts

from ..notices.events import NoticeKind
from .model.award_list import TrackRanking, VacantPlaces


@dataclass(frozen=True, slots=True)
class AnnounceWinners:
    """The secretariat announces the winners (G2); `statement` is added to the notice, `vacant` places are not given.

    `dry_run` checks everything and announces nothing.
    """

    statement: str
    vacant: tuple[VacantPlaces, ...]
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class GrantSpecialAward:
    """A special award to a team, or to an organiser (division code, or another contest's identifier, with its name) (G2)."""

    prize: str
    team_id: str
    organiser_id: str
    organiser_name: str


@dataclass(frozen=True, slots=True)
class RecordFinalists:
    """These teams were confirmed as finalists: their tracks, and which organisers recommended them (F8)."""

    team_ids: tuple[str, ...]
    tracks: frozenset[str]
    recommender_ids: frozenset[str]


@dataclass(frozen=True, slots=True)
class ActOnStrike:
    """A finalist was struck from the list (F7, F8, H4)."""

    list_id: str
    version: int
    team: TeamFacts
    code: str


@dataclass(frozen=True, slots=True)
class RecordReview:
    """The review of a finalist was opened again, or is passed again (B3, D1); the highest `sequence` is the newest."""

    team_id: str
    under_review: bool
    sequence: int


@dataclass(frozen=True, slots=True)
class RecordRanking:
    """A ranking was frozen or amended (E6, H4)."""

    stage: Stage
    ranking: TrackRanking


@dataclass(frozen=True, slots=True)
class RecordReopening:
    """A ranking was reopened (E6)."""

    ranking_id: str


@dataclass(frozen=True, slots=True)
class MakeAwards:
    """Awards were proposed (H1)."""

    list_id: str


@dataclass(frozen=True, slots=True)
class ConfirmAwards:
    """A notice closed (H1)."""

    notice_id: str
    kind: NoticeKind
    subject_id: str
    upheld_team_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ActOnRuling:
    """A report was adjudicated (H3, H4)."""

    report_id: str
    team_id: str
    upheld: bool
    code: str
    reason: str


@dataclass(frozen=True, slots=True)
class ActOnOrganiserRuling:
    """A report about an organiser was adjudicated (H3, H4)."""

    report_id: str
    organiser_id: str
    upheld: bool
    code: str
    reason: str


@dataclass(frozen=True, slots=True)
class ActOnObjection:
    """An objection to a notice was settled (F8)."""

    objection_id: str
    team_id: str
    left_off: bool
    upheld: bool
    code: str
    reason: str


@dataclass(frozen=True, slots=True)
class ActOnDisqualification:
    """A team was disqualified (H5)."""

    team_id: str
    division_code: str
    track: str
    project_name: str
    code: str
    reason: str


@dataclass(frozen=True, slots=True)
class PublishLoss:
    """An award was lost (H4)."""

    award_id: str
    reason: str
