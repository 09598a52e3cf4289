"""Events that an objection raises; each mirrors a message of `dasai.publicity.v1`."""

from __future__ import annotations

from dataclasses import dataclass

from ..notices.events import NoticeKind


@dataclass(frozen=True, slots=True)
class ObjectionFiled:
    """Someone objected to a notice (F8)."""

    objection_id: str
    notice_id: str
    team_id: str


@dataclass(frozen=True, slots=True)
class ObjectionSettled:
    """An objection was upheld or set aside (F8); `left_off`: that the notice should list the team."""

    objection_id: str
    notice_id: str
    kind: NoticeKind
    subject_id: str
    team_id: str
    left_off: bool
    upheld: bool
    code: str
    reason: str
