"""Requests about announcements."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.facts.roles import Role


@dataclass(frozen=True, kw_only=True)
class Announce:
    division_code: str
    roles: tuple[Role, ...]
    title: str
    text: str
    title_en: str
    text_en: str


@dataclass(frozen=True, kw_only=True)
class Spread:
    """An announcement was made, and its messages are to go out."""

    announcement_id: str
