"""Whether figures stay flat while what is stored grows, within the noise of the machine that they were taken on."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

# A figure may be as many times worse than is typical as two readings at one size differ. Never less than the first of each pair,
# for two readings may agree by chance; never more than the second, or growth would pass for noise.
RATE_LIMITS = (1.25, 1.6)
P99_LIMITS = (1.5, 2.5)


@dataclass(frozen=True)
class Reading:
    """One kind of call at one size: calls a second, and milliseconds."""

    stored: int
    kind: str
    rate: float
    p50: float
    p99: float


@dataclass(frozen=True)
class Scale:
    """What is typical at the first size, and by which factor a figure may be worse."""

    typical: float
    factor: float

    @classmethod
    def of(cls, one: float, other: float, limits: tuple[float, float]) -> Scale:
        """From two readings at the first size: their geometric mean, and how many times they differ, within the limits."""
        low, high = sorted((one, other))
        noise = high / low if low else math.inf
        return cls(math.sqrt(low * high), min(max(noise, limits[0]), limits[1]))


def scales(of_kind: Sequence[Reading]) -> tuple[Scale, Scale]:
    """Of rate and p99, from the first two readings."""
    one, other = of_kind[:2]
    return Scale.of(one.rate, other.rate, RATE_LIMITS), Scale.of(one.p99, other.p99, P99_LIMITS)


def worse(found: Sequence[Reading]) -> list[str]:
    """What is not flat, in words: every reading of every kind is judged, by its rate and by its p99.

    The first two readings of a kind are at the first size, and show what is typical and how noisy the machine is. However
    noisy, a rate more than 1.6 times lower or a p99 more than 2.5 times higher is told; also where it is one of the first two: on
    such a machine nothing is shown.
    """
    told = []
    for kind in dict.fromkeys(one.kind for one in found):
        of_kind = [one for one in found if one.kind == kind]
        rate, p99 = scales(of_kind)
        for one in of_kind:
            if one.rate * rate.factor < rate.typical:
                told.append(f"{kind}, {one.stored:,}: {one.rate:.1f}/s < {rate.typical:.1f}/s / {rate.factor:.2f}")
            if one.p99 > p99.typical * p99.factor:
                told.append(f"{kind}, {one.stored:,}: p99 {one.p99:.1f} ms > {p99.typical:.1f} ms x {p99.factor:.2f}")
    return told
