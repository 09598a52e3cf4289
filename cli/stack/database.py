"""The database server of the local stack: the best that this machine has, or the caller's, where runs have their own databases.

One of ours runs as a process of its own, on the loopback interface, with its files under the data folder.
"""

from __future__ import annotations

import importlib.metadata
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .ports import HOST, listens
from .program import Program, StackProblem
from .run_record import RunRecord, is_prefix, prefix_in

if TYPE_CHECKING:
    from pymongo import MongoClient

NAME = "database"
REPLICA_SET = "dasai"


@dataclass(frozen=True)
class Server:
    """A database server that can be started: its command, and the label that is printed beside every figure."""

    label: str
    argv: tuple[str, ...]
    kind: str  # mongod or secantus
    extra_env: Mapping[str, str]

    def url(self, port: int) -> str:
        """Return the URL for clients."""
        if self.kind == "mongod":
            return f"mongodb://{HOST}:{port}/?replicaSet={REPLICA_SET}"
        # Its records of retryable writes are scanned at every write, so they are left out (docs/adr/0002).
        return f"mongodb://{HOST}:{port}/?directConnection=true&retryWrites=false"

    def program(self, home: Path, port: int, wave: int = 0) -> Program:
        """Describe the server's process with its files under `home`."""
        files = home / self.kind
        files.mkdir(parents=True, exist_ok=True)
        files.chmod(0o700)
        place: tuple[str, ...]
        if self.kind == "mongod":
            place = (
                "--dbpath",
                str(files),
                "--bind_ip",
                HOST,
                "--port",
                str(port),
                "--replSet",
                REPLICA_SET,
            )
        else:
            place = ("--host", HOST, "--port", str(port), "--storage-path", str(files))
        return Program(
            name=NAME,
            argv=(*self.argv, *place),
            env={"PATH": os.environ.get("PATH", os.defpath), "HOME": str(home), "LANG": "C.UTF-8", **self.extra_env},
            wave=wave,
            cwd=home,
            ready=lambda: _ready(port, initiate=self.kind == "mongod"),
            stop_seconds=30,
        )


def choose() -> Server:
    """Return a `mongod` on the PATH, else a `secantusd-rs`, else SecantusDB's Python server of this environment.

    Raises StackProblem if there is none.
    """
    if mongod := shutil.which("mongod"):
        # a single node that votes alone: small cache, for it shares the machine with all of us
        options = ("--wiredTigerCacheSizeGB", "0.5", "--quiet")
        return Server(f"MongoDB {_version(mongod, 'db version v')}", (mongod, *options), "mongod", {})
    if rust := shutil.which("secantusd-rs"):
        return Server(f"SecantusDB (Rust) {_version(rust, ' ')}", (rust,), "secantus", FLUSH_ON_COMMIT)
    python = Path(sys.executable).with_name("secantusd-py")
    if python.exists():
        version = importlib.metadata.version("SecantusDB")
        arguments = ("--log-level", "WARNING", "--oplog-max-entries", str(OPLOG_ENTRIES))
        return Server(f"SecantusDB {version}", (str(python), *arguments), "secantus", FLUSH_ON_COMMIT)
    raise StackProblem(
        "没有可用的数据库：请安装 MongoDB（mongod），或用 DASAI_MONGODB_URL 指定一个副本集",
        "no database server is here: install MongoDB (mongod), or name a replica set in DASAI_MONGODB_URL",
    )


# Nothing of ours follows its oplog. Kept at its 100,000 entries it takes gigabytes, and from the moment it is full every write
# pays for dropping the oldest: so small, it is full at once, and a write costs the same however much is stored.
OPLOG_ENTRIES = 5_000

# WiredTiger hands each commit to the operating system before it answers, so that an acknowledged write survives
# `kill -9` of the server; without it a commit may lie in the server's own memory. Measured in docs/adr/0002.
FLUSH_ON_COMMIT = {"WIREDTIGER_CONFIG": "transaction_sync=(enabled=true,method=none)"}

# The embedded server answers one request after the other. Ten handlers of events in each of five workers would stand before it
# in line with the calls that a person waits for; with two a submission takes half as long.
FEW_HANDLERS = {"DASAI_WORKER_CONCURRENCY": "2"}


def describe(url: str) -> str:
    """Return what a database server that is not ours says it is, for figures; raises StackProblem if it does not answer."""
    with _client(url) as client:
        return f"MongoDB {client.server_info()['version']} (DASAI_MONGODB_URL)"


def begin_run(url: str, record: RunRecord) -> None:
    """Write down in a database of its own that a run makes databases with this prefix.

    Raises StackProblem if the account may not make databases of such names, or not drop them again.
    """
    with _client(url) as client:
        # dropped once, so that an account that may not do it is found out before anything is left behind
        for _ in range(2):
            client.drop_database(_record_name(record.prefix))
            client[_record_name(record.prefix)]["run"].insert_one({"_id": record.prefix, "record": record.json()})


def drop_run(url: str, prefix: str) -> None:
    """Drop every database of a run, its record last; raises ValueError if the prefix is not that of a run."""
    if not is_prefix(prefix):
        raise ValueError(f"not the prefix of a run: {prefix!r}")
    with _client(url) as client:
        names = [name for name in client.list_database_names() if prefix_in(name) == prefix]
        for name in sorted(names, key=lambda name: name == _record_name(prefix)):
            client.drop_database(name)


def runs(url: str) -> dict[str, RunRecord | None]:
    """Return the records of the runs that have databases on the server, by prefix; None if there is no record any more."""
    with _client(url) as client:
        prefixes = {prefix for name in client.list_database_names() if (prefix := prefix_in(name)) is not None}
        written = {prefix: client[_record_name(prefix)]["run"].find_one({"_id": prefix}) for prefix in prefixes}
    return {prefix: RunRecord.from_json(entry["record"]) if entry else None for prefix, entry in written.items()}


def _record_name(prefix: str) -> str:
    return f"{prefix}_run"


@contextmanager
def _client(url: str) -> Iterator[MongoClient[dict[str, Any]]]:
    """Connect to the server of the caller; raises StackProblem for whatever it refuses, without the URL in it."""
    from pymongo import MongoClient
    from pymongo.errors import ConfigurationError, InvalidURI, OperationFailure, PyMongoError

    try:
        with MongoClient[dict[str, Any]](url, **_patience(url)) as client:
            yield client
    except (InvalidURI, ConfigurationError) as error:
        raise StackProblem("DASAI_MONGODB_URL 不是有效的地址", "DASAI_MONGODB_URL is no valid address") from error
    except OperationFailure as error:
        why = (error.details or {}).get("codeName") or error.code
        raise StackProblem(
            f"DASAI_MONGODB_URL 指定的数据库拒绝了操作（{why}）；账号需要 readWriteAnyDatabase 和 dbAdminAnyDatabase 角色",
            f"the database that DASAI_MONGODB_URL names refuses ({why}): the account needs the roles readWriteAnyDatabase and "
            "dbAdminAnyDatabase",
        ) from error
    except PyMongoError as error:
        raise StackProblem(
            f"DASAI_MONGODB_URL 指定的数据库没有响应：{type(error).__name__}",
            f"the database that DASAI_MONGODB_URL names does not answer: {type(error).__name__}",
        ) from error


def _patience(url: str) -> dict[str, Any]:
    """Return how long to look for the server, unless the URL says it."""
    return {} if "serverselectiontimeoutms" in url.lower() else {"serverSelectionTimeoutMS": 10_000}


def _ready(port: int, *, initiate: bool) -> str | None:
    if not listens(port):
        return "does not listen yet"
    from pymongo import MongoClient
    from pymongo.errors import OperationFailure, PyMongoError

    try:
        with MongoClient[dict[str, Any]](
            HOST, port, directConnection=True, serverSelectionTimeoutMS=2_000, socketTimeoutMS=5_000
        ) as client:
            hello = client.admin.command("hello")
            if initiate and not hello.get("setName"):
                member = {"_id": 0, "host": f"{HOST}:{port}"}
                client.admin.command("replSetInitiate", {"_id": REPLICA_SET, "members": [member]})
                return "replica set begins"
            if initiate and not hello.get("isWritablePrimary"):
                return _follow_port(client, port)
    except OperationFailure as error:
        return f"refuses: {error.code}"
    except PyMongoError as error:
        return type(error).__name__
    return None


def _follow_port(client: Any, port: int) -> str | None:
    """Give a member its address again: one that was set up on another port than today's does not find itself in its set."""
    config = client.admin.command("replSetGetConfig")["config"]
    here = f"{HOST}:{port}"
    if config["members"][0]["host"] != here:
        config["members"][0]["host"] = here
        config["version"] += 1
        client.admin.command("replSetReconfig", config, force=True)
    return "not primary yet"


def _version(program: str, after: str) -> str:
    asked = [program, "--version"]
    shown = subprocess.run(asked, capture_output=True, text=True, check=False).stdout
    first = next(iter(shown.splitlines()), "")
    return first.partition(after)[2].strip() or "?"
