"""List the events that publicity acts on, its own among them. `python -m services.publicity.worker`."""

from __future__ import annotations

from dasai.publicity.v1.events_pb2 import AwardRevoked, AwardsProposed, NoticeClosed, ReportAdjudicated
from dasai.review.v1.events_pb2 import (
    FinalistReviewChanged,
    FinalistsConfirmed,
    FinalistsProposed,
    FinalistStruck,
    TeamDisqualified,
)
from dasai.scoring.v1.events_pb2 import RankingAmended, RankingFrozen, RankingReopened

from chassis.bus.worker import every, on, run

from .awards import wire as awards_wire
from .awards.commands import award, award_list
from .catalogue import DOCUMENTS
from .notices import commands as notices
from .notices import wire as notices_wire
from .reports import commands as reports


class Worker:
    """nameko service: one line for each subscription and each timer."""

    name = "publicity"

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
    award_revoked = on(AwardRevoked, awards_wire.publish_loss, award.publish_loss)

    due = every(1.0, reports.run_due_notices)


if __name__ == "__main__":
    run(Worker, documents=DOCUMENTS)
