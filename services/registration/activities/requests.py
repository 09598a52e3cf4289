"""Of activities."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field

from .model import ActivityFacts


class ListFormat(enum.StrEnum):
    """As what a list leaves."""

    CSV = "csv"
    XLSX = "xlsx"


@dataclass(frozen=True, kw_only=True)
class PublishActivity:
    division_code: str
    facts: ActivityFacts


@dataclass(frozen=True, kw_only=True)
class ChangeActivity:
    activity_id: str
    facts: ActivityFacts
    reason: str


@dataclass(frozen=True, kw_only=True)
class CancelActivity:
    activity_id: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class TakePlace:
    """As given: never stored, logged or shown like this."""

    activity_id: str
    name: str = field(repr=False)
    organisation: str
    contact: str = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class ExportSignUps:
    activity_id: str
    format: ListFormat


@dataclass(frozen=True, kw_only=True)
class TellSignedUp:
    activity_id: str
    edition: int
    reason: str
    cancelled: bool
