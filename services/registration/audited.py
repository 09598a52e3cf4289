"""The decisions of registration that its events repeat, for `./dasai audit verify` (rule D5)."""

from __future__ import annotations

from dasai.registration.v1.events_pb2 import (
    DivisionApplied,
    DivisionApproved,
    SchemePublished,
    SchemeVersionApproved,
    SubmissionMade,
)

from chassis.audit.comparison import ACTOR, TIME, Audited, decided

from .divisions.model.division import Division
from .divisions.store import DivisionDocument
from .teams.store import TeamDocument

AUDITED = (
    Audited(
        document=TeamDocument,
        entries="receipts",
        entry_number="submission_number",
        events=(SubmissionMade,),
        number="number",
        fields={"submitted_at": "submitted_at", "digest": "digest"},
    ),
    # approvals: what was filed again later keeps who approved it
    Audited(
        document=DivisionDocument,
        entries="filings",
        entry_number="version",
        events=(DivisionApproved, SchemeVersionApproved),
        number="scheme_version",
        only=lambda filing: bool(filing.get("decided_by")) and not filing.get("return_reasons"),
        fields={"decided_by": ACTOR, "decided_at": TIME},
    ),
    # the scheme in force, as it was published; before that, as it was filed last
    decided(DivisionDocument, Division, (DivisionApplied, SchemePublished), only=lambda _: True),
)
