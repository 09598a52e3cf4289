"""The mail that holds a link to set a new password."""

from __future__ import annotations

import asyncio
import contextvars
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from email.message import EmailMessage
from functools import lru_cache

import aiosmtplib
from aiosmtplib import SMTPException

from chassis.edition.current import edition
from chassis.kernel.clock import Instant, beijing_en, beijing_zh
from chassis.telemetry import log

from ..deliveries.settings import mail_server

# so many requests may wait; more are dropped, for whoever has asked may ask again
_waiting = threading.BoundedSemaphore(1_000)


def mail_is_set() -> bool:
    """Return True if the platform sends e-mail: a mail server is set."""
    return mail_server() is not None


def send_reset_link(email: str, code: str, expires_at: Instant) -> None:
    """Mail a link to the holder's own address; raises SMTPException or OSError if the server does not take it."""
    server = mail_server()
    if server is None:
        raise SMTPException("no mail server is set")
    message = EmailMessage()
    message["From"], message["To"] = server.sender, email
    message["Subject"] = f"重置密码 Reset your password · {edition().name.zh}"
    page = f"{server.public_url}/password-reset"
    message.set_content(
        f"您好：\n\n有人申请重置您在{edition().name.zh}平台的登录密码。请打开以下链接设置新密码，链接只能使用一次，"
        f"{beijing_zh(expires_at)}前有效：\n\n{page}#{code}\n\n如链接无法打开，请访问 {page} ，并填写验证码：\n\n{code}\n\n"
        "如非本人操作，请忽略本邮件，密码不会改变。请勿将链接或验证码告诉任何人。\n\n"
        "Somebody asked to reset your password. Open the link above to set a new one: it is good once, until "
        f"{beijing_en(expires_at)}. Or open {page} and enter the code. If it was not you, ignore this mail: your password stays "
        "as it is. Tell nobody the link or the code.\n"
    )
    asyncio.run(
        aiosmtplib.send(
            message,
            hostname=server.host,
            port=server.port,
            username=server.user or None,
            password=server.password or None,
            use_tls=server.tls == "tls",
            start_tls=server.tls == "starttls",
            timeout=server.seconds,
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
