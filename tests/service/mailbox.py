"""A real mail server in the test's own process: it takes, puts off or refuses, by the address."""

from __future__ import annotations

import email
import email.policy
import socket
import threading
from collections import Counter
from collections.abc import Callable
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller


class Mailbox:
    """The mails that arrived. Addresses `never@` are refused for good, `later@` for the first time."""

    def __init__(self) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]
        self.mails: list[tuple[str, EmailMessage]] = []
        self.refused: Counter[str] = Counter()
        # called with each mail before the server says that it has it
        self.before_answer: Callable[[str], None] = lambda to: None
        self._lock = threading.Lock()
        self._controller: Any = None

    @property
    def url(self) -> str:
        """Return its address as DASAI_SMTP_URL."""
        return f"smtp://127.0.0.1:{self.port}/?tls=none"

    def start(self) -> None:
        """Serve on its port."""
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self._controller.start()

    def stop(self) -> None:
        """Serve no more."""
        self._controller.stop()

    def to(self, address: str) -> list[EmailMessage]:
        """Return the mails to an address, in the order of their arrival."""
        with self._lock:
            return [mail for to, mail in self.mails if to == address]

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:
        """Answer to a recipient."""
        with self._lock:
            self.refused[address] += 1
            if address.startswith("never@"):
                return "550 no such mailbox"
            if address.startswith("later@") and self.refused[address] == 1:
                return "451 try again later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        """Take a mail."""
        mail = email.message_from_bytes(envelope.content, policy=email.policy.default)
        assert isinstance(mail, EmailMessage)
        with self._lock:
            self.mails.extend((to, mail) for to in envelope.rcpt_tos)
        for to in envelope.rcpt_tos:
            self.before_answer(to)
        return "250 OK"
