"""What scoring acts on. `python -m services.scoring.worker`."""

from __future__ import annotations

from dasai.publicity.v1.events_pb2 import AwardRevoked
from dasai.registration.v1.events_pb2 import SchemePublished, TeamWithdrawn
from dasai.review.v1.events_pb2 import CaseDecided, FinalistsConfirmed, TeamDisqualified

from chassis.bus.worker import on, run

from . import commands, store, wire


class Worker:
    """nameko service: a line a subscription."""

    name = "scoring"

    scheme_published = on(SchemePublished, wire.learn_scheme, commands.learn_scheme)
    case_decided = on(CaseDecided, wire.enter_passed, commands.enter_teams)
    finalists_confirmed = on(FinalistsConfirmed, wire.enter_finalists, commands.enter_teams)
    team_withdrawn = on(TeamWithdrawn, wire.drop_withdrawn, commands.drop_team)
    team_disqualified = on(TeamDisqualified, wire.drop_disqualified, commands.drop_team)
    award_revoked = on(AwardRevoked, wire.drop_revoked, commands.drop_team)


if __name__ == "__main__":
    run(Worker, documents=store.DOCUMENTS)
