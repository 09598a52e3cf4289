"""The nameko side of a service: what it subscribes to, and what it does by the clock.

A worker module is a list: `name = on(Event, translate, handle)` and `name = every(seconds, handle)`. This seam does what
nameko leaves open: quorum queues with a delivery limit, acknowledgement only after the effect, retries with back-off, dead
letters with their reason, and bodies that don't decode.
"""

from __future__ import annotations

import eventlet

eventlet.monkey_patch()  # before anything opens a socket or makes a lock

import signal  # noqa: E402
import time  # noqa: E402
from collections.abc import Callable, Iterator, Sequence  # noqa: E402
from contextlib import contextmanager, suppress  # noqa: E402
from dataclasses import dataclass  # noqa: E402
from datetime import UTC, datetime  # noqa: E402
from functools import partial  # noqa: E402
from typing import Any  # noqa: E402

from google.protobuf.message import Message  # noqa: E402
from greenlet import GreenletExit  # type: ignore[import-untyped]  # noqa: E402
from nameko.events import EventHandler  # noqa: E402
from nameko.exceptions import ContainerBeingKilled  # noqa: E402
from nameko.extensions import ProviderCollector, SharedExtension  # noqa: E402
from nameko.messaging import QueueConsumer, QueueConsumerStopped  # noqa: E402
from nameko.runners import ServiceRunner  # noqa: E402
from nameko.timer import Timer  # noqa: E402

from ..actor import Actor, system  # noqa: E402
from ..context import Context, handling  # noqa: E402
from ..ending import end_within, leave, stating_misconfiguration  # noqa: E402
from ..kernel.clock import Instant, instant  # noqa: E402
from ..kernel.identifiers import new_id  # noqa: E402
from ..kernel.refusal import Kind, Refusal  # noqa: E402
from ..mongo.attempts import AlreadyApplied, attempt  # noqa: E402
from ..mongo.connection import connect  # noqa: E402
from ..mongo.later import running  # noqa: E402
from ..mongo.migrations import bring_up_to_date, migrations_of  # noqa: E402
from ..outage import Outage  # noqa: E402
from ..settings import settings  # noqa: E402
from ..telemetry import (  # noqa: E402
    EVENT_DELAY,
    EVENTS_HANDLED,
    configure_logging,
    export_no_dead_letters,
    log,
    start_telemetry,
)
from .envelope import Undecodable, open_envelope, routing_key_of  # noqa: E402
from .publisher import LOST, ConfirmedPublisher, Outgoing  # noqa: E402
from .topology import (  # noqa: E402
    DEAD,
    dead_letter_queue,
    declare,
    retry_exchange,
    subscription_queue,
)

# Between two tries to reach a broker that is away, seconds. kombu's own pauses grow to half a minute, in which a broker that is
# back has nobody who reads it.
_FIRST_PAUSE, _LONGER_BY, _LONGEST_PAUSE = 0.5, 0.5, 2.0
# How long one delivery may try over a moving version or a lost database before it goes to a retry, seconds.
PATIENCE = 5.0
ATTEMPT_HEADER = "dasai-attempt"


@dataclass(frozen=True, slots=True)
class Subscription:
    """A line of a worker: the event, how it becomes a request, and the command that is called with it."""

    message: type[Message]
    translate: Callable[[Any], Any]
    handle: Callable[[Any, Actor, Instant], Any]

    @property
    def source(self) -> str:
        """Return the service that raises the event."""
        return self.message.DESCRIPTOR.full_name.split(".")[1]

    @property
    def event(self) -> str:
        """Return the event's routing key."""
        return routing_key_of(self.message.DESCRIPTOR.full_name)


class _RawQueueConsumer(QueueConsumer):  # type: ignore[misc]
    """Hands messages over as they came: the handler decodes them, for it can dead-letter what does not decode.

    It also stops while the broker is away. nameko's waits for its own thread to cancel each consumer, which that thread does
    between two messages only, and never while it tries to connect.
    """

    _connected = False
    _pending_remove_providers: dict[Any, Any]

    @contextmanager
    def establish_connection(self) -> Iterator[Any]:
        with self.create_connection() as connection:
            connection.ensure_connection(
                self.on_connection_error,
                interval_start=_FIRST_PAUSE,
                interval_step=_LONGER_BY,
                interval_max=_LONGEST_PAUSE,
            )
            self._connected = True
            try:
                yield connection
            finally:
                self._connected = False
                # nobody cancels these consumers any more: they went with the connection
                leaving, self._pending_remove_providers = self._pending_remove_providers, {}
                for provider, removed in leaving.items():
                    self._consumers.pop(provider, None)
                    removed.send()

    def on_connection_error(self, exc: BaseException, interval: float) -> None:
        """Say once that the broker is away, however often it is tried."""
        _away.fail(type(exc).__name__)

    def on_iteration(self) -> None:
        """Do what is to do between two messages; say that the broker is back."""
        _away.succeed()
        super().on_iteration()

    @property
    def _cancels(self) -> bool:
        """Return True if its thread is there to cancel consumers: connected, and not about to begin."""
        return self._connected and bool(self._consumers_ready.ready())

    def unregister_provider(self, provider: Any) -> None:
        if self._cancels:
            super().unregister_provider(provider)
        else:
            ProviderCollector.unregister_provider(self, provider)

    def stop(self) -> None:
        if self._cancels:
            super().stop()
            return
        self.wait_for_providers()
        if not self._consumers_ready.ready():
            self._consumers_ready.send_exception(QueueConsumerStopped())
        self._gt.kill()
        SharedExtension.stop(self)

    def _handle_thread_exited(self, gt: Any) -> None:
        with suppress(GreenletExit):  # ended by stop
            super()._handle_thread_exited(gt)

    def get_consumers(self, consumer_cls: Any, channel: Any) -> Any:
        for provider in self._providers:
            consumer = consumer_cls(queues=[provider.queue], on_message=partial(self.handle_message, provider, None))
            consumer.qos(prefetch_count=self.prefetch_count)
            self._consumers[provider] = consumer
        return self._consumers.values()


class _Elsewhere:
    """Sends a delivery on to a retry or to the dead letters, confirmed; a process has a single publisher."""

    def __init__(self) -> None:
        self._lock = eventlet.semaphore.Semaphore()
        self._publisher: ConfirmedPublisher | None = None

    def send(self, message: Outgoing) -> None:
        with self._lock:
            if self._publisher is None:
                self._publisher = ConfirmedPublisher(settings().amqp_url.get_secret_value())
            self._publisher.publish([message])


_elsewhere = _Elsewhere()
_away = Outage("worker", "broker away", "broker is back")
_waiting = Outage("worker", "events wait", "events are handled again")


class SubscriptionHandler(EventHandler):  # type: ignore[misc]
    """nameko's event handler on a queue of our arguments, with our failure policy."""

    queue_consumer = _RawQueueConsumer()

    def __init__(self, subscription: Subscription, **options: Any) -> None:
        self.subscription = subscription
        super().__init__(subscription.source, subscription.event, **options)

    def setup(self) -> None:
        super().setup()
        self.queue = subscription_queue(self.container.service_name, self.source_service, self.event_type)

    def handle_message(self, body: Any, message: Any) -> None:
        try:
            self.container.spawn_worker(
                self, (bytes(message.body or b""),), {}, handle_result=partial(self._handled, message)
            )
        except ContainerBeingKilled:
            self.queue_consumer.requeue_message(message)

    def _handled(self, message: Any, _: Any, result: Any = None, exc_info: Any = None) -> tuple[Any, Any]:
        labels = (self.container.service_name, self.event_type)
        if exc_info is None:
            self.queue_consumer.ack_message(message)
            EVENTS_HANDLED.labels(*labels, result).inc()
            _waiting.succeed()
            return result, None
        try:
            outcome = self._pass_on(message, exc_info[1])
        except LOST:
            eventlet.sleep(1)  # the broker is away: it will deliver again by itself
            self.queue_consumer.requeue_message(message)
        else:
            self.queue_consumer.ack_message(message)
            EVENTS_HANDLED.labels(*labels, outcome).inc()
        return None, None  # logged above; nameko's trace may hold what people wrote

    def _pass_on(self, message: Any, error: BaseException) -> str:
        headers = dict(message.headers or {})
        attempts = int(headers.get(ATTEMPT_HEADER, 0))
        away = isinstance(error, Refusal) and error.code.kind is Kind.UNAVAILABLE
        # a database that is away is no fault of the message: it waits as long as that lasts
        step = min(attempts, 2) if away else attempts
        reason = reason_of(error)
        service = self.container.service_name
        properties: dict[str, Any] = {
            "body": bytes(message.body or b""),
            "message_id": message.properties.get("message_id") or "",
            "type": message.properties.get("type") or "",
        }
        delays = settings().retry_delays
        if step < len(delays) and not isinstance(error, Undecodable):
            headers[ATTEMPT_HEADER] = step + 1
            _elsewhere.send(Outgoing(retry_exchange(delays[step]).name, self.queue.name, headers=headers, **properties))
            if away:
                _waiting.fail(reason, event_type=self.event_type)
            else:
                log("worker").warning("event retried", event_type=self.event_type, attempt=step + 1, reason=reason)
            return "retried"
        headers |= {
            "dasai-reason": reason,
            "dasai-queue": self.queue.name,
            "dasai-attempts": attempts + 1,
            "dasai-dead-at": datetime.now(UTC).isoformat(),  # as operators see all that runs: real time
        }
        headers.pop(ATTEMPT_HEADER, None)
        _elsewhere.send(Outgoing(DEAD.name, service, headers=headers, **properties))
        log("worker").error("event dead-lettered", event_type=self.event_type, attempts=attempts + 1, reason=reason)
        return "dead"


def reason_of(error: BaseException) -> str:
    """Return why a delivery failed: a stable code, or the error's type and place, for its text may hold personal data."""
    if isinstance(error, Refusal):
        return error.code.name
    if isinstance(error, Undecodable):
        return f"UNDECODABLE: {error}"
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = f" at {trace.tb_frame.f_code.co_filename.rsplit('/', 3)[-1]}:{trace.tb_lineno}" if trace else ""
    return f"{type(error).__name__}{place}"


def on(message: type[Message], translate: Callable[[Any], Any], handle: Callable[[Any, Actor, Instant], Any]) -> Any:
    """Subscribe: `translate` makes a request of the event, `handle` applies it as `(request, actor, at)`."""
    subscription = Subscription(message, translate, handle)

    def receive(worker: Any, body: bytes) -> str:
        envelope, payload = open_envelope(body)
        if not isinstance(payload, message):
            raise Undecodable("another event than this queue is for")
        context = Context(
            actor=system(worker.name),
            causation_id=envelope.id,
            traceparent=envelope.traceparent,
            event_id=envelope.id,
            aggregate_version=envelope.aggregate_version,
            occurred_at=instant(envelope.time.ToDatetime(tzinfo=UTC)),
            work=subscription.event,
        )
        outcome = "applied"
        with handling(context):
            try:
                attempt(
                    lambda: handle(translate(payload), context.actor, settings().clock.now()),
                    until=time.monotonic() + PATIENCE,
                    repeatable=True,
                )
            except AlreadyApplied:
                outcome = "duplicate"
        delay = time.time() - envelope.recorded_at.ToNanoseconds() / 1e9
        EVENT_DELAY.labels(worker.name, subscription.event).observe(max(delay, 0))
        return outcome

    receive.__name__ = f"on_{subscription.source}_{subscription.event}"
    receive.__doc__ = handle.__doc__
    receive.subscription = subscription  # type: ignore[attr-defined]
    return SubscriptionHandler.decorator(subscription)(receive)


def every(seconds: float, handle: Callable[[Actor, Instant], Any]) -> Any:
    """Do something by the clock; in each replica, so it must converge."""

    outage = Outage("worker", "timer failed", "timer goes on", timer=handle.__name__)

    def tick(worker: Any) -> None:
        context = Context(actor=system(worker.name), causation_id=new_id(), work=f"timer:{handle.__name__}")
        with handling(context):
            try:
                attempt(
                    lambda: handle(context.actor, settings().clock.now()),
                    until=time.monotonic() + PATIENCE,
                    repeatable=True,
                )
            except Exception as error:  # noqa: BLE001 - the next tick tries again; the first one says why not
                outage.fail(reason_of(error))
            else:
                outage.succeed()

    tick.__name__ = f"every_{seconds}_{handle.__name__}"
    tick.__doc__ = handle.__doc__
    tick.timer = (seconds, handle)  # type: ignore[attr-defined]
    return Timer.decorator(interval=seconds)(tick)


def subscriptions(worker: type) -> list[Subscription]:
    """Return what a worker class subscribes to."""
    values = (getattr(value, "subscription", None) for value in vars(worker).values())
    return [value for value in values if isinstance(value, Subscription)]


@stating_misconfiguration()
def run(worker: type, *, documents: Sequence[Any]) -> None:
    """Connect, migrate, make indexes and queues, then handle events and timers until SIGTERM or SIGINT."""
    config = settings()
    service: str = worker.name  # type: ignore[attr-defined]
    configure_logging(f"{service}-worker", config.log_level)
    client = connect(config, service)
    bring_up_to_date(client[config.database(service)], migrations_of(service))
    for document in documents:
        document.ensure_indexes()
    url = config.amqp_url.get_secret_value()
    _declare(url, service, subscriptions(worker))
    started = False

    def ready() -> str | None:
        if not started:
            return "starting"
        try:
            client.admin.command("ping")
        except Exception as error:  # noqa: BLE001 - whatever it is, it is why we are not ready
            return f"database: {type(error).__name__}"
        return None

    export_no_dead_letters(service, (item.event for item in subscriptions(worker)))
    start_telemetry(config, ready)
    runner = ServiceRunner({"AMQP_URI": url, "max_workers": config.worker_concurrency, "HEARTBEAT": 20})
    runner.add_service(worker)

    def stop(*_: object) -> None:
        end_within(config.drain_seconds)
        eventlet.spawn_n(runner.stop)  # a signal's handler itself may not wait in eventlet's main loop

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    log("worker").info("working", service=service)
    runner.start()
    started = True  # everything that consumes does so
    waiting = eventlet.spawn(runner.wait)
    with running():
        while True:
            try:
                waiting.wait()
                break
            except InterruptedError:
                continue  # eventlet's main loop lets a signal interrupt whoever waits
    log("worker").info("stopped", service=service)
    leave()


def _declare(url: str, service: str, wanted: Sequence[Subscription]) -> None:
    queues = [subscription_queue(service, item.source, item.event) for item in wanted]
    publisher = ConfirmedPublisher(url)
    for wait in (0.5, 1, 2, 4, 8, None):
        try:
            declare(publisher.connect(), [dead_letter_queue(service), *queues], settings().retry_delays)
            break
        except LOST:
            if wait is None:
                raise
            eventlet.sleep(wait)
    publisher.close()
