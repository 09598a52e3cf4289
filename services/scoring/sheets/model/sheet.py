"""A score sheet: one expert's scores of one project (rule E3)."""

from __future__ import annotations

import enum
import re
from dataclasses import dataclass
from decimal import Decimal

from chassis.facts.schemes import Criterion
from chassis.kernel.aggregate import Aggregate
from chassis.kernel.clock import Instant
from chassis.kernel.identifiers import derived_id
from chassis.kernel.refusal import FieldFault, refuse, refuse_unless

from ...shared.rules import E3_REASON_MISSING
from .. import rules
from ..events import ScoresheetSubmitted


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
    """What was submitted and when, and the reason if it replaced another."""

    scores: tuple[Score, ...]
    submitted_at: Instant
    reason: str = ""


def sheet_id(round_id: str, account_id: str, team_id: str) -> str:
    """Return the identifier of the one sheet of an expert and a project in a round."""
    return derived_id("sheet", round_id, account_id, team_id)


@dataclass(kw_only=True)
class Scoresheet(Aggregate):
    """Draft and submitted versions; a freeze seals it.

    `sealed` is the round's attempt to freeze that sealed it, 0 for none; so that undoing an older attempt leaves the seal of
    a newer one alone. `released` once another expert has the project instead.
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
        refuse_unless(not self.versions or bool(reason.strip()), E3_REASON_MISSING)
        self._check(scores)
        self.scores, self.reason, self.state = scores, reason, SheetState.DRAFT

    def submit(self, *, at: Instant) -> None:
        """Hand the sheet in; every criterion has its score (rule E3)."""
        self._require_open()
        if self.state is SheetState.SUBMITTED:
            return
        scored = {score.criterion_id for score in self.scores}
        missing = [criterion.name for criterion in self.rubric if criterion.id not in scored]
        refuse_unless(not missing, rules.E3_SCORES_MISSING, missing="、".join(missing))
        self.state = SheetState.SUBMITTED
        self.versions = (*self.versions, Version(scores=self.scores, submitted_at=at, reason=self.reason))
        number = len(self.versions)
        self.raise_event(ScoresheetSubmitted(sheet_id=self.id, round_id=self.round_id, number=number), at)

    def seal(self, attempt: int) -> bool:
        """Keep the last version submitted for an attempt to freeze, against any change; return True if this sealed it."""
        before, self.sealed = self.sealed, max(self.sealed, attempt)
        return self.sealed != before

    def unseal(self, attempt: int) -> bool:
        """Take off the seal of that attempt or of one before it; return True if there was one."""
        if not 0 < self.sealed <= attempt:
            return False
        self.sealed = 0
        return True

    def release(self) -> bool:
        """Leave the project to another expert: the scores stay on record and count no more. Return True if this released it."""
        before, self.released = self.released, True
        return not before

    def assign(self) -> bool:
        """Give the project to this expert again; return True if the sheet was released before."""
        before, self.released = self.released, False
        return before

    @property
    def ready(self) -> bool:
        """Return True if the sheet may be counted: submitted, and no newer version begun."""
        return self.state is SheetState.SUBMITTED and not self.released

    def _require_open(self) -> None:
        refuse_unless(not self.sealed, rules.E3_SEALED)
        refuse_unless(not self.released, rules.E2_RELEASED)

    @property
    def submitted(self) -> tuple[Score, ...]:
        """Return the scores that count: of the last version submitted."""
        return self.versions[-1].scores if self.versions else ()

    def _check(self, scores: tuple[Score, ...]) -> None:
        known, highest = {criterion.id for criterion in self.rubric}, Decimal(self.scale)
        faults, seen = [], set()
        for place, score in enumerate(scores):
            if score.criterion_id not in known or score.criterion_id in seen:
                faults.append(
                    FieldFault(
                        f"scores[{place}].criterion_id", "不是本轮的评审指标，或重复。", "No criterion, or twice."
                    )
                )
            elif not _is_within(score.score, highest):
                faults.append(FieldFault(f"scores[{place}].score", "分数不在范围内。", "Not within the scale."))
            seen.add(score.criterion_id)
        if faults:
            refuse(rules.E3_SCORE_INVALID, faults=faults, scale=self.scale)


# scores are published as they are written: plain digits that anyone's tools read alike
_PLAIN = re.compile(r"[0-9]+(\.[0-9]{1,4})?", re.ASCII)


def _is_within(text: str, highest: Decimal) -> bool:
    return _PLAIN.fullmatch(text) is not None and Decimal(text) <= highest
