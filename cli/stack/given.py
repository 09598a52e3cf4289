"""What the caller's environment says to `up`: which `DASAI_*` variables are handed on, and which can't be."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from chassis.settings import Settings
from gateway.settings import GatewaySettings

from .program import StackProblem
from .secrets import OWNERS, SERVICES

PREFIX = "DASAI_"
# read by the stack itself, by the script, by the tests and by tests/load: none of them is for a process
_TAKEN = {"DASAI_AMQP_URL", "DASAI_MONGODB_URL", "DASAI_DATA", "DASAI_PYTHON", "DASAI_EDITION_FILE", "DASAI_CLOCK_FILE"}
_ELSEWHERE = re.compile(r"DASAI_(TEST|LOAD)_\w+|DASAI_SCREENSHOTS")
# `up` tells each process its own
_ADDRESSES = "|".join(service.upper() for service in SERVICES)
_SET = re.compile(rf"DASAI_(SERVICE|SECRETS_DIR|GRPC_LISTEN|(METRICS|HTTP)_(HOST|PORT)|({_ADDRESSES})_ADDRESS)")


@dataclass(frozen=True)
class Given:
    """What was given: settings for the processes, an edition, a contest clock."""

    settings: Mapping[str, str]
    edition_file: Path | None
    clock_file: Path | None

    @property
    def database_prefix(self) -> str:
        """How the databases' names begin."""
        return self.settings.get("DASAI_DATABASE_PREFIX", "dasai")


def given(environment: Mapping[str, str]) -> Given:
    """The settings in an environment; an empty variable is none.

    Raises StackProblem, naming the variables, where one is unknown, is set by `up` for each process, or is a secret that the
    data folder keeps: none of them would have an effect.
    """
    ours = {
        name: value
        for name, value in environment.items()
        if name.startswith(PREFIX) and value and not _ELSEWHERE.fullmatch(name)
    }
    known = {f"{PREFIX}{name.upper()}" for name in (*Settings.model_fields, *GatewaySettings.model_fields)}
    set_here = {name for name in ours if _SET.fullmatch(name)}
    _refuse(
        set_here,
        "由 up 为各进程设置（端口用 --port-base），请取消",
        "`up` sets them (ports by --port-base): unset them",
    )
    kept = ours.keys() & {name.upper() for name in OWNERS}
    _refuse(
        kept, "密钥保存在数据目录的 secrets 中，请取消", "these are kept in the data folder, under secrets: unset them"
    )
    unknown = ours.keys() - known - _TAKEN
    _refuse(unknown, "没有这样的设置，请检查拼写", "there is no such setting: mind the spelling")
    return Given(
        settings={name: value for name, value in ours.items() if name not in _TAKEN},
        edition_file=_path(ours.get("DASAI_EDITION_FILE")),
        clock_file=_path(ours.get("DASAI_CLOCK_FILE")),
    )


def _refuse(names: set[str], zh: str, en: str) -> None:
    if names:
        listed = ", ".join(sorted(names))
        raise StackProblem(f"{listed}：{zh}", f"{listed}: {en}")


def _path(value: str | None) -> Path | None:
    return Path(value) if value else None
