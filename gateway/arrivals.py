"""The word of the gateway that a command arrived, for whom it could not be done (rule C9).

If a part of the platform is away when somebody submits, the page that asks for patience holds when the command arrived, signed.
Sent again with it, the very same command is judged by that instant: nobody is late because the platform was slow. Services count
on nothing being under way longer than a token lives (chassis/actor.py), so the word ends before that.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import jwt
from fastapi import Request

from chassis.actor import TOKEN_LIFE
from chassis.kernel.clock import Instant, instant
from chassis.settings import settings

from .rpc import actor_of

_ALGORITHM = "HS256"
# how long the first try may have taken before it failed
_ELAPSED = timedelta(minutes=1)
_AUDIENCE = "arrival"


@dataclass(frozen=True, slots=True)
class Arrival:
    """When a command arrived first, in contest time, and until when that counts, in real time."""

    at: Instant
    until: datetime


def word(request: Request, command: str, held: Arrival | None = None) -> str:
    """Return the signed word that this command of the caller arrived; `held` is an earlier one, which goes on counting."""
    arrival = held or Arrival(instant(request.state.arrived_at), datetime.now(UTC) + TOKEN_LIFE - _ELAPSED)
    claims = {
        "aud": _AUDIENCE,
        "sub": actor_of(request).account_id,
        "command": command,
        "arr": int(arrival.at.timestamp() * 1000 + 0.5),
        "exp": arrival.until,
    }
    return jwt.encode(claims, settings().secret("actor_key"), algorithm=_ALGORITHM)


def held(token: str, request: Request, command: str) -> Arrival | None:
    """Return when this command of the caller arrived first; None if the word is of another one, altered or too old."""
    if not token:
        return None
    try:
        claims = jwt.decode(
            token,
            settings().secret("actor_key"),
            algorithms=[_ALGORITHM],
            audience=_AUDIENCE,
            options={"require": ["sub", "exp", "arr"]},
        )
    except jwt.InvalidTokenError:
        return None
    if (claims["sub"], claims.get("command")) != (actor_of(request).account_id, command):
        return None
    arrived = instant(datetime.fromtimestamp(claims["arr"] / 1000, UTC))
    return Arrival(arrived, datetime.fromtimestamp(claims["exp"], UTC))
