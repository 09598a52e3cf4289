"""API tokens: how programs act for an account (rule K1)."""

from __future__ import annotations

from typing import Annotated

from dasai.accounts.v1 import tokens_pb2, tokens_pb2_grpc
from fastapi import Request
from pydantic import Field

from chassis.facts.scopes import TokenScope
from gateway.rpc import call, channel

from ..body import SEEN, Identifier, RequestBody, to_message
from ..router import ApiRouter

router = ApiRouter(__name__)
# JSON has text, no enums
Scope = Annotated[TokenScope, Field(strict=False)]


class NewToken(RequestBody, of=tokens_pb2.MakeTokenRequest):
    """A new token: its name, its scopes and its days; the scope `...:write` includes `...:read`."""

    name: Annotated[str, Field(min_length=1, max_length=100), SEEN]
    scopes: Annotated[list[Scope], Field(min_length=1, max_length=20)]
    days: Annotated[int, Field(ge=1, le=365)]


def _tokens() -> tokens_pb2_grpc.TokensAsyncStub:
    return tokens_pb2_grpc.TokensStub(channel("accounts"))


@router.post("/tokens", status_code=201)
async def make_token(body: NewToken, request: Request) -> tokens_pb2.MakeTokenResponse:
    """Make an API token of one's own; its `text`, a bearer token, is shown this once (rule K1).

    A token does what its account may do within its scopes, but never manages accounts, passwords, second factors, sessions,
    invitations or tokens. All tokens end when the password or the roles change, or the account is disabled.
    """
    return await call(_tokens().MakeToken, to_message(body, tokens_pb2.MakeTokenRequest()), request)


@router.get("/tokens")
async def list_tokens(request: Request) -> tokens_pb2.ListTokensResponse:
    """List one's own API tokens that go on, the newest first (rule K1)."""
    return await call(_tokens().ListTokens, tokens_pb2.ListTokensRequest(), request)


@router.delete("/tokens/{token_id}", status_code=204)
async def end_token(token_id: Identifier, request: Request) -> None:
    """End one of one's own API tokens, at every gateway within a second (rule K1)."""
    await call(_tokens().EndToken, tokens_pb2.EndTokenRequest(token_id=token_id), request)
    request.app.state.sessions.forget(token_id)


@router.get("/accounts/{account_id}/token-count")
async def count_tokens(account_id: Identifier, request: Request) -> tokens_pb2.CountTokensResponse:
    """Return how many API tokens of an account go on, to whoever administers it (rule K1)."""
    return await call(_tokens().CountTokens, tokens_pb2.CountTokensRequest(account_id=account_id), request)
