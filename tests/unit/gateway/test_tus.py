"""What of resumable uploads needs no storage."""

from __future__ import annotations

from contextlib import ExitStack

import pytest

from chassis.kernel.refusal import Refusal
from chassis.refusals import UNAVAILABLE
from gateway.tus import MAX_CHECKED_BYTES, MAX_HELD_BYTES, MAX_HELD_EACH, held_back


def test_c7_pieces_are_held_back_as_far_as_there_is_room() -> None:
    """C7: counted in bytes over all uploads, and in pieces of one; whatever ends makes room."""
    with ExitStack() as held:
        for number in range(MAX_HELD_BYTES // MAX_CHECKED_BYTES - 1):
            held.enter_context(held_back(f"upload-{number}", MAX_CHECKED_BYTES))
        with held_back("small", MAX_CHECKED_BYTES - 1):
            with pytest.raises(Refusal) as refused, held_back("another", 2):
                pass
            assert refused.value.code is UNAVAILABLE
            with held_back("another", 1):
                pass
        with held_back("another", MAX_CHECKED_BYTES):
            pass
    with ExitStack() as held:
        for _ in range(MAX_HELD_EACH):
            held.enter_context(held_back("one", 1))
        with pytest.raises(Refusal), held_back("one", 1):
            pass
        with held_back("other", 1):
            pass
    with held_back("one", MAX_HELD_BYTES):
        pass
