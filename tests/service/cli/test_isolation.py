"""A run's own databases and virtual host on servers of somebody else: nothing of it is left, and nothing of others is touched."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
import typer
from amqp.exceptions import NotFound
from kombu import Connection
from pymongo import MongoClient
from typer.testing import CliRunner

from chassis.bus.topology import DEAD, dead_letter_queue
from cli.commands import cleaning
from cli.stack import database, rabbitmq
from cli.stack.environment import ExternalServers
from cli.stack.isolation import Leftover, isolated_workspace, leftovers
from cli.stack.ports import HOST, Slot
from cli.stack.program import ROOT, StackProblem
from cli.stack.run_record import RunRecord, prefix_in
from cli.stack.supervisor import Supervisor
from cli.stack.virtual_hosts import ManagementApi, VirtualHostInUse, with_virtual_host
from cli.stack.workspace import PRIVATE
from tests.parts import require_own_parts
from tests.service.cli.isolated import DELAYS, work

require_own_parts()
pytestmark = [pytest.mark.parts, pytest.mark.long]


@dataclass(frozen=True)
class Office:
    """A RabbitMQ with its management plugin, and a database, that are not ours."""

    broker: rabbitmq.Broker
    management_url: str
    mongodb_url: str

    @property
    def lending(self) -> ExternalServers:
        """Return the servers as somebody names them who lends a virtual host."""
        return ExternalServers(self.broker.url(), self.mongodb_url)

    @property
    def making(self) -> ExternalServers:
        """Return the servers as somebody names them who lets virtual hosts be made."""
        return replace(self.lending, management_url=self.management_url)

    def virtual_hosts(self) -> set[str]:
        """Return the names of all virtual hosts but the first."""
        api = ManagementApi(self.management_url, self.broker.url())
        return {entry["name"] for entry in api._call("GET", "vhosts").json()} - {rabbitmq.VHOST}

    def queues(self) -> set[str]:
        """Return the names of all queues of all virtual hosts."""
        api = ManagementApi(self.management_url, self.broker.url())
        return {
            entry["name"] for entry in api._call("GET", "queues?disable_stats=true&enable_queue_totals=true").json()
        }

    def exchanges(self) -> set[str]:
        """Return the names of the exchanges that RabbitMQ did not make itself."""
        api = ManagementApi(self.management_url, self.broker.url())
        names = {entry["name"] for entry in api._call("GET", "exchanges").json()}
        return {name for name in names if name and not name.startswith("amq.")}

    def databases(self) -> set[str]:
        """Return the names of the databases of runs."""
        with MongoClient[dict[str, object]](self.mongodb_url) as client:
            return {name for name in client.list_database_names() if prefix_in(name) is not None}

    def is_empty(self) -> bool:
        """Return True if no run has anything here."""
        return not (self.virtual_hosts() | self.queues() | self.exchanges() | self.databases())


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory, mongodb_url: str) -> Iterator[Office]:
    """Yield the office's servers."""
    home = tmp_path_factory.mktemp("office")
    with Slot(("amqp", "distribution", "management")) as slot:
        broker = rabbitmq.Broker(home, slot.ports["amqp"], slot.ports["distribution"], rabbitmq.locate())
        program = broker.program()
        (home / "enabled_plugins").write_text("[rabbitmq_management].\n")
        with (home / "rabbitmq.conf").open("a") as conf:
            conf.write(f"management.tcp.ip = {HOST}\nmanagement.tcp.port = {slot.ports['management']}\n")
        supervisor = Supervisor(home / "logs")
        try:
            supervisor.start([program])
            yield Office(broker, f"http://{HOST}:{slot.ports['management']}/", mongodb_url)
        finally:
            supervisor.close()


@pytest.fixture
def empty(office: Office) -> Iterator[Office]:
    """Yield the office's servers, which no run uses before and after the test."""
    assert office.is_empty()
    yield office
    assert office.is_empty()


def exists(url: str, queue: str) -> bool:
    with Connection(url) as connection:
        try:
            connection.channel().queue_declare(queue, passive=True)
        except NotFound:
            return False
        return True


def test_a_step_of_administration_that_fails_says_why(office: Office) -> None:
    with pytest.raises(StackProblem, match=r"refused an administrative step: .*badmatch"):
        office.broker.administer("ok = wrong")


def test_a_node_that_is_not_reached_is_refused_with_the_reason(office: Office) -> None:
    with Slot(("nobody",)) as slot, pytest.raises(StackProblem, match=r"refused an administrative step: .+"):
        replace(office.broker, distribution=slot.ports["nobody"]).administer("ok", attempts=2)


@pytest.mark.parametrize("named", ["lending", "making"])
def test_nothing_is_left_of_a_run(empty: Office, named: str) -> None:
    servers: ExternalServers = getattr(empty, named)
    with isolated_workspace(servers, retry_delays=DELAYS) as workspace:
        work(workspace)
        assert {prefix_in(name) for name in empty.databases()} == {workspace.database_prefix}
        assert empty.virtual_hosts() == ({workspace.database_prefix} if servers.management_url else set())


@pytest.mark.parametrize("named", ["lending", "making"])
def test_nothing_is_left_of_a_run_that_fails(empty: Office, named: str) -> None:
    def fail() -> None:
        with isolated_workspace(getattr(empty, named), retry_delays=DELAYS) as workspace:
            work(workspace)
            raise RuntimeError("fails")

    with pytest.raises(RuntimeError, match="fails"):
        fail()


def test_without_named_servers_a_run_starts_its_own() -> None:
    with isolated_workspace(ExternalServers()) as workspace:
        assert workspace == PRIVATE


def test_one_named_server_leaves_the_other_private(empty: Office) -> None:
    with isolated_workspace(replace(empty.lending, amqp_url=None)) as workspace:
        assert (workspace.amqp_url, workspace.mongodb_url) == (None, empty.mongodb_url)
    with isolated_workspace(replace(empty.making, mongodb_url=None)) as workspace:
        assert (workspace.database_prefix, workspace.mongodb_url) == (PRIVATE.database_prefix, None)
        assert workspace.amqp_url is not None
        assert workspace.amqp_url != empty.broker.url()


def test_a_virtual_host_in_use_by_a_system_is_refused_and_stays_as_it_is(empty: Office) -> None:
    with Connection(empty.broker.url()) as connection:
        queue = dead_letter_queue("review")(connection.channel())
        queue.declare()
        with (
            pytest.raises(
                StackProblem, match=r"not empty: it holds 2 queues and exchanges of Dasai, such as dasai\.dead"
            ),
            isolated_workspace(empty.lending),
        ):
            pytest.fail("a system's virtual host is used")
        assert exists(empty.broker.url(), queue.name)
        assert empty.databases() == set()
        queue.delete()
        DEAD(connection.channel()).delete()


def test_a_virtual_host_is_lent_to_one_run_at_a_time(empty: Office) -> None:
    with (
        isolated_workspace(empty.lending),
        pytest.raises(VirtualHostInUse, match="another run uses the virtual host") as refused,
        isolated_workspace(empty.lending),
    ):
        pytest.fail("two runs share a virtual host")
    assert refused.value.holder is not None
    assert refused.value.holder.is_this_process


def test_runs_side_by_side_each_have_their_own(empty: Office) -> None:
    with isolated_workspace(empty.making) as first, isolated_workspace(empty.making) as second:
        assert {first.database_prefix, second.database_prefix} == empty.virtual_hosts()
        work(first)
        assert second.amqp_url is not None
        assert not exists(second.amqp_url, "review.dead-letters")


@contextmanager
def other_run(servers: ExternalServers) -> Iterator[subprocess.Popen[str]]:
    """Yield a run in a process of its own that has worked, and sleeps."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.service.cli.isolated"],
        cwd=ROOT,
        env=environment(servers),
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        yield process
        process.kill()


def environment(servers: ExternalServers) -> dict[str, str]:
    named = {
        "DASAI_AMQP_URL": servers.amqp_url,
        "DASAI_MONGODB_URL": servers.mongodb_url,
        "DASAI_AMQP_MANAGEMENT_URL": servers.management_url,
        "PYTHONPATH": str(ROOT),
    }
    return dict(os.environ) | {name: value for name, value in named.items() if value}


def clean(servers: ExternalServers, *arguments: str) -> tuple[int, str]:
    """Call `./dasai clean`; answers its exit code and what it said."""
    app = typer.Typer()
    app.command()(cleaning.clean)
    done = CliRunner().invoke(app, arguments, env=environment(servers))
    return done.exit_code, done.output


@pytest.mark.parametrize(
    ("named", "number"), [("lending", signal.SIGTERM), ("making", signal.SIGINT), ("making", signal.SIGHUP)]
)
def test_nothing_is_left_of_a_run_that_is_stopped(empty: Office, named: str, number: signal.Signals) -> None:
    with other_run(getattr(empty, named)) as run:
        assert run.stdout is not None
        assert prefix_in(run.stdout.readline().strip()) is not None
        run.send_signal(number)
        run.wait(timeout=60)


@pytest.mark.parametrize("named", ["lending", "making"])
def test_databases_of_a_killed_run_are_named_and_removed(empty: Office, named: str) -> None:
    servers: ExternalServers = getattr(empty, named)
    with other_run(servers) as run:
        assert run.stdout is not None
        prefix = run.stdout.readline().strip()
        code, words = clean(servers)
        assert (code, words.split(":")[0]) == (0, "正在运行 · still runs")
        assert not empty.is_empty()
        run.kill()
        run.wait(timeout=60)
    messages: list[str] = []
    if servers.management_url:
        with isolated_workspace(servers, tell=lambda _zh, en: messages.append(en)) as workspace:
            assert workspace.database_prefix != prefix
    else:
        with (
            pytest.raises(StackProblem, match=r"holds what an earlier run left: remove it with \./dasai clean"),
            isolated_workspace(servers, tell=lambda _zh, en: messages.append(en)),
        ):
            pytest.fail("a virtual host with a run's queues is used")
    assert messages[0].split(" (")[0] == f"a run that was killed left {prefix}"
    assert messages[0].endswith("remove it with ./dasai clean")
    code, words = clean(servers)
    assert (code, words.split(" (")[0]) == (0, f"已清除 · removed: {prefix}")
    assert clean(servers) == (0, "没有遗留 · nothing is left behind\n")


def test_a_run_of_another_machine_is_removed_only_by_its_name(empty: Office) -> None:
    record = replace(RunRecord.of_this_process(DELAYS), host="another")
    database.begin_run(empty.mongodb_url, record)
    code, words = clean(empty.lending)
    assert (code, f"./dasai clean {record.prefix}" in words) == (1, True)
    assert leftovers(empty.lending) == [Leftover(record.prefix, record, True, False, False)]
    code, words = clean(empty.lending, record.prefix)
    assert (code, words.split(" (")[0]) == (0, f"已清除 · removed: {record.prefix}")


def test_a_server_that_can_not_be_used_is_named_without_its_password(office: Office, tmp_path: Path) -> None:
    wrong = office.broker.url().replace(office.broker._password(), "very-secret")
    absent = with_virtual_host(office.broker.url(), "absent")
    with Slot(("nobody",)) as slot:
        nobody = f"mongodb://user:very-secret@{HOST}:{slot.ports['nobody']}/?serverSelectionTimeoutMS=200"
        for servers, words in (
            (ExternalServers(wrong), "the RabbitMQ that DASAI_AMQP_URL names can't be used: "),
            (ExternalServers(absent), "the RabbitMQ that DASAI_AMQP_URL names can't be used: "),
            (
                ExternalServers(wrong, management_url=office.management_url),
                "of DASAI_AMQP_MANAGEMENT_URL may not GET vhosts",
            ),
            (ExternalServers(mongodb_url=nobody), "the database that DASAI_MONGODB_URL names does not answer"),
            (ExternalServers(mongodb_url="http://very-secret"), "DASAI_MONGODB_URL is no valid address"),
        ):
            with pytest.raises(StackProblem) as refused, isolated_workspace(servers):
                pytest.fail("a server that can't be used is used")
            assert words in str(refused.value)
            assert "very-secret" not in str(refused.value)
