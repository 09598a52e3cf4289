"""The language of a page: Chinese at its own address, English below `/en` (ADR 34).

A page has an address for each language, so that a link that is passed on shows what its sender saw, and a cache never hands out
the wrong language. Inside, there is one route for both: the middleware takes the prefix off before anything else reads the path,
and puts it back into the redirects that come out.
"""

from __future__ import annotations

from contextvars import ContextVar
from typing import Literal
from urllib.parse import urlencode

from markupsafe import Markup

from gateway.admission.middleware import App, Message, Receive, Scope, Send

Language = Literal["zh", "en"]
PREFIX = "/en"
# how HTML names the languages
TAGS: dict[Language, str] = {"zh": "zh-CN", "en": "en"}
# what has no language of its own, and so only one address
_SINGLE = ("/api/v1", "/api/openapi", "/static/")
_current: ContextVar[Language] = ContextVar("language", default="zh")


class ByPrefix:
    """Middleware that takes `/en` off a path and notes the language in the request's state."""

    def __init__(self, app: App) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not _is_english(scope["path"]):
            await self._app(scope, receive, send)
            return
        inner = {**scope, "path": scope["path"].removeprefix(PREFIX) or "/"}
        raw = scope.get("raw_path") or b""
        inner["raw_path"] = raw.removeprefix(PREFIX.encode()) or b"/"
        inner["state"] = {**scope.get("state", {}), "language": "en"}

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [
                    (name, _below(value) if name.lower() == b"location" else value)
                    for name, value in message.get("headers", [])
                ]
            await send(message)

        await self._app(inner, receive, sending)


def _is_english(path: str) -> bool:
    rest = path.removeprefix(PREFIX)
    return rest != path and rest[:1] in ("", "/") and not rest.startswith(_SINGLE)


def _below(location: bytes) -> bytes:
    """Return where a redirect of an English page leads: to the English page, if it is one of ours."""
    text = location.decode("latin-1")
    ours = text.startswith("/") and not text.startswith(("//", *_SINGLE)) and not _is_english(text)
    return f"{PREFIX}{text}".encode("latin-1") if ours else location


def of_request(state: object) -> Language:
    """Return the language of the page that is asked for."""
    return "en" if getattr(state, "language", "zh") == "en" else "zh"


def current() -> Language:
    """Return the language of the page that is being rendered."""
    return _current.get()


class Rendering:
    """A context in which texts are of a language."""

    def __init__(self, language: Language) -> None:
        self._language = language

    def __enter__(self) -> None:
        self._token = _current.set(self._language)

    def __exit__(self, *_: object) -> None:
        _current.reset(self._token)


def address(path: str, language: Language, **query: object) -> str:
    """Return the address of one of our pages in a language; a query's empty values are left out."""
    given = {name: value for name, value in query.items() if value not in (None, "")}
    asked = f"?{urlencode(given)}" if given else ""
    if language == "zh" or path.startswith(_SINGLE):
        return f"{path}{asked}"
    return f"{PREFIX}{'' if path == '/' else path}{asked}"


def url(path: str, **query: object) -> str:
    """Return the address of one of our pages in the language of the page that is being rendered."""
    return address(path, current(), **query)


def is_foreign(text: str) -> bool:
    """Return True if a text has Chinese characters and the page is English, so that it is to be marked as Chinese."""
    return current() == "en" and any("\u4e00" <= character <= "\u9fff" for character in text)


def in_chinese(text: str) -> str | Markup:
    """Return a text that people wrote; on an English page it is marked as Chinese if it has Chinese characters."""
    if is_foreign(text):
        return Markup('<span lang="zh-CN">{}</span>').format(text)
    return text


def language_attribute(text: str) -> dict[str, str]:
    """Return the attributes of an element that has only this text, such as an option: its language, if it is another one."""
    return {"lang": "zh-CN"} if is_foreign(text) else {}
