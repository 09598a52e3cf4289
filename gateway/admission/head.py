"""HEAD for every address that can be read (RFC 9110, section 9.3.2)."""

from __future__ import annotations

from chassis.permissions import of_request

from .middleware import App, Message, Receive, Scope, Send


class HeadAsGet:
    """Middleware that answers HEAD with the status and headers of GET, and without its body.

    It is logged and measured as the GET that it stands for, so that what a log leaves out of a GET stays out. An address with a
    HEAD of its own, as resumable uploads have, keeps it. `request.state.head` tells whoever would send a large body that nobody
    reads it.
    """

    def __init__(self, app: App) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "HEAD" or _has_its_own(scope["path"]):
            await self._app(scope, receive, send)
            return
        ended = False

        async def sending(message: Message) -> None:
            nonlocal ended
            if message["type"] != "http.response.body":
                await send(message)
            elif not ended:
                ended = True
                await send({"type": "http.response.body", "body": b""})

        inner = {**scope, "method": "GET", "state": {**scope.get("state", {}), "head": True}}
        await self._app(inner, receive, sending)


def _has_its_own(path: str) -> bool:
    return of_request("HEAD", path) is not None
