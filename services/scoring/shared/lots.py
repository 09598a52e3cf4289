"""Lots: chance that anyone can draw again from a published seed (rules E4, G1)."""

from __future__ import annotations

import hashlib


def lot(seed: str, purpose: str, team_id: str) -> str:
    """Return a team's lot: the SHA-256 of `seed/purpose/team_id` in UTF-8, hexadecimal. The lowest comes first.

    A team's lot depends on no other team, so that one which leaves changes no order among the others.
    """
    return hashlib.sha256(f"{seed}/{purpose}/{team_id}".encode()).hexdigest()
