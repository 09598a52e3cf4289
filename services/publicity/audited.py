"""The decisions of publicity that its events repeat, for `./dasai audit verify` (rules D5, F8, G2, H3, H4, J3)."""

from __future__ import annotations

from dasai.publicity.v1.events_pb2 import (
    AwardConfirmed,
    AwardRevoked,
    LogoAuthorisationWithdrawn,
    LogoUseAuthorised,
    ObjectionSettled,
    OrganiserAwardRevoked,
    OrganiserReportAdjudicated,
    ReportAdjudicated,
)

from chassis.audit.comparison import ACTOR, TIME, Audited

from .awards.store import AwardDocument
from .logo_authorisations.store import LogoAuthorisationDocument
from .objections.store import ObjectionDocument
from .reports.store import ReportDocument

_RULED = {True: "upheld", False: "dismissed"}

AUDITED = (
    Audited(
        document=AwardDocument,
        events=(AwardConfirmed,),
        only=lambda award: award.get("confirmed_at") is not None,
        fields={"facts": "award", "certificate_number": "certificate_number", "confirmed_at": TIME},
    ),
    Audited(
        document=AwardDocument,
        events=(AwardRevoked, OrganiserAwardRevoked),
        only=lambda award: award.get("lost_at") is not None,
        fields={"facts": "award", "lost_code": "code", "lost_reason": "reason", "lost_at": TIME},
    ),
    Audited(
        document=ReportDocument,
        events=(ReportAdjudicated, OrganiserReportAdjudicated),
        only=lambda report: report.get("state") in _RULED.values(),
        fields={"state": "upheld", "code": "code", "reason": "reason"},
        meanings={"state": _RULED},
    ),
    Audited(
        document=ObjectionDocument,
        events=(ObjectionSettled,),
        only=lambda objection: objection.get("settlement") is not None,
        fields={
            "state": "upheld",
            "team_id": "team_id",
            "left_off": "left_off",
            "settlement.code": "code",
            "settlement.reason": "reason",
            "settlement.by": ACTOR,
            "settlement.at": TIME,
        },
        meanings={"state": _RULED},
    ),
    Audited(
        document=LogoAuthorisationDocument,
        events=(LogoUseAuthorised,),
        fields={"number": "number", "use": "use", "granted_by": ACTOR, "granted_at": TIME},
    ),
    Audited(
        document=LogoAuthorisationDocument,
        events=(LogoAuthorisationWithdrawn,),
        only=lambda authorisation: authorisation.get("withdrawn_at") is not None,
        fields={
            "number": "number",
            "withdrawal_reason": "reason",
            "withdrawn_by": ACTOR,
            "withdrawn_at": TIME,
        },
    ),
)
