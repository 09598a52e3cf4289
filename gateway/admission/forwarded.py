"""The address from which a request comes, as the proxies before the gateway say it (rule K1)."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from chassis.settings import Misconfigured

from .middleware import App, Receive, Scope, Send

Address = IPv4Address | IPv6Address
_SCHEMES = frozenset({b"http", b"https"})


class Proxies:
    """The proxies that are believed: addresses and networks, or with `*` whoever speaks to the gateway, and nobody before it.

    Each proxy adds the address that it saw at the end of X-Forwarded-For; what stands before the last one that is believed is
    whatever the sender wrote.
    """

    def __init__(self, text: str) -> None:
        parts = [part.strip() for part in text.split(",") if part.strip()]
        self._any = parts == ["*"]
        try:
            self._networks: list[IPv4Network | IPv6Network] = [] if self._any else [ip_network(part) for part in parts]
        except ValueError:
            raise Misconfigured(
                "DASAI_TRUSTED_PROXIES: 请填写IP地址或网段，以逗号分隔，例如10.0.0.0/8；或者只填写*。\n"
                "DASAI_TRUSTED_PROXIES: give addresses or networks by commas, such as 10.0.0.0/8, or * alone"
            ) from None

    def believes(self, host: str) -> bool:
        """Return True if the machine that speaks to the gateway is one of them."""
        if self._any:
            return True
        address = address_in(host)
        return address is not None and any(address in network for network in self._networks)

    def origin(self, peer: str, forwarded: str) -> str:
        """Return the address that the outermost of them saw, for a request by `peer`, which is one of them."""
        origin = peer
        for entry in reversed(forwarded.split(",")):
            address = address_in(entry)
            if address is None:
                break
            origin = str(address)
            if self._any or not self.believes(origin):
                break
        return origin


def address_in(entry: str) -> Address | None:
    """Return the address of an entry such as `192.0.2.1`, `192.0.2.1:80` or `[2001:db8::1]:80`; None if it is none."""
    text = entry.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ip_address(text)
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address


class Forwarded:
    """Middleware that takes a request's address and scheme from the headers of proxies that are believed."""

    def __init__(self, app: App, proxies: Proxies) -> None:
        self._app, self._proxies = app, proxies

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        peer = (scope.get("client") or ("", 0))[0]
        if scope["type"] == "http" and self._proxies.believes(peer):
            addresses = [value for name, value in scope["headers"] if name == b"x-forwarded-for"]
            schemes = [value.strip() for name, value in scope["headers"] if name == b"x-forwarded-proto"]
            if addresses:
                origin = self._proxies.origin(peer, b",".join(addresses).decode("latin-1"))
                scope = {**scope, "client": (origin, 0)}
            if schemes and schemes[-1] in _SCHEMES:
                scope = {**scope, "scheme": schemes[-1].decode()}
        await self._app(scope, receive, send)
