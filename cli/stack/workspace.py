"""The folder in which a stack keeps its data."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Workspace:
    """The databases, by a prefix, and the virtual host that a stack uses. None: a server is started privately."""

    database_prefix: str = "dasai"
    amqp_url: str | None = None
    mongodb_url: str | None = None


PRIVATE = Workspace()
