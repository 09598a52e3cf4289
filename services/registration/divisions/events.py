"""The events that a division raises; each mirrors its message in `dasai.registration.v1`."""

from __future__ import annotations

from dataclasses import dataclass

from .model.scheme import Scheme


@dataclass(frozen=True, kw_only=True)
class DivisionApplied:
    division_code: str
    scheme_version: int


@dataclass(frozen=True, kw_only=True)
class DivisionReturned:
    division_code: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class DivisionApproved:
    division_code: str
    scheme_version: int


@dataclass(frozen=True, kw_only=True)
class SchemePublished:
    division_code: str
    scheme_version: int
    scheme: Scheme


@dataclass(frozen=True, kw_only=True)
class SchemeVersionFiled:
    division_code: str
    scheme_version: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class SchemeVersionReturned:
    division_code: str
    scheme_version: int
    reasons: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class SchemeVersionApproved:
    division_code: str
    scheme_version: int


@dataclass(frozen=True, kw_only=True)
class RegistrationOpened:
    division_code: str


@dataclass(frozen=True, kw_only=True)
class RegistrationClosed:
    division_code: str
