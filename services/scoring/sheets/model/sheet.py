"""A score sheet: one expert's scores of one project (rule E3)."""

from __future__ import annotations

import enum
import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from chassis.facts.schemes import Criterion
from chassis.kernel.aggregate import Aggregate
from chassis.kernel.canonical import digest
from chassis.kernel.clock import Instant
from chassis.kernel.identifiers import derived_id
from chassis.kernel.refusal import FieldFault, RefusedTogether, names, refuse, refuse_unless

from ...shared.rules import E3_REASON_MISSING
from .. import rules
from ..events import ScoresheetSubmitted


class SheetState(enum.StrEnum):
    """draft -> submitted; a change after that is a new version."""

    DRAFT = "draft"
    SUBMITTED = "submitted"


@dataclass(frozen=True, kw_only=True)
class Score:
    """A criterion's score, a decimal in text, with its comment; in a draft the comment may come before the score."""

    criterion_id: str
    score: str
    comment: str = ""

    @property
    def is_only_comment(self) -> bool:
        """Return True if the criterion has no score yet, but a comment that a draft keeps."""
        return not self.score and bool(self.comment.strip())


@dataclass(frozen=True, kw_only=True)
class Version:
    """A submitted version of a sheet, with the reason if it replaced another or came after `scoring_closes`."""

    scores: tuple[Score, ...]
    submitted_at: Instant
    reason: str = ""
    late: bool = False

    @property
    def digest(self) -> str:
        """Return the SHA-256 over the canonical form of scores and comments, by which its event can be compared with it."""
        return digest_of((score.criterion_id, score.score, score.comment) for score in self.scores)


def digest_of(scores: Iterable[tuple[str, str, str]]) -> str:
    """Return the SHA-256 over the canonical form of a version's scores: criterion, score and comment of each."""
    return digest([list(score) for score in scores])


def sheet_id(round_id: str, account_id: str, team_id: str) -> str:
    """Return the identifier of the one sheet of an expert and a project in a round."""
    return derived_id("sheet", round_id, account_id, team_id)


@dataclass(kw_only=True)
class Scoresheet(Aggregate):
    """Draft and submitted versions; a freeze seals it.

    `sealed` is the round's attempt to freeze that sealed it, 0 for none; so that undoing an older attempt leaves the seal of
    a newer one alone. `released` once another expert has the project instead.
    """

    DECIDED: ClassVar[tuple[str, ...]] = ("versions",)

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
        """Save the draft, or after submission begin a new version with a reason (rule E3); refuse all that is wrong together."""
        self._require_open()
        together = RefusedTogether()
        with together.at("reason"):
            refuse_unless(not self.versions or bool(reason.strip()), E3_REASON_MISSING)
        with together.at():
            self._check(scores)
        together.refuse()
        self.scores, self.reason, self.state = scores, reason, SheetState.DRAFT

    def submit(self, reason: str = "", *, closes: Instant | None = None, at: Instant) -> None:
        """Hand the sheet in; every criterion has its score (rule E3).

        After `closes` it needs a reason, given with the draft or here, and shows as late; it is never too late.
        """
        self._require_open()
        if self.state is SheetState.SUBMITTED:
            return
        late = closes is not None and at > closes
        reason = reason.strip() or self.reason
        refuse_unless(not late or bool(reason.strip()), rules.E3_LATE_REASON_MISSING, closes=closes)
        scored = {score.criterion_id for score in self.scores if not score.is_only_comment}
        missing = [criterion.name for criterion in self.rubric if criterion.id not in scored]
        refuse_unless(not missing, rules.E3_SCORES_MISSING, missing=names(missing))
        self.state = SheetState.SUBMITTED
        version = Version(scores=self.scores, submitted_at=at, reason=reason, late=late)
        self.versions = (*self.versions, version)
        submitted = ScoresheetSubmitted(
            sheet_id=self.id,
            round_id=self.round_id,
            number=len(self.versions),
            digest=version.digest,
            reason=reason,
            late=late,
            team_id=self.team_id,
            account_id=self.account_id,
        )
        self.raise_event(submitted, at)

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

    @property
    def total(self) -> str:
        """Return the weighted total of the scores so far, decimal; empty until each criterion has its score (rule E4)."""
        scores = {score.criterion_id: Decimal(score.score) for score in self.scores if not score.is_only_comment}
        if not self.rubric or not scores.keys() >= {criterion.id for criterion in self.rubric}:
            return ""
        weighted = (Decimal(criterion.weight) * scores[criterion.id] for criterion in self.rubric)
        return format(sum(weighted, Decimal(0)).normalize(), "f")

    def _require_open(self) -> None:
        refuse_unless(not self.sealed, rules.E3_SEALED)
        refuse_unless(not self.released, rules.E2_RELEASED)

    @property
    def submitted(self) -> tuple[Score, ...]:
        """Return the scores that count: of the last version submitted."""
        return self.versions[-1].scores if self.versions else ()

    @property
    def late(self) -> bool:
        """Return True if the scores that count were submitted after `scoring_closes`."""
        return self.versions[-1].late if self.versions else False

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
            elif score.is_only_comment:
                pass
            elif (fault := _score_fault(f"scores[{place}].score", score.score, highest)) is not None:
                faults.append(fault)
            seen.add(score.criterion_id)
        if faults:
            refuse(rules.E3_SCORE_INVALID, faults=faults, scale=self.scale)


# scores are published as they are written: plain digits that anyone's tools read alike
_DECIMALS = 4
_PLAIN = re.compile(rf"[0-9]+(\.[0-9]{{1,{_DECIMALS}}})?", re.ASCII)
# what is meant as a score, however it is typed: in full width, with a sign, with more decimals
_NUMBER = re.compile(r"\s*[+-]?(?P<whole>\d+)(\.(?P<part>\d*))?\s*")


def _score_fault(field: str, text: str, highest: Decimal) -> FieldFault | None:
    """Return what is wrong with a score: its form, its decimals, or that it is not within the scale; None if nothing is."""
    if _PLAIN.fullmatch(text) is not None:
        if Decimal(text) <= highest:
            return None
        return FieldFault(field, f"分数须在0至{highest}之间。", f"Must be from 0 to {highest}.")
    number = _NUMBER.fullmatch(text)
    if number is not None and len(number["part"] or "") > _DECIMALS:
        return FieldFault(field, f"分数最多{_DECIMALS}位小数。", f"At most {_DECIMALS} decimals.")
    if text.lstrip().startswith("-") and number is not None:
        return FieldFault(field, f"分数须在0至{highest}之间。", f"Must be from 0 to {highest}.")
    return FieldFault(
        field,
        "分数须以半角阿拉伯数字填写，如88或88.5，不含空格、正负号和其他字符。",
        "Write the score in digits 0 to 9, such as 88 or 88.5, without blanks, signs or anything else.",
    )
