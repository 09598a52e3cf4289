"""What review acts on. `python -m services.review.worker`."""

from __future__ import annotations

from dasai.publicity.v1.events_pb2 import NoticeClosed, ReportAdjudicated
from dasai.registration.v1.events_pb2 import (
    PersonsRekeyed,
    SchemePublished,
    SubmissionMade,
    SupplementAnswered,
    SupplementLapsed,
    TeamAccountsChanged,
    TeamFindingChanged,
    TeamWithdrawn,
)
from dasai.review.v1.events_pb2 import CaseDecided, TeamDisqualified
from dasai.scoring.v1.events_pb2 import RankingAmended, RankingFrozen

from chassis.bus.worker import every, on, run

from . import store, wire
from .commands import cases, desks, national, recommendations


class Worker:
    """nameko service: a line a subscription, a line a timer."""

    name = "review"

    scheme_published = on(SchemePublished, wire.learn_scheme, desks.learn_scheme)
    submission_made = on(SubmissionMade, wire.open_case, cases.open_case)
    supplement_answered = on(SupplementAnswered, wire.learn_answer, cases.learn_answer)
    supplement_lapsed = on(SupplementLapsed, wire.learn_lapse, cases.learn_lapse)
    team_finding_changed = on(TeamFindingChanged, wire.learn_finding, cases.learn_finding)
    team_accounts_changed = on(TeamAccountsChanged, wire.learn_accounts, cases.learn_accounts)
    persons_rekeyed = on(PersonsRekeyed, wire.learn_persons, cases.learn_persons)
    team_withdrawn = on(TeamWithdrawn, wire.withdraw_case, cases.withdraw_case)
    ranking_frozen = on(RankingFrozen, wire.learn_ranking, recommendations.learn_ranking)
    ranking_amended = on(RankingAmended, wire.learn_ranking, recommendations.learn_ranking)
    notice_closed = on(NoticeClosed, wire.confirm_finalists, national.confirm_finalists)
    report_adjudicated = on(ReportAdjudicated, wire.act_on_report, national.disqualify_team)
    team_disqualified = on(TeamDisqualified, wire.spread_disqualification, national.spread_disqualification)

    case_decided = on(CaseDecided, wire.lose_place, national.lose_place)

    assignment = every(1.0, desks.assign_waiting)


if __name__ == "__main__":
    run(Worker, documents=store.DOCUMENTS)
