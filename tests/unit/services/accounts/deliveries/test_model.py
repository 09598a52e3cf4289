"""What becomes of a delivery after each try (K2)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from chassis.settings import Misconfigured, settings
from services.accounts.deliveries.adapters.sms import Files
from services.accounts.deliveries.model import TAKEN, Answer, DeliveryState, Outcome, Step, after
from services.accounts.deliveries.settings import mail_server, sms_folder

NOW = datetime(2024, 7, 1, 8, tzinfo=UTC)
DELAYS = (60.0, 300.0)


def step(answer: Answer, attempts: int, *, waited: float = 0) -> Step:
    """Return what becomes of a delivery that was queued so many seconds ago."""
    outcome = TAKEN if answer is Answer.TAKEN else Outcome(answer=answer, reason="why")
    return after(outcome, attempts, DELAYS, queued_at=NOW - timedelta(seconds=waited), now=NOW)


def test_k2_a_delivery_ends_as_the_server_answers() -> None:
    """K2: taken, refused for good, or of no use."""
    assert step(Answer.TAKEN, 1) == Step(state=DeliveryState.SENT)
    assert step(Answer.REFUSED, 1) == Step(state=DeliveryState.FAILED, reason="why")
    assert step(Answer.POINTLESS, 1) == Step(state=DeliveryState.WITHHELD, reason="why")


def test_k2_what_is_refused_for_now_is_tried_again_after_growing_delays() -> None:
    """K2: after the last delay it has failed."""
    waits = [step(Answer.LATER, attempts).due_at for attempts in (1, 2)]
    assert waits == [NOW + timedelta(seconds=60), NOW + timedelta(seconds=300)]
    assert step(Answer.LATER, 3) == Step(state=DeliveryState.FAILED, reason="why")


def test_k2_a_server_that_is_away_is_no_fault_of_the_message() -> None:
    """K2: it is tried as often as it takes, for as long as all delays together."""
    assert step(Answer.AWAY, 9, waited=360) == Step(
        state=DeliveryState.QUEUED, reason="why", due_at=NOW + timedelta(seconds=300)
    )
    assert step(Answer.AWAY, 1, waited=361) == Step(state=DeliveryState.FAILED, reason="why")


def _set(monkeypatch: pytest.MonkeyPatch, **values: str) -> None:
    for name in ("SMTP_URL", "MAIL_FROM", "PUBLIC_URL", "SMS_URL"):
        monkeypatch.setenv(f"DASAI_{name}", values.get(name, ""))
    for cache in (settings, mail_server, sms_folder):
        cache.cache_clear()


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no test see the settings of another."""
    _set(monkeypatch)


GOOD = {"MAIL_FROM": "数据大赛 <no-reply@dasai.example.test>", "PUBLIC_URL": "https://dasai.example.test/"}


@pytest.mark.parametrize(
    ("url", "port", "tls"),
    [
        ("smtp://a%40b:p%2Fw@mail.example.test", 587, "starttls"),
        ("smtps://a%40b:p%2Fw@mail.example.test", 465, "tls"),
        ("smtp://a%40b:p%2Fw@mail.example.test:25/?tls=none", 25, "none"),
    ],
)
def test_the_mail_server_is_read_from_its_url(monkeypatch: pytest.MonkeyPatch, url: str, port: int, tls: str) -> None:
    """TLS unless it is left out by name; user and password may hold any character."""
    _set(monkeypatch, SMTP_URL=url, **GOOD)
    server = mail_server()
    assert server is not None
    assert (server.host, server.port, server.tls, server.user, server.password) == (
        "mail.example.test",
        port,
        tls,
        "a@b",
        "p/w",
    )
    assert (server.sender.addr_spec, server.public_url) == ("no-reply@dasai.example.test", "https://dasai.example.test")
    assert "p/w" not in repr(server)


@pytest.mark.parametrize(
    ("values", "named"),
    [
        (GOOD, "DASAI_SMTP_URL"),
        (GOOD | {"SMTP_URL": "http://secret-host"}, "DASAI_SMTP_URL"),
        (GOOD | {"SMTP_URL": "smtp://secret-host:port"}, "DASAI_SMTP_URL"),
        (GOOD | {"SMTP_URL": "smtp://secret-host/?tls=perhaps"}, "DASAI_SMTP_URL"),
        (GOOD | {"SMTP_URL": "smtp://secret-host", "MAIL_FROM": "nobody"}, "DASAI_MAIL_FROM"),
        (GOOD | {"SMTP_URL": "smtp://secret-host", "PUBLIC_URL": ""}, "DASAI_PUBLIC_URL"),
    ],
)
def test_a_mail_server_that_is_set_by_half_is_named(
    monkeypatch: pytest.MonkeyPatch, values: dict[str, str], named: str
) -> None:
    """The process ends with the name of the setting, and never with what it holds."""
    _set(monkeypatch, **values)
    with pytest.raises(Misconfigured) as wrong:
        mail_server()
    assert str(wrong.value).startswith(named)
    assert "secret-host" not in str(wrong.value)


def test_without_settings_nothing_leaves_the_portal() -> None:
    """K2: no mail server, no text messages."""
    assert (mail_server(), sms_folder()) == (None, None)


def test_text_messages_are_written_into_files(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """K4: one object a line, for its owner alone to read; any other way to send needs an adapter of its own."""
    folder = tmp_path_factory.mktemp("sms") / "out"
    _set(monkeypatch, SMS_URL=folder.as_uri())
    assert sms_folder() == folder
    for number in ("13800138000", "13800138001"):
        Files(folder).send("delivery-1", number, "【大赛】请查看。", NOW)
    [file] = folder.iterdir()
    assert (file.name, oct(file.stat().st_mode & 0o777)) == ("2024-07-01.jsonl", "0o600")
    assert [line.count("请查看") for line in file.read_text(encoding="utf-8").splitlines()] == [1, 1]
    _set(monkeypatch, SMS_URL="https://sms.example.test")
    with pytest.raises(Misconfigured):
        sms_folder()
