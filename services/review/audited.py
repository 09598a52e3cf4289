"""The decisions of review that its events repeat, for `./dasai audit verify` (rule D5)."""

from __future__ import annotations

from dasai.review.v1.events_pb2 import CaseDecided, DuplicateSettled

from chassis.audit.comparison import ACTOR, TIME, Audited

from .cases.store import CaseDocument
from .national_check.store import HitDocument

AUDITED = (
    Audited(
        document=CaseDocument,
        entries="decisions",
        events=(CaseDecided,),
        number="sequence",
        fields={
            "submission_number": "submission_number",
            "outcome": "outcome",
            "reason": "reason",
            "decided_by": ACTOR,
            "decided_at": TIME,
        },
    ),
    Audited(
        document=HitDocument,
        events=(DuplicateSettled,),
        only=lambda hit: hit.get("state") != "open",
        fields={"state": "confirmed", "reason": "reason", "disqualified_team_ids": "disqualified_team_ids"},
        meanings={"state": {True: "confirmed", False: "dismissed"}},
    ),
)
