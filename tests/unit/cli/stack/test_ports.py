"""Ports that no other process uses."""

from __future__ import annotations

import socket

import pytest

from cli.stack.ports import HOST, SLOT_SIZE, Slot, from_base, is_free
from cli.stack.program import StackProblem


def test_two_slots_share_no_port() -> None:
    with Slot(("amqp", "mongodb")) as first, Slot(("amqp", "mongodb")) as second:
        assert set(first.ports) == {"amqp", "mongodb"}
        assert len({*first.ports.values(), *second.ports.values()}) == 4


def test_a_slot_of_many_ports_shares_none_with_others() -> None:
    """It takes blocks side by side, and gives all of them back."""
    many = tuple(map(str, range(2 * SLOT_SIZE + 1)))
    with Slot(many) as first, Slot(many) as second:
        assert not {*first.ports.values()} & {*second.ports.values()}
        assert max(first.ports.values()) - min(first.ports.values()) == 2 * SLOT_SIZE


def test_a_busy_port_is_passed_over() -> None:
    with socket.socket() as busy:
        busy.bind((HOST, 0))
        busy.listen(1)
        base = busy.getsockname()[1]
        assert not is_free(base)
        ports = from_base(("one", "two"), base)
    assert base not in ports.values()
    assert min(ports.values()) > base
    assert len(set(ports.values())) == 2


def test_a_port_is_kept_if_it_is_free() -> None:
    with Slot(("a",)) as slot:
        mine = slot.ports["a"]
        assert from_base(("http", "amqp"), mine - 5, keep={"amqp": mine})["amqp"] == mine


def test_without_free_ports_the_message_says_so() -> None:
    with pytest.raises(StackProblem, match="not enough free ports"):
        from_base(tuple(f"p{number}" for number in range(20)), 65_530)
