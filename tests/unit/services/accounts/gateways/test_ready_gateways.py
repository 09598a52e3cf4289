"""Which gateways are ready: the last one never rests (rule C9)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from services.accounts.gateways.model import NOTED, GatewayState, ReadyGateways, is_well_formed

NOW = datetime(2024, 6, 30, tzinfo=UTC)
READY, RESTING, ENDING = GatewayState.READY, GatewayState.RESTING, GatewayState.ENDING


def test_c9_a_gateway_rests_only_while_another_is_ready() -> None:
    """C9: of two that would rest one does; it goes on when the other ends, or was not heard of for long."""
    nobody = ReadyGateways(until={})
    alone, rests = nobody.noted("a", RESTING, NOW)
    assert (alone.until, rests) == ({"a": NOW + NOTED}, False)
    both, rests = alone.noted("b", READY, NOW)
    assert (set(both.until), rests) == ({"a", "b"}, False)
    one, rests = both.noted("a", RESTING, NOW)
    assert (set(one.until), rests) == ({"b"}, True)
    assert one.noted("b", RESTING, NOW)[1] is False
    ended, rests = one.noted("b", ENDING, NOW)
    assert (ended.until, rests) == ({}, False)
    assert ended.noted("a", RESTING, NOW) == (ReadyGateways(until={"a": NOW + NOTED}), False)
    later = NOW + NOTED + timedelta(seconds=1)
    assert one.noted("a", RESTING, later) == (ReadyGateways(until={"a": later + NOTED}), False)
    assert one.noted("a", RESTING, NOW + NOTED - timedelta(seconds=1))[1] is True


def test_a_gateway_is_known_by_a_random_identifier() -> None:
    """Nothing else is written into the document."""
    assert is_well_formed("0f8fad5b-d9cb-469f-a165-70867728950e")
    assert not is_well_formed("a.b")
