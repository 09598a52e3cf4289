"""Things of review's model as a test needs them: right in every way until a test says otherwise. All synthetic."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from chassis.kernel.clock import BEIJING, Instant, instant
from chassis.kernel.refusal import Code, Refusal
from services.review.cases.events import Outcome
from services.review.cases.model.case import Case, Judgements
from services.review.cases.model.submission import Submitted
from services.review.desks.model import Desk, Reviewer, SchemeTerms
from services.review.national_check.events import Finalist
from services.review.national_check.model.duplicates import Compared, Suspicion
from services.review.national_check.model.hit import Hit
from services.review.recommendations.model import RankedProject, Recommendation
from services.review.shared.facts import Channel, Evidence, Organisation, OrganisationKind, Section, TeamFacts

NOW: Instant = instant(datetime(2024, 8, 1, 9, 0, tzinfo=BEIJING))
CLOSES: Instant = instant(datetime(2024, 8, 10, tzinfo=BEIJING))
MS, DAY = timedelta(milliseconds=1), timedelta(days=1)
HOLD = Judgements(compliance=True, authenticity=True, lawfulness=True)
SECTION = Section(id="overview", text="合成文本")


def refused(action: Callable[[], object]) -> Code:
    """The code with which something is refused."""
    with pytest.raises(Refusal) as caught:
        action()
    return caught.value.code


def team(name: str = "t", **changes: Any) -> TeamFacts:
    """A team by its name, with an organisation, a person and an account of its own."""
    right = TeamFacts(
        team_id=name,
        edition="2024",
        division_code="110000",
        track="industry",
        topic_id="industry-1",
        team_name=f"合成{name}队",
        project_name=f"合成项目{name}",
        lead=Organisation(uscc=f"lead-{name}", name=f"合成测试企业{name}", kind=OrganisationKind.ENTERPRISE),
        person_keys=(f"person-{name}",),
        account_ids=(f"account-{name}",),
    )
    return replace(right, **changes)


def evidence(**changes: Any) -> Evidence:
    """A piece of the lead's own."""
    right = Evidence(
        id="e1",
        kind="audit",
        file_name="audit.pdf",
        sha256="ab" * 32,
        size_bytes=10,
        media_type="application/pdf",
        owner_uscc="lead-t",
    )
    return replace(right, **changes)


def submitted(number: int = 1, **changes: Any) -> Submitted:
    """A submission with a section and a piece of evidence."""
    right = Submitted(team=team(), number=number, digest="d", declaration=(SECTION,), evidence=(evidence(),))
    return replace(right, **changes)


def case(number: int = 1) -> Case:
    """A waiting case with a submission."""
    made = Case.empty("t", "110000")
    made.take(submitted(number), (), days=5, at=NOW)
    made.take_events()
    return made


def decide(of: Case, outcome: Outcome = Outcome.PASSED, **changes: Any) -> None:
    """Decide on its newest submission, with everything right but for the changes."""
    given: dict[str, Any] = {
        "number": of.number,
        "judgements": HOLD,
        "reason": "理由",
        "submission_closes": CLOSES,
        "by": "reviewer-0",
        "at": NOW,
    } | changes
    of.decide(outcome=outcome, **given)


def rejected() -> Case:
    """A case that was rejected at NOW."""
    made = case()
    decide(made, Outcome.REJECTED)
    made.take_events()
    return made


def reviewer(number: int) -> Reviewer:
    """A reviewer of an organisation that takes no part."""
    return Reviewer(account_id=f"reviewer-{number}", organisation_uscc=f"office-{number}")


def desk(reviewers: int) -> Desk:
    """A desk with that many reviewers."""
    made = Desk(id="110000")
    made.appoint(tuple(reviewer(number) for number in range(reviewers)))
    return made


def terms(version: int = 1, **changes: Any) -> SchemeTerms:
    """What a published scheme states."""
    right = SchemeTerms(
        scheme_version=version,
        organisers=("host",),
        submission_closes=CLOSES,
        review_closes=CLOSES + 15 * DAY,
        recommended_per_track=2,
    )
    return replace(right, **changes)


def ranked(name: str, rank: int = 1, **changes: Any) -> RankedProject:
    """A line of a ranking."""
    return RankedProject(team=team(name, **changes), rank=rank, score="90.00")


def recommendation(*projects: RankedProject, at: Instant = NOW, report: str = "合成报告") -> Recommendation:
    """Filed by 110000, two a track at most, until NOW."""
    made = Recommendation(id="110000")
    made.file(projects, report, quota_per_track=2, until=NOW, at=at)
    return made


def compared(name: str, text: str, **changes: Any) -> Compared:
    """A candidate to compare, of which nothing is another's."""
    right = Compared(
        team_id=name,
        project_name=f"合成项目{name}",
        text=text,
        person_keys=frozenset({f"person-{name}"}),
        files=frozenset({f"file-{name}"}),
    )
    return replace(right, **changes)


def hit(kind: str = "project_text") -> Hit:
    """An open hit of teams a and b."""
    suspicion = Suspicion(team_ids=("a", "b"), kind=kind, likeness="0.90")
    made = Hit.suspect("hit", suspicion, (team("a"), team("b")), at=NOW)
    made.take_events()
    return made


def finalist(name: str) -> Finalist:
    """A finalist of 110000."""
    return Finalist(team=team(name), channel=Channel.DIVISION, recommender_id="110000")
