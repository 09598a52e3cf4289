"""A scanner that speaks clamd's protocol on the wire and knows one signature: EICAR's test file, which harms nobody."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager

# in two halves: so no scanner takes this file for the real one
EICAR = (r"X5O!P%@AP[4\PZX54(P^)7CC)7}" + "$EICAR-STANDARD-" + "ANTIVIRUS-TEST-FILE!$H+H*").encode()
LIMIT = 1_000_000


@contextmanager
def running_clamd(address: str = "") -> Iterator[str]:
    """Serves until the end; answers its URL. `address` is a path for a local socket, else a port of its own."""
    listening = socket.socket(socket.AF_UNIX if address else socket.AF_INET)
    listening.bind(address or ("127.0.0.1", 0))
    listening.listen()

    def serve() -> None:
        while True:
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            with connection, connection.makefile("rb") as said:
                connection.sendall(_verdict(said))

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield f"unix://{address}" if address else f"tcp://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        thread.join(5)


def _verdict(said: object) -> bytes:
    read = said.read  # type: ignore[attr-defined]
    assert read(10) == b"zINSTREAM\0"
    content = b""
    while (size := struct.unpack(">L", read(4))[0]) > 0:
        content += read(size)
        if len(content) > LIMIT:
            return b"INSTREAM size limit exceeded. ERROR\0"
    return b"stream: Eicar-Test-Signature FOUND\0" if EICAR in content else b"stream: OK\0"
