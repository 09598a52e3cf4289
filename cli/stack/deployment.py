"""The deployment that a command talks to: a local stack by its data folder, or the one that the environment names."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

import typer

from chassis.settings import Settings, settings

from . import state
from .environment import AMQP_URL, MONGODB_URL
from .hints import DEFAULT_DATA, command_line
from .program import StackProblem
from .secrets import OWNERS
from .state import StackState

# the one option of every command that talks to a deployment; `None` leaves it to the environment and the usual folder
DataOption = Annotated[
    Path | None,
    typer.Option(
        "--data",
        help="数据目录，默认为 DASAI_DATA 或 data · the data folder; unless set, DASAI_DATA, else data",
        show_default=False,
    ),
]


def folder_of(data: Path | None) -> Path:
    """Return the data folder that an option names, else the usual one (`DASAI_DATA`, else `data/`)."""
    return DEFAULT_DATA if data is None else data


@dataclass(frozen=True)
class Deployment:
    """A deployment as another command finds it.

    With `--data` it is the stack that runs on that folder, whatever the environment says. Without, each address is taken from
    the environment, else from the stack that runs on the usual folder. The properties raise StackProblem, with the command to
    type, if nothing runs there.
    """

    data: Path | None = None
    environment: Mapping[str, str] = field(default_factory=lambda: os.environ)

    @property
    def amqp_url(self) -> str:
        """Return the URL of RabbitMQ, password included."""
        return self._named(AMQP_URL) or self.stack.urls["amqp"]

    @property
    def mongodb_url(self) -> str:
        """Return the URL of the database server."""
        return self._named(MONGODB_URL) or self.stack.urls["mongodb"]

    @property
    def database_prefix(self) -> str:
        """Return how the databases' names begin."""
        if self._named(MONGODB_URL):
            default: str = Settings.model_fields["database_prefix"].default
            return self._named("DASAI_DATABASE_PREFIX") or default
        return self.stack.database_prefix

    @property
    def gateway_url(self) -> str:
        """Return the address of the gateway; the environment has none, so it is that of a local stack."""
        return self.stack.urls["gateway"]

    @property
    def stack(self) -> StackState:
        """Return the state of the local stack."""
        folder = folder_of(self.data)
        stack = state.read(folder)
        if stack is not None and stack.running and stack.urls:
            return stack
        start = command_line("up", self.data, stack.ports.get("http") if stack else None)
        raise StackProblem(
            f"数据目录 {folder} 上没有系统在运行：请先执行 {start}；"
            f"也可用 --data 指定其他目录，或设置 {AMQP_URL} 和 {MONGODB_URL}",
            f"nothing runs on the data folder {folder}: start it with {start}, name another folder with --data, "
            f"or set {AMQP_URL} and {MONGODB_URL}",
        )

    def become(self, owner: str) -> None:
        """Make the settings of this process those of a service or of the relays: its database and its secrets.

        Raises StackProblem if a data folder is named that has no secrets.
        """
        url, prefix = self.mongodb_url, self.database_prefix
        secrets_folder = folder_of(self.data) / "secrets" / owner
        if self.data is not None:
            if not secrets_folder.is_dir():
                raise StackProblem(f"没有密钥：{secrets_folder}", f"there are no secrets in {secrets_folder}")
            for name in OWNERS:
                os.environ.pop(name.upper(), None)
            os.environ["DASAI_SECRETS_DIR"] = str(secrets_folder)
        elif "DASAI_SECRETS_DIR" not in self.environment and secrets_folder.is_dir():
            os.environ["DASAI_SECRETS_DIR"] = str(secrets_folder)
        os.environ.update(DASAI_MONGODB_URL=url, DASAI_DATABASE_PREFIX=prefix)
        settings.cache_clear()

    def _named(self, variable: str) -> str | None:
        """Return an address from the environment, or from a file of its name in DASAI_SECRETS_DIR, as processes read it."""
        if self.data is not None:
            return None
        folder = self.environment.get("DASAI_SECRETS_DIR")
        file = Path(folder) / variable.lower() if folder else None
        from_file = file.read_text(encoding="utf-8").strip() if file is not None and file.is_file() else ""
        return self.environment.get(variable) or from_file or None
