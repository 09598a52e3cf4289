"""Gateway and services prove to each other who they are (rule K1)."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import grpc
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from dasai.accounts.v1 import sessions_pb2, sessions_pb2_grpc
from structlog.testing import capture_logs

from chassis.actor import PUBLIC, sign
from chassis.rpc.server import build
from chassis.rpc.tls import add_port, certificates
from chassis.settings import Misconfigured, settings
from tests.unit.gateway.running import running_gateway

KEY = "a key of a test, as long as it must be"
NOW = datetime.now(UTC)


class Sessions(sessions_pb2_grpc.SessionsServicer):
    """Every token has a session."""

    def Authenticate(
        self, request: sessions_pb2.AuthenticateRequest, context: grpc.ServicerContext
    ) -> sessions_pb2.Session:
        return sessions_pb2.Session(login="somebody")


def pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    """Return a private key as a file holds it."""
    form, plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    return key.private_bytes(serialization.Encoding.PEM, form, plain)


class Authority:
    """An authority that signs certificates for this machine."""

    def __init__(self, name: str) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        self._own = self._signed(self._name, self._key, (x509.BasicConstraints(ca=True, path_length=0), True))

    def _signed(
        self, name: x509.Name, key: ec.EllipticCurvePrivateKey, extension: tuple[x509.ExtensionType, bool]
    ) -> bytes:
        builder = x509.CertificateBuilder().subject_name(name).issuer_name(self._name).public_key(key.public_key())
        builder = builder.serial_number(x509.random_serial_number())
        builder = builder.not_valid_before(NOW - timedelta(hours=1)).not_valid_after(NOW + timedelta(hours=1))
        signed = builder.add_extension(extension[0], critical=extension[1]).sign(self._key, hashes.SHA256())
        return signed.public_bytes(serialization.Encoding.PEM)

    def folder(self, path: Path, host: str = "127.0.0.1") -> Path:
        """Fill a folder with a new certificate for this address, and return it."""
        key = ec.generate_private_key(ec.SECP256R1())
        names = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(host))])
        path.mkdir()
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, path.name)])
        (path / "tls.crt").write_bytes(self._signed(name, key, (names, False)))
        (path / "tls.key").write_bytes(pem(key))
        (path / "ca.crt").write_bytes(self._own)
        return path


@pytest.fixture
def ours(tmp_path: Path) -> Authority:
    """Return the platform's authority."""
    return Authority("ours")


def use(patch: pytest.MonkeyPatch, folder: Path) -> None:
    """Let this process have the certificates of a folder from now on."""
    patch.setenv("DASAI_GRPC_TLS_DIR", str(folder))
    settings.cache_clear()


@pytest.fixture
def port(ours: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """A server with a certificate of ours."""
    monkeypatch.setenv("DASAI_ACTOR_KEY", KEY)
    use(monkeypatch, ours.folder(tmp_path / "server"))
    services = [(sessions_pb2_grpc.add_SessionsServicer_to_server, Sessions())]
    server, port, _ = build("accounts", services, "127.0.0.1:0")
    server.start()
    yield port
    server.stop(None)
    monkeypatch.undo()
    settings.cache_clear()


def asked(channel: grpc.Channel) -> str:
    """Return whose session the server tells, or the code with which it does not."""
    metadata = (("dasai-actor", sign(PUBLIC, KEY)),)
    request = sessions_pb2.AuthenticateRequest(token="x")
    with channel:
        try:
            return sessions_pb2_grpc.SessionsStub(channel).Authenticate(request, timeout=10, metadata=metadata).login
        except grpc.RpcError as error:
            return str(error.code().name)


def test_k1_only_who_has_a_certificate_of_the_platform_is_heard(
    port: int, ours: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """K1: not in plain, not without a certificate, not with another authority's."""
    address = f"127.0.0.1:{port}"
    use(monkeypatch, ours.folder(tmp_path / "gateway"))
    own = certificates()
    assert own is not None
    assert asked(grpc.secure_channel(address, own.of_client)) == "somebody"
    assert asked(grpc.insecure_channel(address)) == "UNAVAILABLE"
    assert asked(grpc.secure_channel(address, grpc.ssl_channel_credentials(own.authority))) == "UNAVAILABLE"
    use(monkeypatch, Authority("others").folder(tmp_path / "stranger"))
    stranger = certificates()
    assert stranger is not None
    credentials = grpc.ssl_channel_credentials(own.authority, stranger.key, stranger.certificate)
    assert asked(grpc.secure_channel(address, credentials)) == "UNAVAILABLE"
    # and who believes another authority does not speak to this server
    assert asked(grpc.secure_channel(address, stranger.of_client)) == "UNAVAILABLE"


def test_k1_a_server_of_another_name_is_not_spoken_to(
    ours: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """K1: a certificate of ours is good for its own name only."""
    monkeypatch.setenv("DASAI_ACTOR_KEY", KEY)
    use(monkeypatch, ours.folder(tmp_path / "elsewhere", host="192.0.2.1"))
    services = [(sessions_pb2_grpc.add_SessionsServicer_to_server, Sessions())]
    server, port, _ = build("accounts", services, "127.0.0.1:0")
    server.start()
    own = certificates()
    assert own is not None
    try:
        assert asked(grpc.secure_channel(f"127.0.0.1:{port}", own.of_client)) == "UNAVAILABLE"
    finally:
        server.stop(None)
        monkeypatch.undo()
        settings.cache_clear()


def test_k1_the_gateway_speaks_to_its_services_over_tls(
    ours: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """K1: both take their certificates from the setting."""
    monkeypatch.setenv("DASAI_GRPC_TLS_DIR", str(ours.folder(tmp_path / "both")))
    with running_gateway(tmp_path, NOW) as gateway:
        assert gateway.get("/api/v1/divisions/110000").json()["code"] == "110000"


@pytest.mark.parametrize(("file", "content"), [("tls.key", None), ("ca.crt", "no certificate"), ("tls.crt", "")])
def test_certificates_that_are_not_there_are_named_at_the_start(
    ours: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, file: str, content: str | None
) -> None:
    """By the setting and the file; a process never falls back to plain calls."""
    folder = ours.folder(tmp_path / "half")
    (folder / file).unlink()
    if content is not None:
        (folder / file).write_text(content)
    use(monkeypatch, folder)
    with pytest.raises(Misconfigured) as refused:
        certificates()
    assert str(refused.value).startswith(f"DASAI_GRPC_TLS_DIR: {file}: ")
    monkeypatch.undo()
    settings.cache_clear()


@pytest.mark.parametrize(
    ("listen", "over_tls", "said"),
    [
        ("0.0.0.0:0", False, True),
        ("0.0.0.0:0", True, False),
        ("127.0.0.1:0", False, False),
        ("localhost:0", False, False),
    ],
)
def test_a_server_that_others_reach_says_if_calls_arrive_in_plain(
    ours: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, listen: str, over_tls: bool, said: bool
) -> None:
    """A network that is not encrypted by itself lets anyone on it read along; whoever runs the platform is told."""
    if over_tls:
        use(monkeypatch, ours.folder(tmp_path / "own"))
    server = grpc.server(ThreadPoolExecutor(1))
    with capture_logs() as lines:
        assert add_port(server, listen) > 0
    server.stop(None).wait()
    expected = [{"event": "calls arrive in plain", "log_level": "warning", "listen": listen}] if said else []
    assert lines == expected
    monkeypatch.undo()
    settings.cache_clear()
