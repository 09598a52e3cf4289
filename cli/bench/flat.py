"""Find figures that do not stay flat while more is stored, beyond the noise of the machine that they were taken on."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

# How many times worse than at the first size a figure may be: as many times as the rounds of another size than the judged
# differ. At least the first of each pair, because rounds may agree by chance; at most the second, or growth would be taken
# for noise.
RATE_LIMITS = (1.25, 1.6)
P99_LIMITS = (1.5, 2.5)


@dataclass(frozen=True)
class Round:
    """A round of calls of a kind, at a number of stored teams: calls a second, and milliseconds."""

    stored: int
    rate: float
    p50: float
    p99: float


@dataclass(frozen=True)
class Reading:
    """A kind of call at a size, in several rounds that each add to what is stored; a figure is the rounds' median."""

    kind: str
    rounds: tuple[Round, ...]

    @property
    def stored(self) -> str:
        """Return how many teams were stored in the first and the last round."""
        first, last = self.rounds[0].stored, self.rounds[-1].stored
        return f"{first:,}" if first == last else f"{first:,}–{last:,}"

    @property
    def rate(self) -> float:
        """Return calls a second."""
        return median(each.rate for each in self.rounds)

    @property
    def p50(self) -> float:
        """Return the median time of a call, in milliseconds."""
        return median(each.p50 for each in self.rounds)

    @property
    def p99(self) -> float:
        """Return the time within which 99 % of calls end, in milliseconds."""
        return median(each.p99 for each in self.rounds)


@dataclass(frozen=True)
class Scale:
    """The figure of the first size, and by which factor that of another size may be worse."""

    first: float
    factor: float

    @classmethod
    def of(cls, first: float, rounds: Iterable[Sequence[float]], limits: tuple[float, float]) -> Scale:
        """Return a scale whose factor is how many times the rounds of a size differ at most, within the limits."""
        noise = max((max(size) / min(size) if min(size) else math.inf for size in rounds), default=1.0)
        return cls(first, min(max(noise, limits[0]), limits[1]))


def scales(of_kind: Sequence[Reading], judged: Reading) -> tuple[Scale, Scale]:
    """Return the scales of rate and p99 for a reading, by the other readings of its kind, of which the first is first."""
    others = [reading for reading in of_kind if reading is not judged]
    rates = ([each.rate for each in reading.rounds] for reading in others)
    p99s = ([each.p99 for each in reading.rounds] for reading in others)
    return Scale.of(of_kind[0].rate, rates, RATE_LIMITS), Scale.of(of_kind[0].p99, p99s, P99_LIMITS)


def worse(readings: Sequence[Reading]) -> list[str]:
    """Return a line for each rate and p99 that is not flat; every reading of every kind is judged.

    However noisy the machine is, a rate more than 1.6 times lower than at the first size, or a p99 more than 2.5 times higher,
    is never flat.
    """
    lines = []
    for kind in dict.fromkeys(reading.kind for reading in readings):
        of_kind = [reading for reading in readings if reading.kind == kind]
        for reading in of_kind:
            rate, p99 = scales(of_kind, reading)
            size = f"{kind}, {reading.stored}"
            if reading.rate * rate.factor < rate.first:
                lines.append(f"{size}: {reading.rate:.1f}/s < {rate.first:.1f}/s / {rate.factor:.2f}")
            if reading.p99 > p99.first * p99.factor:
                lines.append(f"{size}: p99 {reading.p99:.1f} ms > {p99.first:.1f} ms x {p99.factor:.2f}")
    return lines
