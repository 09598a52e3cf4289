"""Each event that accounts hears becomes notices that their templates can say (K2)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from dasai.accounts.v1 import events_pb2 as accounts
from dasai.common.v1 import contest_pb2
from dasai.publicity.v1 import events_pb2 as publicity
from dasai.registration.v1 import events_pb2 as registration
from dasai.review.v1 import events_pb2 as review
from dasai.scoring.v1 import events_pb2 as scoring
from google.protobuf.message import Message
from google.protobuf.timestamp_pb2 import Timestamp

from chassis.facts.roles import Role
from cli.events import wiring_of
from services.accounts.directory import requests as directory
from services.accounts.messages.requests import Audience, Heard, Notice
from services.accounts.messages.wire import accounts as own_wire
from services.accounts.messages.wire import publicity as publicity_wire
from services.accounts.messages.wire import registration as registration_wire
from services.accounts.messages.wire import review as review_wire
from services.accounts.messages.wire import scoring as scoring_wire
from services.accounts.templates.model.template import MANDATORY, WORDS, Category
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
HANDED, MAILED = accounts.PASSWORD_CHANGE_HANDED_LINK, accounts.PASSWORD_CHANGE_MAILED_LINK
ACCOUNT = accounts.AccountFacts(account_id="a")
EVENTS: list[tuple[Any, Message]] = [
    (own_wire.password_changed, accounts.PasswordChanged(account_id="a", means=accounts.PASSWORD_CHANGE_OWN)),
    (own_wire.contacts_changed, accounts.ContactsChanged(account_id="a", email=True)),
    (own_wire.password_changed, accounts.PasswordChanged(account_id="a", means=HANDED)),
    (
        own_wire.password_link_made,
        accounts.PasswordResetLinkMade(account_id="a", means=HANDED, expires_at=MOMENT),
    ),
    (own_wire.second_factor_set_up, accounts.SecondFactorSetUp(account_id="a")),
    (own_wire.second_factor_removed, accounts.SecondFactorRemoved(account_id="a")),
    (
        own_wire.second_factor_reset_requested,
        accounts.SecondFactorResetRequested(account_id="a", requested_by="b", expires_at=MOMENT),
    ),
    (own_wire.second_factor_reset, accounts.SecondFactorReset(account_id="a", requested_by="b", approved_by="c")),
    (own_wire.recovery_codes_renewed, accounts.RecoveryCodesRenewed(account_id="a")),
    (own_wire.recovery_code_used, accounts.RecoveryCodeUsed(account_id="a", left=9)),
    (own_wire.passkey_added, accounts.PasskeyAdded(account_id="a")),
    (own_wire.passkey_removed, accounts.PasskeyRemoved(account_id="a")),
    (own_wire.token_made, accounts.TokenMade(account_id="a", token_id="t", expires_at=MOMENT)),
    (own_wire.identity_linked, accounts.IdentityLinked(account_id="a", provider_id="p", linked_by="b")),
    (own_wire.identity_unlinked, accounts.IdentityUnlinked(account_id="a", provider_id="p")),
    (own_wire.roles_changed, accounts.RolesChanged(account=ACCOUNT, reason="x")),
    (own_wire.account_disabled, accounts.AccountDisabled(account=ACCOUNT, reason="x")),
    (own_wire.account_enabled, accounts.AccountEnabled(account=ACCOUNT, reason="x")),
    (own_wire.invitation_accepted, accounts.InvitationAccepted(account_id="b", invited_by="a")),
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
    (
        registration_wire.passing_on_opened,
        registration.PassingOnOpened(team=FACTS, effective_at=MOMENT, former_account_ids=["a"]),
    ),
    (
        registration_wire.passing_on_settled,
        registration.PassingOnSettled(team=FACTS, outcome="done", former_account_ids=["a"], account_id="c"),
    ),
    (registration_wire.passing_on_settled, registration.PassingOnSettled(team=FACTS, outcome="objected")),
    (registration_wire.team_withdrawn, registration.TeamWithdrawn(team=FACTS, code="B7_CLAIM_DISMISSED")),
    (registration_wire.team_withdrawn, registration.TeamWithdrawn(team=FACTS, code="B7_CLAIM_UPHELD")),
    (registration_wire.name_claim_filed, registration.NameClaimFiled(holder_id="t", division_code="110000")),
    (registration_wire.name_claim_decided, registration.NameClaimDecided(holder_id="t", claimant_id="u")),
    (registration_wire.finding_changed, registration.TeamFindingChanged(team=FACTS, code="B3_CREDIT_LISTED")),
    (registration_wire.sign_up_told, registration.SignUpTold(account_id="a", cancelled=True)),
    (registration_wire.sign_up_told, registration.SignUpTold(account_id="a")),
    (
        registration_wire.dossier_completed,
        registration.DossierCompleted(division_code="110000", account_id="a", expires_at=MOMENT),
    ),
    (
        registration_wire.dossier_ended,
        registration.DossierEnded(division_code="110000", requested_by="a", outcome="failed"),
    ),
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
    (review_wire.duplicate_suspected, review.DuplicateSuspected(hit_id="h", team_ids=["t", "u"])),
    (review_wire.team_disqualified, review.TeamDisqualified(team_id="t", division_code="110000")),
    (review_wire.finalists_confirmed, review.FinalistsConfirmed(finalists=[review.Finalist(team=FACTS)])),
    (review_wire.finalist_struck, review.FinalistStruck(finalist=review.Finalist(team=FACTS))),
    (scoring_wire.experts_appointed, scoring.ExpertsAppointed(panel_id="division-110000")),
    (
        scoring_wire.experts_assigned,
        scoring.ExpertsAssigned(assignments=[scoring.ExpertAssignment(team_id="t", account_id="a")]),
    ),
    (scoring_wire.expert_recused, scoring.ExpertRecused(panel_id="division-110000")),
    (scoring_wire.expert_recused, scoring.ExpertRecused(panel_id="final")),
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
        scoring_wire.local_awards_granted,
        scoring.LocalAwardsGranted(
            changes=scoring.GrantedChanges(withdrawn=[scoring.GrantedAward(category="一等奖", team_id="t")])
        ),
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
    (publicity_wire.award_confirmed, publicity.AwardConfirmed(organiser_id="110000")),
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


def test_k2_what_happens_to_an_account_is_told_to_its_holder_whatever_was_chosen() -> None:
    """K2: alone, by templates of a category that can't be switched off; each change of a second factor has its words (K5)."""
    assert Category.SECURITY in MANDATORY
    for translate, event in EVENTS:
        if event.DESCRIPTOR.file.package != "dasai.accounts.v1" or isinstance(event, accounts.InvitationAccepted):
            continue
        [notice] = translate(event).notices
        assert notice.audience == Audience(accounts=("a",)), event.DESCRIPTOR.name
        assert TEMPLATES[notice.template].category is Category.SECURITY
        assert notice.facts.get("change", "set_up") in WORDS["change"]
    mailed = accounts.PasswordResetLinkMade(account_id="a", means=MAILED, expires_at=MOMENT)
    assert own_wire.password_link_made(mailed) == Heard(), "its mail tells of it"


def test_k1_passing_a_team_on_is_told_to_those_whom_it_concerns() -> None:
    """K1, K2: who may object, who acts no more, who took over; before this release the event named nobody."""
    opened = registration.PassingOnOpened(team=FACTS, effective_at=MOMENT, former_account_ids=["a"])
    done = registration.PassingOnSettled(team=FACTS, outcome="done", former_account_ids=["a", "b"], account_id="c")
    objected = registration.PassingOnSettled(team=FACTS, outcome="objected")
    told = [
        (notice.template, notice.audience)
        for heard in (
            registration_wire.passing_on_opened(opened),
            registration_wire.passing_on_settled(done),
            registration_wire.passing_on_settled(objected),
        )
        for notice in heard.notices
    ]
    assert told == [
        ("passing_on_opened", Audience(accounts=("a",))),
        ("taken_over", Audience(accounts=("c",))),
        ("passed_on", Audience(accounts=("a", "b"))),
        ("passing_on_objected", Audience(hosts_of=("110000",))),
    ]
    old = registration.PassingOnSettled(team=FACTS, outcome="done")
    assert {notice.audience.accounts for notice in registration_wire.passing_on_settled(old).notices} == {("",), ()}


def test_every_event_that_makes_messages_is_among_these() -> None:
    """What makes none only keeps something, or has a test of its own."""
    heard = {line["event"] for line in wiring_of("accounts").hears if line["handler"] == "hear"}
    others = {event.DESCRIPTOR.full_name for _, event in EVENTS}
    assert {name.removeprefix("dasai.") for name in heard - others} == {
        "registration.v1.SchemePublished",
        "registration.v1.TeamChanged",
        "registration.v1.TeamAccountsChanged",
        "scoring.v1.ScoresheetSubmitted",
    }


def test_k1_nothing_is_told_before_its_time() -> None:
    """K1: a finalist or winner who falls before the list is public; the final's ranking; a finding about two teams."""
    [struck] = review_wire.finalist_struck(review.FinalistStruck(finalist=review.Finalist(team=FACTS))).notices
    [revoked] = publicity_wire.award_revoked(publicity.AwardRevoked(award=publicity.Award(team=FACTS))).notices
    of_host = publicity.OrganiserAwardRevoked(organiser_id="110000")
    [organiser] = publicity_wire.organiser_award_revoked(of_host).notices
    waits_for = [notice.after_notice for notice in (struck, revoked, organiser)]
    assert waits_for == ["finalists", "winners", "winners"]
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


def test_d2_who_has_a_reopened_case_is_said_by_its_assignment_alone() -> None:
    """D2: both events are of one write, so that neither is newer, and come in any order."""
    reopened = review_wire.case_reopened(review.CaseReopened(case_id="t", team=FACTS, reason="later_finding"))
    assert [type(update) for update in reopened.updates] == [directory.RecordTeam]
    decided = review_wire.case_decided(review.CaseDecided(case_id="t", team=FACTS, outcome=review.OUTCOME_PASSED))
    assert directory.RecordCaseDecided(case_id="t", division_code="110000") in decided.updates


def test_e2_who_names_another_expert_is_told() -> None:
    """E2, K2: hosts of the division; of the final the secretariat; nobody is reminded of that sheet any more."""
    for panel_id, audience in (
        ("division-110000", Audience(hosts_of=("110000",))),
        ("final", Audience(roles=(Role.SECRETARIAT,))),
    ):
        recused = scoring.ExpertRecused(panel_id=panel_id, account_id="a", team_id="t")
        heard = scoring_wire.expert_recused(recused)
        assert heard.updates == (directory.RecordRecusal(panel_id=panel_id, account_id="a", team_id="t"),)
        assert [notice.audience for notice in heard.notices] == [audience]


def test_k2_of_a_grant_of_local_awards_those_hear_whom_it_changes() -> None:
    """E7, K2: each team once, of all its new or withdrawn awards; a grant without a change tells nobody."""
    first, second, third, fourth = (
        scoring.GrantedAward(category=category, team_id=team_id)
        for category, team_id in (("一等奖", "t"), ("创新奖", "t"), ("一等奖", "u"), ("创新奖", "v"))
    )

    def notices_of(**values: Any) -> list[tuple[str, str, str]]:
        event = scoring.LocalAwardsGranted(division_code="110000", **values)
        notices = scoring_wire.local_awards_granted(event).notices
        return [(notice.template, notice.team_id, notice.facts["award"]) for notice in notices]

    changes = scoring.GrantedChanges(added=[first, second], withdrawn=[third])
    assert notices_of(awards=[first, second, fourth], changes=changes) == [
        ("local_award_withdrawn", "u", "一等奖"),
        ("local_award_granted", "t", "一等奖、创新奖"),
    ]
    assert notices_of(awards=[first, fourth], changes=scoring.GrantedChanges()) == []
    # of a release before
    assert notices_of(awards=[first, fourth]) == [
        ("local_award_granted", "t", "一等奖"),
        ("local_award_granted", "v", "创新奖"),
    ]


@pytest.mark.parametrize(
    ("code", "template", "free"),
    [
        ("", "team_withdrawn", True),
        ("B7_CLAIM_DISMISSED", "team_left_over_claim", True),
        ("B7_CLAIM_UPHELD", "team_out_over_claim", False),
    ],
)
def test_b7_a_team_that_had_to_leave_hears_why(code: str, template: str, free: bool) -> None:
    """B7, B10, C12: it did not withdraw, and the people of a disqualified team are free for no other."""
    [told] = registration_wire.team_withdrawn(registration.TeamWithdrawn(team=FACTS, code=code)).notices
    assert told.template == template
    assert ("其参赛代表可参加其他团队" in TEMPLATES[template].zh[1]) == free


def test_who_may_not_act_now_is_not_told_of_an_appointment() -> None:
    """D2, E1: who lost the role stays appointed, and has nothing to do."""
    reviewers = [review.AppointedReviewer(account_id="a"), review.AppointedReviewer(account_id="b", inactive=True)]
    experts = [scoring.AppointedExpert(account_id="a"), scoring.AppointedExpert(account_id="b", inactive=True)]
    appointed = (
        review_wire.reviewers_appointed(review.ReviewersAppointed(division_code="110000", reviewers=reviewers)),
        scoring_wire.experts_appointed(scoring.ExpertsAppointed(panel_id="final", experts=experts)),
    )
    assert [notice.audience.accounts for heard in appointed for notice in heard.notices] == [("a",), ("a",)]


def test_f5_a_hit_is_put_to_those_who_recommended_the_projects() -> None:
    """F5, K1, K2: to each once for its own project, whatever the ground and however many pairs; of the other nothing."""
    first, second = (
        review_wire.duplicate_suspected(review.DuplicateSuspected(hit_id=hit, team_ids=["t", "u"], kind=kind)).notices
        for hit, kind in (("1", "person"), ("2", "file"))
    )
    assert [(notice.audience.hosts_of_teams, notice.team_id) for notice in first[1:]] == [(("t",), "t"), (("u",), "u")]
    assert [notice.once for notice in first[1:]] == [notice.once for notice in second[1:]]
    assert [notice.facts for notice in first] == [{}, {}, {}]


def test_k3_who_asked_for_a_dossier_hears_that_it_is_made_or_failed_and_not_of_what_they_did_themselves() -> None:
    """K2, K3: the account that asked, not the one that ended it; cancelling and expiring say nothing."""
    failed = registration.DossierEnded(division_code="110000", requested_by="a", account_id="b", outcome="failed")
    [notice] = registration_wire.dossier_ended(failed).notices
    assert notice.audience == Audience(accounts=("a",))
    for outcome in ("cancelled", "expired"):
        ended = registration.DossierEnded(division_code="110000", requested_by="a", account_id="b", outcome=outcome)
        assert registration_wire.dossier_ended(ended) == Heard()
