"""The limit on look-ups of receipts by an address (rules C8, K1)."""

from __future__ import annotations

import asyncio

import httpx
import pytest

from chassis.kernel.refusal import Refusal
from chassis.settings import settings
from gateway import throttle
from gateway.throttle import Allowance


class Now:
    """A clock that a test moves."""

    at = 100.0

    def __call__(self) -> float:
        return self.at


def test_each_address_has_its_own_allowance_that_refills() -> None:
    """Sixty a minute are sixty at once, then one each second; another address keeps its own sixty."""
    now = Now()
    allowance = Allowance(60, now)
    for _ in range(60):
        allowance.take("first")
    with pytest.raises(Refusal) as refused:
        allowance.take("first")
    assert (refused.value.code.name, refused.value.facts["seconds"]) == ("TOO_MANY_TRIES", "1")
    allowance.take("second")
    now.at += 2
    allowance.take("first")
    allowance.take("first")
    with pytest.raises(Refusal):
        allowance.take("first")


def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Addresses with a full allowance are forgotten; after a flood of addresses all are."""
    monkeypatch.setattr(throttle, "_NAMES", 100)
    now = Now()
    allowance = Allowance(60, now)
    for number in range(1000):
        allowance.take(str(number))
        assert len(allowance._left) <= 100
    now.at += 61
    allowance.take("late")
    assert len(allowance._left) <= 100


def test_c8_look_ups_by_number_page_and_file_share_one_allowance(monkeypatch: pytest.MonkeyPatch) -> None:
    """C8: the fourth look-up is refused with the time to wait; another address and other pages are not."""
    from gateway.app import create_app

    monkeypatch.setenv("DASAI_ALLOWED_HOSTS", "contest")
    monkeypatch.setenv("DASAI_LOOKUPS_A_MINUTE", "3")
    monkeypatch.setenv("DASAI_CALL_SECONDS", "0.05")
    monkeypatch.setenv("DASAI_ACTOR_KEY", "a key of a test")
    settings.cache_clear()
    throttle.lookups.cache_clear()
    app = create_app()

    async def ask(address: str, method: str, path: str) -> httpx.Response:
        transport = httpx.ASGITransport(app=app, client=(address, 1), raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://contest") as client:
            return await client.request(method, path)

    async def all_of_it() -> None:
        number, page = "/api/v1/receipts/0000-0000-0000", "/receipts/verify"
        for method, path in (("GET", number), ("GET", number), ("POST", page)):
            assert (await ask("192.0.2.1", method, path)).status_code != 429
        refused = await ask("192.0.2.1", "GET", number)
        assert (refused.status_code, refused.json()["code"]) == (429, "TOO_MANY_TRIES")
        assert 0 < int(refused.headers["retry-after"]) <= 20
        assert (await ask("192.0.2.1", "POST", page)).status_code == 429
        assert (await ask("192.0.2.1", "GET", page)).status_code == 200
        assert (await ask("192.0.2.2", "POST", page)).status_code != 429

    try:
        asyncio.run(all_of_it())
    finally:
        throttle.lookups.cache_clear()
        monkeypatch.undo()
        settings.cache_clear()
