"""Identifiers."""

from __future__ import annotations

import re
import uuid

# Dasai's own name space, so that what is derived here is derived alike everywhere.
_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "urn:dasai")


def new_id() -> str:
    """Return a fresh random identifier (UUID version 4)."""
    return str(uuid.uuid4())


def derived_id(*parts: str) -> str:
    """Return the same identifier for the same parts (UUID version 5): a repeated command or event creates nothing twice."""
    return str(uuid.uuid5(_NAMESPACE, "\x1f".join(parts)))


def snake_case(name: str) -> str:
    """Return `TeamRegistered` as `team_registered`: an event's routing key."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()
