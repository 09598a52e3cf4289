"""Ports that nobody else has."""

from __future__ import annotations

import socket

import pytest

from cli.stack.ports import HOST, Slot, from_base, is_free
from cli.stack.program import StackProblem


def test_two_slots_share_no_port() -> None:
    with Slot(("amqp", "mongodb")) as one, Slot(("amqp", "mongodb")) as other:
        assert set(one.ports) == {"amqp", "mongodb"}
        assert len({*one.ports.values(), *other.ports.values()}) == 4


def test_a_port_that_is_taken_is_passed_over() -> None:
    with socket.socket() as busy:
        busy.bind((HOST, 0))
        busy.listen(1)
        base = busy.getsockname()[1]
        assert not is_free(base)
        found = from_base(("one", "two"), base)
    assert base not in found.values()
    assert min(found.values()) > base
    assert len(set(found.values())) == 2


def test_a_port_is_kept_where_it_is_free() -> None:
    with Slot(("a",)) as slot:
        mine = slot.ports["a"]
        assert from_base(("http", "amqp"), mine - 5, keep={"amqp": mine})["amqp"] == mine


def test_without_free_ports_the_message_says_so() -> None:
    with pytest.raises(StackProblem, match="not enough free ports"):
        from_base(tuple(f"p{number}" for number in range(20)), 65_530)
