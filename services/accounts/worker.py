"""List the events that accounts acts on, its own among them. `python -m services.accounts.worker`."""

from __future__ import annotations

from dasai.accounts.v1.events_pb2 import (
    AccountClosed,
    AccountDisabled,
    AccountEnabled,
    AnnouncementMade,
    ContactsChanged,
    IdentityLinked,
    IdentityUnlinked,
    InvitationAccepted,
    PasskeyAdded,
    PasskeyRemoved,
    PasswordChanged,
    PasswordResetLinkMade,
    RecoveryCodesRenewed,
    RecoveryCodeUsed,
    RolesChanged,
    SecondFactorRemoved,
    SecondFactorReset,
    SecondFactorResetRequested,
    SecondFactorSetUp,
    TokenMade,
)
from dasai.publicity.v1.events_pb2 import (
    AwardConfirmed,
    AwardRevoked,
    NoticeOpened,
    ObjectionFiled,
    ObjectionSettled,
    OrganiserAwardRevoked,
    OrganiserReportAdjudicated,
    ReportAdjudicated,
    ReportFiled,
)
from dasai.registration.v1.events_pb2 import (
    ConsentAnswered,
    DivisionApplied,
    DivisionApproved,
    DivisionReturned,
    DossierCompleted,
    DossierEnded,
    NameClaimDecided,
    NameClaimFiled,
    PassingOnOpened,
    PassingOnSettled,
    RegistrationClosed,
    RegistrationOpened,
    SchemePublished,
    SchemeVersionApproved,
    SchemeVersionFiled,
    SchemeVersionReturned,
    SignUpTold,
    SubmissionMade,
    SupplementAnswered,
    SupplementLapsed,
    TeamAccountsChanged,
    TeamChanged,
    TeamFindingChanged,
    TeamRegistered,
    TeamWithdrawn,
)
from dasai.review.v1.events_pb2 import (
    AppealLapsed,
    AppealLodged,
    AppealSettled,
    CaseAssigned,
    CaseDecided,
    CaseReopened,
    DuplicateSuspected,
    FinalistsConfirmed,
    FinalistStruck,
    PlaceLost,
    RecommendationFiled,
    RecommenderNotified,
    ReviewersAppointed,
    TeamDisqualified,
)
from dasai.scoring.v1.events_pb2 import (
    ExpertRecused,
    ExpertsAppointed,
    ExpertsAssigned,
    LocalAwardChanged,
    LocalAwardsGranted,
    RankingFrozen,
    RankingReopened,
    ScoresheetSubmitted,
    SeedDrawn,
)

from chassis.bus.worker import every, on, run
from chassis.edition.current import edition
from chassis.ending import stating_misconfiguration

from .accounts import commands as accounts
from .announcements import commands as announcements
from .announcements import wire as announcements_wire
from .catalogue import DOCUMENTS
from .closing import commands as closing
from .deliveries.settings import sms_folder
from .invitations import commands as invitations
from .messages import commands as messages
from .messages.wire import accounts as own
from .messages.wire import publicity, registration, review, scoring
from .reminders import commands as reminders


class Worker:
    """nameko service: one line for each subscription and each timer."""

    name = "accounts"

    password_changed = on(PasswordChanged, own.password_changed, messages.hear)
    contacts_changed = on(ContactsChanged, own.contacts_changed, messages.hear)
    password_link_made = on(PasswordResetLinkMade, own.password_link_made, messages.hear)
    second_factor_set_up = on(SecondFactorSetUp, own.second_factor_set_up, messages.hear)
    second_factor_removed = on(SecondFactorRemoved, own.second_factor_removed, messages.hear)
    second_factor_reset_requested = on(SecondFactorResetRequested, own.second_factor_reset_requested, messages.hear)
    second_factor_reset = on(SecondFactorReset, own.second_factor_reset, messages.hear)
    recovery_codes_renewed = on(RecoveryCodesRenewed, own.recovery_codes_renewed, messages.hear)
    recovery_code_used = on(RecoveryCodeUsed, own.recovery_code_used, messages.hear)
    passkey_added = on(PasskeyAdded, own.passkey_added, messages.hear)
    passkey_removed = on(PasskeyRemoved, own.passkey_removed, messages.hear)
    token_made = on(TokenMade, own.token_made, messages.hear)
    identity_linked = on(IdentityLinked, own.identity_linked, messages.hear)
    identity_unlinked = on(IdentityUnlinked, own.identity_unlinked, messages.hear)
    roles_changed = on(RolesChanged, own.roles_changed, messages.hear)
    account_disabled = on(AccountDisabled, own.account_disabled, messages.hear)
    account_enabled = on(AccountEnabled, own.account_enabled, messages.hear)
    invitation_accepted = on(InvitationAccepted, own.invitation_accepted, messages.hear)
    account_closed = on(AccountClosed, own.account_closed, closing.forget_closed_account)
    announcement_made = on(AnnouncementMade, announcements_wire.spread, announcements.spread)

    division_applied = on(DivisionApplied, registration.division_applied, messages.hear)
    division_returned = on(DivisionReturned, registration.division_returned, messages.hear)
    division_approved = on(DivisionApproved, registration.division_approved, messages.hear)
    scheme_published = on(SchemePublished, registration.scheme_published, messages.hear)
    scheme_version_filed = on(SchemeVersionFiled, registration.scheme_filed, messages.hear)
    scheme_version_returned = on(SchemeVersionReturned, registration.scheme_returned, messages.hear)
    scheme_version_approved = on(SchemeVersionApproved, registration.scheme_approved, messages.hear)
    registration_opened = on(RegistrationOpened, registration.registration_opened, messages.hear)
    registration_closed = on(RegistrationClosed, registration.registration_closed, messages.hear)
    team_registered = on(TeamRegistered, registration.team_registered, messages.hear)
    team_changed = on(TeamChanged, registration.team_changed, messages.hear)
    consent_answered = on(ConsentAnswered, registration.consent_answered, messages.hear)
    submission_made = on(SubmissionMade, registration.submission_made, messages.hear)
    supplement_answered = on(SupplementAnswered, registration.supplement_answered, messages.hear)
    supplement_lapsed = on(SupplementLapsed, registration.supplement_lapsed, messages.hear)
    team_withdrawn = on(TeamWithdrawn, registration.team_withdrawn, messages.hear)
    name_claim_filed = on(NameClaimFiled, registration.name_claim_filed, messages.hear)
    name_claim_decided = on(NameClaimDecided, registration.name_claim_decided, messages.hear)
    dossier_completed = on(DossierCompleted, registration.dossier_completed, messages.hear)
    dossier_ended = on(DossierEnded, registration.dossier_ended, messages.hear)
    sign_up_told = on(SignUpTold, registration.sign_up_told, messages.hear)
    team_finding_changed = on(TeamFindingChanged, registration.finding_changed, messages.hear)
    passing_on_opened = on(PassingOnOpened, registration.passing_on_opened, messages.hear)
    passing_on_settled = on(PassingOnSettled, registration.passing_on_settled, messages.hear)
    team_accounts_changed = on(TeamAccountsChanged, registration.team_accounts_changed, messages.hear)

    case_assigned = on(CaseAssigned, review.case_assigned, messages.hear)
    case_decided = on(CaseDecided, review.case_decided, messages.hear)
    case_reopened = on(CaseReopened, review.case_reopened, messages.hear)
    appeal_lodged = on(AppealLodged, review.appeal_lodged, messages.hear)
    appeal_settled = on(AppealSettled, review.appeal_settled, messages.hear)
    appeal_lapsed = on(AppealLapsed, review.appeal_lapsed, messages.hear)
    reviewers_appointed = on(ReviewersAppointed, review.reviewers_appointed, messages.hear)
    recommendation_filed = on(RecommendationFiled, review.recommendation_filed, messages.hear)
    place_lost = on(PlaceLost, review.place_lost, messages.hear)
    recommender_notified = on(RecommenderNotified, review.recommender_notified, messages.hear)
    duplicate_suspected = on(DuplicateSuspected, review.duplicate_suspected, messages.hear)
    team_disqualified = on(TeamDisqualified, review.team_disqualified, messages.hear)
    finalists_confirmed = on(FinalistsConfirmed, review.finalists_confirmed, messages.hear)
    finalist_struck = on(FinalistStruck, review.finalist_struck, messages.hear)

    experts_appointed = on(ExpertsAppointed, scoring.experts_appointed, messages.hear)
    experts_assigned = on(ExpertsAssigned, scoring.experts_assigned, messages.hear)
    expert_recused = on(ExpertRecused, scoring.expert_recused, messages.hear)
    scoresheet_submitted = on(ScoresheetSubmitted, scoring.scoresheet_submitted, messages.hear)
    seed_drawn = on(SeedDrawn, scoring.seed_drawn, messages.hear)
    ranking_frozen = on(RankingFrozen, scoring.ranking_frozen, messages.hear)
    ranking_reopened = on(RankingReopened, scoring.ranking_reopened, messages.hear)
    local_awards_granted = on(LocalAwardsGranted, scoring.local_awards_granted, messages.hear)
    local_award_changed = on(LocalAwardChanged, scoring.local_award_changed, messages.hear)

    notice_opened = on(NoticeOpened, publicity.notice_opened, messages.hear)
    objection_filed = on(ObjectionFiled, publicity.objection_filed, messages.hear)
    objection_settled = on(ObjectionSettled, publicity.objection_settled, messages.hear)
    report_filed = on(ReportFiled, publicity.report_filed, messages.hear)
    report_adjudicated = on(ReportAdjudicated, publicity.report_adjudicated, messages.hear)
    organiser_report_adjudicated = on(OrganiserReportAdjudicated, publicity.organiser_report_adjudicated, messages.hear)
    award_confirmed = on(AwardConfirmed, publicity.award_confirmed, messages.hear)
    award_revoked = on(AwardRevoked, publicity.award_revoked, messages.hear)
    organiser_award_revoked = on(OrganiserAwardRevoked, publicity.organiser_award_revoked, messages.hear)

    invitation_names = every(600.0, invitations.forget_names)
    list_marks = every(60.0, accounts.mark_list)
    broadcasts = every(0.5, messages.run_broadcasts)
    due = every(2.0, reminders.run_reminders)


if __name__ == "__main__":
    with stating_misconfiguration():
        sms_folder()
        edition()
        run(Worker, documents=DOCUMENTS)
