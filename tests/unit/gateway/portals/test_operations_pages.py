"""What the operators' pages say of a service (rule D5)."""

from __future__ import annotations

from typing import Any

import pytest

from gateway.portals.staff.operations import _judged

HEALTHY: dict[str, Any] = {
    "service": "review",
    "is_reachable": True,
    "queues": [],
    "looked_at": "2024-06-20T04:00:00Z",
    "looked_seconds_ago": 2,
    "broker_trouble": "",
    "outbox_waiting": 0,
    "outbox_oldest_seconds": 0.0,
    "dead_letters": 0,
    "trail_check": {"faults": []},
}


def queue(name: str, messages: int, consumers: int = 1) -> dict[str, Any]:
    """Return a queue as a service tells it."""
    return {"name": name, "messages": messages, "consumers": consumers}


@pytest.mark.parametrize(
    ("changed", "needs"),
    [
        ({}, []),
        ({"outbox_oldest_seconds": 29.0}, []),
        ({"outbox_oldest_seconds": 31.0}, ["outbox"]),
        ({"dead_letters": 1}, ["letters"]),
        ({"trail_check": {"faults": ["a link is missing"]}}, ["altered"]),
        ({"broker_trouble": "refused", "looked_seconds_ago": 90}, ["broker"]),
        ({"looked_seconds_ago": 90}, ["relay"]),
        ({"queues": [queue("a", 0, consumers=0)]}, ["worker"]),
    ],
)
def test_d5_a_service_is_healthy_only_if_nothing_waits_for_an_operator(
    changed: dict[str, Any], needs: list[str]
) -> None:
    """D5: dead letters and an altered trail need an operator as a process does that is away."""
    assert _judged({**HEALTHY, **changed})["needs"] == needs


def test_d5_queues_in_which_something_waits_come_first() -> None:
    """D5: first those that nobody reads, then the longest."""
    queues = [queue("a", 0), queue("b", 3), queue("c", 9), queue("d", 0, consumers=0)]
    assert [each["name"] for each in _judged({**HEALTHY, "queues": queues})["queues"]] == ["d", "c", "b", "a"]
