"""List the events that publicity acts on, its own among them. `python -m services.publicity.worker`."""

from __future__ import annotations

from dasai.accounts.v1.events_pb2 import StaffChanged
from dasai.publicity.v1.events_pb2 import (
    AwardRevoked,
    AwardsProposed,
    NoticeClosed,
    ObjectionSettled,
    OrganiserAwardRevoked,
    OrganiserReportAdjudicated,
    ReportAdjudicated,
)
from dasai.registration.v1.events_pb2 import SchemePublished, SubmissionMade, TeamAccountsChanged, TeamRegistered
from dasai.review.v1.events_pb2 import (
    FinalistReviewChanged,
    FinalistsConfirmed,
    FinalistsProposed,
    FinalistStruck,
    RecommendationFiled,
    TeamDisqualified,
)
from dasai.scoring.v1.events_pb2 import RankingAmended, RankingFrozen, RankingReopened

from chassis.bus.worker import every, on, run
from chassis.edition.current import edition
from chassis.ending import stating_misconfiguration
from chassis.staff import account_facts, hear_of_account

from .awards import wire as awards_wire
from .awards.commands import award, award_list
from .catalogue import DOCUMENTS
from .directory import commands as directory
from .directory import wire as directory_wire
from .evidence import commands as evidence
from .evidence.settings import storage
from .notices import commands as notices
from .notices import wire as notices_wire
from .objections.adapters import reporter_sealer
from .reports import commands as reports


class Worker:
    """nameko service: one line for each subscription and each timer."""

    name = "publicity"

    staff_changed = on(StaffChanged, account_facts, hear_of_account)
    team_registered = on(TeamRegistered, directory_wire.record_team, directory.record_team)
    team_accounts_changed = on(TeamAccountsChanged, directory_wire.record_team, directory.record_team)
    submission_made = on(SubmissionMade, directory_wire.record_submission, directory.record_submission)
    scheme_published = on(SchemePublished, directory_wire.record_organisers, directory.record_organisers)
    recommendation_filed = on(RecommendationFiled, directory_wire.record_recommender, directory.record_recommender)

    finalists_proposed = on(FinalistsProposed, notices_wire.publish_finalists, notices.publish_finalists)
    finalists_confirmed = on(FinalistsConfirmed, awards_wire.record_finalists, award_list.record_finalists)
    finalist_struck = on(FinalistStruck, awards_wire.act_on_strike, award.act_on_strike)
    finalist_review_changed = on(FinalistReviewChanged, awards_wire.record_review, award.record_review)
    team_disqualified = on(TeamDisqualified, awards_wire.act_on_disqualification, award.act_on_disqualification)
    ranking_frozen = on(RankingFrozen, awards_wire.record_ranking, award_list.record_ranking)
    ranking_amended = on(RankingAmended, awards_wire.record_ranking, award_list.record_ranking)
    ranking_reopened = on(RankingReopened, awards_wire.record_reopening, award_list.record_reopening)

    # what a change of an aggregate means for another of publicity goes by its own events: nothing is lost between two writes
    awards_proposed = on(AwardsProposed, awards_wire.make_awards, award.make_awards)
    notice_closed = on(NoticeClosed, awards_wire.confirm_awards, award.confirm_awards)
    report_adjudicated = on(ReportAdjudicated, awards_wire.act_on_ruling, award.act_on_ruling)
    organiser_report_adjudicated = on(
        OrganiserReportAdjudicated, awards_wire.act_on_organiser_ruling, award.act_on_organiser_ruling
    )
    objection_settled = on(ObjectionSettled, awards_wire.act_on_objection, award.act_on_objection)
    award_revoked = on(AwardRevoked, awards_wire.publish_loss, award.publish_loss)
    organiser_award_revoked = on(OrganiserAwardRevoked, awards_wire.publish_loss, award.publish_loss)

    due = every(1.0, reports.run_due_notices)
    unnamed_evidence = every(600.0, reports.run_evidence)
    sweep = every(3600.0, evidence.run_sweep)


if __name__ == "__main__":
    with stating_misconfiguration():
        storage()
        reporter_sealer()
        edition()
        run(Worker, documents=DOCUMENTS)
