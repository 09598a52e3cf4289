"""List the events that scoring acts on. `python -m services.scoring.worker`."""

from __future__ import annotations

from dasai.publicity.v1.events_pb2 import AwardRevoked
from dasai.registration.v1.events_pb2 import SchemePublished, SubmissionMade, TeamWithdrawn
from dasai.review.v1.events_pb2 import CaseDecided, FinalistsConfirmed, TeamDisqualified

from chassis.bus.worker import on, run

from .catalogue import DOCUMENTS
from .departures import commands as departures
from .departures import wire as departures_wire
from .panels import commands as panels
from .panels import wire as panels_wire
from .rounds import commands as rounds
from .rounds import wire as rounds_wire
from .sheets import commands as sheets
from .sheets import wire as sheets_wire


class Worker:
    """nameko service: one line for each subscription."""

    name = "scoring"

    scheme_published = on(SchemePublished, panels_wire.record_scheme, panels.record_scheme)
    submission_made = on(SubmissionMade, sheets_wire.keep_declaration, sheets.keep_declaration)
    case_decided = on(CaseDecided, rounds_wire.judge_team, rounds.judge_team)
    finalists_confirmed = on(FinalistsConfirmed, rounds_wire.enter_finalists, rounds.enter_finalists)
    team_withdrawn = on(TeamWithdrawn, departures_wire.drop_withdrawn, departures.drop_team)
    team_disqualified = on(TeamDisqualified, departures_wire.drop_disqualified, departures.drop_team)
    award_revoked = on(AwardRevoked, departures_wire.drop_revoked, departures.drop_team)


if __name__ == "__main__":
    run(Worker, documents=DOCUMENTS)
