"""A real mail server in the test's own process: it takes, puts off or refuses, by the address."""

from __future__ import annotations

import asyncio
import email
import email.policy
import socket
import ssl
import threading
import time
from collections import Counter
from collections.abc import Callable
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword


class HangingUp(Controller):
    """A mail server that closes its connections when it stops: aiosmtpd leaves them to the garbage collector."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._sessions: list[SMTP] = []

    def factory(self) -> SMTP:
        """Return what serves a connection."""
        self._sessions.append(super().factory())
        return self._sessions[-1]

    def stop(self, no_assert: bool = False) -> None:
        """Take no more connections, close those that are open, and stop."""
        asyncio.run_coroutine_threadsafe(self._hang_up(), self.loop).result(10)
        super().stop(no_assert)

    async def _hang_up(self) -> None:
        # not `server.close()`: a connection that was just taken could not be attached to it any more, and would stay open
        assert isinstance(self.server, asyncio.Server)
        for listening in self.server.sockets:
            self.loop.remove_reader(listening.fileno())
        # a connection that was just taken gets its session, and a TLS transport closes its socket, some turns of the loop later
        for _turn in range(8):
            for session in self._sessions:
                if isinstance(session.transport, asyncio.WriteTransport):
                    session.transport.abort()
            await asyncio.sleep(0)


class Mailbox:
    """The mails that arrived. Addresses `never@` are refused for good, `later@` for the first time.

    With a certificate it takes mails over TLS, after STARTTLS or from the first byte, and knows the user `dasai`, password `p/w`.
    """

    def __init__(self, *, starttls: ssl.SSLContext | None = None, tls: ssl.SSLContext | None = None) -> None:
        self._options: dict[str, Any] = {}
        if starttls is not None:
            self._options |= {"tls_context": starttls, "require_starttls": True, "authenticator": self._sign_in}
        elif tls is not None:
            self._options |= {"ssl_context": tls, "auth_require_tls": False, "authenticator": self._sign_in}
        # who signed in, and if each mail came over TLS
        self.signed_in: list[str] = []
        self.encrypted: list[bool] = []
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]
        self.mails: list[tuple[str, EmailMessage]] = []
        self.refused: Counter[str] = Counter()
        # mailboxes that are there no more
        self.gone: set[str] = set()
        # called with each mail before the server says that it has it
        self.before_answer: Callable[[str], None] = lambda to: None
        # seconds for which it does nothing after its answer to QUIT
        self.silent_after_quit = 0.0
        self._lock = threading.Lock()
        self._controller: Any = None

    @property
    def url(self) -> str:
        """Return its address as DASAI_SMTP_URL."""
        return f"smtp://127.0.0.1:{self.port}/?tls=none"

    def start(self) -> None:
        """Serve on its port."""
        self._controller = HangingUp(self, hostname="127.0.0.1", port=self.port, **self._options)
        self._controller.start()

    def stop(self) -> None:
        """Serve no more."""
        self._controller.stop()

    def to(self, address: str) -> list[EmailMessage]:
        """Return the mails to an address, in the order of their arrival."""
        with self._lock:
            return [mail for to, mail in self.mails if to == address]

    def forget(self, address: str) -> None:
        """Forget the mails to an address, and that it was put off."""
        with self._lock:
            self.mails = [(to, mail) for to, mail in self.mails if to != address]
            self.refused.pop(address, None)

    def _sign_in(self, server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        right = isinstance(data, LoginPassword) and (data.login, data.password) == (b"dasai", b"p/w")
        with self._lock:
            self.signed_in.append("dasai" if right else "nobody")
        return AuthResult(success=right, handled=False)

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:
        """Answer to a recipient."""
        with self._lock:
            self.refused[address] += 1
            if address.startswith("never@") or address in self.gone:
                return "550 no such mailbox"
            if address.startswith("later@") and self.refused[address] == 1:
                return "451 try again later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_QUIT(self, server: Any, session: Any, envelope: Any) -> str:
        """Answer to a client that takes its leave."""
        if self.silent_after_quit:
            await server.push("221 Bye")
            time.sleep(self.silent_after_quit)  # the loop too: nothing says goodbye for TLS meanwhile
        return "221 Bye"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        """Take a mail."""
        mail = email.message_from_bytes(envelope.content, policy=email.policy.default)
        assert isinstance(mail, EmailMessage)
        with self._lock:
            self.mails.extend((to, mail) for to in envelope.rcpt_tos)
            self.encrypted.append(server.transport.get_extra_info("cipher") is not None)
        for to in envelope.rcpt_tos:
            self.before_answer(to)
        return "250 OK"
