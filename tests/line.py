"""A line to a server, which a test can cut or let go silent."""

from __future__ import annotations

import contextlib
import socket
import threading
import time


class Line:
    """Passes a TCP server's traffic through a port of its own, until the test breaks it. Use it as a context manager."""

    def __init__(self, host: str, port: int) -> None:
        self._server = (host, port)
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        self._sockets: list[socket.socket] = []
        self._lock = threading.Lock()
        self._silent = self._cut = False
        # bytes and connections that came since the line was broken
        self.ignored = 0
        threading.Thread(target=self._accept, daemon=True).start()

    def __enter__(self) -> Line:
        return self

    def __exit__(self, *_: object) -> None:
        self.cut()

    def cut(self) -> None:
        """End all connections and take no more: the server is down."""
        self._cut = True
        with self._lock:
            sockets, self._sockets = [*self._sockets, self._listening], []
        for each in sockets:
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()

    def mend(self) -> None:
        """Take connections again after `cut`, at the same port: the server is back."""
        self._listening = socket.create_server(("127.0.0.1", self.port))
        self._cut = False
        threading.Thread(target=self._accept, daemon=True).start()

    def silence(self) -> None:
        """Keep and take connections, and answer nothing any more: the server hangs, or the network swallows everything."""
        self._silent = True

    def wait_ignored(self, seconds: float = 60) -> None:
        """Wait until somebody has met the silence."""
        end = time.monotonic() + seconds
        while not self.ignored:
            assert time.monotonic() < end, "nobody met the silence"
            time.sleep(0.02)

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listening.accept()
            except OSError:
                return
            if self._silent:
                self.ignored += 1
                self._keep(client)
                continue
            server = socket.create_connection(self._server)
            self._keep(client)
            self._keep(server)
            for source, target in ((client, server), (server, client)):
                threading.Thread(target=self._pass, args=(source, target), daemon=True).start()

    def _keep(self, connection: socket.socket) -> None:
        with self._lock:
            self._sockets.append(connection)

    def _pass(self, source: socket.socket, target: socket.socket) -> None:
        while True:
            try:
                data = source.recv(65536)
                if data and self._silent:
                    self.ignored += 1
                    continue
                if data:
                    target.sendall(data)
                    continue
            except OSError:
                pass
            if not self._silent:
                with contextlib.suppress(OSError):
                    target.shutdown(socket.SHUT_RDWR)
            return
