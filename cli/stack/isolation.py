"""A run's own databases and virtual host on servers that the environment names, removed when the run ends, however it ends."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from chassis.settings import Settings

from . import database, virtual_hosts
from .environment import ExternalServers
from .orphans import Tell, silent
from .run_record import RunRecord
from .signals import stopping_once
from .virtual_hosts import ManagementApi, with_virtual_host
from .workspace import PRIVATE, Workspace

RETRY_DELAYS: tuple[float, ...] = Settings.model_fields["retry_delays"].default


@dataclass(frozen=True)
class Leftover:
    """Databases and queues of a run that goes on, or that were left when it was killed."""

    prefix: str
    record: RunRecord | None
    has_databases: bool
    has_virtual_host: bool  # one that was made for it
    marks_virtual_host: bool  # the one that DASAI_AMQP_URL names was lent to it

    def in_words(self) -> str:
        """Return the prefix, and what is known of the run."""
        if self.record is None:
            return self.prefix
        return (
            f"{self.prefix} ({self.record.command}, {self.record.begun}, {self.record.host}:{self.record.process.pid})"
        )


@contextmanager
def isolated_workspace(
    servers: ExternalServers, *, retry_delays: Sequence[float] = RETRY_DELAYS, tell: Tell = silent
) -> Iterator[Workspace]:
    """Make a run's own corner of the servers, and remove it at the end, also after an exception or a signal.

    Raises StackProblem if a server can't be used, or the virtual host that is to be lent is in use. `tell` hears what
    earlier runs left, and how to remove it. `retry_delays` are those of the run's workers, if they are not the usual ones.
    """
    if not servers:
        yield PRIVATE
        return
    with stopping_once(), ExitStack() as at_end:
        for leftover in leftovers(servers):
            _report(leftover, tell)
        record = RunRecord.of_this_process(retry_delays)
        prefix, amqp_url = PRIVATE.database_prefix, servers.amqp_url
        if servers.mongodb_url:
            prefix = record.prefix
            at_end.callback(database.drop_run, servers.mongodb_url, prefix)
            database.begin_run(servers.mongodb_url, record)
        if amqp_url and servers.management_url:
            api = ManagementApi(servers.management_url, amqp_url)
            at_end.callback(_delete_if_there, api, record.prefix)
            api.create(record)
            amqp_url = with_virtual_host(amqp_url, record.prefix)
        elif amqp_url:
            at_end.enter_context(virtual_hosts.lent(amqp_url, record))
        tell(
            f"使用环境变量指定的服务，本次运行为 {record.prefix}",
            f"on the servers that the environment names, as {record.prefix}",
        )
        at_end.callback(tell, "正在清除本次运行在服务上的内容", "removing what this run made on the servers")
        yield Workspace(prefix, amqp_url, servers.mongodb_url)


def leftovers(servers: ExternalServers) -> list[Leftover]:
    """Return the leftovers of all runs on the servers, of those that go on as well."""
    in_databases = database.runs(servers.mongodb_url) if servers.mongodb_url else {}
    hosts: dict[str, RunRecord | None] = {}
    marked = None
    if servers.amqp_url and servers.management_url:
        hosts = ManagementApi(servers.management_url, servers.amqp_url).records()
    elif servers.amqp_url:
        marked = virtual_hosts.marked_by(servers.amqp_url)
    prefixes = sorted({*in_databases, *hosts, *([marked.prefix] if marked else [])})
    return [
        Leftover(
            prefix,
            in_databases.get(prefix) or hosts.get(prefix) or (marked if marked and marked.prefix == prefix else None),
            has_databases=prefix in in_databases,
            has_virtual_host=prefix in hosts,
            marks_virtual_host=marked is not None and marked.prefix == prefix,
        )
        for prefix in prefixes
    ]


def remove(servers: ExternalServers, leftover: Leftover) -> None:
    """Remove what a run left on the servers; raises StackProblem if a server refuses."""
    if servers.amqp_url and leftover.marks_virtual_host and leftover.record:
        virtual_hosts.empty_leftover(servers.amqp_url, leftover.record)
    if servers.amqp_url and servers.management_url and leftover.has_virtual_host:
        ManagementApi(servers.management_url, servers.amqp_url).delete(leftover.prefix)
    if servers.mongodb_url and leftover.has_databases:
        database.drop_run(servers.mongodb_url, leftover.prefix)


def _report(leftover: Leftover, tell: Tell) -> None:
    if leftover.record is not None and leftover.record.goes_on:
        return
    if leftover.record is not None and leftover.record.has_ended:
        tell(
            f"以前一次运行异常终止，留下了 {leftover.in_words()}；清除：./dasai clean",
            f"a run that was killed left {leftover.in_words()}: remove it with ./dasai clean",
        )
        return
    remove_it = f"./dasai clean {leftover.prefix}"
    tell(
        f"服务上有其他机器的运行 {leftover.in_words()}；如已终止，清除：{remove_it}",
        f"a run of another machine is on the servers, {leftover.in_words()}; if it has ended, remove it with {remove_it}",
    )


def _delete_if_there(api: ManagementApi, name: str) -> None:
    if name in api.records():
        api.delete(name)
