"""The platform's own address: from its settings, never from what a request says it is (rule K1)."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import RedirectResponse

from chassis.kernel.refusal import Code, Kind, Refusal
from chassis.settings import Misconfigured, Settings
from gateway.problems import ProblemError
from gateway.settings import GatewaySettings

from .middleware import App, Message, Receive, Scope, Send, send_problem

HOST_UNKNOWN = Code(
    "HOST_UNKNOWN",
    Kind.INVALID,
    "请通过平台公布的地址访问。",
    "This address is not the platform's: use the one that it publishes.",
)
_MISDIRECTED = 421
# in a request's state: the location that leads to a provider
_TO_PROVIDER = "to_provider"
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


class OwnAddress:
    """Middleware that refuses requests to other hosts than the allowed ones, and lets redirects stay on the host they came to.

    A framework builds the address of a redirect from the request's Host header, which whoever sent the request chose, or a cache
    between: a redirect to this platform is given as a path instead. The address of an identity provider alone is left as it is.
    """

    def __init__(self, app: App, allowed: frozenset[str] | None) -> None:
        self._app, self._allowed = app, allowed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        host = Headers(scope=scope).get("host", "")
        if self._allowed is not None and _name(host) not in self._allowed:
            refusal = Refusal(HOST_UNKNOWN)
            await send_problem(ProblemError(_MISDIRECTED, HOST_UNKNOWN.name, refusal.zh, refusal.en), scope, send)
            return

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                provider = scope.get("state", {}).get(_TO_PROVIDER)
                message["headers"] = [
                    (name, _as_path(value) if name.lower() == b"location" and value != provider else value)
                    for name, value in message.get("headers", [])
                ]
            await send(message)

        await self._app(scope, receive, sending)


def to_provider(request: Request, address: str) -> RedirectResponse:
    """Return a redirect to an identity provider, whose address accounts has from the settings: the only one to another host."""
    answer = RedirectResponse(address, 303)
    setattr(request.state, _TO_PROVIDER, answer.headers["location"].encode("latin-1"))
    return answer


def _as_path(location: bytes) -> bytes:
    """Return a location as a path on this host; the gateway redirects to nobody else but identity providers."""
    text = location.decode("latin-1")
    parts = urlsplit(text)
    if not parts.scheme and not parts.netloc and not text.startswith(("//", "/\\", "\\")):
        return location
    # one slash, whatever the request's path began with: two would name another host again
    path = "/" + parts.path.lstrip("/\\")
    return (path + (f"?{parts.query}" if parts.query else "")).encode("latin-1")


def _name(host: str) -> str:
    """Return a host without its port, in lower case; empty if it is none."""
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


def allowed_hosts(config: Settings, limits: GatewaySettings) -> frozenset[str] | None:
    """Return the hosts that requests may name: the public one and those listed, else this machine's; None if any may.

    Raises Misconfigured if others than this machine reach the gateway, and it is not told its public address: it would believe
    whatever a request says.
    """
    local = config.http_host in _LOOPBACK
    if not local and not limits.public_url:
        raise Misconfigured(
            f"DASAI_PUBLIC_URL 未设置，而网关在 {config.http_host} 上监听：请填写平台地址，例如 https://dasai.example.cn。\n"
            f"DASAI_PUBLIC_URL is not set, and the gateway listens on {config.http_host}: give the platform's address, for "
            "example https://dasai.example.cn"
        )
    parts = [part.strip().lower() for part in limits.allowed_hosts.split(",") if part.strip()]
    listed = {*parts, *map(_name, parts)} - {""}  # with or without a port
    if "*" in listed:
        return None
    if limits.public_url:
        listed.add(_name(urlsplit(limits.public_url).netloc))
    return frozenset(listed) or _LOOPBACK


def public_address(scope: Scope, public_url: str) -> str:
    """Return the platform's address for people to read: the setting, else the socket that took the request."""
    if public_url:
        return public_url.rstrip("/")
    server = scope.get("server") or ("localhost", None)
    return f"{scope.get('scheme', 'http')}://{server[0]}" + (f":{server[1]}" if server[1] else "")
