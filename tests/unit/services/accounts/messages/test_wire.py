"""Each event that accounts hears becomes notices that their templates can say (K2)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from dasai.common.v1 import contest_pb2
from dasai.publicity.v1 import events_pb2 as publicity
from dasai.registration.v1 import events_pb2 as registration
from dasai.review.v1 import events_pb2 as review
from dasai.scoring.v1 import events_pb2 as scoring
from google.protobuf.message import Message
from google.protobuf.timestamp_pb2 import Timestamp

from cli.events import wiring_of
from services.accounts.directory import requests as directory
from services.accounts.messages.requests import Heard, Notice
from services.accounts.messages.wire import publicity as publicity_wire
from services.accounts.messages.wire import registration as registration_wire
from services.accounts.messages.wire import review as review_wire
from services.accounts.messages.wire import scoring as scoring_wire
from services.accounts.templates.model.texts import TEMPLATES

# what a notice's template may need and the directory adds
_OF_THE_DIRECTORY = {"team_id", "team_name", "project_name", "division"}
FACTS = contest_pb2.TeamFacts(
    team_id="team-1",
    division_code="110000",
    team_name="合成队",
    project_name="合成项目",
    account_ids=["a", "b"],
    accounts_changed=2,
)
MOMENT = Timestamp(seconds=1_722_000_000)
EVENTS: list[tuple[Any, Message]] = [
    (registration_wire.division_applied, registration.DivisionApplied(division_code="110000")),
    (registration_wire.division_returned, registration.DivisionReturned(division_code="110000", reasons=["a", "b"])),
    (registration_wire.division_approved, registration.DivisionApproved(division_code="110000")),
    (registration_wire.scheme_filed, registration.SchemeVersionFiled(division_code="110000", scheme_version=2)),
    (registration_wire.scheme_returned, registration.SchemeVersionReturned(division_code="110000", scheme_version=2)),
    (registration_wire.scheme_approved, registration.SchemeVersionApproved(division_code="110000", scheme_version=2)),
    (registration_wire.registration_opened, registration.RegistrationOpened(division_code="110000")),
    (registration_wire.registration_closed, registration.RegistrationClosed(division_code="110000")),
    (registration_wire.team_registered, registration.TeamRegistered(team=FACTS)),
    (registration_wire.consent_answered, registration.ConsentAnswered(team=FACTS, consented=True)),
    (registration_wire.submission_made, registration.SubmissionMade(team=FACTS, number=1, submitted_at=MOMENT)),
    (registration_wire.supplement_answered, registration.SupplementAnswered(team=FACTS, number=1)),
    (registration_wire.supplement_lapsed, registration.SupplementLapsed(team=FACTS, number=1, due_at=MOMENT)),
    (registration_wire.team_withdrawn, registration.TeamWithdrawn(team=FACTS)),
    (registration_wire.name_claim_filed, registration.NameClaimFiled(holder_id="t", division_code="110000")),
    (registration_wire.name_claim_decided, registration.NameClaimDecided(holder_id="t", claimant_id="u")),
    (registration_wire.finding_changed, registration.TeamFindingChanged(team=FACTS, code="B3_CREDIT_LISTED")),
    (registration_wire.sign_up_told, registration.SignUpTold(account_id="a", cancelled=True)),
    (registration_wire.sign_up_told, registration.SignUpTold(account_id="a")),
    (
        review_wire.case_assigned,
        review.CaseAssigned(case_id="t", reviewer_id="a", former_reviewer_id="b", due_at=MOMENT),
    ),
    (review_wire.case_decided, review.CaseDecided(team=FACTS, outcome=review.OUTCOME_PASSED)),
    (
        review_wire.case_decided,
        review.CaseDecided(
            team=FACTS,
            outcome=review.OUTCOME_SUPPLEMENT,
            supplement=review.SupplementRequest(number=1, asked="授权书", due_at=MOMENT),
        ),
    ),
    (
        review_wire.case_decided,
        review.CaseDecided(team=FACTS, outcome=review.OUTCOME_REJECTED, appeal_until=MOMENT),
    ),
    (review_wire.case_reopened, review.CaseReopened(team=FACTS, reason="later_finding")),
    (review_wire.appeal_lodged, review.AppealLodged(team=FACTS, lodged_at=MOMENT)),
    (review_wire.appeal_settled, review.AppealSettled(team=FACTS)),
    (review_wire.appeal_lapsed, review.AppealLapsed(team=FACTS, appeal_until=MOMENT)),
    (review_wire.reviewers_appointed, review.ReviewersAppointed(division_code="110000")),
    (review_wire.recommendation_filed, review.RecommendationFiled(recommender_id="110000")),
    (review_wire.place_lost, review.PlaceLost(recommendation_id="110000", team_id="t")),
    (
        review_wire.recommender_notified,
        review.RecommenderNotified(recommendation_id="110000", team_id="t", until=MOMENT),
    ),
    (review_wire.duplicate_suspected, review.DuplicateSuspected(hit_id="h")),
    (review_wire.team_disqualified, review.TeamDisqualified(team_id="t", division_code="110000")),
    (review_wire.finalists_confirmed, review.FinalistsConfirmed(finalists=[review.Finalist(team=FACTS)])),
    (review_wire.finalist_struck, review.FinalistStruck(finalist=review.Finalist(team=FACTS))),
    (scoring_wire.experts_appointed, scoring.ExpertsAppointed(panel_id="division-110000")),
    (
        scoring_wire.experts_assigned,
        scoring.ExpertsAssigned(assignments=[scoring.ExpertAssignment(team_id="t", account_id="a")]),
    ),
    (scoring_wire.expert_recused, scoring.ExpertRecused(panel_id="division-110000")),
    (scoring_wire.seed_drawn, scoring.SeedDrawn(team_ids=["t", "u"])),
    (
        scoring_wire.ranking_frozen,
        scoring.RankingFrozen(stage=contest_pb2.STAGE_DIVISION, projects=[scoring.RankedProject(team=FACTS)]),
    ),
    (scoring_wire.ranking_reopened, scoring.RankingReopened(division_code="110000")),
    (
        scoring_wire.local_awards_granted,
        scoring.LocalAwardsGranted(awards=[scoring.GrantedAward(category="一等奖", team_id="t")]),
    ),
    (
        scoring_wire.local_award_changed,
        scoring.LocalAwardChanged(team_id="t", categories=["一等奖"], standing=scoring.AWARD_STANDING_LOST),
    ),
    (
        publicity_wire.notice_opened,
        publicity.NoticeOpened(kind=publicity.NOTICE_KIND_WINNERS, team_ids=["t"], closes_at=MOMENT),
    ),
    (publicity_wire.objection_filed, publicity.ObjectionFiled(objection_id="o")),
    (publicity_wire.objection_settled, publicity.ObjectionSettled(team_id="t", upheld=True)),
    (publicity_wire.report_filed, publicity.ReportFiled(report_id="r")),
    (publicity_wire.report_adjudicated, publicity.ReportAdjudicated(team_id="t")),
    (publicity_wire.organiser_report_adjudicated, publicity.OrganiserReportAdjudicated(organiser_id="110000")),
    (publicity_wire.award_confirmed, publicity.AwardConfirmed(award=publicity.Award(team=FACTS))),
    (publicity_wire.award_revoked, publicity.AwardRevoked(award=publicity.Award(team=FACTS))),
    (publicity_wire.organiser_award_revoked, publicity.OrganiserAwardRevoked(organiser_id="110000")),
]


def notices() -> Iterator[Notice]:
    """Yield all notices of the events above."""
    for translate, event in EVENTS:
        heard: Heard = translate(event)
        assert heard.notices, event.DESCRIPTOR.name
        yield from heard.notices


def test_k2_each_notice_has_what_its_template_says() -> None:
    """K2: no fact too many, and none missing that the directory of teams does not add."""
    for notice in notices():
        template = TEMPLATES[notice.template]
        assert set(notice.facts) <= set(template.facts), notice.template
        missing = set(template.facts) - set(notice.facts)
        assert missing <= (_OF_THE_DIRECTORY if notice.team_id or not missing else set()), notice.template


def test_every_event_that_makes_messages_is_among_these() -> None:
    """What makes none only keeps something, or has a test of its own."""
    heard = {line["event"] for line in wiring_of("accounts").hears if line["handler"] == "hear"}
    others = {event.DESCRIPTOR.full_name for _, event in EVENTS}
    assert {name.removeprefix("dasai.") for name in heard - others} == {
        "accounts.v1.PasswordChanged",
        "accounts.v1.RolesChanged",
        "accounts.v1.AccountDisabled",
        "accounts.v1.AccountEnabled",
        "accounts.v1.InvitationAccepted",
        "registration.v1.SchemePublished",
        "registration.v1.TeamChanged",
        "registration.v1.TeamAccountsChanged",
        "scoring.v1.ScoresheetSubmitted",
    }


def test_k1_nothing_is_told_before_its_time() -> None:
    """K1: a finalist or winner who falls before the list is public; the final's ranking; a finding about two teams."""
    [struck] = review_wire.finalist_struck(review.FinalistStruck(finalist=review.Finalist(team=FACTS))).notices
    [revoked] = publicity_wire.award_revoked(publicity.AwardRevoked(award=publicity.Award(team=FACTS))).notices
    assert (struck.after_notice, revoked.after_notice) == ("finalists", "winners")
    final = scoring.RankingFrozen(stage=contest_pb2.STAGE_FINAL, projects=[scoring.RankedProject(team=FACTS)])
    of_two = registration.TeamFindingChanged(team=FACTS, code="B3_CREDIT_LISTED", other_team_id="u")
    lifted = registration.TeamFindingChanged(team=FACTS, code="B3_CREDIT_LISTED", lifted=True)
    change = publicity.NoticeOpened(kind=publicity.NOTICE_KIND_CHANGE, team_ids=["t"])
    quiet = (
        scoring_wire.ranking_frozen(final),
        registration_wire.finding_changed(of_two),
        registration_wire.finding_changed(lifted),
        publicity_wire.notice_opened(change),
    )
    assert quiet == (Heard(),) * 4


def test_a_new_version_of_a_scheme_is_told_to_the_teams_bit_by_bit() -> None:
    """A5: the first version is no news to anybody; of a later one each team of the division hears."""
    scheme = contest_pb2.Scheme(
        registration_closes=MOMENT, submission_closes=MOMENT, scoring_closes=Timestamp(seconds=1_723_000_000)
    )
    first = registration.SchemePublished(division_code="110000", scheme_version=1, scheme=scheme)
    assert registration_wire.scheme_published(first).broadcast is None
    second = registration.SchemePublished(division_code="110000", scheme_version=2, scheme=scheme)
    heard = registration_wire.scheme_published(second)
    assert heard.broadcast is not None
    assert set(heard.broadcast.facts) == set(TEMPLATES["scheme_changed"].facts)
    [times] = heard.updates
    assert isinstance(times, directory.RecordDeadlines)
    assert (times.division_code, times.scheme_version) == ("110000", 2)


@pytest.mark.parametrize("outcome", ["passed", "returned", "rejected"])
def test_every_outcome_has_its_words(outcome: str) -> None:
    """K5: what review decides is said in both languages."""
    number = review.Outcome.Value(f"OUTCOME_{outcome.upper()}")
    [notice] = review_wire.case_decided(review.CaseDecided(team=FACTS, outcome=number)).notices
    text = TEMPLATES[notice.template].render(notice.facts, {})
    assert outcome not in text.title_zh
