"""The decisions of publicity that its events repeat, for `./dasai audit verify` (rules D5, G2, H4)."""

from __future__ import annotations

from dasai.publicity.v1.events_pb2 import AwardConfirmed, AwardRevoked

from chassis.audit.comparison import TIME, Audited

from .awards.store import AwardDocument

AUDITED = (
    Audited(
        document=AwardDocument,
        events=(AwardConfirmed,),
        only=lambda award: award.get("confirmed_at") is not None,
        fields={"facts": "award", "certificate_number": "certificate_number", "confirmed_at": TIME},
    ),
    Audited(
        document=AwardDocument,
        events=(AwardRevoked,),
        only=lambda award: award.get("lost_at") is not None,
        fields={"facts": "award", "lost_code": "code", "lost_reason": "reason", "lost_at": TIME},
    ),
)
