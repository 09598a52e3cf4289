"""The processes of Dasai, and the settings of each: the table that the local stack starts."""

from __future__ import annotations

import http.client
import math
import os
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from chassis.service_names import SERVICES

from . import machine
from .ports import HOST
from .program import ROOT, Program
from .secrets import RELAYS, Secrets

RELAY = "chassis.bus.relay"
PARTS_WAVE, SERVERS_WAVE, WORKERS_WAVE, GATEWAY_WAVE = range(4)


KINDS = ("gateway", "server", "worker", "relay")


@dataclass(frozen=True)
class Process:
    """A line of the table: its name, the module it runs, whose it is (a service or the gateway), and when it starts.

    If several run of a line, each is a Process with a number after its name, and `line` is the name without it.
    """

    name: str
    module: str
    owner: str
    wave: int
    line: str = ""

    def __post_init__(self) -> None:
        """Take the name for the line's, unless that is given."""
        object.__setattr__(self, "line", self.line or self.name)

    @property
    def kind(self) -> str:
        """Return which of KINDS it is, by the last word of its line's name."""
        return self.line.rpartition("-")[2]

    @property
    def secrets_of(self) -> str:
        """Return whose secrets it gets: a relay has a key that its service's other processes must not have."""
        return RELAYS if self.module == RELAY else self.owner


def table() -> tuple[Process, ...]:
    """Return the sixteen processes: five servers, five workers, five relays, the gateway."""
    return (
        *(Process(f"{service}-server", f"services.{service}.server", service, SERVERS_WAVE) for service in SERVICES),
        *(Process(f"{service}-worker", f"services.{service}.worker", service, WORKERS_WAVE) for service in SERVICES),
        *(Process(f"{service}-relay", RELAY, service, WORKERS_WAVE) for service in SERVICES),
        Process("gateway", "gateway", "gateway", GATEWAY_WAVE),
    )


def port_names(processes: tuple[Process, ...]) -> tuple[str, ...]:
    """Return the names of all ports, the gateway's first, because people type that one."""
    servers = [f"grpc:{process.name}" for process in processes if process.wave == SERVERS_WAVE]
    return ("http", "amqp", "distribution", "mongodb", *servers, *(f"metrics:{process.name}" for process in processes))


@dataclass(frozen=True)
class Surroundings:
    """The settings that all processes of one stack share; `processes` are those that it knows, whether they run or not."""

    processes: tuple[Process, ...]
    ports: Mapping[str, int]
    secrets: Secrets
    amqp_url: str
    mongodb_url: str
    database_prefix: str
    edition_file: Path
    objects_folder: Path | None = None
    clock_file: Path | None = None
    extra: Mapping[str, str] | None = None
    # the listening socket that gateways inherit if several run: the number of its descriptor
    http_fd: int | None = None

    def environment(self, process: Process) -> dict[str, str]:
        """Return the whole environment of a process: ours, and of the caller's no more than a program needs to run."""
        env = {name: os.environ[name] for name in _INHERITED if name in os.environ}
        env |= {
            "PYTHONUNBUFFERED": "1",
            "DASAI_AMQP_URL": self.amqp_url,
            "DASAI_MONGODB_URL": self.mongodb_url,
            "DASAI_DATABASE_PREFIX": self.database_prefix,
            "DASAI_EDITION_FILE": str(self.edition_file),
            "DASAI_SECRETS_DIR": str(self.secrets.folder_of(process.secrets_of)),
            "DASAI_METRICS_HOST": HOST,
            "DASAI_METRICS_PORT": str(self.ports[f"metrics:{process.name}"]),
        }
        if self.objects_folder is not None and process.owner in _OBJECTS_OWNERS:
            env["DASAI_OBJECTS_URL"] = self.objects_folder.as_uri()
        if self.clock_file is not None:
            env["DASAI_CLOCK_FILE"] = str(self.clock_file)
        if process.wave == SERVERS_WAVE:
            env["DASAI_GRPC_LISTEN"] = f"{HOST}:{self.ports[f'grpc:{process.name}']}"
            if process.owner == "accounts":
                env |= self._turns_at_hashing()
        if process.owner == "gateway":
            env |= {"DASAI_HTTP_HOST": HOST, "DASAI_HTTP_PORT": str(self.ports["http"])}
            if self.http_fd is not None:
                env["DASAI_HTTP_FD"] = str(self.http_fd)
            for service in SERVICES:
                if servers := self._servers_of(service):
                    addresses = (f"{HOST}:{self.ports[f'grpc:{server.name}']}" for server in servers)
                    env[f"DASAI_{service.upper()}_ADDRESS"] = ",".join(addresses)
        else:
            env["DASAI_SERVICE"] = process.owner
        return env | {name: value for name, value in (self.extra or {}).items() if _is_for(process, name)}

    def _servers_of(self, service: str) -> list[Process]:
        return [process for process in self.processes if process.owner == service and process.wave == SERVERS_WAVE]

    def _turns_at_hashing(self) -> dict[str, str]:
        """Return the setting by which several servers of accounts hash no more passwords at once than there are cores."""
        servers = len(self._servers_of("accounts"))
        return {"DASAI_HASHES_AT_ONCE": str(math.ceil(machine.cores() / servers))} if servers > 1 else {}

    def _needed_by(self, process: Process) -> tuple[str, ...]:
        """Return what must be ready before the process starts: what it connects to, or whose indexes it goes by."""
        if process.wave == WORKERS_WAVE:
            return ("broker", "database", *(server.name for server in self._servers_of(process.owner)))
        return ("database",)

    def program(self, process: Process) -> Program:
        """Return the process as the supervisor starts it."""
        return Program(
            name=process.name,
            argv=(sys.executable, "-m", process.module),
            env=self.environment(process),
            wave=process.wave,
            after=self._needed_by(process),
            ready=health(self.ports[f"metrics:{process.name}"]),
            cwd=ROOT,
            inherits=(self.http_fd,) if self.http_fd is not None and process.owner == "gateway" else (),
        )


# who keeps material or evidence of reports, and so who may know the keys of its storage
_OBJECTS_OWNERS = ("gateway", "registration", "publicity")


def _is_for(process: Process, name: str) -> bool:
    return process.owner in _OBJECTS_OWNERS or not name.startswith("DASAI_OBJECTS_")


_INHERITED = ("PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR", "SSL_CERT_FILE", "DASAI_LOG_LEVEL")


def health(port: int, seconds: float = 2) -> Callable[[], str | None]:
    """Return a check that asks `/healthz` on this port; the check returns None if the process is ready, else the reason."""

    def ask() -> str | None:
        try:
            with urllib.request.urlopen(f"http://{HOST}:{port}/healthz", timeout=seconds):  # nosec B310  # over HTTP
                return None
        except urllib.error.HTTPError as error:
            with error:
                return error.read(200).decode("utf-8", "replace").strip() or f"HTTP {error.code}"
        except (OSError, http.client.HTTPException):
            # while nobody listens on a port of the ephemeral range, a connection may reach itself and read its own request
            return "does not listen yet"

    return ask
