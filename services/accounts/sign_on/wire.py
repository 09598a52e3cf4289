"""Translate between the contracts and single sign-on."""

from __future__ import annotations

from collections.abc import Iterable

from dasai.accounts.v1 import events_pb2, sessions_pb2, sign_on_pb2
from google.protobuf.message import Message

from . import events
from .model import LinkCode, LinkedIdentities, LinkedIdentity, Provider

EVENTS: dict[type, type[Message]] = {
    events.IdentityLinked: events_pb2.IdentityLinked,
    events.IdentityUnlinked: events_pb2.IdentityUnlinked,
    events.LinkCodeMade: events_pb2.LinkCodeMade,
}


def providers_view(providers: Iterable[Provider]) -> sign_on_pb2.ListProvidersResponse:
    """Show the providers, without what only the platform and they know."""
    shown = [
        sign_on_pb2.IdentityProvider(
            provider_id=provider.id, name_zh=provider.name_zh, name_en=provider.name_en, division=provider.division
        )
        for provider in providers
    ]
    return sign_on_pb2.ListProvidersResponse(providers=shown)


def begun_view(authorization_url: str, attempt: str) -> sign_on_pb2.BeginSignOnResponse:
    """Show where the browser is to go, and what it brings back."""
    return sign_on_pb2.BeginSignOnResponse(authorization_url=authorization_url, attempt=attempt)


def signed_in_view(signed_in: sessions_pb2.SignInResponse, next_page: str) -> sign_on_pb2.CompleteSignOnResponse:
    """Show the session that a sign-on began."""
    return sign_on_pb2.CompleteSignOnResponse(signed_in=signed_in, next_page=next_page)


def linked_view(identity: LinkedIdentity, next_page: str) -> sign_on_pb2.CompleteSignOnResponse:
    """Show that an identity was linked."""
    return sign_on_pb2.CompleteSignOnResponse(linked=identity_view(identity), next_page=next_page)


def unlinked_view(ticket: str, next_page: str) -> sign_on_pb2.CompleteSignOnResponse:
    """Show that an identity is linked to no account."""
    return sign_on_pb2.CompleteSignOnResponse(ticket=ticket, next_page=next_page)


def identity_view(identity: LinkedIdentity) -> sign_on_pb2.LinkedIdentity:
    """Show an identity to the account's holder."""
    return sign_on_pb2.LinkedIdentity(provider_id=identity.provider_id, linked_at=identity.linked_at)


def identities_view(linked: LinkedIdentities | None) -> sign_on_pb2.ListIdentitiesResponse:
    """Show the identities of an account."""
    identities = linked.identities if linked is not None else ()
    return sign_on_pb2.ListIdentitiesResponse(identities=[identity_view(identity) for identity in identities])


def code_view(code: LinkCode, text: str) -> sign_on_pb2.MakeLinkCodeResponse:
    """Show a new link code with its text."""
    return sign_on_pb2.MakeLinkCodeResponse(code=text, expires_at=code.expires_at)
