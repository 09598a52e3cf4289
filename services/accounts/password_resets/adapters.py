"""The mail that holds a link to set a new password."""

from __future__ import annotations

import asyncio
import contextvars
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from email.message import EmailMessage
from functools import lru_cache
from urllib.parse import unquote, urlsplit

import aiosmtplib

from chassis.edition.current import edition
from chassis.kernel.clock import Instant, beijing_en, beijing_zh
from chassis.settings import Misconfigured, settings
from chassis.telemetry import log

# how long the mail server may take, seconds
_PATIENCE = 20.0
# so many requests may wait; more are dropped, for whoever has asked may ask again
_waiting = threading.BoundedSemaphore(1_000)


def mail_is_set() -> bool:
    """Return True if the platform sends e-mail: DASAI_SMTP_URL is set."""
    return bool(settings().smtp_url.get_secret_value())


def require_mail_settings() -> None:
    """Raise Misconfigured if there is a mail server, but no address of the platform for the links, or no sender."""
    if not mail_is_set():
        return
    for name in ("public_url", "smtp_from"):
        if not getattr(settings(), name):
            raise Misconfigured(f"DASAI_{name.upper()} is not set: mails need it, and DASAI_SMTP_URL is set")


def send_reset_link(email: str, code: str, expires_at: Instant) -> None:
    """Mail a link to the holder's own address; raises SMTPException or OSError if the server does not take it."""
    message = EmailMessage()
    message["From"], message["To"] = settings().smtp_from, email
    message["Subject"] = f"重置密码 Reset your password · {edition().name.zh}"
    page = f"{settings().public_url.rstrip('/')}/password-reset"
    message.set_content(
        f"您好：\n\n有人申请重置您在{edition().name.zh}平台的登录密码。请打开以下链接设置新密码，链接只能使用一次，"
        f"{beijing_zh(expires_at)}前有效：\n\n{page}#{code}\n\n如链接无法打开，请访问 {page} ，并填写验证码：\n\n{code}\n\n"
        "如非本人操作，请忽略本邮件，密码不会改变。请勿将链接或验证码告诉任何人。\n\n"
        "Somebody asked to reset your password. Open the link above to set a new one: it is good once, until "
        f"{beijing_en(expires_at)}. Or open {page} and enter the code. If it was not you, ignore this mail: your password stays "
        "as it is. Tell nobody the link or the code.\n"
    )
    server = urlsplit(settings().smtp_url.get_secret_value())
    asyncio.run(
        aiosmtplib.send(
            message,
            hostname=server.hostname,
            port=server.port,
            username=unquote(server.username) if server.username else None,
            password=unquote(server.password) if server.password else None,
            use_tls=server.scheme == "smtps",
            timeout=_PATIENCE,
        )
    )


def in_background(work: Callable[[], None]) -> None:
    """Do this after the call has been answered, for the same caller; what fails is logged without what it was about."""
    if not _waiting.acquire(blocking=False):
        log("mail").warning("a request for a link was dropped: too many wait")
        return
    context = contextvars.copy_context()

    def run() -> None:
        try:
            context.run(work)
        except Exception as error:  # noqa: BLE001 - whatever it is, nobody waits for it
            log("mail").error("a link was not mailed", error=type(error).__name__)
        finally:
            _waiting.release()

    _threads().submit(run)


@lru_cache(maxsize=1)
def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(2, thread_name_prefix="mail")
