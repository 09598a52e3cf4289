"""Free ports on the loopback interface, so that stacks stand beside each other and beside anything else."""

from __future__ import annotations

import fcntl
import math
import os
import random
import socket
import tempfile
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType

from .program import StackProblem

HOST = "127.0.0.1"
# Below the range from which Linux takes the ports of outgoing connections (32768 and up), so that no client takes ours
# between two starts of a process.
SLOT_FIRST, SLOT_SIZE, SLOTS = 20_000, 32, 390
# as many connections may wait for a gateway to take them as uvicorn lets wait
_BACKLOG = 2048


def listening(port: int) -> socket.socket:
    """Return a socket that listens on this port, for several programs to inherit; raises StackProblem if it can't."""
    try:
        return socket.create_server((HOST, port), backlog=_BACKLOG)
    except OSError as error:
        raise StackProblem(
            f"不能监听端口 {port}：{error.strerror}", f"can't listen on port {port}: {error.strerror}"
        ) from error


def is_free(port: int) -> bool:
    """Return True if a server could listen on this port now."""
    with socket.socket() as probe:
        # as servers do: connections of a stopped server that linger in TIME_WAIT don't count
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
            probe.listen(1)
        except OSError:
            return False
    return True


def listens(port: int) -> bool:
    """Return True if something accepts connections on this port."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex((HOST, port)) == 0


def from_base(names: Sequence[str], base: int, keep: dict[str, int] | None = None) -> dict[str, int]:
    """Return a port for each name: the one it had (`keep`) if free, else the next free ones from `base` upwards.

    Raises StackProblem where the ports end.
    """
    taken: dict[str, int] = {}
    for name in names:
        port = (keep or {}).get(name)
        if port is not None and port not in taken.values() and is_free(port):
            taken[name] = port
    candidate = base
    for name in names:
        if name in taken:
            continue
        while candidate in taken.values() or (candidate <= 65_535 and not is_free(candidate)):
            candidate += 1
        if candidate > 65_535:
            raise StackProblem(f"从 {base} 起没有足够的空闲端口", f"not enough free ports from {base} upwards")
        taken[name] = candidate
        candidate += 1
    return {name: taken[name] for name in names}


class Slot:
    """A block of ports, or several side by side, that no other stack of this user takes while it is held.

    The locks are the kernel's, so that a killed holder leaves nothing behind.
    """

    def __init__(self, names: Sequence[str]) -> None:
        self._locks, first = self._take(len(names))
        self.ports = {name: first + place for place, name in enumerate(names)}

    @classmethod
    def _take(cls, size: int) -> tuple[ExitStack, int]:
        blocks = max(1, math.ceil(size / SLOT_SIZE))
        for slot in _shuffled(range(SLOTS - blocks + 1)):
            first = SLOT_FIRST + slot * SLOT_SIZE
            with ExitStack() as locks:
                taken = all(cls._lock(locks, first + block * SLOT_SIZE) for block in range(blocks))
                if taken and all(is_free(port) for port in range(first, first + size)):
                    return locks.pop_all(), first
        raise StackProblem("没有空闲的端口段", "no free block of ports is left")

    @staticmethod
    def _lock(locks: ExitStack, first: int) -> bool:
        """Lock a block; return False if another stack has it."""
        folder = Path(tempfile.gettempdir()) / f"dasai-ports-{os.getuid()}"
        folder.mkdir(mode=0o700, exist_ok=True)
        lock = locks.enter_context((folder / str(first)).open("wb"))
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def release(self) -> None:
        """Let others take the ports."""
        self._locks.close()

    def __enter__(self) -> Slot:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()


def _shuffled(numbers: Iterable[int]) -> list[int]:
    order = list(numbers)
    random.shuffle(order)
    return order
