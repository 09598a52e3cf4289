"""Sessions as this gateway knows them: asked of accounts once, kept for a while, forgotten as soon as they end."""

from __future__ import annotations

import asyncio
import hashlib
import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import grpc.aio
from dasai.accounts.v1 import sessions_pb2, sessions_pb2_grpc
from fastapi import Request

from chassis.actor import Actor, Grant, Role, sign, system
from chassis.mapping import enum_value
from chassis.outage import Outage
from chassis.refusals import UNAUTHENTICATED
from chassis.settings import settings
from gateway.problems import ProblemError
from gateway.rpc import call, channel
from gateway.settings import GatewaySettings

# how often the gateway asks what has ended, and how long it may wait for the answer, seconds
ASK_EVERY, ASK_PATIENCE = 0.4, 2.0
# staff whose sessions it could not ask for lately are asked for anew; participants a little later, so that a slow answer does not
# turn into a request for each call
STAFF_TRUST, PARTICIPANT_TRUST = 0.9, 5.0
# how long a session that is known from before may be asked for before it is taken as it was, seconds
_PATIENCE = 1.0
# after so long without an answer accounts is away, seconds: nobody waits for it longer than that then
_AWAY = 5.0
# that there is no session is taken for true for so long, seconds: one that changes its password goes on a moment later
_NONE_TRUST = 1.0
# an answer that took longer, seconds, is used and not kept: what ended meanwhile is told for ten seconds only
_SLOW = 5.0
_MOST = 50_000


@dataclass(frozen=True, slots=True)
class Session:
    """Who is signed in. `pending` says what must be done before anything else; empty if nothing must.

    `scopes` says what an API token may do; None for a session, which may do all that the account may. `identity_consent` is the
    version of the text by which the holder consents to the processing of the own identity number.
    """

    session_id: str
    account_id: str
    login: str
    name: str
    actor: Actor
    pending: str
    ends_at: datetime
    scopes: frozenset[str] | None = None
    identity_consent: str = ""

    @property
    def is_staff(self) -> bool:
        """Return True if the account holds another role than a participant's."""
        return any(grant.role is not Role.PARTICIPANT for grant in self.actor.grants)


@dataclass(frozen=True, slots=True)
class _Known:
    """A session, or None and why there is none."""

    session: Session | None
    asked_at: float
    problem: ProblemError | None = None


class Sessions:
    """The sessions that this process has asked for, by the hashes of their tokens."""

    def __init__(self, limits: GatewaySettings) -> None:
        self._limits = limits
        self._known: dict[str, _Known] = {}
        # tokens without a session: apart, so that nobody can push sessions out by making tokens up
        self._none: dict[str, _Known] = {}
        self._began_at, self._heard_at = time.monotonic(), float("-inf")
        self._since = datetime.now(UTC) - timedelta(seconds=10)
        self._asking: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to ask what has ended."""
        self._asking = asyncio.create_task(self._ask_for_ever())

    async def close(self) -> None:
        """Stop asking."""
        if self._asking is not None:
            self._asking.cancel()
            with suppress(asyncio.CancelledError):
                await self._asking

    async def session(self, token: str, request: Request, *, anew: bool = False) -> Session | None:
        """Return the token's session, or None if there is none that goes on; raise ProblemError if accounts does not answer, or
        says more of why there is none: that an API token has expired.

        While it does not answer, participants go on with a session that is known from before: nobody is late because a part of
        the platform was down (rule C9). Nobody can be disabled meanwhile either, for that is done by accounts.

        A change made at another gateway is known here after half a second at most; with `anew` accounts is asked at once.
        """
        key = hashed(token)
        known = self._known.get(key) or self._none.get(key)
        if known is not None and not anew and self._is_fresh(known):
            return _session_of(known)
        bridged = known is not None and self._may_bridge(known)
        asked_at = time.monotonic()
        try:
            answer = await call(
                sessions_pb2_grpc.SessionsStub(channel("accounts")).Authenticate,
                sessions_pb2.AuthenticateRequest(token=token),
                request,
                key="authenticate",
                seconds=_PATIENCE if bridged or asked_at - max(self._began_at, self._heard_at) > _AWAY else 0,
            )
        except ProblemError as problem:
            if problem.status == 401:
                more = problem if problem.code != UNAUTHENTICATED.name else None
                return _session_of(self._keep(key, None, more))
            if known is not None and bridged:
                return known.session
            raise
        session = session_of(answer)
        if time.monotonic() - asked_at < _SLOW:
            self._keep(key, session)
        return session

    def remembered(self, token: str) -> Session | None:
        """Return the token's session as it was known lately, without asking; None if it was not, or has ended since.

        It says whose a command is, and not what may be done.
        """
        known = self._known.get(hashed(token))
        if known is None or known.session is None or datetime.now(UTC) >= known.session.ends_at:
            return None
        lately = time.monotonic() - known.asked_at < self._limits.session_grace_seconds
        return known.session if lately else None

    def forget(self, session_id: str) -> None:
        """Forget a session, because it has ended or changed."""
        self._known.pop(session_id, None)
        self._none.pop(session_id, None)

    def forget_accounts(self, account_ids: set[str]) -> None:
        """Forget all sessions of accounts."""
        for key in [
            key for key, known in self._known.items() if known.session and known.session.account_id in account_ids
        ]:
            self._known.pop(key, None)

    def _is_fresh(self, known: _Known) -> bool:
        if known.session is None:
            return time.monotonic() - known.asked_at < _NONE_TRUST
        if known.session and known.session.pending:
            return False  # it may have been done at another gateway
        now = time.monotonic()
        if now - known.asked_at > self._limits.session_cache_seconds:
            return False
        trust = STAFF_TRUST if known.session and known.session.is_staff else PARTICIPANT_TRUST
        return now - self._heard_at < trust and datetime.now(UTC) < known.session.ends_at

    def _may_bridge(self, known: _Known) -> bool:
        lately = time.monotonic() - known.asked_at < self._limits.session_grace_seconds
        return lately and known.session is not None and not known.session.is_staff

    def _keep(self, key: str, session: Session | None, problem: ProblemError | None = None) -> _Known:
        kept, other = (self._known, self._none) if session is not None else (self._none, self._known)
        other.pop(key, None)
        if len(kept) >= _MOST and key not in kept:
            kept.clear()
        kept[key] = _Known(session, time.monotonic(), problem)
        return kept[key]

    async def _ask_for_ever(self) -> None:
        stub = sessions_pb2_grpc.SessionsStub(channel("accounts"))
        outage = Outage(
            "gateway", "accounts does not say which sessions ended", "accounts says again which sessions ended"
        )
        while True:
            try:
                await self._ask(stub)
                outage.succeed()
            except grpc.aio.AioRpcError as error:
                outage.fail(error.code().name)
            await asyncio.sleep(ASK_EVERY)

    async def _ask(self, stub: sessions_pb2_grpc.SessionsAsyncStub) -> None:
        message = sessions_pb2.ListEndedRequest()
        message.since.FromDatetime(self._since)
        asked_at = time.monotonic()
        metadata = (("dasai-actor", sign(system("gateway"), settings().secret("actor_key"))),)
        answer = await stub.ListEnded(message, timeout=ASK_PATIENCE, metadata=metadata)
        for session_id in answer.session_ids:
            self.forget(session_id)
        if answer.account_ids:
            self.forget_accounts(set(answer.account_ids))
        self._since = answer.until.ToDatetime(tzinfo=UTC)
        self._heard_at = asked_at


def _session_of(known: _Known) -> Session | None:
    if known.problem is not None:
        raise known.problem.with_traceback(None)  # else it would grow with each time
    return known.session


def session_of(message: sessions_pb2.Session) -> Session:
    """Return a session of the contract as the gateway keeps it."""
    grants = frozenset(
        Grant(Role(enum_value(grant.role, grant.DESCRIPTOR.fields_by_name["role"].enum_type)), grant.division)
        for grant in message.grants
    )
    return Session(
        session_id=message.session_id,
        account_id=message.account_id,
        login=message.login,
        name=message.name,
        actor=Actor(message.account_id, grants),
        pending=enum_value(message.pending, message.DESCRIPTOR.fields_by_name["pending"].enum_type),
        ends_at=message.ends_at.ToDatetime(tzinfo=UTC),
        scopes=frozenset(message.scopes) if message.is_token else None,
        identity_consent=message.identity_consent,
    )


def hashed(token: str) -> str:
    """Return the hash under which a token is kept, which is its session's identifier."""
    return hashlib.sha256(token.encode()).hexdigest()
