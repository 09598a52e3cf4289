"""Read the time that gateways go by (rule C9)."""

from __future__ import annotations

from dasai.accounts.v1 import gateways_pb2

from chassis.actor import Actor
from chassis.permissions import accounts as permissions

from . import store


def get_database_time(actor: Actor) -> gateways_pb2.DatabaseTime:
    """Return the time of the database's clock, real time."""
    permissions.GET_DATABASE_TIME.require(actor)
    return gateways_pb2.DatabaseTime(at=store.database_time())
