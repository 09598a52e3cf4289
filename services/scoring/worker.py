"""What scoring acts on. `python -m services.scoring.worker`."""

from __future__ import annotations

from dasai.publicity.v1.events_pb2 import AwardRevoked
from dasai.registration.v1.events_pb2 import SchemePublished, SubmissionMade, TeamWithdrawn
from dasai.review.v1.events_pb2 import CaseDecided, FinalistsConfirmed, TeamDisqualified

from chassis.bus.worker import on, run

from . import store, wire
from .commands import panels, teams


class Worker:
    """nameko service: a line a subscription."""

    name = "scoring"

    scheme_published = on(SchemePublished, wire.learn_scheme, panels.learn_scheme)
    submission_made = on(SubmissionMade, wire.keep_declaration, teams.keep_declaration)
    case_decided = on(CaseDecided, wire.judge_team, teams.judge_team)
    finalists_confirmed = on(FinalistsConfirmed, wire.enter_finalists, teams.enter_finalists)
    team_withdrawn = on(TeamWithdrawn, wire.drop_withdrawn, teams.drop_team)
    team_disqualified = on(TeamDisqualified, wire.drop_disqualified, teams.drop_team)
    award_revoked = on(AwardRevoked, wire.drop_revoked, teams.drop_team)


if __name__ == "__main__":
    run(Worker, documents=store.DOCUMENTS)
