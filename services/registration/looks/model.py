"""A look at people's identity numbers or contacts, by somebody they do not belong to (rule K4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC

from chassis.kernel.aggregate import Aggregate
from chassis.kernel.clock import Instant
from chassis.kernel.identifiers import derived_id

from .events import LookKind, PersonalDataSeen


@dataclass(kw_only=True)
class Look(Aggregate):
    """A look: at the people of a team or of an activity (`subject_id`), in which role, and of which division.

    Whoever's data was seen is shown role and division: they answer for the look. The account is on record for those who
    investigate.
    """

    kind: LookKind
    subject_id: str
    account_id: str
    role: str
    division_code: str
    at: Instant

    @classmethod
    def record(
        cls, kind: LookKind, subject_id: str, account_id: str, *, role: str, division_code: str, at: Instant
    ) -> Look:
        """Return a look that is not stored yet. Pages that are loaded again in the same hour are the same look."""
        hour = at.astimezone(UTC).strftime("%Y-%m-%dT%H")
        look = cls(
            id=derived_id("look", kind, subject_id, account_id, hour),
            kind=kind,
            subject_id=subject_id,
            account_id=account_id,
            role=role,
            division_code=division_code,
            at=at,
        )
        look.raise_event(
            PersonalDataSeen(
                look_id=look.id,
                kind=kind,
                subject_id=subject_id,
                account_id=account_id,
                role=role,
                division_code=division_code,
            ),
            at,
        )
        return look
