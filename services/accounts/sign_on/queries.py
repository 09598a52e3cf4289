"""Show identity providers to anyone, and linked identities to their holder (rule K1)."""

from __future__ import annotations

from collections.abc import Iterator

from dasai.accounts.v1 import sign_on_pb2

from chassis.actor import Actor
from chassis.personal_data import Record

from . import store, wire
from .settings import providers


def list_providers() -> sign_on_pb2.ListProvidersResponse:
    """Return the identity providers of the deployment."""
    return wire.providers_view(providers().values())


def list_identities(actor: Actor) -> sign_on_pb2.ListIdentitiesResponse:
    """Return the identities that are linked to the caller's own account."""
    return wire.identities_view(store.linked_identities.peek(actor.account_id))


def personal_data(actor: Actor) -> Iterator[Record]:
    """Yield the identities that are linked to the caller's account (rule K4)."""
    linked = store.linked_identities.peek(actor.account_id)
    for identity in linked.identities if linked else ():
        yield Record(kind="linked_identity", at=identity.linked_at, values={"provider": identity.provider_id})
    if linked is not None and linked.code is not None:
        ends_at = linked.code.expires_at.isoformat(timespec="seconds")
        yield Record(kind="link_code", values={"provider": linked.code.provider_id, "ends_at": ends_at})
