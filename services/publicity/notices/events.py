"""Events that a notice raises; each mirrors a message of `dasai.publicity.v1`."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from chassis.kernel.clock import Instant


class NoticeKind(enum.StrEnum):
    """The subject that a notice announces."""

    FINALISTS = "finalists"
    WINNERS = "winners"
    DISQUALIFICATION = "disqualification"
    CHANGE = "change"


@dataclass(frozen=True, slots=True)
class NoticeOpened:
    """The clock opened a notice (F8, H1)."""

    notice_id: str
    kind: NoticeKind
    subject_id: str
    opens_at: Instant
    closes_at: Instant | None
    # the teams that it lists
    team_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NoticeClosed:
    """The notice ran its days and nothing raised against it is unsettled (F8, H1)."""

    notice_id: str
    kind: NoticeKind
    subject_id: str
    upheld_team_ids: tuple[str, ...]
    # of the list that it announced
    version: int = 1
