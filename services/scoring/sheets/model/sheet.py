"""A score sheet: one expert's scores of one project (rule E3)."""

from __future__ import annotations

import enum
import re
from dataclasses import dataclass
from decimal import Decimal

from chassis.kernel.aggregate import Aggregate
from chassis.kernel.clock import Instant
from chassis.kernel.refusal import FieldFault, refuse, refuse_unless

from . import rules
from .events import ScoresheetSubmitted
from .facts import Criterion


class SheetState(enum.StrEnum):
    """draft -> submitted; a change after that is a new version."""

    DRAFT = "draft"
    SUBMITTED = "submitted"


@dataclass(frozen=True, kw_only=True)
class Score:
    """A criterion's score, a decimal in text, with its comment."""

    criterion_id: str
    score: str
    comment: str = ""


@dataclass(frozen=True, kw_only=True)
class Version:
    """What was submitted, when, and why where it replaced another."""

    scores: tuple[Score, ...]
    submitted_at: Instant
    reason: str = ""


@dataclass(kw_only=True)
class Scoresheet(Aggregate):
    """Draft and submitted versions; a freeze seals it.

    `sealed` is the round's attempt to freeze that sealed it, 0 for none; so that what undoes an older attempt leaves the
    seal of a newer one alone. `released` once another expert has the project instead.
    """

    round_id: str
    account_id: str
    team_id: str
    project_name: str
    rubric: tuple[Criterion, ...]
    scale: str
    state: SheetState = SheetState.DRAFT
    scores: tuple[Score, ...] = ()
    reason: str = ""
    versions: tuple[Version, ...] = ()
    sealed: int = 0
    released: bool = False
    blind: bool = False

    def write(self, scores: tuple[Score, ...], reason: str) -> None:
        """Save the draft, or after submission begin a new version with a reason (rule E3)."""
        self._require_open()
        refuse_unless(not self.versions or bool(reason.strip()), rules.E3_REASON_MISSING)
        self._check(scores)
        self.scores, self.reason, self.state = scores, reason, SheetState.DRAFT

    def submit(self, *, at: Instant) -> None:
        """Hand the sheet in; every criterion has its score (rule E3)."""
        self._require_open()
        if self.state is SheetState.SUBMITTED:
            return
        given = {one.criterion_id for one in self.scores}
        missing = [one.name for one in self.rubric if one.id not in given]
        refuse_unless(not missing, rules.E3_SCORES_MISSING, missing="、".join(missing))
        self.state = SheetState.SUBMITTED
        self.versions = (*self.versions, Version(scores=self.scores, submitted_at=at, reason=self.reason))
        number = len(self.versions)
        self.raise_event(ScoresheetSubmitted(sheet_id=self.id, round_id=self.round_id, number=number), at)

    def seal(self, attempt: int) -> bool:
        """A freeze takes what was submitted last; nothing changes behind its back. False where it was sealed so before."""
        before, self.sealed = self.sealed, max(self.sealed, attempt)
        return self.sealed != before

    def unseal(self, attempt: int) -> bool:
        """That attempt, and all before it, hold nothing any more; False where there was nothing to undo."""
        if not 0 < self.sealed <= attempt:
            return False
        self.sealed = 0
        return True

    def release(self) -> bool:
        """Another expert has the project; what was written stays on record and counts no more."""
        before, self.released = self.released, True
        return not before

    def assign(self) -> bool:
        """It is this expert's after all."""
        before, self.released = self.released, False
        return before

    @property
    def ready(self) -> bool:
        """Whether it may be counted: submitted, and no newer version begun."""
        return self.state is SheetState.SUBMITTED and not self.released

    def _require_open(self) -> None:
        refuse_unless(not self.sealed, rules.E3_SEALED)
        refuse_unless(not self.released, rules.E2_RELEASED)

    @property
    def submitted(self) -> tuple[Score, ...]:
        """The scores that count: of the last version submitted."""
        return self.versions[-1].scores if self.versions else ()

    def _check(self, scores: tuple[Score, ...]) -> None:
        known, highest, faults, seen = {one.id for one in self.rubric}, Decimal(self.scale), [], set()
        for place, one in enumerate(scores):
            if one.criterion_id not in known or one.criterion_id in seen:
                faults.append(
                    FieldFault(
                        f"scores[{place}].criterion_id", "不是本轮的评审指标，或重复。", "No criterion, or twice."
                    )
                )
            elif not _within(one.score, highest):
                faults.append(FieldFault(f"scores[{place}].score", "分数不在范围内。", "Not within the scale."))
            seen.add(one.criterion_id)
        if faults:
            refuse(rules.E3_SCORE_INVALID, faults=faults, scale=self.scale)


# scores are published as they are written: plain digits that anyone's tools read alike
_PLAIN = re.compile(r"[0-9]+(\.[0-9]{1,4})?", re.ASCII)


def _within(text: str, highest: Decimal) -> bool:
    return _PLAIN.fullmatch(text) is not None and Decimal(text) <= highest
