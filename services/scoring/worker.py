"""List the events that scoring acts on. `python -m services.scoring.worker`."""

from __future__ import annotations

from dasai.accounts.v1.events_pb2 import StaffChanged
from dasai.publicity.v1.events_pb2 import AwardRevoked, NoticeOpened
from dasai.registration.v1.events_pb2 import SchemePublished, SubmissionMade, TeamAccountsChanged, TeamWithdrawn
from dasai.review.v1.events_pb2 import (
    AppealLapsed,
    AppealSettled,
    CaseDecided,
    CaseReopened,
    FinalistsConfirmed,
    FinalistStruck,
    TeamDisqualified,
)
from dasai.scoring.v1.events_pb2 import ExpertsAppointed

from chassis.bus.worker import on, run
from chassis.edition.current import edition
from chassis.ending import stating_misconfiguration
from chassis.staff import account_facts

from .catalogue import DOCUMENTS
from .panels import commands as panels
from .panels import wire as panels_wire
from .rankings import commands as rankings
from .rankings import wire as rankings_wire
from .rankings.adapters import ranking_key
from .sheets import commands as sheets
from .sheets import wire as sheets_wire
from .standings import commands as standings
from .standings import wire as standings_wire


class Worker:
    """nameko service: one line for each subscription."""

    name = "scoring"

    staff_changed = on(StaffChanged, account_facts, panels.follow_account)
    experts_appointed = on(ExpertsAppointed, panels_wire.follow_accounts, panels.follow_accounts)
    scheme_published = on(SchemePublished, panels_wire.record_scheme, panels.record_scheme)
    submission_made = on(SubmissionMade, sheets_wire.keep_declaration, sheets.keep_declaration)
    case_decided = on(CaseDecided, standings_wire.judge_team, standings.judge_team)
    case_reopened = on(CaseReopened, standings_wire.reopen_case, standings.judge_team)
    appeal_lapsed = on(AppealLapsed, standings_wire.end_appeal, standings.judge_team)
    appeal_settled = on(AppealSettled, standings_wire.settle_appeal, standings.judge_team)
    finalists_confirmed = on(FinalistsConfirmed, standings_wire.enter_finalists, standings.enter_finalists)
    team_accounts_changed = on(TeamAccountsChanged, standings_wire.record_accounts, standings.record_accounts)
    team_withdrawn = on(TeamWithdrawn, standings_wire.drop_withdrawn, standings.drop_team)
    team_disqualified = on(TeamDisqualified, standings_wire.drop_disqualified, standings.drop_team)
    finalist_struck = on(FinalistStruck, standings_wire.drop_struck, standings.drop_team)
    award_revoked = on(AwardRevoked, standings_wire.drop_revoked, standings.drop_team)
    notice_opened = on(NoticeOpened, rankings_wire.open_final_rankings, rankings.open_final_rankings)


if __name__ == "__main__":
    with stating_misconfiguration():
        edition()
        ranking_key()
        run(Worker, documents=DOCUMENTS)
