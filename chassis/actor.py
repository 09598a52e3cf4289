"""Identify who acts. The gateway signs it, and services believe nobody else (rule K1).

The token also carries the instant at which the gateway received the request: deadlines are judged by it, so that nobody in
time is late because a part was slow (rule C9).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import jwt

from .facts.roles import Grant as Grant
from .facts.roles import Role as Role
from .kernel.clock import Instant, instant
from .kernel.refusal import refuse, refuse_unless
from .refusals import FORBIDDEN, UNAUTHENTICATED

# How long a command may be on its way from the gateway to the service, retries included.
TOKEN_LIFE = timedelta(minutes=10)
_ALGORITHM = "HS256"


@dataclass(frozen=True, slots=True)
class Actor:
    """An account and its roles. `arrived_at` is contest time at the gateway."""

    account_id: str
    grants: frozenset[Grant] = frozenset()
    arrived_at: Instant | None = None

    def has(self, role: Role, division: str = "") -> bool:
        """Return True if the account holds the role in that division, or anywhere if none is named."""
        return any(grant.role == role and (not division or grant.division == division) for grant in self.grants)

    def require(self, *roles: Role, division: str = "") -> None:
        """Refuse K1_FORBIDDEN unless one of the roles is held; host and reviewer count in `division` only."""
        bound = (Role.HOST, Role.REVIEWER)
        refuse_unless(any(self.has(role, division if role in bound else "") for role in roles), FORBIDDEN)

    @property
    def divisions(self) -> frozenset[str]:
        """Return the divisions in which the account is host, reviewer or expert."""
        return frozenset(grant.division for grant in self.grants if grant.division)


# who calls without having signed in, or is to stay unknown (rule H2)
PUBLIC = Actor(account_id="public")


_SYSTEM = "system:"


def system(service: str) -> Actor:
    """Return the actor of a service's timers and event handlers."""
    return Actor(account_id=f"{_SYSTEM}{service}")


def is_system(actor: Actor) -> bool:
    """Return True if a process acts in nobody's name, as `system` says."""
    return actor.account_id.startswith(_SYSTEM)


def sign(actor: Actor, key: str, until: datetime | None = None) -> str:
    """Return the actor as a token for the services, valid for TOKEN_LIFE of real time, or until an earlier instant."""
    expires = datetime.now(UTC) + TOKEN_LIFE
    claims = {
        "sub": actor.account_id,
        "grants": sorted(f"{grant.role}@{grant.division}" for grant in actor.grants),
        "arr": int(actor.arrived_at.timestamp() * 1000 + 0.5) if actor.arrived_at else None,
        "exp": expires if until is None else min(expires, until),
    }
    return jwt.encode(claims, key, algorithm=_ALGORITHM)


def verify(token: str, key: str) -> Actor:
    """Return the actor of a token; refuses K1_UNAUTHENTICATED if it is missing, altered or too old."""
    try:
        claims = jwt.decode(token, key, algorithms=[_ALGORITHM], options={"require": ["sub", "exp"]})
    except jwt.InvalidTokenError:
        refuse(UNAUTHENTICATED)
    pairs = (text.split("@", 1) for text in claims.get("grants", []))
    arrived = claims.get("arr")
    return Actor(
        account_id=claims["sub"],
        grants=frozenset(Grant(Role(role), division) for role, division in pairs),
        arrived_at=instant(datetime.fromtimestamp(arrived / 1000, UTC)) if arrived is not None else None,
    )
