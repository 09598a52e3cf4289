"""Which gateways are ready, so that the last one never rests (rule C9)."""

from __future__ import annotations

import enum
import re
from dataclasses import dataclass
from datetime import datetime, timedelta

_IDENTIFIER = re.compile("[0-9a-f-]{36}")
# a gateway that was not heard of for so long is taken for gone; each speaks up every five seconds
NOTED = timedelta(seconds=15)


class GatewayState(enum.StrEnum):
    """What a gateway does, or would do."""

    READY = "ready"
    RESTING = "resting"
    ENDING = "ending"


@dataclass(frozen=True, kw_only=True)
class ReadyGateways:
    """The gateways that take requests, each with the time until which it is taken to do so."""

    until: dict[str, datetime]

    def noted(self, gateway: str, state: GatewayState, now: datetime) -> tuple[ReadyGateways, bool]:
        """Return what is so once a gateway has said what it does, and if it may rest: another is ready then.

        One that would rest and may not is ready, and so may let the next one rest.
        """
        others = {other: until for other, until in self.until.items() if other != gateway and until > now}
        rests = state is GatewayState.RESTING and bool(others)
        is_ready = state is not GatewayState.ENDING and not rests
        ready = {**others, gateway: now + NOTED} if is_ready else others
        return ReadyGateways(until=ready), rests


def is_well_formed(gateway: str) -> bool:
    """Return True if this may be the identifier of a gateway."""
    return _IDENTIFIER.fullmatch(gateway) is not None
