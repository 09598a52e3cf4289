"""The names of the services: of their databases, exchanges, queues and gRPC targets."""

from __future__ import annotations

SERVICES = ("accounts", "registration", "review", "scoring", "publicity")
