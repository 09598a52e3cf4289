"""Whether figures stay flat while what is stored grows, within the noise of the machine that they were taken on."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

# A figure may be as many times worse than at the first size as the rounds of one size differ, of any but the size that is
# judged. Never less than the first of each pair, for rounds may agree by chance; never more than the second, or growth would
# pass for noise.
RATE_LIMITS = (1.25, 1.6)
P99_LIMITS = (1.5, 2.5)


@dataclass(frozen=True)
class Round:
    """Calls of one kind, as many as a round has, at so many stored: calls a second, and milliseconds."""

    stored: int
    rate: float
    p50: float
    p99: float


@dataclass(frozen=True)
class Reading:
    """One kind of call at one size, in several rounds that each add to what is stored; a figure is the rounds' median."""

    kind: str
    rounds: tuple[Round, ...]

    @property
    def stored(self) -> str:
        """How many were stored in the first and the last round."""
        first, last = self.rounds[0].stored, self.rounds[-1].stored
        return f"{first:,}" if first == last else f"{first:,}–{last:,}"

    @property
    def rate(self) -> float:
        """Calls a second."""
        return median(one.rate for one in self.rounds)

    @property
    def p50(self) -> float:
        """Milliseconds."""
        return median(one.p50 for one in self.rounds)

    @property
    def p99(self) -> float:
        """Milliseconds."""
        return median(one.p99 for one in self.rounds)


@dataclass(frozen=True)
class Scale:
    """What is measured at the first size, and by which factor a figure of another size may be worse."""

    first: float
    factor: float

    @classmethod
    def of(cls, first: float, rounds: Iterable[Sequence[float]], limits: tuple[float, float]) -> Scale:
        """The factor is how many times the rounds of one size differ at most, within the limits."""
        noise = max((max(one) / min(one) if min(one) else math.inf for one in rounds), default=1.0)
        return cls(first, min(max(noise, limits[0]), limits[1]))


def scales(of_kind: Sequence[Reading], judged: Reading) -> tuple[Scale, Scale]:
    """Of rate and p99, by the other readings of the kind, the first size first."""
    others = [one for one in of_kind if one is not judged]
    rates = ([one.rate for one in reading.rounds] for reading in others)
    p99s = ([one.p99 for one in reading.rounds] for reading in others)
    return Scale.of(of_kind[0].rate, rates, RATE_LIMITS), Scale.of(of_kind[0].p99, p99s, P99_LIMITS)


def worse(found: Sequence[Reading]) -> list[str]:
    """What is not flat, in words: every reading of every kind is judged, by its rate and by its p99.

    However noisy the machine is, a rate more than 1.6 times lower than at the first size, or a p99 more than 2.5 times higher,
    is told.
    """
    told = []
    for kind in dict.fromkeys(one.kind for one in found):
        of_kind = [one for one in found if one.kind == kind]
        for one in of_kind:
            rate, p99 = scales(of_kind, one)
            if one.rate * rate.factor < rate.first:
                told.append(f"{kind}, {one.stored}: {one.rate:.1f}/s < {rate.first:.1f}/s / {rate.factor:.2f}")
            if one.p99 > p99.first * p99.factor:
                told.append(f"{kind}, {one.stored}: p99 {one.p99:.1f} ms > {p99.first:.1f} ms x {p99.factor:.2f}")
    return told
