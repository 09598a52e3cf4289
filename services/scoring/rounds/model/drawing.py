"""Draws: a seed fixed by its published hash, revealed once, and what is drawn from it (rules E2, E4, G1)."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from chassis.facts.teams import TeamFacts
from chassis.kernel.clock import Instant

from ...shared.lots import lot


@dataclass(frozen=True, kw_only=True)
class Draw:
    """A seed that was committed by its hash, and once it is revealed what was drawn from it; never changed after that.

    Whoever commits the seed knows the projects and could try seeds until one suits. So the platform adds a nonce, which it
    draws when the seed is committed, publishes by its hash at once, and reveals with the seed.
    """

    number: int
    seed_hash: str
    committed_at: Instant
    # empty if an earlier release committed it
    nonce: str = ""
    nonce_hash: str = ""
    # why it is drawn again
    reason: str = ""
    seed: str = ""
    drawn_at: Instant | None = None
    # the roadshow's order by team ids; none in a division
    order: tuple[str, ...] = ()

    @property
    def source(self) -> str:
        """Return all that lots are drawn from, seed and nonce; empty until the seed is revealed."""
        return self.source_of(self.seed)

    def source_of(self, seed: str) -> str:
        """Return what lots are drawn from if this is the seed: `seed/nonce`."""
        return f"{seed}/{self.nonce}" if seed and self.nonce else seed


def hash_of(seed: str) -> str:
    """Return the SHA-256 of a seed or nonce, lower-case hexadecimal: what is published of it before it is revealed."""
    return hashlib.sha256(seed.encode()).hexdigest()


def drawn_order(teams: Sequence[TeamFacts], seed: str) -> tuple[TeamFacts, ...]:
    """Return the order of the roadshow, drawn from a published seed (rule G1): by the teams' lots, the lowest first."""
    return tuple(sorted(teams, key=lambda team: lot(seed, "order", team.team_id)))
