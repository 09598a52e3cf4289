"""Events that awards raise; each mirrors a message of `dasai.publicity.v1`."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.facts.teams import TeamFacts


@dataclass(frozen=True, slots=True)
class AwardFacts:
    """An award as it travels; `team` is None if an organiser receives it, `rank` is 0 for a special award."""

    award_id: str
    team: TeamFacts | None
    track: str
    prize: str
    rank: int = 0


@dataclass(frozen=True, slots=True)
class AwardsProposed:
    """The winners are proposed and their notice follows (G2, H1)."""

    list_id: str
    awards: tuple[AwardFacts, ...]


@dataclass(frozen=True, slots=True)
class AwardConfirmed:
    """The winners' notice ran its days; the award is final and has its certificate (G3, H1)."""

    award: AwardFacts
    certificate_number: str
    organiser_id: str = ""


@dataclass(frozen=True, slots=True)
class OrganiserAwardRevoked:
    """An organiser lost its award (H4)."""

    award: AwardFacts
    organiser_id: str
    code: str
    reason: str


@dataclass(frozen=True, slots=True)
class AwardRevoked:
    """A team lost its award; ranking, certificate and entitlements follow (H4)."""

    award: AwardFacts
    code: str
    reason: str
