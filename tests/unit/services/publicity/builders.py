"""Plainly synthetic teams and parts of the contest for publicity's tests."""

from __future__ import annotations

from datetime import datetime

from chassis.kernel.clock import BEIJING, Instant, instant
from services.publicity.model.awards import PrizePlan, RankedTeam, TrackPlan, TrackRanking
from services.publicity.model.facts import Organisation, OrganisationKind, TeamFacts
from services.publicity.model.identity import IdentityKind
from services.publicity.model.report import EvidenceFile, Reporter

PRIZES = (
    PrizePlan("first", "一等奖", "First prize", 1, 1),
    PrizePlan("second", "二等奖", "Second prize", 2, 2),
    PrizePlan("third", "三等奖", "Third prize", 3, 3),
)
INNOVATION = PrizePlan("innovation", "最佳技术创新奖", "Best technical innovation", 1, 1)
ORGANISATION = PrizePlan("organisation", "优秀组织奖", "Best organisation", 2, 4, to_organiser=True)
TRACKS = (TrackPlan("industry", 1), TrackPlan("agriculture", 2))
EVIDENCE = (EvidenceFile("sample-evidence.pdf", "ab" * 32),)
REPORTER = Reporter("测试举报人", IdentityKind.RESIDENT, "110199190001010001", "reporter@example.test")


def beijing(text: str) -> Instant:
    """An instant written as Beijing time, for example `2024-10-21T00:00:00.000`."""
    return instant(datetime.fromisoformat(text).replace(tzinfo=BEIJING))


def team(number: int, track: str = "industry") -> TeamFacts:
    """A synthetic team."""
    return TeamFacts(
        team_id=f"team-{track}-{number}",
        edition="2024",
        division_code="110000",
        track=track,
        topic_id=f"{track}-1",
        team_name=f"测试团队{number}",
        project_name=f"测试数据项目{number}",
        lead=Organisation(f"USCC{number}", f"测试企业{number}", OrganisationKind.ENTERPRISE),
        co_organisations=(Organisation(f"USCC9{number}", f"测试高校{number}", OrganisationKind.UNIVERSITY),),
    )


def ranking(ranks: tuple[int, ...], track: str = "industry", number: int = 1, *, amended: bool = False) -> TrackRanking:
    """A ranking whose n-th team has the n-th rank; rank 0 is struck."""
    lines = tuple(RankedTeam(team(n, track), rank, "90.00", struck=rank == 0) for n, rank in enumerate(ranks, 1))
    return TrackRanking(track, f"{track}-ranking-{number}", number, lines, amended)
