"""`python -m gateway`: one process of the gateway."""

from __future__ import annotations

import signal
import socket

import uvicorn

from chassis.settings import settings
from chassis.telemetry import configure_logging, log, start_telemetry

from .app import create_app
from .settings import GatewaySettings

# of a connection, before the gateway has read them: what an upload loses at most when this process dies
_RECEIVED_BYTES = 256 * 1024


class Server(uvicorn.Server):
    """uvicorn that tells its readiness."""

    def why_not_ready(self) -> str | None:
        """None once it serves and until it drains."""
        if self.should_exit:
            return "draining"
        return None if self.started else "starting"

    def stop(self, *_: object) -> None:
        """A signal's handler: finish what is under way, then end."""
        self.should_exit = True


def main() -> None:
    """Serve until SIGTERM or SIGINT, then finish what is under way."""
    config = settings()
    config.secret("actor_key")
    configure_logging("gateway", config.log_level)
    proxies = GatewaySettings().trusted_proxies
    server = Server(
        uvicorn.Config(
            create_app(),
            host=config.http_host,
            port=config.http_port,
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=bool(proxies),
            forwarded_allow_ips=proxies or None,
            timeout_graceful_shutdown=int(config.drain_seconds),
            timeout_keep_alive=30,
        )
    )
    # uvicorn takes the signals while it serves, and raises them again when it has drained: both ends are a clean stop
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, server.stop)
    start_telemetry(config, server.why_not_ready)
    log("gateway").info("serving", port=config.http_port)
    listening = server.config.bind_socket()
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _RECEIVED_BYTES)
    server.run(sockets=[listening])
    log("gateway").info("stopped")


if __name__ == "__main__":
    main()
