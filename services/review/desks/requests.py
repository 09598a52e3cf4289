"""Requests of callers and events about review desks."""

from __future__ import annotations

from dataclasses import dataclass

from .model import Reviewer, SchemeTerms


@dataclass(frozen=True, kw_only=True)
class SeenReviewers:
    account_ids: frozenset[str]


@dataclass(frozen=True, kw_only=True)
class AppointReviewers:
    division_code: str
    reviewers: tuple[Reviewer, ...]
    seen: SeenReviewers | None = None


@dataclass(frozen=True, kw_only=True)
class ImportReviewers:
    division_code: str
    # in base64
    file: str
    dry_run: bool
    seen: SeenReviewers | None = None


@dataclass(frozen=True, kw_only=True)
class RecordScheme:
    division_code: str
    terms: SchemeTerms
