"""Virtual hosts of a RabbitMQ that is not ours: made through its management API, or one lent to a run and emptied again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote, unquote, urlsplit, urlunsplit

import httpx
from amqp.exceptions import AMQPError, NotFound, ResourceLocked
from kombu import Connection, Exchange, Producer
from kombu.exceptions import OperationalError

from chassis.bus.relay import queues_of
from chassis.bus.topology import DEAD, events_exchange, retry_exchange
from chassis.service_names import SERVICES

from .environment import AMQP_URL, MANAGEMENT_URL
from .program import StackProblem
from .run_record import RunRecord, is_prefix, prefix_in

# in a virtual host that is lent: the lock lives as long as the run's connection, the mark until the run has emptied it
LOCK, MARK = "dasai.run.lock", "dasai.run"


class VirtualHostInUse(StackProblem):
    """The virtual host that is to be lent is used by another run now; `holder` is that run, if its record can be read."""

    def __init__(self, holder: RunRecord | None) -> None:
        self.holder = holder
        who = f" ({holder.command}, {holder.begun}, {holder.host}:{holder.process.pid})" if holder else ""
        super().__init__(
            f"{AMQP_URL} 指定的虚拟主机正由另一次运行使用{who}",
            f"another run uses the virtual host that {AMQP_URL} names now{who}",
        )


def with_virtual_host(amqp_url: str, name: str) -> str:
    """Return the URL of another virtual host of the same broker and account."""
    return urlunsplit(urlsplit(amqp_url)._replace(path="/" + quote(name, safe="")))


class ManagementApi:
    """RabbitMQ's management API, as far as runs need it. Its methods raise StackProblem if it refuses or is silent."""

    def __init__(self, management_url: str, amqp_url: str) -> None:
        """Take the account of the URL, else that of the broker's URL."""
        management, broker = urlsplit(management_url), urlsplit(amqp_url)
        account = management if management.username else broker
        self._broker_user = unquote(broker.username or "guest")
        self._auth = (unquote(account.username or "guest"), unquote(account.password or "guest"))
        plain = management._replace(netloc=management.netloc.rpartition("@")[2])
        self._base = urlunsplit(plain).rstrip("/").removesuffix("/api") + "/api"

    def create(self, record: RunRecord) -> None:
        """Make a virtual host that is called as the run, for the broker's account, with the record as its description."""
        self._call("PUT", f"vhosts/{record.prefix}", {"description": record.json()})
        everything = {"configure": ".*", "write": ".*", "read": ".*"}
        self._call("PUT", f"permissions/{record.prefix}/{quote(self._broker_user, safe='')}", everything)

    def delete(self, name: str) -> None:
        """Delete the virtual host of a run with all that is in it."""
        if not is_prefix(name):
            raise ValueError(f"not the virtual host of a run: {name!r}")
        self._call("DELETE", f"vhosts/{name}")

    def records(self) -> dict[str, RunRecord | None]:
        """Return the records of the runs whose virtual hosts exist, by name; None for one that can't be read."""
        listed = self._call("GET", "vhosts").json()
        names = {host["name"]: host for host in listed if prefix_in(host["name"]) == host["name"]}
        return {name: RunRecord.from_json(host.get("description", "")) for name, host in names.items()}

    def _call(self, method: str, path: str, body: dict[str, str] | None = None) -> httpx.Response:
        try:
            answer = httpx.request(method, f"{self._base}/{path}", json=body, auth=self._auth, timeout=30)
            answer.raise_for_status()
        except httpx.HTTPStatusError as error:
            code = error.response.status_code
            raise StackProblem(
                f"{MANAGEMENT_URL} 的账号无权执行 {method} {path}（HTTP {code}），需要 administrator 标签",
                f"the account of {MANAGEMENT_URL} may not {method} {path} (HTTP {code}): it needs the tag administrator",
            ) from None
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise StackProblem(
                f"{MANAGEMENT_URL} 没有响应：{type(error).__name__}",
                f"{MANAGEMENT_URL} does not answer: {type(error).__name__}",
            ) from None
        return answer


@contextmanager
def lent(amqp_url: str, record: RunRecord) -> Iterator[None]:
    """Use the virtual host of a URL for one run; what Dasai makes in it is deleted at the end.

    Raises StackProblem if another run uses it, if it holds anything of Dasai, or if the broker does not let us in. What other
    programs have in it can't be seen from here; it stays.
    """
    with _connection(amqp_url) as connection:
        _lock(connection)
        _refuse_if_used(connection)
        mark(connection, record)
        try:
            yield
        finally:
            empty(amqp_url, record.retry_delays)


def marked_by(amqp_url: str) -> RunRecord | None:
    """Return the record of the run that uses the virtual host, or left it as it is when it was killed; None if none did."""
    with _connection(amqp_url) as connection:
        return _mark_in(connection)


def empty_leftover(amqp_url: str, record: RunRecord) -> None:
    """Empty a virtual host of what a run left there; raises StackProblem if a run uses it now."""
    with _connection(amqp_url) as connection:
        _lock(connection)
        empty(amqp_url, record.retry_delays)


def empty(amqp_url: str, retry_delays: Sequence[float]) -> None:
    """Delete every queue and exchange that Dasai makes in a virtual host, the mark last; what is not there is passed over."""
    queues, exchanges = _names(retry_delays)
    with _connection(amqp_url) as connection:
        channel = connection.channel()
        for name in queues:
            channel.queue_delete(name)
        for name in exchanges:
            channel.exchange_delete(name)
        channel.queue_delete(MARK)


def mark(connection: Connection, record: RunRecord) -> None:
    """Leave the record of a run in the virtual host, so that what the run makes there is known as its own if it is killed."""
    channel = connection.channel()
    channel.queue_declare(MARK, durable=True, auto_delete=False)
    producer = Producer(channel, Exchange(""), routing_key=MARK, auto_declare=False)
    producer.publish(
        record.json(), delivery_mode="persistent", content_type="application/json", content_encoding="utf-8"
    )


def _names(retry_delays: Sequence[float]) -> tuple[list[str], list[str]]:
    """Return the names of all queues and exchanges that services make."""
    events = [queue.name for service in SERVICES for queue in queues_of(service)]
    delays = [retry_exchange(seconds).name for seconds in retry_delays]
    exchanges = [events_exchange(service).name for service in SERVICES]
    return list(dict.fromkeys((*events, *delays))), [*exchanges, DEAD.name, *delays]


def _refuse_if_used(connection: Connection) -> None:
    # with the usual delays: whoever runs with others has queues of the usual names beside them
    queues, exchanges = _names(())
    if _exists(connection, "queue", MARK):
        raise StackProblem(
            f"{AMQP_URL} 指定的虚拟主机留有以前一次运行的队列；清除：./dasai clean",
            f"the virtual host that {AMQP_URL} names holds what an earlier run left: remove it with ./dasai clean",
        )
    present = [name for name in exchanges if _exists(connection, "exchange", name)]
    present += [name for name in queues if _exists(connection, "queue", name)]
    if present:
        raise StackProblem(
            f"{AMQP_URL} 指定的虚拟主机不是空的，其中有 Dasai 的 {present[0]} 等 {len(present)} 项，可能属于正在使用的系统；"
            f"请指定一个空的虚拟主机，或在 {MANAGEMENT_URL} 中指定管理接口以便新建",
            f"the virtual host that {AMQP_URL} names is not empty: it holds {len(present)} queues and exchanges of Dasai, "
            f"such as {present[0]}, maybe of a system in use; name an empty one, or the management API in {MANAGEMENT_URL}, "
            "to make one",
        )


def _lock(connection: Connection) -> None:
    try:
        connection.channel().queue_declare(LOCK, exclusive=True)
    except ResourceLocked:
        raise VirtualHostInUse(_mark_in(connection)) from None


def _mark_in(connection: Connection) -> RunRecord | None:
    try:
        channel = connection.channel()
        message = channel.basic_get(MARK, no_ack=False)
    except NotFound:
        return None
    if message is None:
        return None
    channel.basic_reject(message.delivery_tag, requeue=True)
    return RunRecord.from_json(_text(message.body))


def _exists(connection: Connection, kind: str, name: str) -> bool:
    channel = connection.channel()  # one that finds nothing is closed by the broker
    try:
        if kind == "queue":
            channel.queue_declare(name, passive=True)
        else:
            channel.exchange_declare(name, "topic", passive=True)
    except NotFound:
        return False
    channel.close()
    return True


@contextmanager
def _connection(amqp_url: str) -> Iterator[Connection]:
    connection = Connection(amqp_url, connect_timeout=10)
    try:
        connection.ensure_connection(max_retries=1, timeout=10)
    except (OSError, AMQPError, OperationalError) as error:
        connection.release()
        why = str(getattr(error, "reply_text", "") or type(error).__name__)
        raise StackProblem(
            f"无法使用 {AMQP_URL} 指定的 RabbitMQ：{why}", f"the RabbitMQ that {AMQP_URL} names can't be used: {why}"
        ) from None
    try:
        yield connection
    finally:
        connection.release()


def _text(body: Any) -> str:
    return body.decode() if isinstance(body, bytes) else str(body)
