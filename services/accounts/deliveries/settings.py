"""The mail server, where text messages go, and how often is tried."""

from __future__ import annotations

from dataclasses import dataclass, field
from email.headerregistry import Address
from email.utils import parseaddr
from functools import lru_cache
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit
from urllib.request import url2pathname

from chassis.settings import Misconfigured, settings

from .model import Channel

_PORTS = {"smtp": 587, "smtps": 465}


@dataclass(frozen=True, kw_only=True)
class MailServer:
    """A mail server, and as whom we write. `tls` is `starttls`, `tls` from the first byte, or `none`."""

    host: str
    port: int
    tls: str
    user: str
    password: str = field(repr=False)
    sender: Address
    public_url: str
    seconds: float


@lru_cache(maxsize=1)
def mail_server() -> MailServer | None:
    """Return the mail server, or None if none is set; raises Misconfigured, without what the URL holds."""
    url = settings().smtp_url.get_secret_value()
    if not url and not settings().mail_from:
        return None
    if not url:
        raise Misconfigured("DASAI_SMTP_URL: give the mail server too, or leave DASAI_MAIL_FROM empty")
    try:
        parts = urlsplit(url)
        port = parts.port or _PORTS[parts.scheme]
    except (KeyError, ValueError):
        parts, port = urlsplit(""), 0
    tls = "tls" if parts.scheme == "smtps" else parse_qs(parts.query).get("tls", ["starttls"])[0]
    if not parts.hostname or tls not in ("tls", "starttls", "none"):
        raise Misconfigured("DASAI_SMTP_URL: give smtp://user:password@host:587 or smtps://host:465")
    name, address = parseaddr(settings().mail_from)
    try:
        sender = Address(display_name=name, addr_spec=address)
    except (ValueError, IndexError):
        sender = Address()
    if not sender.domain:
        raise Misconfigured("DASAI_MAIL_FROM: give the sender of mails, such as no-reply@dasai.example.cn") from None
    if not settings().public_url.startswith(("https://", "http://")):
        raise Misconfigured("DASAI_PUBLIC_URL: give the platform's address, with which links in mails begin")
    return MailServer(
        host=parts.hostname,
        port=port,
        tls=tls,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        sender=sender,
        public_url=settings().public_url.rstrip("/"),
        seconds=settings().mail_seconds,
    )


@lru_cache(maxsize=1)
def sms_folder() -> Path | None:
    """Return the folder into which text messages are written, or None if DASAI_SMS_URL is empty; raises Misconfigured."""
    url = settings().sms_url
    if not url:
        return None
    parts = urlsplit(url)
    if parts.scheme != "file" or not parts.path.startswith("/"):
        raise Misconfigured("DASAI_SMS_URL: give file:///folder; another way to send needs an adapter of its own")
    return Path(url2pathname(parts.path))


def is_set(channel: Channel) -> bool:
    """Return True if something goes out by a channel. The worker has no mail server's password, and goes by the sender."""
    return bool(settings().mail_from) if channel is Channel.MAIL else sms_folder() is not None


def set_channels() -> dict[Channel, bool]:
    """Return by which channels something goes out."""
    return {channel: is_set(channel) for channel in Channel}


def retry_delays() -> tuple[float, ...]:
    """Return the seconds between the tries of a delivery."""
    return settings().mail_retry_delays


def lease_seconds() -> float:
    """Return how long a process has what it claimed, seconds: ample for what it begins, each answer of the server bounded."""
    return 9 * settings().mail_seconds
