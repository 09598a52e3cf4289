"""Where a request comes from: only what a proxy of ours saw is believed (rule K1)."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
import pytest

from chassis.settings import Misconfigured
from gateway.admission.forwarded import Forwarded, Proxies, address_in

PROXY, INNER = "10.0.0.7", "10.0.0.8"


async def echo(scope: Any, receive: Any, send: Any) -> None:
    """Answer with the address and scheme of the request."""
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": f"{scope['client'][0]} {scope['scheme']}".encode()})


def seen(proxies: str, peer: str, *headers: tuple[str, str]) -> str:
    """Return the address and scheme of a request that this machine sends with these headers."""

    async def through() -> str:
        transport = httpx.ASGITransport(app=Forwarded(echo, Proxies(proxies)), client=(peer, 5000))
        async with httpx.AsyncClient(transport=transport, base_url="http://gateway.test") as client:
            return (await client.get("/", headers=list(headers))).text

    return asyncio.run(through())


@pytest.mark.parametrize(
    ("proxies", "forwarded", "origin"),
    [
        # whoever reaches the gateway is our proxy: the last address is what it saw, the others are the sender's word
        ("*", "203.0.113.9", "203.0.113.9"),
        ("*", "198.51.100.1, 203.0.113.9", "203.0.113.9"),
        ("*", "198.51.100.1,198.51.100.2,2001:db8::9", "2001:db8::9"),
        # two proxies in a row, both named
        ("10.0.0.0/24", f"198.51.100.1, 203.0.113.9, {INNER}", "203.0.113.9"),
        ("10.0.0.7, 10.0.0.8", f"203.0.113.9:4711, {INNER}:80", "203.0.113.9"),
        ("10.0.0.0/24", "[2001:db8::9]:4711", "2001:db8::9"),
        # a proxy that is not named ends the chain: it is the sender
        ("10.0.0.7", f"198.51.100.1, 203.0.113.9, {INNER}", INNER),
        # all of them are ours: the request was made inside
        ("10.0.0.0/24", f"{INNER}, {PROXY}", INNER),
        # what is no address is believed nowhere
        ("*", "203.0.113.9, unknown", PROXY),
        ("10.0.0.0/24", f"secret words, {INNER}", INNER),
        ("*", "", PROXY),
    ],
)
def test_k1_a_request_comes_from_where_our_proxy_saw_it(proxies: str, forwarded: str, origin: str) -> None:
    """K1: nobody gets a further allowance, or hides, by writing an address into the header."""
    assert seen(proxies, PROXY, ("X-Forwarded-For", forwarded)) == f"{origin} http"


def test_k1_a_second_header_is_read_behind_the_first() -> None:
    """K1: a proxy may add a header of its own to the one that was sent."""
    headers = (("X-Forwarded-For", "198.51.100.1"), ("X-Forwarded-For", "203.0.113.9"))
    assert seen("*", PROXY, *headers) == "203.0.113.9 http"


@pytest.mark.parametrize("proxies", ["", "192.0.2.1", "192.0.2.0/24,2001:db8::/32"])
def test_k1_nobody_else_is_believed(proxies: str) -> None:
    """K1: neither the address nor the scheme."""
    headers = (("X-Forwarded-For", "198.51.100.1"), ("X-Forwarded-Proto", "https"))
    assert seen(proxies, PROXY, *headers) == f"{PROXY} http"


@pytest.mark.parametrize(("scheme", "taken"), [("https", "https"), ("http", "http"), ("ws", "http"), ("x y", "http")])
def test_the_scheme_is_the_proxys(scheme: str, taken: str) -> None:
    """Of a proxy that is believed, and of what there is."""
    assert seen("*", PROXY, ("X-Forwarded-Proto", scheme)) == f"{PROXY} {taken}"


@pytest.mark.parametrize("text", ["proxy.example", "10.0.0.1/8", "*,10.0.0.1", "10.0.0.300"])
def test_wrong_proxies_are_refused_at_the_start(text: str) -> None:
    """In both languages, by the name of the setting: nothing is left out silently."""
    with pytest.raises(Misconfigured) as refused:
        Proxies(text)
    assert [line.partition(":")[0] for line in str(refused.value).splitlines()] == ["DASAI_TRUSTED_PROXIES"] * 2


@pytest.mark.parametrize(
    ("entry", "address"),
    [(" 192.0.2.1 ", "192.0.2.1"), ("::ffff:192.0.2.1", "192.0.2.1"), ("[::1]", "::1"), ("a:b:c", ""), ("", "")],
)
def test_an_entry_has_one_form(entry: str, address: str) -> None:
    """With or without a port; an IPv4 address also as a socket for both kinds shows it."""
    assert str(address_in(entry) or "") == address
