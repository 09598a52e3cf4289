"""Note what gateways do (rule C9)."""

from __future__ import annotations

from datetime import UTC, datetime

from dasai.accounts.v1 import gateways_pb2

from chassis.actor import Actor
from chassis.kernel.refusal import refuse_unless
from chassis.permissions import accounts as permissions
from chassis.refusals import FIELDS_INVALID

from . import requests, store
from .model import is_well_formed


def note_gateway(request: requests.NoteGateway, actor: Actor) -> gateways_pb2.NotedGateway:
    """Note what a gateway does, or would do; return if it may rest, and how many are ready. Refuses FIELDS_INVALID."""
    permissions.NOTE_GATEWAY.require(actor)
    refuse_unless(is_well_formed(request.gateway_id), FIELDS_INVALID)
    now = datetime.now(UTC)
    ready, may_rest = store.change(lambda ready: ready.noted(request.gateway_id, request.state, now))
    return gateways_pb2.NotedGateway(may_rest=may_rest, ready=len(ready.until))
