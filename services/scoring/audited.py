"""The decisions of scoring that its events repeat, for `./dasai audit verify` (rules D5, E2, E3, E6, E7, G1)."""

from __future__ import annotations

from dasai.scoring.v1.events_pb2 import (
    ExpertRecused,
    LocalAwardsGranted,
    RankingAmended,
    RankingFrozen,
    ScoresheetSubmitted,
    SeedCommitted,
    SeedDrawn,
)

from chassis.audit.comparison import TIME, Audited

from .local_awards.store import LocalAwardsDocument
from .panels.store import PanelDocument
from .rankings.store import RankingDocument
from .rounds.store import RoundDocument
from .sheets.store import SheetDocument

AUDITED = (
    Audited(
        document=PanelDocument,
        entries="recusals",
        events=(ExpertRecused,),
        number="number",
        fields={"account_id": "account_id", "team_id": "team_id", "reason": "reason", "at": TIME},
    ),
    Audited(
        document=RoundDocument,
        entries="draws",
        entry_number="number",
        events=(SeedCommitted,),
        number="number",
        fields={
            "seed_hash": "seed_hash",
            "nonce_hash": "nonce_hash",
            "reason": "reason",
            "committed_at": TIME,
        },
    ),
    Audited(
        document=RoundDocument,
        entries="draws",
        entry_number="number",
        events=(SeedDrawn,),
        number="number",
        only=lambda draw: draw.get("drawn_at") is not None,
        fields={"seed": "seed", "seed_hash": "seed_hash", "nonce": "nonce", "order": "team_ids", "drawn_at": TIME},
    ),
    Audited(
        document=SheetDocument,
        entries="versions",
        events=(ScoresheetSubmitted,),
        number="number",
        fields={"late": "late", "submitted_at": TIME},
    ),
    Audited(
        document=LocalAwardsDocument,
        events=(LocalAwardsGranted,),
        only=lambda awards: awards.get("granted_at") is not None,
        fields={"grants": "awards", "granted_at": TIME},
    ),
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
