"""List the events that registration handles, and its timers. `python -m services.registration.worker`."""

from __future__ import annotations

from dasai.accounts.v1.events_pb2 import AccountClosed, StaffChanged
from dasai.publicity.v1.events_pb2 import AwardRevoked
from dasai.registration.v1.events_pb2 import (
    ActivityCancelled,
    ActivityChanged,
    AffiliationsChanged,
    CreditListCompleted,
    MaterialScanned,
    NameClaimDecided,
    OrganisationListed,
    SchemePublished,
    TeamChanged,
    TeamRegistered,
    TeamWithdrawn,
    WordListReplaced,
)
from dasai.review.v1.events_pb2 import AppealLodged, AppealSettled, CaseDecided, CaseReopened, TeamDisqualified
from dasai.scoring.v1.events_pb2 import ExpertRecused, ExpertsAppointed, ExpertsAssigned, InterestsDeclared

from chassis.bus.worker import every, on, run
from chassis.edition.current import edition
from chassis.ending import stating_misconfiguration
from chassis.sealing import sealer
from chassis.staff import account_facts, hear_of_account

from .activities import commands as activities
from .activities import wire as activities_wire
from .catalogue import DOCUMENTS
from .divisions import commands as divisions
from .dossiers.commands import timers as dossiers
from .figures import commands as figures
from .materials import wire as materials_wire
from .materials.commands import experts, retention, scans
from .organisations import commands as organisations
from .supplements import commands as supplements
from .teams import wire as teams_wire
from .teams.commands import claims, colleagues, findings, follow_ups, key_rotation, reviews


class Worker:
    """nameko service: one line for each subscription and each timer."""

    name = "registration"

    case_decided = on(CaseDecided, teams_wire.record_review, reviews.record_review)
    case_reopened = on(CaseReopened, teams_wire.record_reopening, reviews.record_reopening)
    appeal_lodged = on(AppealLodged, teams_wire.record_appeal, reviews.record_appeal)
    appeal_settled = on(AppealSettled, teams_wire.record_appeal_answer, reviews.record_appeal_answer)
    team_disqualified = on(TeamDisqualified, teams_wire.record_disqualification, reviews.record_disqualification)
    award_revoked = on(AwardRevoked, teams_wire.record_revocation, reviews.record_disqualification)

    staff_changed = on(StaffChanged, account_facts, hear_of_account)
    account_closed = on(AccountClosed, teams_wire.let_closed_account_go, colleagues.let_closed_account_go)

    scheme_published = on(SchemePublished, teams_wire.record_scheme, findings.record_scheme)
    experts_assigned = on(ExpertsAssigned, materials_wire.record_experts, experts.record_experts)
    experts_appointed = on(ExpertsAppointed, materials_wire.record_panel, experts.record_panel)
    interests_declared = on(InterestsDeclared, materials_wire.record_interests, experts.record_interests)
    expert_recused = on(ExpertRecused, materials_wire.record_recusal, experts.record_interests)

    team_registered = on(TeamRegistered, teams_wire.record_team, follow_ups.record_team)
    team_changed = on(TeamChanged, teams_wire.record_team, follow_ups.record_team)
    team_withdrawn = on(TeamWithdrawn, teams_wire.record_team, follow_ups.record_team)
    name_claim_decided = on(NameClaimDecided, teams_wire.settle_name_claim, claims.settle_name_claim)

    organisation_listed = on(OrganisationListed, teams_wire.record_listing, findings.record_listing)
    credit_list_completed = on(CreditListCompleted, teams_wire.record_whole_list, findings.record_whole_list)
    affiliations_changed = on(AffiliationsChanged, teams_wire.record_affiliations, findings.record_affiliations)
    word_list_replaced = on(WordListReplaced, teams_wire.record_word_list, findings.record_word_list)
    material_scanned = on(MaterialScanned, materials_wire.record_scan, scans.record_scan)

    activity_changed = on(ActivityChanged, activities_wire.notify_of_change, activities.notify_signed_up)
    activity_cancelled = on(ActivityCancelled, activities_wire.notify_of_cancellation, activities.notify_signed_up)

    clock = every(1.0, divisions.run_clock)
    supplements_due = every(1.0, supplements.run_clock)
    uploads = every(60.0, retention.run_uploads)
    sweep = every(3600.0, retention.run_sweep)
    retention = every(600.0, retention.run_retention)
    dossier_makers = every(1.0, dossiers.run_makers)
    dossier_expiry = every(10.0, dossiers.run_expiry)
    dossier_sweep = every(3600.0, dossiers.run_sweep)
    scans = every(60.0, scans.run_scans)
    folding = every(60.0, organisations.run_folding)
    counted_figures = every(2.0, figures.run_counts)
    recounted_figures = every(600.0, figures.run_recounts)
    name_keys = every(60.0, key_rotation.complete_name_keys)


if __name__ == "__main__":
    with stating_misconfiguration():
        edition()
        sealer()
        run(Worker, documents=DOCUMENTS)
