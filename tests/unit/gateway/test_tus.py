"""Parts of resumable uploads that need no storage."""

from __future__ import annotations

from contextlib import ExitStack

import pytest

from chassis.kernel.refusal import Refusal
from chassis.refusals import UNAVAILABLE
from gateway.tus import MAX_CHECKED_BYTES, MAX_HELD_BYTES, MAX_HELD_EACH, held_back


def test_c7_pieces_are_held_back_while_there_is_room() -> None:
    """C7: the room is limited by bytes of all uploads and by pieces of an upload; a piece that ends frees its room."""
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
            held.enter_context(held_back("upload", 1))
        with pytest.raises(Refusal), held_back("upload", 1):
            pass
        with held_back("other", 1):
            pass
    with held_back("upload", MAX_HELD_BYTES):
        pass
