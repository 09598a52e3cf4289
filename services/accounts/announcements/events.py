"""Events of announcements; each mirrors its message in `dasai.accounts.v1`."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.facts.roles import Role


@dataclass(frozen=True, kw_only=True)
class AnnouncementMade:
    announcement_id: str
    division_code: str
    roles: tuple[Role, ...]
