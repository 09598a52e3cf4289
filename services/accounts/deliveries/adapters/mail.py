"""A mail server over SMTP: one connection after the other's answers, each bounded in time."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from email.message import EmailMessage

from aiosmtplib import (
    SMTP,
    SMTPAuthenticationError,
    SMTPConnectResponseError,
    SMTPException,
    SMTPHeloError,
    SMTPNotSupported,
    SMTPRecipientsRefused,
    SMTPResponseException,
    SMTPSenderRefused,
    SMTPServerDisconnected,
)

from ..model import TAKEN, Answer, Outcome
from ..settings import MailServer

_FOR_GOOD = 500
_NOT_OFFERED = "tls_not_offered"


class ServerAwayError(Exception):
    """There is no connection, or the server does not let us in; `reason` is a stable word."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@asynccontextmanager
async def connected(server: MailServer) -> AsyncIterator[SMTP]:
    """Yield a connection to the mail server; raise ServerAwayError if there is none to be had, or none as safe as it is set."""
    client = SMTP(
        hostname=server.host,
        port=server.port,
        use_tls=server.tls == "tls",
        start_tls=False,
        timeout=server.seconds,
    )
    try:
        await _connect(client, server)
    except SMTPAuthenticationError:
        await _hang_up(client, client.transport)
        raise ServerAwayError("sign_in_refused") from None
    except (SMTPException, OSError, ValueError) as error:
        await _hang_up(client, client.transport)
        raise ServerAwayError(_reason(error)) from None
    transport = client.transport
    try:
        yield client
    finally:
        with suppress(SMTPException, OSError):
            await client.quit()
        await _hang_up(client, transport)


async def _hang_up(client: SMTP, transport: asyncio.BaseTransport | None) -> None:
    """Close the connection now: over TLS it would stay open until the server says goodbye too, and our loop ends before that."""
    client.close()
    if isinstance(transport, asyncio.WriteTransport):
        transport.abort()
        await asyncio.sleep(0)  # the loop closes the socket in its next turn


async def _connect(client: SMTP, server: MailServer) -> None:
    """Connect, and sign in if a user is set; without the TLS that is set neither the password nor a mail leaves."""
    await client.connect()
    if server.tls == "starttls":
        await client.ehlo()
        if not client.supports_extension("starttls"):
            raise ssl.SSLError(_NOT_OFFERED)
        await client.starttls()
    if server.user:
        await client.login(server.user, server.password)


def _reason(error: Exception) -> str:
    """Return why there is no connection: for whoever mends it a certificate is another matter than a server that is down."""
    cause = error if isinstance(error, ssl.SSLError) else error.__cause__
    if isinstance(cause, ssl.SSLCertVerificationError):
        return "certificate_refused"
    return _NOT_OFFERED if isinstance(cause, ssl.SSLError) else "server_away"


async def send(client: SMTP, server: MailServer, message: EmailMessage, to: str) -> Outcome:
    """Send a mail and return what came of it; raise ServerAwayError if the connection is gone."""
    try:
        await client.send_message(message, sender=server.sender.addr_spec, recipients=[to])
    except SMTPRecipientsRefused as error:
        return _refused(error.recipients[0].code)
    except SMTPNotSupported:
        return Outcome(answer=Answer.REFUSED, reason="address_not_supported")
    except (SMTPConnectResponseError, SMTPHeloError, SMTPSenderRefused) as error:
        # of every mail it would say the same
        raise ServerAwayError(f"smtp_{error.code}") from None
    except SMTPResponseException as error:
        return _refused(error.code)
    except (SMTPServerDisconnected, OSError, SMTPException):
        raise ServerAwayError("server_away") from None
    except (UnicodeError, ValueError):
        return Outcome(answer=Answer.REFUSED, reason="address_not_supported")
    return TAKEN


def _refused(code: int) -> Outcome:
    return Outcome(answer=Answer.REFUSED if code >= _FOR_GOOD else Answer.LATER, reason=f"smtp_{code}")
