"""What publicity is asked to do: by people, and by the events of other services."""

from __future__ import annotations

from dataclasses import dataclass

from .awards import TrackRanking
from .events import NoticeKind
from .facts import Stage, TeamFacts
from .report import EvidenceFile, Reporter


@dataclass(frozen=True, slots=True)
class FileReport:
    """Someone reports a team (H2), or objects to a notice (F8)."""

    team_id: str
    notice_id: str
    text: str
    evidence: tuple[EvidenceFile, ...]
    reporter: Reporter


@dataclass(frozen=True, slots=True)
class AcceptReport:
    """The committee takes a report on (H3)."""

    report_id: str
    reason: str


@dataclass(frozen=True, slots=True)
class RecordHearing:
    """A party was heard (H3)."""

    report_id: str
    record: str


@dataclass(frozen=True, slots=True)
class AdjudicateReport:
    """The committee rules (H3)."""

    report_id: str
    upheld: bool
    code: str
    reason: str


@dataclass(frozen=True, slots=True)
class ReadReporter:
    """A committee member needs to know who reports (H2, K4)."""

    report_id: str
    purpose: str


@dataclass(frozen=True, slots=True)
class AnnounceWinners:
    """The secretariat announces the winners (G2); `statement` is added to the notice."""

    statement: str


@dataclass(frozen=True, slots=True)
class GrantSpecialAward:
    """A special award to a team, or to an organiser (division code, or another contest's identifier, with its name) (G2)."""

    prize: str
    team_id: str
    organiser_id: str
    organiser_name: str


@dataclass(frozen=True, slots=True)
class Finalist:
    """A finalist and who recommended it."""

    team: TeamFacts
    recommender_id: str


@dataclass(frozen=True, slots=True)
class Finalists:
    """A finalist list, proposed or confirmed (F8)."""

    list_id: str
    finalists: tuple[Finalist, ...]


@dataclass(frozen=True, slots=True)
class TakeRanking:
    """A ranking was frozen or amended (E6, H4)."""

    stage: Stage
    ranking: TrackRanking


@dataclass(frozen=True, slots=True)
class TakeReopening:
    """A ranking was reopened (E6)."""

    ranking_id: str


@dataclass(frozen=True, slots=True)
class TakeDisqualification:
    """A team was disqualified (H5)."""

    team_id: str
    division_code: str
    track: str
    project_name: str
    code: str
    reason: str


@dataclass(frozen=True, slots=True)
class TakeRuling:
    """A report was adjudicated (H3, H4)."""

    report_id: str
    team_id: str
    upheld: bool
    code: str
    reason: str


@dataclass(frozen=True, slots=True)
class TakeProposal:
    """Awards were proposed (H1)."""

    list_id: str


@dataclass(frozen=True, slots=True)
class TakeClosing:
    """A notice closed (H1)."""

    notice_id: str
    kind: NoticeKind
    subject_id: str
    upheld_team_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TakeLoss:
    """An award was lost (H4)."""

    award_id: str
    reason: str
