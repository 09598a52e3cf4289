"""A scanner that speaks clamd's protocol on the wire and knows one signature: EICAR's test file, which harms nobody."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

# in two halves: so no scanner takes this file for the real one
EICAR = (r"X5O!P%@AP[4\PZX54(P^)7CC)7}" + "$EICAR-STANDARD-" + "ANTIVIRUS-TEST-FILE!$H+H*").encode()
LIMIT = 1_000_000
# stands for an archive that goes deeper than the scanner follows
NESTED = b"NESTED-TOO-DEEP"


@contextmanager
def running_clamd(address: str = "", habit: str = "") -> Iterator[str]:
    """Run a scanner until the end and yield its URL; `address` is the path of a local socket, else it takes a free port.

    `habit`: "never reads", "never answers" or "answers a byte at a time"; else it is quick.
    """
    over = threading.Event()
    listening = socket.socket(socket.AF_UNIX if address else socket.AF_INET)
    listening.bind(address or ("127.0.0.1", 0))
    listening.listen()

    def serve() -> None:
        while True:
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            # a client that has waited enough goes
            with connection, connection.makefile("rb") as stream, suppress(OSError, struct.error):
                _serve(connection, stream, habit, over)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield f"unix://{address}" if address else f"tcp://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        over.set()
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        thread.join(5)


def _serve(connection: socket.socket, stream: object, habit: str, over: threading.Event) -> None:
    if habit == "never reads":
        over.wait()
        return
    verdict = _verdict(stream, LIMIT if not habit else 10**9)
    if habit == "never answers":
        over.wait()
    elif habit:
        for _ in range(100):
            connection.sendall(b" ")
            if over.wait(0.1):
                return
    else:
        connection.sendall(verdict)


def _verdict(stream: object, limit: int) -> bytes:
    read = stream.read  # type: ignore[attr-defined]
    assert read(10) == b"zINSTREAM\0"
    content = b""
    while (size := struct.unpack(">L", read(4))[0]) > 0:
        content += read(size)
        if len(content) > limit:
            return b"INSTREAM size limit exceeded. ERROR\0"
    if NESTED in content:
        return b"stream: Heuristics.Limits.Exceeded.MaxRecursion FOUND\0"
    return b"stream: Eicar-Test-Signature FOUND\0" if EICAR in content else b"stream: OK\0"
