"""Password resets over the real database (K1)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import pytest

from chassis.actor import PUBLIC
from chassis.facts.roles import Role
from cli.stack.program import wait_until
from services.accounts.accounts import adapters, store
from services.accounts.accounts.settings import real_time
from services.accounts.password_resets import commands as resets
from services.accounts.password_resets.requests import HandLink, UseLink
from tests.service.accounts.acting import AT, PASSWORD, called, opened

pytestmark = pytest.mark.parts


def test_k1_sessions_end_when_the_new_password_is_written_however_long_its_hash_waited() -> None:
    """K1: gateways ask for what ended in the last seconds; while many sign in, a hash may wait for longer."""
    secretariat = opened("secretariat", Role.SECRETARIAT)
    somebody = opened("somebody", Role.PARTICIPANT)
    hand = HandLink(account_id=somebody.account_id, identity_check="seen in person")
    code = called(secretariat, lambda: resets.hand_link(hand, secretariat, AT)).code
    use = UseLink(code=code, new_password=PASSWORD)
    turns = adapters._turns()
    with ThreadPoolExecutor(1) as pool, ExitStack() as others:
        for _ in range(adapters.cores_for_hashes()):
            others.enter_context(turns.turn("others"))
        used = pool.submit(called, PUBLIC, lambda: resets.use_link(use, AT))
        assert wait_until(lambda: turns._ahead.size == 1, 10)
        waited_until = real_time()
        others.close()
        assert used.result(20).account_id == somebody.account_id
    ended_at = store.accounts.look(somebody.account_id).ended_at
    assert ended_at is not None
    assert ended_at >= waited_until
