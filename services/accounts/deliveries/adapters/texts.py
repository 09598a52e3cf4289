"""Messages as mails and text messages say them, Chinese first and English beside it (rule K5)."""

from __future__ import annotations

from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from chassis.edition.current import edition
from chassis.kernel.clock import Instant

from ...templates.model.template import Template, Text, filled, in_both
from ..settings import MailServer

_FOOT_ZH = "本邮件由系统自动发送，请勿回复。接收哪些邮件，可登录后在消息设置中选择。"
_FOOT_EN = "Sent by a program: please do not answer. What comes by mail is chosen in the settings of messages."


def mail(
    server: MailServer, delivery_id: str, to: str, text: Text, template: Template, secrets: dict[str, str], at: Instant
) -> EmailMessage:
    """Return a mail. Its Message-ID follows from the delivery, so that receivers know a second copy for what it is."""
    message = EmailMessage(policy=SMTP)
    message["From"] = Address(str(server.sender.display_name), addr_spec=server.sender.addr_spec)
    message["To"] = to
    message["Subject"] = " ".join(in_both(text.title_zh, text.title_en, " | ").split())
    message["Date"] = format_datetime(at)
    message["Message-ID"] = f"<{delivery_id}@{server.sender.domain}>"
    message["Auto-Submitted"] = "auto-generated"
    message["Content-Language"] = "zh-CN, en"
    address = f"{server.public_url}{text.link}" if text.link else f"{server.public_url}/me"
    parts = (
        text.text_zh,
        filled(template.mail_zh, secrets),
        "" if secrets else f"请登录查看：{address}",
        text.text_en if text.text_en != text.text_zh else "",
        filled(template.mail_en, secrets),
        "" if secrets else f"Sign in to see it: {address}",
        f"-- \n{edition().official_name}\n{_FOOT_ZH}\n{_FOOT_EN}",
    )
    message.set_content("\n\n".join(part for part in parts if part) + "\n")
    return message


def sms(text: Text) -> str:
    """Return a text message: what has happened, in one line; all else is in the portal."""
    return f"【{edition().official_name}】{' '.join(text.title_zh.split())}，详情请登录平台查看。"
