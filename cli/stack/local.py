"""The local stack as a Python object, for `up`, the demo, the benchmarks and the tests."""

from __future__ import annotations

import os
import socket
import tempfile
import urllib.request
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, NamedTuple, Self

from . import database, ports, rabbitmq, secrets, state
from .orphans import Tell, mend, silent
from .parts import Parts
from .processes import Process, Surroundings, port_names, table
from .program import ROOT, Identity, StackProblem
from .replicas import Replicas
from .state import ProcessState, StackState
from .supervisor import Supervisor
from .workspace import PRIVATE, Workspace

if TYPE_CHECKING:
    import psutil


class Sample(NamedTuple):
    """One number of a process's metrics, such as `("dasai_refusals_total", {"code": ...}, 3.0)`."""

    name: str
    labels: dict[str, str]
    value: float


class LocalStack:
    """The whole of Dasai on one machine: RabbitMQ, a database, and the processes of the table.

    `data=None` takes a folder that is deleted at the end. `port_base=None` takes ports that no other stack uses.
    `clock_file` moves contest time for all processes, `edition_file` is the edition they run, `extra_env` adds to every
    process's environment, `probe` switches on the bare path that benchmarks compare with. `processes` names those wanted
    (default: all of the table `known`), `replicas` how many of each (default: as DASAI_REPLICAS says, else one). `tell` hears
    each step in Chinese and English. `workspace` names a virtual host and a database server to use, and a prefix of databases; a
    server that it does not name is started privately. With `throw_away`, and always without `data`, the processes are killed at
    the end, not stopped: nothing of them is kept.
    Methods take the name of a process, such as `gateway-2`, or of a line of the table, such as `gateway`, for all of that line.
    Use it as a context manager: entering raises StackProblem if something does not come up, and leaves nothing running.
    """

    def __init__(
        self,
        data: Path | None = None,
        clock_file: Path | None = None,
        edition_file: Path | None = None,
        extra_env: Mapping[str, str] | None = None,
        probe: bool = False,
        *,
        port_base: int | None = None,
        processes: tuple[str, ...] | None = None,
        replicas: Replicas | None = None,
        workspace: Workspace = PRIVATE,
        known: tuple[Process, ...] | None = None,
        tell: Tell = silent,
        throw_away: bool = False,
    ) -> None:
        lines = table() if known is None else known
        of_each = replicas or Replicas.named_in(os.environ, lines) or Replicas()
        self._table = of_each.applied(lines)  # of all, so that `env_for` knows also those that don't run
        self._wanted = of_each.applied(_chosen(lines, processes))
        self._wanted_data, self._port_base = data, port_base
        self._clock_file, self._tell = clock_file, tell
        self._throw_away = throw_away or data is None
        self._extra = {**(extra_env or {}), **({"DASAI_PROBE": "true"} if probe else {})}
        self._edition_file = edition_file or ROOT / "editions" / "2024.yaml"
        self._workspace = workspace
        self._open_things = ExitStack()

    # where things are

    @property
    def url(self) -> str:
        """Return the gateway's address."""
        return f"http://{ports.HOST}:{self.ports['http']}"

    @property
    def amqp_url(self) -> str:
        """Return RabbitMQ's URL, password included."""
        return self.parts.amqp_url

    @property
    def mongodb_url(self) -> str:
        """Return the database server's URL."""
        return self.parts.mongodb_url

    @property
    def database_prefix(self) -> str:
        """Return how the names of its databases begin."""
        return self._workspace.database_prefix

    @property
    def own_parts(self) -> tuple[str, ...]:
        """Return which of `broker` and `database` were started here and may be stopped: not those of the environment."""
        return self.parts.own

    @property
    def database_name(self) -> str:
        """Return the database server's name and version, to be printed beside every figure."""
        return self._part_names["database"]

    def database(self, service: str) -> str:
        """Return the name of the database of a service, or of the gateway."""
        return f"{self.database_prefix}_{service}"

    @property
    def accounts(self) -> dict[str, str]:
        """Return the passwords of the first accounts by login: secretariat, committee, operator."""
        return self._secrets.accounts

    @property
    def accounts_are_new(self) -> bool:
        """Return True if this start made the accounts."""
        return self._secrets.fresh

    @property
    def processes(self) -> tuple[Process, ...]:
        """Return the processes that run here."""
        return self._wanted

    def names(self, name: str) -> tuple[str, ...]:
        """Return the names of the processes that are meant by one: its own, or those of all that run of a line of the table."""
        return tuple(process.name for process in self._wanted if name in (process.name, process.line)) or (name,)

    def env_for(self, name: str) -> dict[str, str]:
        """Return the environment of a process, to run something beside it; of several of a line, the first one's.

        The socket that several gateways share is no part of it: who runs beside them listens by itself.
        """
        known = next((process for process in self._table if name in (process.name, process.line)), None)
        if known is None:
            raise _unknown([name])
        return replace(self._surroundings, http_fd=None).environment(known)

    def metrics(self, name: str) -> list[Sample]:
        """Return what a process counts and measures now, as Prometheus sees it; of several of a line, one after the other."""
        return [sample for each in self.names(name) for sample in self._metrics(each)]

    def _metrics(self, name: str) -> list[Sample]:
        from prometheus_client.parser import text_string_to_metric_families

        url = f"http://{ports.HOST}:{self.ports[f'metrics:{name}']}/metrics"
        with urllib.request.urlopen(url, timeout=10) as answer:  # nosec B310  # an address of this stack
            families = text_string_to_metric_families(answer.read().decode())
            return [
                Sample(entry.name, dict(entry.labels), entry.value) for family in families for entry in family.samples
            ]

    def log_text(self, name: str) -> str:
        """Return what a process has logged; of several of a line, one after the other."""
        return "".join(self._supervisor.log_of(each).read_text() for each in self.names(name))

    # what a test or a watcher does

    def pid(self, name: str) -> int:
        """Return the process number of `broker`, `database` or a process; of several of a line, the first one's."""
        return self._supervisor.pid(self.names(name)[0])

    def pids(self, name: str) -> tuple[int, ...]:
        """Return the process numbers of all that run of a line."""
        return tuple(self._supervisor.pid(each) for each in self.names(name))

    def kill(self, name: str) -> None:
        """SIGKILL a process; returns when the supervisor has started it again (see `wait_healthy`)."""
        for each in self.names(name):
            self._supervisor.kill(each)

    def stop(self, name: str) -> None:
        """Stop a process and keep it down until `resume`."""
        self._supervisor.stop(*self.names(name))

    def resume(self, name: str) -> None:
        """Start a process again that `stop` stopped, and wait until it is ready."""
        for each in self.names(name):
            self._supervisor.resume(each)
        self.wait_healthy(name)

    def roll(self, name: str) -> None:
        """Stop a process and start it anew, one after the other if several run of a line; returns when the last one is ready."""
        for each in self.names(name):
            self.stop(each)
            self.resume(each)

    def wait_healthy(self, name: str | None = None, seconds: float | None = None) -> None:
        """Wait until a process, or each of them, serves; raises StackProblem with the end of its log if it does not."""
        for wanted in self.names(name) if name is not None else list(self._supervisor.restarts()):
            self._supervisor.wait_ready(wanted, seconds)

    def restart_broker(self) -> None:
        """Stop RabbitMQ cleanly and start it again; returns when it serves."""
        self.parts.restart_broker()

    def kill_database(self) -> None:
        """SIGKILL the database server and start it again on the same files and port; returns when it serves."""
        self.parts.kill_database()

    def restarts(self) -> dict[str, int]:
        """Return how often each process was started again."""
        return self._supervisor.restarts()

    def memory(self) -> dict[str, float]:
        """Return the resident memory of each process in MiB, its own children included."""
        return self._of_each_process(lambda process: process.memory_info().rss / 2**20)

    def processor_seconds(self) -> dict[str, float]:
        """Return the processor time that each process has taken so far, its own children included."""
        return self._of_each_process(lambda process: sum(process.cpu_times()[:2]))

    def _of_each_process(self, figure: Callable[[psutil.Process], float]) -> dict[str, float]:
        """Return a figure of each process and its children together; a process that is gone has none."""
        import psutil

        figures: dict[str, float] = {}
        for name, pid in self._supervisor.pids().items():
            try:
                process = psutil.Process(pid)
                figures[name] = sum(figure(member) for member in (process, *process.children(recursive=True)))
            except psutil.NoSuchProcess:
                continue
        return figures

    # how it comes up and goes

    def __enter__(self) -> Self:
        try:
            self._open()
        except BaseException:
            self._open_things.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open_things.close()

    def _open(self) -> None:
        self._take_folder()
        self.ports = self._take_ports(port_names(self._table))
        self._secrets = secrets.ensure(self.data)
        self._part_names: dict[str, str] = {}
        self._urls: dict[str, str] = {}
        self._shared_socket = self._listen()
        self._supervisor = Supervisor(self.data / "logs", self._note)
        self._open_things.callback(self._close)
        self.parts = Parts(
            self.data,
            amqp_url=self._workspace.amqp_url,
            mongodb_url=self._workspace.mongodb_url,
            supervisor=self._supervisor,
            ports=self.ports,
        )
        self._part_names = {rabbitmq.NAME: self.parts.broker_name, "database": self.parts.database_name}
        self._urls = {"gateway": self.url, "amqp": self.amqp_url, "mongodb": self.mongodb_url}
        names_of_parts = "、".join(self._part_names.values())
        if self._clock_file is not None:
            self._part_names["clock"] = "演练 REHEARSAL"  # as `status` shows it
        self._tell(f"启动 {names_of_parts}", f"starting {names_of_parts}")
        self._surroundings = self._describe_surroundings()
        self._start()

    def _take_folder(self) -> None:
        if self._wanted_data is None:
            # helpers of a killed process may still write while the folder goes
            folder = tempfile.TemporaryDirectory(prefix="dasai-", ignore_cleanup_errors=True)
            self.data = Path(self._open_things.enter_context(folder))
        else:
            self.data = self._wanted_data.resolve()
        self._open_things.callback(state.lock(self.data).close)
        self.data.chmod(0o700)
        mend(self.data, self._tell)

    def _listen(self) -> socket.socket | None:
        """Return the socket on which several gateways listen together; None if there are not several."""
        if sum(process.owner == "gateway" for process in self._wanted) < 2:
            return None
        return self._open_things.enter_context(ports.listening(self.ports["http"]))

    def _take_ports(self, names: tuple[str, ...]) -> dict[str, int]:
        if self._port_base is None:
            return self._open_things.enter_context(ports.Slot(names)).ports
        return ports.from_base(names, self._port_base)

    def _describe_surroundings(self) -> Surroundings:
        return Surroundings(
            processes=self._table,
            ports=self.ports,
            secrets=self._secrets,
            amqp_url=self.amqp_url,
            mongodb_url=self.mongodb_url,
            database_prefix=self.database_prefix,
            edition_file=self._edition_file.resolve(),
            objects_folder=self.data / "objects",
            clock_file=self._clock_file.resolve() if self._clock_file else None,
            http_fd=self._shared_socket.fileno() if self._shared_socket is not None else None,
            extra={**(database.FEW_HANDLERS if database.NAME in self.own_parts else {}), **self._extra},
        )

    def _start(self) -> None:
        """Start the parts and the processes side by side, each as soon as what it needs is ready."""
        programs = self.parts.programs() + [self._surroundings.program(process) for process in self._wanted]
        ready: list[str] = []

        def on_ready(name: str) -> None:
            ready.append(name)
            self._tell(f"{name} 已就绪，{len(ready)}/{len(programs)}", f"{name} is ready")

        self._supervisor.start(programs, on_ready)

    def _note(self, processes: tuple[ProcessState, ...]) -> None:
        me = Identity.of(os.getpid())
        if me is not None:
            described = StackState(
                supervisor=me,
                ports=dict(self.ports),
                parts=dict(self._part_names),
                urls=dict(self._urls),
                processes=processes,
                database_prefix=self.database_prefix,
            )
            state.write(self.data, described)

    def _close(self) -> None:
        self._tell("正在停止……", "stopping ...")
        if self._shared_socket is not None:
            self._shared_socket.close()  # else connections would wait in it once the gateways have ended
        self._supervisor.close(by_force=self._throw_away)
        state.clear(self.data)


def _chosen(known: tuple[Process, ...], names: tuple[str, ...] | None) -> tuple[Process, ...]:
    if names is None:
        return known
    unknown = sorted(set(names) - {process.name for process in known})
    if unknown:
        raise _unknown(unknown)
    return tuple(process for process in known if process.name in names)


def _unknown(names: list[str]) -> StackProblem:
    return StackProblem(f"没有这些进程：{', '.join(names)}", f"no such processes: {', '.join(names)}")
