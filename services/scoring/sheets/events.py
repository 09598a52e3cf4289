"""Events that a score sheet raises; each mirrors its message in `dasai.scoring.v1`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class ScoresheetSubmitted:
    sheet_id: str
    round_id: str
    number: int
    digest: str
    reason: str = ""
    late: bool = False
    team_id: str = ""
    account_id: str = ""
