"""How lock files are taken apart and put together."""

from __future__ import annotations

import pytest

from cli.commands.locking import blocks_of, pick
from cli.stack.program import StackProblem

LOCK = """\
amqp==5.4.2 \\
    --hash=sha256:aa \\
    --hash=sha256:bb
Uvicorn[standard]==0.54.0 ; sys_platform != 'win32' \\
    --hash=sha256:cc
"""


def test_each_entry_keeps_its_hashes_and_its_condition() -> None:
    found = blocks_of(LOCK)
    assert list(found) == ["amqp", "uvicorn"]
    assert "".join(found.values()) == LOCK


def test_a_part_of_a_lock_is_sorted_and_word_for_word() -> None:
    found = blocks_of(LOCK)
    assert pick(found, ["uvicorn", "amqp"]) == LOCK


def test_what_the_lock_lacks_is_named() -> None:
    with pytest.raises(StackProblem) as refused:
        pick(blocks_of(LOCK), ["amqp", "grpcio", "celery"])
    assert str(refused.value).splitlines()[1] == "the lock lacks celery, grpcio"
