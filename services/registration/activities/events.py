"""The events that activities and sign-ups raise; each mirrors its message in `dasai.registration.v1`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class ActivityPublished:
    activity_id: str
    division_code: str


@dataclass(frozen=True, kw_only=True)
class ActivityChanged:
    activity_id: str
    division_code: str
    edition: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class ActivityCancelled:
    activity_id: str
    division_code: str
    edition: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class SignedUp:
    activity_id: str
    account_id: str


@dataclass(frozen=True, kw_only=True)
class SignedOff:
    activity_id: str
    account_id: str


@dataclass(frozen=True, kw_only=True)
class SignUpTold:
    activity_id: str
    account_id: str
    edition: int
    cancelled: bool
    reason: str
    title: str


@dataclass(frozen=True, kw_only=True)
class SignUpsExported:
    activity_id: str
    account_id: str
