"""The local stack as a Python object, for `up`, the demo, the benchmarks and the tests."""

from __future__ import annotations

import os
import tempfile
import urllib.request
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, NamedTuple, Self

from . import database, ports, rabbitmq, secrets, state
from .orphans import Tell, mend, silent
from .parts import Parts
from .processes import Process, Surroundings, port_names, table
from .program import ROOT, Identity, StackProblem
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
    (default: all of the table `known`). `tell` hears each step in Chinese and English. `workspace` names a virtual host and a
    database server to use, and a prefix of databases; a server that it does not name is started privately. With `throw_away`,
    and always without `data`, the processes are killed at the end, not stopped: nothing of them is kept.
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
        workspace: Workspace = PRIVATE,
        known: tuple[Process, ...] | None = None,
        tell: Tell = silent,
        throw_away: bool = False,
    ) -> None:
        self._table = table() if known is None else known
        self._wanted = _chosen(self._table, processes)
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
        """Return the lines of the table that run here."""
        return self._wanted

    def env_for(self, name: str) -> dict[str, str]:
        """Return the environment of a process of the table, to run something beside it."""
        return self._surroundings.environment(_chosen(self._table, (name,))[0])

    def metrics(self, name: str) -> list[Sample]:
        """Return what a process of the table counts and measures now, as Prometheus sees it."""
        from prometheus_client.parser import text_string_to_metric_families

        url = f"http://{ports.HOST}:{self.ports[f'metrics:{name}']}/metrics"
        with urllib.request.urlopen(url, timeout=10) as answer:  # nosec B310  # an address of this stack
            families = text_string_to_metric_families(answer.read().decode())
            return [
                Sample(entry.name, dict(entry.labels), entry.value) for family in families for entry in family.samples
            ]

    def log(self, name: str) -> Path:
        """Return a process's log file."""
        return self._supervisor.log_of(name)

    # what a test or a watcher does

    def pid(self, name: str) -> int:
        """Return the process number of `broker`, `database` or a process of the table."""
        return self._supervisor.pid(name)

    def kill(self, name: str) -> None:
        """SIGKILL a process; returns when the supervisor has started it again (see `wait_healthy`)."""
        self._supervisor.kill(name)

    def stop(self, name: str) -> None:
        """Stop one process and keep it down until `resume`."""
        self._supervisor.stop(name)

    def resume(self, name: str) -> None:
        """Start a process again that `stop` stopped, and wait until it is ready."""
        self._supervisor.resume(name)
        self._supervisor.wait_ready(name)

    def wait_healthy(self, name: str | None = None, seconds: float | None = None) -> None:
        """Wait until a process, or each of them, serves; raises StackProblem with the end of its log if it does not."""
        for wanted in [name] if name is not None else list(self._supervisor.restarts()):
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
        names = port_names(self._table)  # of all, so that `env_for` knows also those that don't run
        self.ports = self._take_ports(names)
        self._secrets = secrets.ensure(self.data)
        self._part_names: dict[str, str] = {}
        self._urls: dict[str, str] = {}
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

    def _take_ports(self, names: tuple[str, ...]) -> dict[str, int]:
        if self._port_base is None:
            return self._open_things.enter_context(ports.Slot(names)).ports
        return ports.from_base(names, self._port_base)

    def _describe_surroundings(self) -> Surroundings:
        return Surroundings(
            ports=self.ports,
            secrets=self._secrets,
            amqp_url=self.amqp_url,
            mongodb_url=self.mongodb_url,
            database_prefix=self.database_prefix,
            edition_file=self._edition_file.resolve(),
            objects_folder=self.data / "objects",
            clock_file=self._clock_file.resolve() if self._clock_file else None,
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
        self._supervisor.close(by_force=self._throw_away)
        state.clear(self.data)


def _chosen(known: tuple[Process, ...], names: tuple[str, ...] | None) -> tuple[Process, ...]:
    if names is None:
        return known
    unknown = sorted(set(names) - {process.name for process in known})
    if unknown:
        raise StackProblem(f"没有这些进程：{', '.join(unknown)}", f"no such processes: {', '.join(unknown)}")
    return tuple(process for process in known if process.name in names)
