"""List the events that review handles, and its timer. `python -m services.review.worker`."""

from __future__ import annotations

from dasai.accounts.v1.events_pb2 import StaffChanged
from dasai.publicity.v1.events_pb2 import NoticeClosed, NoticeOpened, ObjectionSettled, ReportAdjudicated
from dasai.registration.v1.events_pb2 import (
    NameClaimDecided,
    PersonsRekeyed,
    SchemePublished,
    SubmissionMade,
    SupplementAnswered,
    SupplementLapsed,
    TeamAccountsChanged,
    TeamFindingChanged,
    TeamWithdrawn,
)
from dasai.review.v1.events_pb2 import (
    AppealLapsed,
    AppealSettled,
    CaseDecided,
    CaseReopened,
    FinalistsProposed,
    FinalistStruck,
    RecommendationFiled,
    ReviewersAppointed,
    TeamDisqualified,
)
from dasai.scoring.v1.events_pb2 import RankingAmended, RankingFrozen, RankingReopened, SeedDrawn

from chassis.bus.worker import every, on, run
from chassis.edition.current import edition
from chassis.ending import stating_misconfiguration
from chassis.staff import account_facts

from .cases import commands as cases
from .cases import wire as cases_wire
from .catalogue import DOCUMENTS
from .desks import commands as desks
from .desks import wire as desks_wire
from .disqualifications import commands as disqualifications
from .disqualifications import wire as disqualifications_wire
from .national_check import commands as national_check
from .national_check import wire as national_check_wire
from .recommendations import commands as recommendations
from .recommendations import wire as recommendations_wire


class Worker:
    """nameko service: a line for each subscription and timer."""

    name = "review"

    staff_changed = on(StaffChanged, account_facts, desks.follow_account)
    scheme_published = on(SchemePublished, desks_wire.record_scheme, desks.record_scheme)

    submission_made = on(SubmissionMade, cases_wire.open_case, cases.open_case)
    supplement_answered = on(SupplementAnswered, cases_wire.record_answer, cases.record_answer)
    supplement_lapsed = on(SupplementLapsed, cases_wire.record_lapse, cases.record_lapse)
    team_finding_changed = on(TeamFindingChanged, cases_wire.record_finding, cases.record_finding)
    team_accounts_changed = on(TeamAccountsChanged, cases_wire.record_accounts, cases.record_accounts)
    persons_rekeyed = on(PersonsRekeyed, cases_wire.add_person_keys, cases.add_person_keys)
    team_withdrawn = on(TeamWithdrawn, cases_wire.withdraw_case, cases.withdraw_case)

    ranking_frozen = on(RankingFrozen, recommendations_wire.record_ranking, disqualifications.follow_ranking)
    ranking_amended = on(RankingAmended, recommendations_wire.record_ranking, disqualifications.follow_ranking)
    ranking_reopened = on(RankingReopened, recommendations_wire.record_reopening, recommendations.record_reopening)
    seed_drawn = on(SeedDrawn, disqualifications_wire.follow_final_order, disqualifications.follow_final_order)

    recommendation_filed = on(
        RecommendationFiled, national_check_wire.follow_recommendation, national_check.follow_recommendation
    )
    finalists_proposed = on(
        FinalistsProposed, disqualifications_wire.follow_proposal, disqualifications.follow_proposal
    )
    finalist_struck = on(FinalistStruck, disqualifications_wire.follow_strike, disqualifications.follow_strike)
    notice_opened = on(NoticeOpened, disqualifications_wire.follow_notice, disqualifications.follow_notice)
    notice_closed = on(NoticeClosed, national_check_wire.confirm_finalists, national_check.confirm_finalists)

    name_claim_decided = on(
        NameClaimDecided, disqualifications_wire.disqualify_holder, disqualifications.disqualify_team
    )
    report_adjudicated = on(
        ReportAdjudicated, disqualifications_wire.disqualify_team, disqualifications.disqualify_team
    )
    objection_settled = on(
        ObjectionSettled, disqualifications_wire.follow_objection, disqualifications.follow_objection
    )
    team_disqualified = on(
        TeamDisqualified, disqualifications_wire.apply_disqualification, disqualifications.apply_disqualification
    )
    case_decided = on(CaseDecided, disqualifications_wire.follow_case, disqualifications.follow_case)
    case_reopened = on(CaseReopened, disqualifications_wire.follow_case, disqualifications.follow_case)
    appeal_settled = on(AppealSettled, disqualifications_wire.follow_case, disqualifications.follow_case)
    appeal_lapsed = on(AppealLapsed, disqualifications_wire.follow_case, disqualifications.follow_case)

    reviewers_appointed = on(ReviewersAppointed, cases_wire.release_cases, cases.release_cases)
    waiting_cases = every(1.0, cases.assign_waiting_cases)
    appeals_due = every(1.0, cases.lapse_appeals)
    waiting_projects = every(1.0, national_check.check_projects)
    admitted_teams = every(5.0, national_check.propose_admitted)
    # an event tells of each change but that of people's keys while these rotate
    changed_projects = every(600.0, national_check.mark_changed_projects)


if __name__ == "__main__":
    with stating_misconfiguration():
        edition()
        run(Worker, documents=DOCUMENTS)
