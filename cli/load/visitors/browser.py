"""A browser without scripts, as far as forms need one: pages, their forms, cookies, and patience while the platform is busy."""

from __future__ import annotations

import time
from urllib.parse import urlencode, urljoin, urlsplit

import gevent
import httpx
from dasai_client import Refused

from ..ledger import BUSY, LATE
from .connection import Connection
from .forms import Form, FormMissingError, Page

_FORM = "application/x-www-form-urlencoded"
_REDIRECTS = (301, 302, 303, 307)
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
        until, wait = time.monotonic() + self._patience, FIRST_WAIT
        while True:
            try:
                page = self._once(method, address, content, kind)
            except httpx.TransportError:
                if time.monotonic() + wait > until:
                    raise
                pause = wait
            else:
                if page.status not in BUSY:
                    if page.status >= 400:
                        code = LATE if self._late_words in page.text else f"PAGE_{page.status}"
                        raise Refused(page.status, {"code": code})
                    return page
                pause = float(page.wait) if page.wait.isdigit() else wait
                try:  # a page that asks for patience sends its form again, which holds an arrival ticket
                    again = page.form(identifier="again")
                    address, content = again.action, urlencode(again.values).encode()
                    self.connection.note_ticket(again.values.get("arrival", ""))
                except FormMissingError:
                    pass
                if time.monotonic() + pause > until:
                    raise Refused(page.status, {"code": f"PAGE_{page.status}"})
            gevent.sleep(pause)
            wait = min(wait * 2, LONGEST_WAIT)

    def _once(self, method: str, address: str, content: bytes | None, kind: str) -> Page:
        """Send a request, and follow where it leads."""
        headers = {"Accept": "text/html", "Accept-Language": "zh-CN", "Sec-Fetch-Site": "same-origin"}
        if content is not None:
            headers |= {"Content-Type": kind, "Origin": self._origin}
        answer = self.connection.request(method, address, headers=headers, content=content)
        while answer.status_code in _REDIRECTS:
            split = urlsplit(urljoin(address, answer.headers["location"]))
            address = split.path + (f"?{split.query}" if split.query else "")
            plain = {name: value for name, value in headers.items() if name not in ("Content-Type", "Origin")}
            answer = self.connection.request("GET", address, headers=plain)
        return Page(address, answer)
