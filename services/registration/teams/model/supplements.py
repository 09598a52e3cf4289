"""Supplementary material: asked for in review with a time limit, answered or lapsed (rule C11)."""

from __future__ import annotations

import enum
from collections.abc import Iterable
from dataclasses import dataclass, replace

from chassis.facts.submissions import Evidence
from chassis.kernel.clock import Instant
from chassis.kernel.refusal import refuse, refuse_unless

from .. import rules

MAX_TEXT = 5000


class SupplementState(enum.StrEnum):
    """asked -> answered, lapsed or superseded by a newer version of the submission.

    An answer that arrived in time counts even if the clock came first.
    """

    ASKED = "asked"
    ANSWERED = "answered"
    LAPSED = "lapsed"
    SUPERSEDED = "superseded"


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
    """All requests to a team, by their numbers; `next_due` is when the next open request lapses."""

    requests: tuple[Supplement, ...] = ()
    next_due: Instant | None = None

    def awaited(self, at: Instant) -> bool:
        """Return True if a request may still be answered."""
        return any(request.state is SupplementState.ASKED and at <= request.due_at for request in self.requests)

    def request(self, number: int) -> Supplement:
        """Return the request of that number; refuses C11_NO_SUCH_REQUEST."""
        known = next((request for request in self.requests if request.number == number), None)
        return known if known is not None else refuse(rules.C11_NO_SUCH_REQUEST, number=number)

    def ask(self, request: Supplement) -> Supplements:
        """Add a request of review; the same request again changes nothing."""
        if any(known.number == request.number for known in self.requests):
            return self
        return _of((*self.requests, request))

    def answer(self, number: int, text: str, evidence: tuple[Evidence, ...], *, at: Instant) -> Supplements:
        """Note the team's answer, once, in time to the millisecond, and only to a request about the newest version."""
        request = self.request(number)
        refuse_unless(request.state is not SupplementState.SUPERSEDED, rules.C11_SUPERSEDED, number=number)
        refuse_unless(at <= request.due_at, rules.C11_SUPPLEMENT_LATE, due=request.due_at)
        refuse_unless(request.state is not SupplementState.ANSWERED, rules.C11_ANSWERED_BEFORE, number=number)
        refuse_unless(bool(text.strip()) or bool(evidence), rules.C11_ANSWER_EMPTY)
        refuse_unless(len(text) <= MAX_TEXT, rules.C11_ANSWER_TOO_LONG, limit=MAX_TEXT)
        return self._with(
            replace(request, state=SupplementState.ANSWERED, text=text.strip(), evidence=evidence, answered_at=at)
        )

    def supersede(self, submission_number: int) -> Supplements:
        """Let nobody wait for answers about versions before this one: review judges it, and asks again if it needs to."""
        return _of(
            replace(request, state=SupplementState.SUPERSEDED)
            if request.state is SupplementState.ASKED and request.submission_number < submission_number
            else request
            for request in self.requests
        )

    def lapse(self, at: Instant) -> tuple[Supplements, tuple[Supplement, ...]]:
        """Return all requests, those that were due before `at` lapsed, and these alone."""
        lapsed = tuple(
            replace(request, state=SupplementState.LAPSED)
            for request in self.requests
            if request.state is SupplementState.ASKED and request.due_at < at
        )
        after = self
        for request in lapsed:
            after = after._with(request)
        return after, lapsed

    def _with(self, request: Supplement) -> Supplements:
        return _of(request if known.number == request.number else known for known in self.requests)


def _of(requests: Iterable[Supplement]) -> Supplements:
    by_number = tuple(sorted(requests, key=lambda request: request.number))
    open_until = (request.due_at for request in by_number if request.state is SupplementState.ASKED)
    return Supplements(requests=by_number, next_due=min(open_until, default=None))


NO_SUPPLEMENTS = Supplements()
