"""Supplementary material: asked for in review with a time limit, answered or lapsed (rule C11)."""

from __future__ import annotations

import enum
from dataclasses import dataclass, replace

from chassis.facts.submissions import Evidence
from chassis.kernel.clock import Instant
from chassis.kernel.refusal import refuse, refuse_unless

from .. import rules

MAX_TEXT = 5000


class SupplementState(enum.StrEnum):
    """asked -> answered or lapsed; an answer that arrived in time is one even where the clock was quicker."""

    ASKED = "asked"
    ANSWERED = "answered"
    LAPSED = "lapsed"


@dataclass(frozen=True, kw_only=True)
class Supplement:
    """One request of review and what became of it."""

    number: int
    submission_number: int
    asked: str
    due_at: Instant
    state: SupplementState = SupplementState.ASKED
    text: str = ""
    evidence: tuple[Evidence, ...] = ()
    answered_at: Instant | None = None


@dataclass(frozen=True, kw_only=True)
class Supplements:
    """All requests to a team, by their numbers."""

    requests: tuple[Supplement, ...] = ()

    @property
    def due(self) -> Instant | None:
        """When the next open request lapses."""
        return min((one.due_at for one in self.requests if one.state is SupplementState.ASKED), default=None)

    def awaited(self, at: Instant) -> bool:
        """Whether a request may still be answered."""
        return any(one.state is SupplementState.ASKED and at <= one.due_at for one in self.requests)

    def request(self, number: int) -> Supplement:
        """The request of that number; refuses C11_NO_SUCH_REQUEST."""
        found = next((one for one in self.requests if one.number == number), None)
        return found if found is not None else refuse(rules.C11_NO_SUCH_REQUEST, number=number)

    def ask(self, request: Supplement) -> Supplements:
        """Review asks; the same request again is nothing new."""
        if any(one.number == request.number for one in self.requests):
            return self
        return replace(self, requests=tuple(sorted((*self.requests, request), key=lambda one: one.number)))

    def answer(self, number: int, text: str, evidence: tuple[Evidence, ...], *, at: Instant) -> Supplements:
        """The team answers, once and in time to the millisecond."""
        request = self.request(number)
        refuse_unless(at <= request.due_at, rules.C11_SUPPLEMENT_LATE, due=request.due_at)
        refuse_unless(request.state is not SupplementState.ANSWERED, rules.C11_ANSWERED_BEFORE, number=number)
        refuse_unless(bool(text.strip()) or bool(evidence), rules.C11_ANSWER_EMPTY)
        refuse_unless(len(text) <= MAX_TEXT, rules.C11_ANSWER_TOO_LONG, limit=MAX_TEXT)
        answered = replace(
            request, state=SupplementState.ANSWERED, text=text.strip(), evidence=evidence, answered_at=at
        )
        return self._with(answered)

    def lapse(self, at: Instant) -> tuple[Supplements, tuple[Supplement, ...]]:
        """Requests whose time is over, and all requests with these lapsed."""
        over = tuple(
            replace(one, state=SupplementState.LAPSED)
            for one in self.requests
            if one.state is SupplementState.ASKED and one.due_at < at
        )
        after = self
        for one in over:
            after = after._with(one)
        return after, over

    def _with(self, request: Supplement) -> Supplements:
        return replace(self, requests=tuple(request if one.number == request.number else one for one in self.requests))


NO_SUPPLEMENTS = Supplements()
