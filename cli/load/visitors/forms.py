"""Pages as a client without scripts reads them: their forms, and what a browser would send of each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import httpx
from lxml import html


class FormMissingError(LookupError):
    """A page has no such form: it says something else now, as one does on which nothing can be written any more."""


@dataclass(frozen=True)
class Form:
    """A form of a page: where it goes, and its fields as they are filled in."""

    action: str
    values: Mapping[str, str]
    attributes: Mapping[str, str]


class Page:
    """A page that came."""

    def __init__(self, address: str, answer: httpx.Response) -> None:
        self.address, self.status = address, answer.status_code
        self.wait = answer.headers.get("retry-after", "")
        self.text = answer.text
        self._tree: Any = html.fromstring(answer.text) if answer.text.strip() else None

    def form(self, action: str = "", identifier: str = "") -> Form:
        """Return the form that goes to an address, or has this id; raise FormMissingError."""
        for form in () if self._tree is None else self._tree.iter("form"):
            target = urlsplit(form.get("action", "")).path
            if (identifier and form.get("id") == identifier) or (action and target == action):
                return Form(target, dict(_fields(form)), dict(form.attrib))
        raise FormMissingError(f"{self.address} has no form {action or identifier}")

    def choice(self, name: str) -> str:
        """Return the value of the first box or option of this name, as somebody ticks it; raise FormMissingError."""
        for field in () if self._tree is None else self._tree.iter("input"):
            if field.get("name") == name and field.get("type") in ("checkbox", "radio"):
                return str(field.get("value", "on"))
        raise FormMissingError(f"{self.address} has no box {name}")


def _fields(form: Any) -> Iterator[tuple[str, str]]:
    """Yield name and value of each field that a browser would send; buttons are named by who presses them."""
    for field in form.iter("input", "textarea", "select"):
        name, kind = field.get("name"), field.get("type", "text")
        if not name or kind in ("submit", "file"):
            continue
        if kind in ("checkbox", "radio"):
            if field.get("checked") is not None:
                yield name, field.get("value", "on")
        elif field.tag == "textarea":
            # a line break right after the tag is no part of the text
            yield name, (field.text or "").removeprefix("\n")
        elif field.tag == "select":
            options = list(field.iter("option"))
            chosen = next((option for option in options if option.get("selected") is not None), None)
            yield name, (chosen if chosen is not None else options[0]).get("value", "") if options else ""
        else:
            yield name, field.get("value", "")
