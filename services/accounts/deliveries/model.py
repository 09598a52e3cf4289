"""A message on its way by mail or text message (rule K2). Its instants are real time."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from chassis.kernel.clock import Instant
from chassis.kernel.identifiers import derived_id


class Channel(enum.StrEnum):
    """The channels by which a message leaves the portal."""

    MAIL = "mail"
    SMS = "sms"


class DeliveryState(enum.StrEnum):
    """queued -> sending -> sent, failed or withheld; or queued again, for the next try. A failed one may be queued again."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    WITHHELD = "withheld"


class Answer(enum.StrEnum):
    """The kinds of answer to a try."""

    TAKEN = "taken"
    # not now
    LATER = "later"
    # nobody there, or nobody who lets us in: the next delivery would fare alike
    AWAY = "away"
    # never
    REFUSED = "refused"
    # there is nothing to send it to, or it is too late
    POINTLESS = "pointless"


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """The outcome of a try, with its reason as a stable word; never the server's own text, which may hold an address."""

    answer: Answer
    reason: str = ""


TAKEN = Outcome(answer=Answer.TAKEN)
# the reason why something is not sent that is of no use any more
TOO_LATE = "too_late"


@dataclass(frozen=True, kw_only=True)
class SealedSecrets:
    """The secrets of a mail, sealed for its delivery."""

    key_id: str
    nonce: bytes
    ciphertext: bytes


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """A message to an account by a channel. It holds no address: that is opened when it is sent.

    `due_at` is when it is tried next; while it is being sent, when another process takes it over. `shared` names facts that many
    messages have in common. After `ends_at` it is of no use. With `unless_mail` it is sent only if the account gets no mail.
    """

    id: str
    message_id: str
    account_id: str
    channel: Channel
    unless_mail: bool = False
    template: str
    facts: dict[str, str] = field(default_factory=dict)
    shared: str = ""
    secrets: SealedSecrets | None = None
    state: DeliveryState = DeliveryState.QUEUED
    attempts: int = 0
    reason: str = ""
    queued_at: Instant
    due_at: Instant | None
    ends_at: Instant | None = None
    ended_at: Instant | None = None


@dataclass(frozen=True, kw_only=True)
class Step:
    """The state of a delivery after a try."""

    state: DeliveryState
    reason: str = ""
    due_at: Instant | None = None


def delivery_id(message_id: str, channel: Channel) -> str:
    """Return the identifier of the one delivery of a message by a channel."""
    return derived_id("delivery", message_id, channel)


def after(outcome: Outcome, attempts: int, delays: Sequence[float], *, queued_at: Instant, now: Instant) -> Step:
    """Return what becomes of a delivery after its try number `attempts`; `delays` are the seconds between tries.

    While the server is away no number of tries is too many: that is no fault of the message. It waits for as long as all delays
    together.
    """
    match outcome.answer:
        case Answer.TAKEN:
            return Step(state=DeliveryState.SENT)
        case Answer.REFUSED:
            return Step(state=DeliveryState.FAILED, reason=outcome.reason)
        case Answer.POINTLESS:
            return Step(state=DeliveryState.WITHHELD, reason=outcome.reason)
        case Answer.LATER if attempts > len(delays):
            return Step(state=DeliveryState.FAILED, reason=outcome.reason)
        case Answer.AWAY if now - queued_at > timedelta(seconds=sum(delays)):
            return Step(state=DeliveryState.FAILED, reason=outcome.reason)
        case _:
            due_at = now + timedelta(seconds=delays[min(attempts, len(delays)) - 1])
            return Step(state=DeliveryState.QUEUED, reason=outcome.reason, due_at=due_at)
