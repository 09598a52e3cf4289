"""The gateway's word that a command arrived (rule C9)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast

import pytest

from chassis.actor import ARRIVAL_LAG, Actor, sign, verify
from chassis.kernel.clock import instant
from chassis.settings import settings
from gateway import arrivals
from tests.unit.gateway.running import Gateway

FIRST = instant(datetime(2024, 6, 30, 15, 59, 59, 998_000, tzinfo=UTC))


def request(account: str = "account", at: datetime = FIRST) -> Any:
    """Return a request of an account as far as its arrival matters."""
    return cast(Any, SimpleNamespace(state=SimpleNamespace(actor=Actor(account), arrived_at=at)))


@pytest.fixture(autouse=True)
def _key(gateway: Gateway) -> None:
    """Give the gateway's settings a key."""


def test_c9_a_command_sent_again_counts_as_of_its_first_arrival() -> None:
    """C9: the same command of the same account has the first arrival, also the third time, while services still wait for it."""
    later = instant(FIRST + timedelta(minutes=3))
    word = arrivals.word(request(), "submit team 7 key")
    held = arrivals.held(word, request(at=later), "submit team 7 key")
    assert held is not None
    assert held.at == FIRST
    assert held.until < datetime.now(UTC) + ARRIVAL_LAG
    again = arrivals.held(
        arrivals.word(request(at=later), "submit team 7 key", held), request(at=later), "submit team 7 key"
    )
    assert again is not None
    assert (again.at, again.until) == (held.at, held.until.replace(microsecond=0))
    # the services' token ends with it
    until = datetime.now(UTC) - timedelta(seconds=1)
    with pytest.raises(Exception, match="K1_UNAUTHENTICATED"):
        verify(sign(Actor("account"), "k" * 32, until), "k" * 32)


def test_c9_no_other_command_and_nobody_else_takes_over_an_arrival() -> None:
    """C9: another content, another account, an altered or an old word count as of their own arrival."""
    word = arrivals.word(request(), "submit team 7 key")
    assert arrivals.held(word, request(), "submit team 8 key") is None
    assert arrivals.held(word, request("another"), "submit team 7 key") is None
    assert arrivals.held(word[:-2] + "xx", request(), "submit team 7 key") is None
    assert arrivals.held("", request(), "submit team 7 key") is None
    old = arrivals.Arrival(FIRST, datetime.now(UTC) - timedelta(seconds=1))
    assert arrivals.held(arrivals.word(request(), "submit team 7 key", old), request(), "submit team 7 key") is None
    # a token for services is no such word
    token = sign(Actor("account", arrived_at=FIRST), settings().secret("actor_key"))
    assert arrivals.held(token, request(), "submit team 7 key") is None
