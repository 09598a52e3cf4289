"""Limits by address: look-ups of receipts, and what is under way (rules C8, K1)."""

from __future__ import annotations

import asyncio
from contextlib import ExitStack

import httpx
import pytest
from fastapi import Request

from chassis.kernel.refusal import Refusal
from chassis.settings import settings
from gateway import rpc, throttle
from gateway.settings import GatewaySettings
from gateway.throttle import Allowance, SharedAllowance, Taken, UnderWay, address_of


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


class Accounts:
    """What accounts answers to the gateways: it grants from a fixed stock, or does not answer."""

    def __init__(self, left: int) -> None:
        self.left, self.away, self.asked = left, False, 0

    async def take(self, _name: str, count: int) -> Taken | None:
        self.asked += 1
        await asyncio.sleep(0)
        if self.away:
            return None
        granted = min(count, self.left)
        self.left -= granted
        return Taken(granted, 0.0 if granted else 7.2)


async def _granted(allowance: SharedAllowance, name: str, tries: int) -> int:
    async def took() -> bool:
        try:
            await allowance.take(name)
        except Refusal:
            return False
        return True

    return sum(await asyncio.gather(*(took() for _ in range(tries))))


def test_gateways_share_an_allowance_and_ask_for_a_part_of_it_at_once() -> None:
    """C8: a hundred over two processes, by a call for each five of them, and no call for what is refused."""
    now, accounts = Now(), Accounts(100)
    first, second = (SharedAllowance(accounts.take, 100, now) for _ in range(2))

    async def all_of_it() -> None:
        assert await _granted(first, "address", 60) == 60
        assert accounts.asked == 12
        assert await _granted(second, "address", 60) == 40
        asked = accounts.asked
        with pytest.raises(Refusal) as refused:
            await second.take("address")
        assert (refused.value.code.name, refused.value.facts["seconds"]) == ("TOO_MANY_TRIES", "8")
        assert accounts.asked == asked
        now.at += 8
        accounts.left = 100
        assert await _granted(second, "address", 1) == 1

    asyncio.run(all_of_it())


def test_while_accounts_is_away_each_gateway_counts_for_itself() -> None:
    """C8: public pages go on; it is asked again after two seconds, not at each try."""
    now, accounts = Now(), Accounts(100)
    allowance = SharedAllowance(accounts.take, 60, now)
    accounts.away = True

    async def all_of_it() -> None:
        assert await _granted(allowance, "address", 70) == 60
        assert await _granted(allowance, "other", 1) == 1
        assert accounts.asked == 1
        now.at += 2
        accounts.away = False
        assert await _granted(allowance, "other", 3) == 3
        assert (accounts.asked, accounts.left) == (2, 97)

    asyncio.run(all_of_it())


def test_memory_of_a_shared_allowance_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """A flood of addresses does not grow it without end."""
    monkeypatch.setattr(throttle, "_NAMES", 100)
    allowance = SharedAllowance(Accounts(10_000).take, 60, Now())

    async def all_of_it() -> None:
        for number in range(1_000):
            await allowance.take(str(number))
            assert len(allowance._held) <= 100

    asyncio.run(all_of_it())


def test_k1_no_name_has_more_under_way_than_it_may() -> None:
    """K1: two of a name, three of all; what has ended counts no more."""
    under_way = UnderWay(2, 3)
    with under_way.one_more("first"), under_way.one_more("first"):
        with pytest.raises(Refusal) as refused, under_way.one_more("first"):
            pass
        assert refused.value.code.name == "UNAVAILABLE"
        with under_way.one_more("second"), pytest.raises(Refusal), under_way.one_more("third"):
            pass
    assert (under_way._all, under_way._count) == (0, {})


@pytest.mark.parametrize(("gateways", "most"), [(0, 32), (1, 32), (2, 16), (3, 11), (40, 1)])
def test_k1_gateways_share_what_a_name_may_have_under_way(gateways: int, most: int) -> None:
    """K1: so that no network has more because there are more gateways; a gateway that hears of none is the only one."""
    under_way = UnderWay(32, 256)
    under_way.share(gateways)
    with ExitStack() as requests:
        for _ in range(most):
            requests.enter_context(under_way.one_more("network"))
        with pytest.raises(Refusal), under_way.one_more("network"):
            pass


@pytest.mark.parametrize(
    ("host", "counted"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("a-name", "a-name"),
        ("", ""),
    ],
)
def test_an_address_is_counted_by_its_network(host: str, counted: str) -> None:
    """Of IPv6 the /64; an IPv4 address is itself, also if a socket for both shows it as IPv6."""
    assert address_of(Request({"type": "http", "client": (host, 1) if host else None})) == counted


def test_c8_look_ups_by_number_page_and_file_share_one_allowance(monkeypatch: pytest.MonkeyPatch) -> None:
    """C8: the fourth look-up is refused with the time to wait; another address and other pages are not."""
    from gateway.app import create_app

    monkeypatch.setenv("DASAI_ALLOWED_HOSTS", "contest")
    monkeypatch.setenv("DASAI_LOOKUPS_A_MINUTE", "3")
    monkeypatch.setattr(rpc, "_limits", GatewaySettings(call_seconds=0.05))
    monkeypatch.setenv("DASAI_ACTOR_KEY", "a key of a test, as long as it must be")
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
        rpc.forget_channels()  # it belongs to a loop that has ended
        monkeypatch.undo()
        settings.cache_clear()
