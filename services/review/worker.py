"""What review acts on. `python -m services.review.worker`."""

from __future__ import annotations

from dasai.publicity.v1.events_pb2 import NoticeClosed, ReportAdjudicated
from dasai.registration.v1.events_pb2 import (
    PersonsRekeyed,
    SchemePublished,
    SubmissionMade,
    SupplementAnswered,
    SupplementLapsed,
    TeamFindingChanged,
    TeamWithdrawn,
)
from dasai.review.v1.events_pb2 import CaseDecided, TeamDisqualified
from dasai.scoring.v1.events_pb2 import RankingAmended, RankingFrozen

from chassis.bus.worker import every, on, run

from . import commands, store, wire


class Worker:
    """nameko service: a line a subscription, a line a timer."""

    name = "review"

    scheme_published = on(SchemePublished, wire.learn_scheme, commands.learn_scheme)
    submission_made = on(SubmissionMade, wire.open_case, commands.open_case)
    supplement_answered = on(SupplementAnswered, wire.learn_answer, commands.learn_answer)
    supplement_lapsed = on(SupplementLapsed, wire.learn_lapse, commands.learn_lapse)
    team_finding_changed = on(TeamFindingChanged, wire.learn_finding, commands.learn_finding)
    persons_rekeyed = on(PersonsRekeyed, wire.learn_persons, commands.learn_persons)
    team_withdrawn = on(TeamWithdrawn, wire.withdraw_case, commands.withdraw_case)
    ranking_frozen = on(RankingFrozen, wire.learn_ranking, commands.learn_ranking)
    ranking_amended = on(RankingAmended, wire.learn_ranking, commands.learn_ranking)
    notice_closed = on(NoticeClosed, wire.confirm_finalists, commands.confirm_finalists)
    report_adjudicated = on(ReportAdjudicated, wire.act_on_report, commands.disqualify_team)
    team_disqualified = on(TeamDisqualified, wire.spread_disqualification, commands.spread_disqualification)

    case_decided = on(CaseDecided, wire.lose_place, commands.lose_place)

    assignment = every(1.0, commands.assign_waiting)


if __name__ == "__main__":
    run(Worker, documents=store.DOCUMENTS)
