"""`python -m gateway`: a process of the gateway."""

from __future__ import annotations

import signal
import socket
from collections.abc import Callable
from types import FrameType

import uvicorn

from chassis.edition.current import edition
from chassis.ending import UNDER_WAY, end_within, leave, stating_misconfiguration
from chassis.rpc.tls import certificates
from chassis.settings import Misconfigured, settings
from chassis.telemetry import configure_logging, log, start_telemetry

from .admission.address import allowed_hosts
from .admission.heads import BoundedHeads, bounded
from .settings import gateway_settings

# a connection's buffer of bytes that the gateway has not read yet: an upload loses no more when this process dies
_RECEIVED_BYTES = 256 * 1024


class Server(uvicorn.Server):
    """uvicorn, with a readiness probe: `why_not` says why the gateway takes no requests though it serves, or None.

    `protocol` is that of its connections, the configuration's `http`; `on_drain` is called when it takes no further ones.
    """

    def __init__(
        self,
        config: uvicorn.Config,
        protocol: type[BoundedHeads],
        why_not: Callable[[], str | None],
        on_drain: Callable[[], None],
    ) -> None:
        super().__init__(config)
        self._protocol, self._why_not, self._on_drain = protocol, why_not, on_drain

    def why_not_ready(self) -> str | None:
        """Return why the process is not ready, or None while it serves."""
        if self.should_exit:
            return "draining"
        return self._why_not() if self.started else "starting"

    def stop(self, *_: object) -> None:
        """Handle a signal: finish the requests under way, then stop."""
        end_within(settings().drain_seconds)
        self.should_exit = True

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Take no further connections, finish what those that were taken ask for, and end."""
        self._protocol.draining = True
        self._on_drain()
        await super().shutdown(sockets)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Handle a signal while it serves."""
        end_within(settings().drain_seconds)
        super().handle_exit(sig, frame)


def _inherited(number: int) -> socket.socket:
    """Return the listening socket that the parent opened, for several gateways to share; raises Misconfigured if it is none."""
    try:
        listening = socket.socket(fileno=number)
        if not listening.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN):
            raise Misconfigured("DASAI_HTTP_FD: not a socket that listens")
    except OSError as error:
        raise Misconfigured(f"DASAI_HTTP_FD: {error.strerror}") from None
    listening.set_inheritable(False)
    return listening


@stating_misconfiguration()
def main() -> None:
    """Serve until SIGTERM or SIGINT, then finish the requests under way."""
    config = settings()
    config.secret("actor_key")
    configure_logging("gateway", config.log_level)
    limits = gateway_settings()
    allowed_hosts(config, limits)
    certificates()
    edition()
    # these modules read the settings as they are imported: here a wrong one is told as such
    from .app import create_app
    from .clock_offset import readiness

    protocol = bounded(limits.head_seconds, limits.max_head_bytes, tls=limits.cookies_are_secure)
    server = Server(
        uvicorn.Config(
            create_app(),
            host=config.http_host,
            port=config.http_port,
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,  # uvicorn's `*` believes the first address, which the sender wrote: see admission/forwarded.py
            timeout_graceful_shutdown=int(config.drain_seconds * UNDER_WAY),
            timeout_keep_alive=30,
            http=protocol,
            ws="none",
        ),
        protocol,
        readiness.why_not,
        readiness.end,
    )
    # while it serves uvicorn handles these signals, and raises them again when it has drained: then too the stop is clean
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, server.stop)
    start_telemetry(config, server.why_not_ready)
    listening = server.config.bind_socket() if config.http_fd is None else _inherited(config.http_fd)
    log("gateway").info("serving", port=listening.getsockname()[1])
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _RECEIVED_BYTES)
    server.run(sockets=[listening])
    log("gateway").info("stopped")
    leave()


if __name__ == "__main__":
    main()
