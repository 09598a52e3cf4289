"""Synthetic teams and parts of the contest for publicity's tests."""

from __future__ import annotations

from datetime import datetime

from chassis.facts.teams import Organisation, OrganisationKind, TeamFacts
from chassis.kernel.clock import BEIJING, Instant, instant
from chassis.text.identity import IdentityForm, resident_check_character
from services.publicity.awards.model.award_list import PrizePlan, RankedTeam, TrackPlan, TrackRanking
from services.publicity.reports.model.report import EvidenceFile
from services.publicity.reports.model.reporter import Reporter

PRIZES = (
    PrizePlan("first", "一等奖", "First prize", 1, 1),
    PrizePlan("second", "二等奖", "Second prize", 2, 2),
    PrizePlan("third", "三等奖", "Third prize", 3, 3),
)
INNOVATION = PrizePlan("innovation", "最佳技术创新奖", "Best technical innovation", 1, 1)
ORGANISATION = PrizePlan("organisation", "优秀组织奖", "Best organisation", 2, 4, to_organiser=True)
TRACKS = (TrackPlan("industry", 1, "工业制造", "Industry"), TrackPlan("agriculture", 2, "现代农业", "Agriculture"))
EVIDENCE = (EvidenceFile("sample-evidence.pdf", "ab" * 32, "evidence-1"),)
FORMS = {"resident": (IdentityForm.GB_11643,), "passport": (IdentityForm.PASSPORT,)}
REPORTER = Reporter("测试举报人", "resident", "110199190001010001", "reporter@example.test")


def resident_id(born: str) -> str:
    """Return a resident-identity number with a right check digit, of a place that does not exist."""
    first = f"110199{born}001"
    return first + resident_check_character(first)


def beijing(text: str) -> Instant:
    """Return the instant of a Beijing time, for example `2024-10-21T00:00:00.000`."""
    return instant(datetime.fromisoformat(text).replace(tzinfo=BEIJING))


def make_team(number: int, track: str = "industry") -> TeamFacts:
    """Make a synthetic team."""
    return TeamFacts(
        team_id=f"team-{track}-{number}",
        edition="2024",
        division_code="110000",
        track=track,
        topic_id=f"{track}-1",
        team_name=f"测试团队{number}",
        project_name=f"测试数据项目{number}",
        lead=Organisation(uscc=f"USCC{number}", name=f"测试企业{number}", kind=OrganisationKind.ENTERPRISE),
        co_organisations=(
            Organisation(uscc=f"USCC9{number}", name=f"测试高校{number}", kind=OrganisationKind.UNIVERSITY),
        ),
        account_ids=(f"account-{track}-{number}",),
        accounts_changed=1,
    )


def make_ranking(
    ranks: tuple[int, ...], track: str = "industry", number: int = 1, *, amended: bool = False
) -> TrackRanking:
    """Make a ranking whose n-th team has the n-th rank; rank 0 is struck."""
    projects = tuple(
        RankedTeam(make_team(place, track), rank, "90.00", struck=rank == 0) for place, rank in enumerate(ranks, 1)
    )
    return TrackRanking(track, f"{track}-ranking-{number}", number, projects, amended)
