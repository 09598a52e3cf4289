"""The API tokens of an account (K1)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from chassis.kernel.refusal import Refusal
from services.accounts.tokens.model import MOST, REMEMBERED, ApiToken, ApiTokens, require_not_expired, token_faults

NOW = datetime(2024, 6, 1, tzinfo=UTC)


def token(number: int, *, epoch: int = 1, made_at: datetime = NOW, days: int = 30) -> ApiToken:
    """Return a token of an account."""
    scopes = ("registration:read",)
    expires_at = made_at + timedelta(days=days)
    return ApiToken(
        id=f"hash-{number}", name="export", scopes=scopes, epoch=epoch, made_at=made_at, expires_at=expires_at
    )


def test_k1_a_token_goes_on_until_it_expires_in_its_epoch() -> None:
    """K1: to the moment before; the refusal says when it expired."""
    one = token(1)
    before = one.expires_at - timedelta(milliseconds=1)
    assert [one.goes_on(1, before), one.goes_on(1, one.expires_at), one.goes_on(2, NOW)] == [True, False, False]
    require_not_expired(one, before)
    with pytest.raises(Refusal) as refused:
        require_not_expired(one, one.expires_at)
    assert (refused.value.code.name, refused.value.facts) == ("TOKEN_EXPIRED", {"expired": one.expires_at.isoformat()})


def test_k1_a_repeated_request_makes_one_token() -> None:
    """K1: whoever had no answer sends the request again under its key; the token whose text was lost is good for nothing."""
    tokens = ApiTokens(id="account-1")
    for number, key in enumerate(("first", "first", "second", "", "")):
        tokens.make(replace(token(number), made_under=key), at=NOW)
    assert [known.id for known in tokens.tokens] == ["hash-1", "hash-2", "hash-3", "hash-4"]
    assert [type(each.event).__name__ for each in tokens.raised].count("TokenEnded") == 1


def test_k1_an_account_has_a_bounded_number_of_tokens() -> None:
    """K1: those that expired or are of an earlier epoch do not count; the latter are dropped at once."""
    tokens = ApiTokens(id="account-1")
    for number in range(MOST):
        tokens.make(token(number), at=NOW)
    with pytest.raises(Refusal) as refused:
        tokens.make(token(MOST), at=NOW)
    assert (refused.value.code.name, refused.value.facts) == ("TOKENS_TOO_MANY", {"most": str(MOST)})
    assert len(tokens.raised) == MOST
    later = NOW + timedelta(days=30)
    tokens.make(token(MOST, made_at=later), at=NOW)
    assert [known.id for known in tokens.going_on(1, later)] == [f"hash-{MOST}"]
    assert len(tokens.tokens) == MOST + 1
    tokens.make(token(MOST + 1, made_at=later + REMEMBERED), at=NOW)
    assert [known.id for known in tokens.tokens] == [f"hash-{MOST}", f"hash-{MOST + 1}"]
    tokens.make(token(MOST + 2, epoch=2, made_at=later), at=NOW)
    assert [known.id for known in tokens.tokens] == [f"hash-{MOST + 2}"]


def test_k1_a_token_is_ended_once() -> None:
    """K1: when it was is kept, so that every gateway learns of it."""
    tokens = ApiTokens(id="account-1")
    tokens.make(token(1), at=NOW)
    tokens.take_events()
    assert [tokens.end("hash-1", now=NOW, at=NOW), tokens.end("hash-1", now=NOW, at=NOW)] == [True, False]
    assert (tokens.tokens, tokens.ended_at, len(tokens.raised)) == ((), NOW, 1)
    assert tokens.token("hash-1") is None


@pytest.mark.parametrize(
    ("name", "scopes", "days", "fields"),
    [
        ("export", ("review:read",), 365, []),
        ("", ("review:read",), 1, ["name"]),
        ("n" * 101, ("review:read",), 1, ["name"]),
        ("export", (), 1, ["scopes"]),
        ("export", ("accounts:write",), 1, ["scopes"]),
        ("export", ("review:read",), 0, ["days"]),
        ("export", ("review:read",), 366, ["days"]),
    ],
)
def test_what_a_token_needs_is_named(name: str, scopes: tuple[str, ...], days: int, fields: list[str]) -> None:
    """A use, scopes that there are, and an end within a year."""
    assert [fault.field for fault in token_faults(name, scopes, days)] == fields
