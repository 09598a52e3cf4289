"""Mails as they leave: nothing that somebody typed adds a header or a receiver (K2)."""

from __future__ import annotations

from datetime import UTC, datetime
from email import message_from_bytes
from email.headerregistry import Address
from email.policy import default

import pytest

from services.accounts.deliveries.adapters import texts
from services.accounts.deliveries.settings import MailServer
from services.accounts.templates.model.template import Text
from services.accounts.templates.model.texts import TEMPLATES

NOW = datetime(2024, 7, 1, 8, tzinfo=UTC)
SERVER = MailServer(
    host="mail.example.test",
    port=25,
    tls="none",
    user="",
    password="",
    sender=Address(addr_spec="no-reply@dasai.example.test"),
    public_url="https://dasai.example.test",
    seconds=1,
)
INJECTED = "队\r\nBcc: somebody@example.test\n\n正文\u2028\x00\x85X-Header: y"


def mail(title: str, to: str = "reader@example.test") -> bytes:
    """Return a mail with a title, as it goes over the wire."""
    text = Text(title_zh=title, title_en=title, text_zh=title, text_en=title)
    return texts.mail(SERVER, "delivery", to, text, TEMPLATES["password_changed"], {}, NOW).as_bytes()


def test_k2_a_name_adds_no_header_to_a_mail() -> None:
    """K2: a name with line breaks in it stays the subject, on a line; the receivers are those of the account."""
    headers = message_from_bytes(mail(INJECTED), policy=default)
    assert (headers["To"], headers["Bcc"], headers["X-Header"]) == ("reader@example.test", None, None)
    assert "Bcc: somebody@example.test" in str(headers["Subject"])
    assert set(headers.keys()) == set(message_from_bytes(mail("队"), policy=default).keys())


def test_k2_an_address_adds_no_header_to_a_mail() -> None:
    """K2: one of a release before, which checked less, makes no mail at all."""
    with pytest.raises(ValueError, match=r"newline|linefeed"):
        mail("队", to="a@example.test\nBcc: somebody@example.test")


def test_k5_a_mail_says_once_what_has_no_english() -> None:
    """K5: an announcement without an English text is not repeated; one with it has both."""
    once = message_from_bytes(mail("提交提醒"), policy=default)
    assert once["Subject"] == "提交提醒"
    assert once.get_content().count("提交提醒") == 1
    text = Text(title_zh="提交提醒", title_en="A reminder", text_zh="请提交。", text_en="Submit.")
    both = texts.mail(SERVER, "delivery", "a@example.test", text, TEMPLATES["password_changed"], {}, NOW)
    assert both["Subject"] == "提交提醒 | A reminder"
    assert [part in both.get_content() for part in ("请提交。", "Submit.")] == [True, True]
