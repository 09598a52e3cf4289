"""Build values of review for tests: correct in every way until a test changes them. All synthetic."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from dasai.common.v1 import contest_pb2

from chassis.facts.persons import SamePerson
from chassis.facts.roles import AccountFacts, AccountState, Grant, Role
from chassis.facts.schemes import Channel
from chassis.facts.submissions import Evidence, Section
from chassis.facts.teams import Organisation, OrganisationKind, TeamFacts
from chassis.kernel.clock import BEIJING, Instant, day_end, instant
from chassis.kernel.refusal import Code, Refusal
from chassis.mapping import to_message
from chassis.text.codes import uscc_check_character
from services.review.cases.events import Judgements, Outcome
from services.review.cases.model.case import Case
from services.review.cases.model.decision import Deadlines
from services.review.cases.model.submission import Submission
from services.review.desks.model import Desk, Reviewer, SchemeTerms
from services.review.national_check.events import Finalist
from services.review.national_check.model.duplicates import Ground, Suspicion, Traits
from services.review.national_check.model.duplicates import traits as make_traits
from services.review.national_check.model.hit import Hit
from services.review.recommendations.model import RankedProject, Recommendation
from tests.staff import make_account

NOW: Instant = instant(datetime(2024, 8, 1, 9, 0, tzinfo=BEIJING))
CLOSES: Instant = instant(datetime(2024, 8, 10, tzinfo=BEIJING))
MS, DAY = timedelta(milliseconds=1), timedelta(days=1)
ALL_HOLD = Judgements(compliance=True, authenticity=True, lawfulness=True)
DEADLINES = Deadlines(
    submission_closes=CLOSES,
    review_closes=CLOSES + 15 * DAY,
    supplement_due=CLOSES + 3 * DAY,
    appeal_until=day_end(2024, 8, 6),
)
NOT_GENUINE = Judgements(compliance=True, authenticity=False, lawfulness=True)
SECTION = Section(id="overview", text="合成文本")


def refused(action: Callable[[], object]) -> Code:
    """Return the code with which the action is refused."""
    return refusal(action).code


def refusal(action: Callable[[], object]) -> Refusal:
    """Return the refusal of the action."""
    with pytest.raises(Refusal) as caught:
        action()
    return caught.value


def team(name: str = "t", **changes: Any) -> TeamFacts:
    """Return a team with an organisation and an account of its own."""
    facts = TeamFacts(
        team_id=name,
        edition="2024",
        division_code="110000",
        track="industry",
        topic_id="industry-1",
        team_name=f"合成{name}队",
        project_name=f"合成项目{name}",
        lead=Organisation(uscc=f"LEAD{name.upper()}", name=f"合成测试企业{name}", kind=OrganisationKind.ENTERPRISE),
        account_ids=(f"account-{name}",),
    )
    return replace(facts, **changes)


def facts(name: str, **changes: Any) -> contest_pb2.TeamFacts:
    """Return a team as events carry it."""
    return to_message(team(name, **changes), contest_pb2.TeamFacts)


def persons(*keys: str) -> tuple[SamePerson, ...]:
    """Return people with one keyed hash each."""
    return tuple(SamePerson(keys=(key,)) for key in keys)


def characters(seed: str, count: int) -> str:
    """Return so many characters in an order that only the seed has."""
    return "".join(chr(0x4E00 + zlib.crc32(f"{seed} {number}".encode()) % 20000) for number in range(count))


def evidence(**changes: Any) -> Evidence:
    """Return a piece of evidence that belongs to the lead of team `t`."""
    piece = Evidence(
        id="e1",
        kind="audit",
        file_name="audit.pdf",
        sha256="ab" * 32,
        size_bytes=10,
        media_type="application/pdf",
        owner_uscc="LEADT",
    )
    return replace(piece, **changes)


def submission(number: int = 1, **changes: Any) -> Submission:
    """Return a submission with a section, a piece of evidence and a person."""
    version = Submission(
        team=team(),
        number=number,
        digest="d",
        declaration=(SECTION,),
        evidence=(evidence(),),
        persons=persons("person-t"),
    )
    return replace(version, **changes)


def case(number: int = 1) -> Case:
    """Return a waiting case with a submission of that number."""
    waiting = Case.empty("t", "110000")
    waiting.receive(submission(number), (), days=5, at=NOW)
    waiting.take_events()
    return waiting


def decide(case: Case, outcome: Outcome = Outcome.PASSED, **changes: Any) -> None:
    """Decide on the newest submission of the case; a rejection finds it not genuine."""
    arguments: dict[str, Any] = {
        "number": case.number,
        "judgements": NOT_GENUINE if outcome is Outcome.REJECTED else ALL_HOLD,
        "reason": "理由",
        "deadlines": DEADLINES,
        "by": "reviewer-0",
        "at": NOW,
    }
    case.decide(outcome=outcome, **(arguments | changes))


def rejected_case() -> Case:
    """Return a case that was rejected at NOW."""
    rejected = case()
    decide(rejected, Outcome.REJECTED)
    rejected.take_events()
    return rejected


def appealed_case(by: str = "reviewer-0") -> Case:
    """Return a case that this account rejected and its team appealed at NOW."""
    appealed = case()
    appealed.assign(by, days=5, at=NOW)
    decide(appealed, Outcome.REJECTED, by=by)
    appealed.lodge_appeal("不服", days=5, by="account-t", at=NOW)
    appealed.take_events()
    return appealed


def office(number: int) -> str:
    """Return the code of a synthetic office that takes no part."""
    head = f"1211000{number:010d}"
    return head + uscc_check_character(head)


def reviewer(number: int) -> Reviewer:
    """Return a reviewer of an organisation that takes no part."""
    return Reviewer(account_id=f"reviewer-{number}", organisation_uscc=office(number))


def account(number: int, *grants: Grant, state: AccountState = AccountState.ACTIVE) -> AccountFacts:
    """Return the facts of a reviewer's account; with the role of the division unless others are given."""
    roles = grants or (Grant(Role.REVIEWER, "110000"),)
    return make_account(f"reviewer-{number}", office(number), *roles, state=state)


def desk(reviewers: int) -> Desk:
    """Return a desk with so many reviewers."""
    staffed = Desk(id="110000")
    staffed.appoint(tuple(reviewer(number) for number in range(reviewers)), at=NOW)
    staffed.take_events()
    return staffed


def terms(version: int = 1, **changes: Any) -> SchemeTerms:
    """Return the terms of a published scheme."""
    scheme_terms = SchemeTerms(
        scheme_version=version,
        organisers=("host",),
        submission_closes=CLOSES,
        review_closes=CLOSES + 15 * DAY,
        recommended_per_track=2,
    )
    return replace(scheme_terms, **changes)


def ranked(name: str, rank: int = 1, **changes: Any) -> RankedProject:
    """Return a project of a ranking."""
    return RankedProject(team=team(name, **changes), rank=rank, score="90.00")


def recommendation(*projects: RankedProject, at: Instant = NOW, report: str = "合成报告") -> Recommendation:
    """Return what division 110000 recommends: at most two projects a track, filed until NOW."""
    filed = Recommendation(id="110000")
    filed.file(projects, report, quota_per_track=2, until=NOW, at=at)
    return filed


def traits(name: str, text: str, **changes: Any) -> Traits:
    """Return the traits of a project that shares nothing with any other, unless changes say so."""
    unique: dict[str, Any] = {
        "project_name": f"合成项目{name}",
        "person_keys": (f"person-{name}",),
        "files": (f"file-{name}",),
    }
    return make_traits(team_id=name, text=text, **(unique | changes))


def hit(ground: Ground = Ground.PROJECT_TEXT) -> Hit:
    """Return an open hit of teams a and b."""
    suspicion = Suspicion(team_ids=("a", "b"), ground=ground, likeness="0.90")
    suspected = Hit.suspect("hit", suspicion, (team("a"), team("b")), at=NOW)
    suspected.take_events()
    return suspected


def finalist(name: str, **changes: Any) -> Finalist:
    """Return a finalist that division 110000 recommended."""
    return Finalist(team=team(name, **changes), channel=Channel.DIVISION, recommender_id="110000")
