"""Mail over TLS to a real server with a certificate of its own: STARTTLS and TLS from the first byte (K2, K4)."""

from __future__ import annotations

import gc
import smtplib
import socket
import ssl
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from chassis.actor import system
from chassis.context import Context, handling
from chassis.settings import settings
from services.accounts.accounts import store as accounts_store
from services.accounts.accounts.adapters import address_keys, seal_contacts
from services.accounts.accounts.model import Account, Contacts
from services.accounts.deliveries.commands import send_due
from services.accounts.deliveries.settings import mail_server, sms_folder
from services.accounts.deliveries.store import DeliveryDocument
from services.accounts.messages.commands import record
from tests.service.mailbox import Mailbox

pytestmark = pytest.mark.parts
NOW = datetime(2024, 7, 1, 8, tzinfo=UTC)
USER = "dasai:p%2Fw@"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a certificate for 127.0.0.1 that nobody else vouches for; return the file with it and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail server of the tests")])
    now = datetime.now(UTC)
    usage = x509.KeyUsage(True, False, False, False, False, True, False, False, False)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path_factory.mktemp("certificate") / "mail.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return file


@dataclass
class Sending:
    """Runs mail servers, and sends to them as accounts' server does."""

    monkeypatch: pytest.MonkeyPatch
    _running: ExitStack = field(default_factory=ExitStack)

    def to(self, mailbox: Mailbox, url: str) -> tuple[str, str]:
        """Send a mail to an account by the mail server of an URL; return the delivery's state and reason."""
        mailbox.start()
        self._running.callback(mailbox.stop)
        values = {
            "SMTP_URL": url.format(port=mailbox.port),
            "MAIL_FROM": "no-reply@dasai.example.test",
            "PUBLIC_URL": "https://dasai.example.test",
            "MAIL_SECONDS": "5",
        }
        for name, value in values.items():
            self.monkeypatch.setenv(f"DASAI_{name}", value)
        _forget()
        with handling(Context(actor=system("tests"))):
            account = Account(id="holder", login="holder")
            account.contacts = seal_contacts(account.id, Contacts(email="holder@example.test"))
            accounts_store.confirm_address(account.id, address_keys(account.id, "holder@example.test")[0])
            accounts_store.accounts.add(account)
        record("password_changed", {}, ["holder"], source="e", at=NOW)
        assert send_due().tried == 1
        [stored] = DeliveryDocument.collection().find()
        return stored["state"], stored["reason"]

    def close(self) -> None:
        """Stop the mail servers."""
        self._running.close()


def _forget() -> None:
    for cache in (settings, mail_server, sms_folder):
        cache.cache_clear()


@pytest.fixture
def sending(monkeypatch: pytest.MonkeyPatch) -> Iterator[Sending]:
    """Yield what sends, and stop its mail servers."""
    sending = Sending(monkeypatch)
    yield sending
    sending.close()
    monkeypatch.undo()
    _forget()


def served(certificate: Path) -> ssl.SSLContext:
    """Return how a server shows its certificate."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    return context


@pytest.mark.parametrize("kind", ["starttls", "tls"])
def test_k4_a_mail_goes_over_tls_to_a_server_that_is_vouched_for(
    sending: Sending, certificate: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    """K4: by STARTTLS or from the first byte; the password too, and only then."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    mailbox = Mailbox(**{kind: served(certificate)})
    scheme = {"starttls": "smtp", "tls": "smtps"}[kind]
    assert sending.to(mailbox, f"{scheme}://{USER}127.0.0.1:{{port}}") == ("sent", "")
    assert (len(mailbox.to("holder@example.test")), mailbox.encrypted, mailbox.signed_in) == (1, [True], ["dasai"])


@pytest.mark.parametrize("scheme", ["smtp", "smtps"])
def test_k4_nothing_goes_to_a_server_without_the_tls_that_is_demanded(sending: Sending, scheme: str) -> None:
    """K4: neither mail nor password; what it waits for is said. Without TLS only by name, `tls=none`, as other tests show."""
    mailbox = Mailbox()
    waits = ("queued", "tls_not_offered")
    assert sending.to(mailbox, f"{scheme}://{USER}127.0.0.1:{{port}}") == waits
    assert (mailbox.mails, mailbox.signed_in) == ([], [])


@pytest.mark.parametrize("kind", ["starttls", "tls"])
@pytest.mark.parametrize("trusted", [False, True], ids=["nobody vouches for it", "of another host"])
def test_k4_nothing_goes_to_a_server_whose_certificate_is_not_right(
    sending: Sending, certificate: Path, monkeypatch: pytest.MonkeyPatch, kind: str, trusted: bool
) -> None:
    """K4: one that nobody vouches for, or that is another host's: it may be whoever listens."""
    if trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    mailbox = Mailbox(**{kind: served(certificate)})
    scheme, host = {"starttls": "smtp", "tls": "smtps"}[kind], "localhost" if trusted else "127.0.0.1"
    assert sending.to(mailbox, f"{scheme}://{USER}{host}:{{port}}") == ("queued", "certificate_refused")
    assert (mailbox.mails, mailbox.signed_in) == ([], [])


def test_k2_a_wrong_password_is_told_from_a_server_that_is_away(
    sending: Sending, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """K2: the mail waits, and the reason says what is to be mended."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    mailbox = Mailbox(starttls=served(certificate))
    assert sending.to(mailbox, "smtp://dasai:wrong@127.0.0.1:{port}") == ("queued", "sign_in_refused")
    assert (mailbox.mails, set(mailbox.signed_in)) == ([], {"nobody"})


@pytest.mark.parametrize("kind", ["starttls", "tls"])
def test_no_connection_stays_open_to_a_server_that_does_not_say_goodbye(
    sending: Sending, certificate: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    """Check that a connection is closed when its mails are sent, whatever the server does afterwards."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    mailbox = Mailbox(**{kind: served(certificate)})
    mailbox.silent_after_quit = 1
    scheme = {"starttls": "smtp", "tls": "smtps"}[kind]
    assert sending.to(mailbox, f"{scheme}://{USER}127.0.0.1:{{port}}") == ("sent", "")
    gc.collect()  # what was left open would fail this test here


def test_a_mail_server_of_the_tests_leaves_no_connection_open() -> None:
    """Check that connections are closed when it stops: one that spoke, one that is new, one that waits to be taken."""
    mailbox = Mailbox()
    mailbox.start()
    with smtplib.SMTP("127.0.0.1", mailbox.port) as speaking:
        speaking.ehlo()
        with socket.create_connection(("127.0.0.1", mailbox.port)) as waiting:
            mailbox.stop()
            waiting.settimeout(10)
            rest = b""
            with suppress(ConnectionResetError):
                while piece := waiting.recv(1024):
                    rest += piece
            # at most the greeting: after it the connection is at its end, and not only silent
            assert rest == b"" or rest.startswith(b"220 ")
        speaking.close()
    del mailbox
    gc.collect()  # what was left open would fail this test here
