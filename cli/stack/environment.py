"""The `DASAI_*` variables of the caller: which `up` hands on to the processes, and which name servers that are used."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from chassis.service_names import SERVICES
from chassis.settings import Settings
from gateway.settings import GatewaySettings

from .program import StackProblem
from .secrets import OWNERS

PREFIX = "DASAI_"
AMQP_URL, MANAGEMENT_URL, MONGODB_URL = "DASAI_AMQP_URL", "DASAI_AMQP_MANAGEMENT_URL", "DASAI_MONGODB_URL"
# read by the stack itself, by the script, by the tests, by other commands: none of them is for a process
_READ_BY_THE_STACK = {
    *(AMQP_URL, MONGODB_URL),
    *(f"{PREFIX}{name}" for name in ("DATA", "PYTHON", "EDITION_FILE", "CLOCK_FILE", "REPLICAS")),
}
_READ_ELSEWHERE = re.compile(rf"DASAI_(TEST|LOAD)_\w+|DASAI_SCREENSHOTS|{MANAGEMENT_URL}")
# `up` sets these for each process
_ADDRESSES = "|".join(service.upper() for service in SERVICES)
_SET_BY_UP = re.compile(
    rf"DASAI_(SERVICE|SECRETS_DIR|GRPC_LISTEN|(METRICS|HTTP)_(HOST|PORT)|HTTP_FD|({_ADDRESSES})_ADDRESS)"
)


@dataclass(frozen=True)
class ExternalServers:
    """The servers that the environment names: a broker, its management API, a database. None means a private one."""

    amqp_url: str | None = field(default=None, repr=False)  # passwords are in all three
    mongodb_url: str | None = field(default=None, repr=False)
    management_url: str | None = field(default=None, repr=False)

    @classmethod
    def named_in(cls, environment: Mapping[str, str]) -> ExternalServers:
        """Return the servers that an environment names; an empty variable names none.

        Raises StackProblem if the management API of no broker is named: a run would silently use a private broker.
        """
        amqp, mongodb, management = (environment.get(name) or None for name in (AMQP_URL, MONGODB_URL, MANAGEMENT_URL))
        if management and not amqp:
            raise StackProblem(
                f"已设置 {MANAGEMENT_URL}，还需在 {AMQP_URL} 中指定同一个 RabbitMQ",
                f"{MANAGEMENT_URL} is set: name the same RabbitMQ in {AMQP_URL} as well",
            )
        return cls(amqp, mongodb, management)

    def __bool__(self) -> bool:
        """Return True if any server is named."""
        return bool(self.amqp_url or self.mongodb_url)


@dataclass(frozen=True)
class UpEnvironment:
    """The part of the environment that `up` reads: settings for the processes, an edition, a contest clock."""

    settings: Mapping[str, str]
    edition_file: Path | None
    clock_file: Path | None

    @property
    def database_prefix(self) -> str:
        """Return how the databases' names begin."""
        return self.settings.get("DASAI_DATABASE_PREFIX", "dasai")


def read_environment(environment: Mapping[str, str]) -> UpEnvironment:
    """Return what `up` takes from an environment; an empty variable counts as unset.

    Raises StackProblem, naming the variables, if one is unknown, is set by `up` for each process, or is a secret that the
    data folder keeps: none of them would have an effect.
    """
    ours = {
        name: value
        for name, value in environment.items()
        if name.startswith(PREFIX) and value and not _READ_ELSEWHERE.fullmatch(name)
    }
    known = {f"{PREFIX}{name.upper()}" for name in (*Settings.model_fields, *GatewaySettings.model_fields)}
    _refuse(
        {name for name in ours if _SET_BY_UP.fullmatch(name)},
        "由 up 为各进程设置（端口用 --port-base），请取消",
        "`up` sets them (ports by --port-base): unset them",
    )
    _refuse(
        ours.keys() & {name.upper() for name in OWNERS},
        "密钥保存在数据目录的 secrets 中，请取消",
        "these are kept in the data folder, under secrets: unset them",
    )
    _refuse(
        ours.keys() - known - _READ_BY_THE_STACK,
        "没有这样的设置，请检查拼写",
        "there is no such setting: mind the spelling",
    )
    return UpEnvironment(
        settings={name: value for name, value in ours.items() if name not in _READ_BY_THE_STACK},
        edition_file=_path(ours.get("DASAI_EDITION_FILE")),
        clock_file=_path(ours.get("DASAI_CLOCK_FILE")),
    )


def _refuse(names: set[str], zh: str, en: str) -> None:
    if names:
        listed = ", ".join(sorted(names))
        raise StackProblem(f"{listed}：{zh}", f"{listed}: {en}")


def _path(value: str | None) -> Path | None:
    return Path(value) if value else None
