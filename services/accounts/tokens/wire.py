"""Translate between the contracts and API tokens."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dasai.accounts.v1 import events_pb2, tokens_pb2
from google.protobuf.message import Message

from chassis.kernel.clock import Instant

from . import events
from .model import ApiToken

EVENTS: dict[type, type[Message]] = {
    events.TokenMade: events_pb2.TokenMade,
    events.TokenEnded: events_pb2.TokenEnded,
}


def token_view(token: ApiToken, last_used_at: Instant | None) -> tokens_pb2.ApiToken:
    """Show a token to its holder."""
    return tokens_pb2.ApiToken(
        token_id=token.id,
        name=token.name,
        scopes=token.scopes,
        made_at=token.made_at,
        expires_at=token.expires_at,
        last_used_at=last_used_at,
    )


def made_view(token: ApiToken, text: str) -> tokens_pb2.MakeTokenResponse:
    """Show a new token with its text."""
    return tokens_pb2.MakeTokenResponse(token=token_view(token, None), text=text)


def list_view(tokens: Sequence[ApiToken], uses: Mapping[str, Instant]) -> tokens_pb2.ListTokensResponse:
    """Show the tokens of an account, with when each was last used."""
    return tokens_pb2.ListTokensResponse(tokens=[token_view(token, uses.get(token.id)) for token in tokens])
