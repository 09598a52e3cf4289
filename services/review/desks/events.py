"""Events of a review desk; each mirrors its message in `dasai.review.v1`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class AppointedReviewer:
    account_id: str
    organisation_uscc: str
    # lacks the role, or may not be used
    inactive: bool = False


@dataclass(frozen=True, kw_only=True)
class ReviewersAppointed:
    division_code: str
    reviewers: tuple[AppointedReviewer, ...]
    sequence: int
