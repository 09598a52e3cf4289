"""TLS between the gateway and the services: each proves by a certificate that it belongs to the platform (rule K1).

A folder has what a process needs, under the names that Kubernetes and cert-manager give: `tls.crt` and `tls.key`, its own
certificate with those that lead to the authority, and `ca.crt`, the authority that signs for this platform alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path

import grpc

from ..settings import Misconfigured, settings
from ..telemetry import log


@dataclass(frozen=True)
class Certificates:
    """A process's own certificate with its key, and the authority that it believes; in PEM."""

    certificate: bytes
    key: bytes
    authority: bytes

    @property
    def of_server(self) -> grpc.ServerCredentials:
        """Return what a server shows; it hears nobody without a certificate of the same authority."""
        pairs = [(self.key, self.certificate)]
        return grpc.ssl_server_credentials(pairs, root_certificates=self.authority, require_client_auth=True)

    @property
    def of_client(self) -> grpc.ChannelCredentials:
        """Return what a client shows; it speaks to nobody without a certificate of the same authority for the name it asked."""
        return grpc.ssl_channel_credentials(self.authority, self.key, self.certificate)


def certificates() -> Certificates | None:
    """Return those of DASAI_GRPC_TLS_DIR, or None if it is not set; raises Misconfigured, naming a file that can't be read."""
    folder = settings().grpc_tls_dir
    if folder is None:
        return None
    return Certificates(*(_read(folder / name) for name in ("tls.crt", "tls.key", "ca.crt")))


def _read(path: Path) -> bytes:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise Misconfigured(f"DASAI_GRPC_TLS_DIR: {path.name}: {error.strerror}") from None
    if b"-----BEGIN" not in content:
        raise Misconfigured(f"DASAI_GRPC_TLS_DIR: {path.name}: not in PEM")
    return content


def add_port(server: grpc.Server, listen: str) -> int:
    """Let a server listen, over TLS if there are certificates; return its port, 0 if it can't.

    Without certificates it says so in the log if others than this machine can reach it: on the way anyone could read along.
    """
    own = certificates()
    if own is None and not _is_of_this_machine(listen):
        log("server").warning("calls arrive in plain", listen=listen)
    try:
        return server.add_insecure_port(listen) if own is None else server.add_secure_port(listen, own.of_server)
    except RuntimeError:  # newer releases of gRPC raise what others return as 0
        return 0


def _is_of_this_machine(listen: str) -> bool:
    """Return True if only this machine reaches what listens there."""
    if listen.startswith("unix:"):
        return True
    host = listen.rpartition(":")[0].strip("[]")
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
