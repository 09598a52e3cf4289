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
    """nameko service: a line a subscription, a line a timer."""

    name = "review"

    scheme_published = on(SchemePublished, desks_wire.learn_scheme, desks.learn_scheme)
    submission_made = on(SubmissionMade, cases_wire.open_case, cases.open_case)
    supplement_answered = on(SupplementAnswered, cases_wire.learn_answer, cases.learn_answer)
    supplement_lapsed = on(SupplementLapsed, cases_wire.learn_lapse, cases.learn_lapse)
    team_finding_changed = on(TeamFindingChanged, cases_wire.learn_finding, cases.learn_finding)
    team_accounts_changed = on(TeamAccountsChanged, cases_wire.learn_accounts, cases.learn_accounts)
    persons_rekeyed = on(PersonsRekeyed, cases_wire.learn_persons, cases.learn_persons)
    team_withdrawn = on(TeamWithdrawn, cases_wire.withdraw_case, cases.withdraw_case)
    ranking_frozen = on(RankingFrozen, recommendations_wire.learn_ranking, recommendations.learn_ranking)
    ranking_amended = on(RankingAmended, recommendations_wire.learn_ranking, recommendations.learn_ranking)
    notice_closed = on(NoticeClosed, national_check_wire.confirm_finalists, national_check.confirm_finalists)
    report_adjudicated = on(ReportAdjudicated, disqualifications_wire.act_on_report, disqualifications.disqualify_team)
    team_disqualified = on(
        TeamDisqualified, disqualifications_wire.spread_disqualification, disqualifications.spread_disqualification
    )

    case_decided = on(CaseDecided, disqualifications_wire.lose_place, disqualifications.lose_place)

    assignment = every(1.0, cases.assign_waiting)


if __name__ == "__main__":
    run(Worker, documents=DOCUMENTS)
