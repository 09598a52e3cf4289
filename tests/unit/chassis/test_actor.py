"""The actor of a call, as the gateway signs it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from chassis.actor import Actor, Grant, Role, sign, verify
from chassis.kernel.refusal import Refusal

KEY = "k" * 40
HOST = Actor("account", frozenset({Grant(Role.HOST, "110000")}), datetime(2024, 6, 1, 0, 0, 0, 123000, tzinfo=UTC))


def test_k1_services_read_the_actor_that_the_gateway_signed() -> None:
    """K1, C9: account, grants and the instant of arrival to the millisecond."""
    assert verify(sign(HOST, KEY), KEY) == HOST


@pytest.mark.parametrize("token", ["", "nonsense", sign(HOST, "x" * 40), sign(HOST, KEY)[:-2]])
def test_k1_an_invalid_token_has_no_actor(token: str) -> None:
    """K1: missing, foreign and altered tokens are refused alike."""
    with pytest.raises(Refusal) as refused:
        verify(token, KEY)
    assert refused.value.code.name == "K1_UNAUTHENTICATED"


def test_k1_a_host_is_host_in_its_own_division_only() -> None:
    """K1: nothing leaks between divisions."""
    HOST.require(Role.HOST, division="110000")
    for wrong in ({"division": "120000"},):
        with pytest.raises(Refusal) as refused:
            HOST.require(Role.HOST, **wrong)
        assert refused.value.code.name == "K1_FORBIDDEN"
    with pytest.raises(Refusal):
        HOST.require(Role.SECRETARIAT)
