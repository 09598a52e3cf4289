"""The decisions of scoring that its events repeat, for `./dasai audit verify` (rules D5, E6)."""

from __future__ import annotations

from dasai.scoring.v1.events_pb2 import RankingAmended, RankingFrozen

from chassis.audit.comparison import TIME, Audited

from .rankings.store import RankingDocument

AUDITED = (
    Audited(
        document=RankingDocument,
        events=(RankingFrozen, RankingAmended),
        fields={
            "round_id": "round_id",
            "stage": "stage",
            "division_code": "division_code",
            "track": "track",
            "number": "number",
            "projects": "projects",
            "digest": "digest",
            "signature": "signature",
            "frozen_at": TIME,
        },
    ),
)
