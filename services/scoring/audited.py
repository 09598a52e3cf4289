"""The decisions of scoring that its events repeat, for `./dasai audit verify` (rules D5, E2, E3, E6, E7, G1)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dasai.scoring.v1.events_pb2 import (
    ExpertRecused,
    ExpertsAppointed,
    ExpertsAssigned,
    InterestsDeclared,
    LocalAwardsGranted,
    RankingAmended,
    RankingFrozen,
    RankingReopened,
    ScoresheetSubmitted,
    SeedCommitted,
    SeedDrawn,
)

from chassis.audit.comparison import TIME, Audited, decided
from chassis.kernel.canonical import digest
from chassis.mongo.codec import from_state

from .local_awards.store import LocalAwardsDocument
from .panels.model import Panel
from .panels.store import PanelDocument
from .rankings.model import Ranking
from .rankings.store import RankingDocument
from .rounds.model.round import Round
from .rounds.store import RoundDocument
from .sheets.model.sheet import Scoresheet, digest_of
from .sheets.store import SheetDocument


def _scores_digest(version: Mapping[str, Any]) -> str:
    """Return the digest of a stored sheet's version, made anew of its scores and comments."""
    return digest_of(
        (score["criterion_id"], score["score"], score.get("comment", "")) for score in version.get("scores", ())
    )


def _ranking_digest(state: Mapping[str, Any]) -> str:
    """Return the digest of a stored ranking, made anew of scheme, sheets and result."""
    return digest(from_state(Ranking, "", 0, dict(state)).form())


AUDITED = (
    decided(
        PanelDocument,
        Panel,
        (ExpertsAppointed, InterestsDeclared, ExpertRecused),
        only=lambda panel: bool(panel.get("changes")),
    ),
    decided(
        RoundDocument,
        Round,
        (ExpertsAssigned,),
        only=lambda round_: bool(round_.get("assignments")),
    ),
    Audited(
        document=RoundDocument,
        entries="reopenings",
        entry_number="number",
        events=(RankingReopened,),
        number="number",
        fields={"reason": "reason", "at": TIME},
    ),
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
    decided(
        SheetDocument,
        Scoresheet,
        (ScoresheetSubmitted,),
        only=lambda sheet: bool(sheet.get("versions")),
    ),
    Audited(
        document=SheetDocument,
        entries="versions",
        events=(ScoresheetSubmitted,),
        number="number",
        fields={"scores": "digest", "late": "late", "submitted_at": TIME},
        derived={"scores": _scores_digest},
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
            "form": "digest",
            "signature": "signature",
            "frozen_at": TIME,
        },
        derived={"form": _ranking_digest},
    ),
)
