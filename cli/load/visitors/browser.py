"""A browser without scripts, as far as forms need one: pages, their forms, cookies, and patience while the platform is busy."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urljoin, urlsplit

import gevent
import httpx
from dasai_client import Refused

from ..ledger import BUSY, LATE
from .forms import Form, FormMissingError, Page

if TYPE_CHECKING:
    from .connection import Connection

_FORM = "application/x-www-form-urlencoded"
_REDIRECTS = (301, 302, 303, 307, 308)
# of these, those after which a browser sends the same request again
_KEEPS_METHOD = (307, 308)
FIRST_WAIT, LONGEST_WAIT = 0.5, 5.0


class Browser:
    """Somebody at a browser, who tries again for `patience` seconds while the platform is busy or away."""

    def __init__(self, connection: Connection, origin: str, patience: float, late_words: str) -> None:
        self.connection, self._origin, self._patience, self._late_words = connection, origin, patience, late_words

    def open(self, address: str) -> Page:
        """Return the page at an address; raise Refused, httpx.TransportError."""
        return self._send("GET", address, None, "")

    def submit(self, form: Form, /, **changes: str) -> Page:
        """Send a form with these fields changed, and return the page that it leads to; raise Refused, httpx.TransportError."""
        return self._send("POST", form.action, urlencode({**form.values, **changes}).encode(), _FORM)

    def send_file(self, form: Form, field: str, name: str, content: bytes, **changes: str) -> Page:
        """Send a form with a file in it; otherwise as `submit`."""
        border = "----dasai-load-form"
        parts = [
            f'--{border}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode()
            for key, value in {**form.values, **changes}.items()
        ]
        head = f'--{border}\r\nContent-Disposition: form-data; name="{field}"; filename="{name}"\r\n'
        parts += [f"{head}Content-Type: application/pdf\r\n\r\n".encode(), content, f"\r\n--{border}--\r\n".encode()]
        return self._send("POST", form.action, b"".join(parts), f"multipart/form-data; boundary={border}")

    def _send(self, method: str, address: str, content: bytes | None, kind: str) -> Page:
        """Send a request, and follow where it leads.

        An act by form is done once its answer leads on: what comes then is reading, which is tried again alone, and takes nothing
        back if it fails.
        """
        until, wait = time.monotonic() + self._patience, FIRST_WAIT
        acted: Page | None = None
        while True:
            try:
                answer = self._once(method, address, content, kind)
            except httpx.TransportError:
                if time.monotonic() + wait > until:
                    if acted is not None:
                        return acted
                    raise
                pause = wait
            else:
                if answer.status_code in _REDIRECTS:
                    address = _target(address, answer)
                    if answer.status_code not in _KEEPS_METHOD:
                        acted = Page(address, answer) if method == "POST" else acted
                        method, content = "GET", None
                    continue
                page = Page(address, answer)
                if page.status not in BUSY:
                    if page.status >= 400 and acted is None:
                        code = LATE if self._late_words in page.text else f"PAGE_{page.status}"
                        raise Refused(page.status, {"code": code})
                    return page
                pause = float(page.wait) if page.wait.isdigit() else wait
                try:  # of a form: a page that asks for patience sends its form again, which holds an arrival ticket
                    again = page.form(identifier="again" if method == "POST" else "")
                    address, content, kind = again.action, urlencode(again.values).encode(), _FORM
                    self.connection.note_ticket(again.values.get("arrival", ""))
                except FormMissingError:
                    pass
                if time.monotonic() + pause > until:
                    if acted is not None:
                        return page
                    raise Refused(page.status, {"code": f"PAGE_{page.status}"})
            gevent.sleep(pause)
            wait = min(wait * 2, LONGEST_WAIT)

    def _once(self, method: str, address: str, content: bytes | None, kind: str) -> httpx.Response:
        headers = {"Accept": "text/html", "Accept-Language": "zh-CN", "Sec-Fetch-Site": "same-origin"}
        if content is not None:
            headers |= {"Content-Type": kind, "Origin": self._origin}
        return self.connection.request(method, address, headers=headers, content=content)


def _target(address: str, answer: httpx.Response) -> str:
    split = urlsplit(urljoin(address, answer.headers["location"]))
    return split.path + (f"?{split.query}" if split.query else "")
