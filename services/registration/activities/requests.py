"""Requests of callers and events about activities and sign-ups."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field

from .model import ActivityFacts


class ListFormat(enum.StrEnum):
    """The file format of an exported list."""

    CSV = "csv"
    XLSX = "xlsx"


@dataclass(frozen=True, kw_only=True)
class PublishActivity:
    division_code: str
    facts: ActivityFacts


@dataclass(frozen=True, kw_only=True)
class SeenActivity:
    edition: int


@dataclass(frozen=True, kw_only=True)
class ChangeActivity:
    activity_id: str
    facts: ActivityFacts
    reason: str
    seen: SeenActivity | None = None


@dataclass(frozen=True, kw_only=True)
class CancelActivity:
    activity_id: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class TakePlace:
    """A sign-up with name and contact in plain text, which must never be stored, logged or shown."""

    activity_id: str
    name: str = field(repr=False)
    organisation: str
    contact: str = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class ExportSignUps:
    activity_id: str
    format: ListFormat


@dataclass(frozen=True, kw_only=True)
class NotifySignedUp:
    activity_id: str
    edition: int
    reason: str
    cancelled: bool


@dataclass(frozen=True, kw_only=True)
class ForgetAccount:
    account_id: str
