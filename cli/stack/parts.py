"""The broker and the database that a stack uses: started here, unless a URL of one is passed in."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import Self

from . import database, rabbitmq
from .ports import Slot
from .program import Program, StackProblem
from .supervisor import Supervisor

PORTS = ("amqp", "distribution", "mongodb")


class Parts:
    """A broker and a database under the folder `data`, or those that the URLs name; stopped at the end of the `with`.

    With a supervisor and ports of the caller, both run beside the caller's own programs and the caller stops them.
    Raises StackProblem if a part is missing or does not come up.
    """

    def __init__(
        self,
        data: Path,
        *,
        amqp_url: str | None = None,
        mongodb_url: str | None = None,
        supervisor: Supervisor | None = None,
        ports: dict[str, int] | None = None,
    ) -> None:
        data.mkdir(parents=True, exist_ok=True)
        self._slot = None if ports is not None else Slot(PORTS)
        taken = ports if ports is not None else self._slot.ports if self._slot else {}
        self._own = supervisor is None
        self._data = data.resolve()
        self._external_amqp, self._external_mongodb = amqp_url, mongodb_url
        self.broker = (
            None
            if amqp_url
            else rabbitmq.Broker(self._data / "broker", taken["amqp"], taken["distribution"], rabbitmq.locate())
        )
        self._server = None if mongodb_url else database.choose()
        self._database_port = taken["mongodb"]
        self.supervisor = supervisor or Supervisor(self._data / "logs")

    @property
    def amqp_url(self) -> str:
        """Return the broker's URL, password included."""
        return self._external_amqp or self._own_broker().url()

    @property
    def mongodb_url(self) -> str:
        """Return the database server's URL."""
        return self._external_mongodb or self._own_server().url(self._database_port)

    @property
    def broker_name(self) -> str:
        """Return the broker's name, with its version if it is ours."""
        return self.broker.version if self.broker else "RabbitMQ (DASAI_AMQP_URL)"

    @property
    def database_name(self) -> str:
        """Return the database server's name and version."""
        return self._server.label if self._server else database.describe(self.mongodb_url)

    @property
    def own(self) -> tuple[str, ...]:
        """Return the names of the parts that are started here and may be stopped."""
        return (*([rabbitmq.NAME] if self.broker else []), *([database.NAME] if self._server else []))

    def programs(self) -> list[Program]:
        """Return the programs that have to run here, all in the first wave."""
        programs = [self.broker.program()] if self.broker else []
        if self._server:
            programs.append(self._server.program(self._data / "database", self._database_port))
        return programs

    def start(self) -> None:
        """Start what is ours and wait until it serves."""
        self.supervisor.start(self.programs())

    def restart_broker(self) -> None:
        """Stop the broker cleanly, start it again on the same data, wait until it serves."""
        self._own_broker()
        self.supervisor.stop(rabbitmq.NAME)
        self.supervisor.resume(rabbitmq.NAME)
        self.supervisor.wait_ready(rabbitmq.NAME)

    def kill_database(self) -> None:
        """`kill -9` the database server, start it again on the same files and port, wait until it serves."""
        self._own_server()
        self.supervisor.kill(database.NAME)
        self.supervisor.wait_ready(database.NAME)

    def close(self) -> None:
        """Stop what is ours."""
        if self._own:
            self.supervisor.close()
        if self._slot:
            self._slot.release()

    def _own_broker(self) -> rabbitmq.Broker:
        if self.broker is None:
            raise StackProblem("RabbitMQ 不由本系统启动", "this RabbitMQ was not started here")
        return self.broker

    def _own_server(self) -> database.Server:
        if self._server is None:
            raise StackProblem("数据库不由本系统启动", "this database was not started here")
        return self._server

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
