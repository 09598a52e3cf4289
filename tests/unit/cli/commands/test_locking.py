"""How lock files are taken apart and put together."""

from __future__ import annotations

import pytest

from cli.commands.locking import entries_of, pick
from cli.stack.program import StackProblem

LOCK = """\
amqp==5.4.2 \\
    --hash=sha256:aa \\
    --hash=sha256:bb
Uvicorn[standard]==0.54.0 ; sys_platform != 'win32' \\
    --hash=sha256:cc
"""


def test_each_entry_keeps_its_hashes_and_its_condition() -> None:
    entries = entries_of(LOCK)
    assert list(entries) == ["amqp", "uvicorn"]
    assert "".join(entries.values()) == LOCK


def test_a_part_of_a_lock_is_sorted_and_copied_verbatim() -> None:
    entries = entries_of(LOCK)
    assert pick(entries, ["uvicorn", "amqp"]) == LOCK


def test_a_package_with_a_version_for_each_python_is_refused_by_its_name() -> None:
    fork = "numpy==2.4 ; python_full_version < '3.12' \\\nnumpy==2.5 ; python_full_version >= '3.12' \\\n"
    with pytest.raises(StackProblem) as refused:
        entries_of(LOCK + fork)
    assert str(refused.value).splitlines()[1].startswith("the lock has two versions of numpy: ")


def test_a_package_that_the_lock_lacks_is_named() -> None:
    with pytest.raises(StackProblem) as refused:
        pick(entries_of(LOCK), ["amqp", "grpcio", "celery"])
    assert str(refused.value).splitlines()[1] == "the lock lacks celery, grpcio"
