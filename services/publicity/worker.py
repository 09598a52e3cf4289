"""What publicity acts on, its own events among it. `python -m services.publicity.worker`."""

from __future__ import annotations

from dasai.publicity.v1.events_pb2 import AwardRevoked, AwardsProposed, NoticeClosed, ReportAdjudicated
from dasai.review.v1.events_pb2 import FinalistsConfirmed, FinalistsProposed, TeamDisqualified
from dasai.scoring.v1.events_pb2 import RankingAmended, RankingFrozen, RankingReopened

from chassis.bus.worker import every, on, run

from . import store, wire
from .commands import awards, notices


class Worker:
    """nameko service: a line a subscription, a line a timer."""

    name = "publicity"

    finalists_proposed = on(FinalistsProposed, wire.command, notices.publish_finalists)
    finalists_confirmed = on(FinalistsConfirmed, wire.command, awards.learn_finalists)
    team_disqualified = on(TeamDisqualified, wire.command, awards.take_disqualification)
    ranking_frozen = on(RankingFrozen, wire.take_ranking, awards.take_ranking)
    ranking_amended = on(RankingAmended, wire.take_ranking, awards.take_ranking)
    ranking_reopened = on(RankingReopened, wire.command, awards.take_reopening)

    # what one aggregate of publicity means to another goes by its own events: nothing is lost between two writes
    awards_proposed = on(AwardsProposed, wire.command, awards.take_proposal)
    notice_closed = on(NoticeClosed, wire.command, awards.take_closing)
    report_adjudicated = on(ReportAdjudicated, wire.command, awards.take_ruling)
    award_revoked = on(AwardRevoked, wire.take_loss, awards.take_loss)

    due = every(1.0, notices.run_due)


if __name__ == "__main__":
    run(Worker, documents=store.DOCUMENTS)
