"""The file in which a stack says what it runs and where, for other terminals and the next start; and the lock of its folder."""

from __future__ import annotations

import fcntl
import json
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any

from .hints import command_line
from .program import Identity, StackProblem


@dataclass(frozen=True)
class ProcessState:
    """A supervised process as last seen by its supervisor."""

    name: str
    wave: int
    identity: Identity | None
    restarts: int
    since: float  # start of this life, seconds since 1970
    log: str


@dataclass(frozen=True)
class StackState:
    """A stack that runs, or one that was killed, as it was then."""

    supervisor: Identity
    ports: dict[str, int]
    parts: dict[str, str] = field(default_factory=dict)  # which broker and which database, for people
    urls: dict[str, str] = field(default_factory=dict)  # gateway, amqp, mongodb: with passwords
    processes: tuple[ProcessState, ...] = ()
    database_prefix: str = "dasai"

    @property
    def running(self) -> bool:
        """Return True if its supervisor is alive."""
        return self.supervisor.alive


def path_of(data: Path) -> Path:
    """Return the path of the state in a data folder."""
    return data / "stack.json"


def write(data: Path, state: StackState) -> None:
    """Write the state whole or not at all, for its owner alone: it holds the broker's password."""
    fresh = data / "stack.json.new"
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        json.dump(asdict(state), file, indent=1)
    fresh.replace(path_of(data))


def read(data: Path) -> StackState | None:
    """Return the state of a data folder; None if no stack ever ran there, or the last one stopped cleanly.

    Raises StackProblem if the file is not one of ours.
    """
    try:
        raw: dict[str, Any] = json.loads(path_of(data).read_text())
        return StackState(
            supervisor=Identity(**raw["supervisor"]),
            ports={str(name): int(port) for name, port in raw["ports"].items()},
            parts=dict(raw["parts"]),
            urls=dict(raw["urls"]),
            database_prefix=str(raw["database_prefix"]),
            processes=tuple(
                ProcessState(**{**entry, "identity": Identity(**entry["identity"]) if entry["identity"] else None})
                for entry in raw["processes"]
            ),
        )
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise StackProblem(
            f"无法读取 {path_of(data)}；确认没有进程在运行后删除它",
            f"{path_of(data)} can't be read ({type(error).__name__}); delete it when you are sure that nothing runs",
        ) from error


def clear(data: Path) -> None:
    """Remove the state: the stack has stopped cleanly."""
    path_of(data).unlink(missing_ok=True)


def lock(data: Path) -> IO[str]:
    """Take the data folder for this process; raises StackProblem if another stack holds it, or it can't be used.

    The kernel frees the lock when the holder dies, however it dies.
    """
    try:
        data.mkdir(parents=True, exist_ok=True)
        handle = (data / "lock").open("a+")
    except OSError as error:
        raise StackProblem(
            f"无法使用数据目录 {data}（{error.strerror}）；请用 --data 指定一个可写的目录",
            f"the data folder {data} can't be used ({error.strerror}): name a folder that you may write with --data",
        ) from error
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        handle.seek(0)
        holder = handle.read().strip()
        handle.close()
        see, stop = command_line("status", data), command_line("down", data)
        raise StackProblem(
            f"数据目录 {data} 已有一套系统在运行（进程 {holder}）；用 {see} 查看，{stop} 停止，或用 --data 指定另一个目录",
            f"a stack already runs on the data folder {data} (process {holder}): see it with {see}, stop it with {stop}, "
            "or name another folder with --data",
        ) from None
    handle.seek(0)
    handle.truncate()
    handle.write(str(os.getpid()))
    handle.flush()
    return handle
