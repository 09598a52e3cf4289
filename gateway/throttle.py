"""Limits on what needs no sign-in, by address: all gateways together (docs/adr/0027-limits.md)."""

from __future__ import annotations

import asyncio
import math
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from ipaddress import IPv4Address, ip_address, ip_network

import grpc.aio
from dasai.accounts.v1 import limits_pb2, limits_pb2_grpc
from fastapi import Request

from chassis.actor import sign, system
from chassis.kernel.refusal import Refusal, refuse
from chassis.outage import Outage
from chassis.refusals import TOO_MANY_TRIES, UNAVAILABLE
from chassis.settings import settings

from .problems import ProblemError
from .rpc import channel
from .settings import gateway_settings

_NAMES = 20_000
_HOUR = 3600.0
# a gateway takes this part of an allowance at once, so that most tries cost no call; what it has taken is good for a minute
_PART, _GOOD = 20, 60.0
# how long accounts may take to answer, and how long it is not asked again after it did not, seconds
_PATIENCE, _REST = 1.0, 2.0
# sign-ins and sign-ups under way: of a network in all gateways together, and of all networks in this process
_UNDER_WAY_OF_ONE, _UNDER_WAY = 32, 256
# of an IPv6 address, the bits of its network
_NETWORK = ~(2**64 - 1)


class Allowance:
    """A number of tries in a time for each name, also all at once; it counts this process only, in bounded memory."""

    def __init__(self, tries: int, clock: Callable[[], float] = time.monotonic, *, seconds: float = 60) -> None:
        self._most, self._rate, self._clock = float(tries), tries / seconds, clock
        # by name: the tries that are left, and the time at which they were counted
        self._left: dict[str, tuple[float, float]] = {}

    def take(self, name: str) -> None:
        """Count a try; refuse TOO_MANY_TRIES, with the seconds until the next try, if none is left."""
        now = self._clock()
        left, then = self._left.get(name, (self._most, now))
        left = min(self._most, left + (now - then) * self._rate)
        if left < 1:
            refuse(TOO_MANY_TRIES, seconds=math.ceil((1 - left) / self._rate))
        if len(self._left) >= _NAMES and name not in self._left:
            full = self._most / self._rate
            self._left = {known: (tries, since) for known, (tries, since) in self._left.items() if now - since < full}
            if len(self._left) >= _NAMES:  # a flood of addresses: forget all rather than grow without end
                self._left.clear()
        self._left[name] = (left - 1, now)


@dataclass(frozen=True, slots=True)
class Taken:
    """A grant of an allowance by accounts; if it is empty, the seconds until there is something again."""

    granted: int
    wait: float


# takes so many of a name's tries; None if accounts does not answer
Take = Callable[[str, int], Awaitable[Taken | None]]


@dataclass(slots=True)
class _Held:
    """What this process has taken for a name and not used, and until when nothing is left anywhere."""

    left: int = 0
    good_until: float = 0.0
    none_until: float = 0.0
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)


class SharedAllowance:
    """A number of tries in a time for each name, counted by accounts for all gateways, and taken from there in small parts.

    While accounts does not answer, each process counts for itself: public pages go on.
    """

    def __init__(
        self, take: Take, tries: int, clock: Callable[[], float] = time.monotonic, *, seconds: float = 60
    ) -> None:
        self._take, self._clock = take, clock
        self._part = max(1, tries // _PART)
        self._alone = Allowance(tries, clock, seconds=seconds)
        self._held: dict[str, _Held] = {}
        self._rest_until = float("-inf")

    async def take(self, name: str) -> None:
        """Count a try; refuse TOO_MANY_TRIES, with the seconds until the next try, if none is left."""
        held = self._of(name)
        async with held.lock:  # who comes meanwhile uses what this one takes
            now = self._clock()
            if now < held.none_until:
                refuse(TOO_MANY_TRIES, seconds=math.ceil(held.none_until - now))
            if not held.left or now >= held.good_until:
                taken = None if now < self._rest_until else await self._take(name, self._part)
                if taken is None:
                    if now >= self._rest_until:
                        self._rest_until = now + _REST
                    self._alone.take(name)
                    return
                if not taken.granted:
                    held.none_until = now + taken.wait
                    refuse(TOO_MANY_TRIES, seconds=max(1, math.ceil(taken.wait)))
                held.left, held.good_until = taken.granted, now + _GOOD
            held.left -= 1

    def _of(self, name: str) -> _Held:
        if len(self._held) >= _NAMES and name not in self._held:
            self._held.clear()  # a flood of addresses: what was taken for them is lost, and nothing else
        return self._held.setdefault(name, _Held())


class UnderWay:
    """How many requests are under way: of each name so many in all gateways together, and of all names in this process.

    A gateway does not ask the others: each takes its share, by how many there are.
    """

    def __init__(self, of_one: int, of_all: int) -> None:
        self._of_one, self._of_all = of_one, of_all
        self._share = of_one
        self._count: Counter[str] = Counter()
        self._all = 0

    def share(self, gateways: int) -> None:
        """Take in among how many gateways a name's requests are shared, this one included."""
        self._share = math.ceil(self._of_one / max(1, gateways))

    @contextmanager
    def one_more(self, name: str) -> Iterator[None]:
        """Count a request while it lasts; refuse UNAVAILABLE at once if there are too many."""
        if self._count[name] >= self._share or self._all >= self._of_all:
            refuse(UNAVAILABLE)
        self._count[name] += 1
        self._all += 1
        try:
            yield
        finally:
            self._all -= 1
            self._count[name] -= 1
            if not self._count[name]:
                del self._count[name]


def _shared(name: str, tries: int, seconds: float) -> SharedAllowance:
    outage = Outage("gateway", "accounts does not count", "accounts counts again", allowance=name)

    async def take(key: str, count: int) -> Taken | None:
        message = limits_pb2.TakeRequest(name=name, key=key, count=count, most=tries, seconds=seconds)
        metadata = (("dasai-actor", sign(system("gateway"), settings().secret("actor_key"))),)
        try:
            answer = await limits_pb2_grpc.LimitsStub(channel("accounts")).Take(
                message, timeout=_PATIENCE, metadata=metadata
            )
        except grpc.aio.AioRpcError as error:
            outage.fail(error.code().name)
            return None
        outage.succeed()
        return Taken(answer.granted, answer.wait_seconds)

    return SharedAllowance(take, tries, seconds=seconds)


@lru_cache(maxsize=1)
def lookups() -> SharedAllowance:
    """Return the allowance for look-ups of receipts and tracking codes, as DASAI_LOOKUPS_A_MINUTE sets it."""
    return _shared("lookups", gateway_settings().lookups_a_minute, 60)


@lru_cache(maxsize=1)
def reports() -> SharedAllowance:
    """Return the allowance for reports, as DASAI_REPORTS_AN_HOUR sets it."""
    return _shared("reports", gateway_settings().reports_an_hour, _HOUR)


@lru_cache(maxsize=1)
def objections() -> SharedAllowance:
    """Return the allowance for objections, as DASAI_OBJECTIONS_AN_HOUR sets it."""
    return _shared("objections", gateway_settings().objections_an_hour, _HOUR)


@lru_cache(maxsize=1)
def report_files() -> SharedAllowance:
    """Return the allowance for files of evidence, as DASAI_REPORT_FILES_AN_HOUR sets it."""
    return _shared("report-files", gateway_settings().report_files_an_hour, _HOUR)


@lru_cache(maxsize=1)
def sign_ups() -> SharedAllowance:
    """Return the allowance for opening accounts, as DASAI_SIGN_UPS_AN_HOUR sets it."""
    return _shared("sign-ups", gateway_settings().sign_ups_an_hour, _HOUR)


@lru_cache(maxsize=1)
def sign_ons() -> SharedAllowance:
    """Return the allowance for going to identity providers and coming back, as DASAI_SIGN_ONS_A_MINUTE sets it."""
    return _shared("sign-ons", gateway_settings().sign_ons_a_minute, 60)


@lru_cache(maxsize=1)
def _under_way() -> UnderWay:
    return UnderWay(_UNDER_WAY_OF_ONE, _UNDER_WAY)


def share(gateways: int) -> None:
    """Take in how many gateways are ready: what is counted in each process is shared among them (ADR 40)."""
    _under_way().share(gateways)


@contextmanager
def hashing(request: Request) -> Iterator[None]:
    """Count a request whose password will be hashed while it lasts; raise ProblemError if its network has too many (rule K1)."""
    with ExitStack() as under_way:
        try:
            under_way.enter_context(_under_way().one_more(address_of(request)))
        except Refusal as refusal:
            raise ProblemError.of(refusal) from None
        yield


@lru_cache(maxsize=1)
def password_resets() -> SharedAllowance:
    """Return the allowance for links to reset passwords, requested or used, as DASAI_PASSWORD_RESETS_AN_HOUR sets it."""
    return _shared("password-resets", gateway_settings().password_resets_an_hour, _HOUR)


async def count_password_reset(request: Request) -> None:
    """Count a request for a link, or its use, for the address that it comes from; refuse TOO_MANY_TRIES (rule K1)."""
    await password_resets().take(address_of(request))


@lru_cache(maxsize=1)
def email_confirmations() -> SharedAllowance:
    """Return the allowance for links to confirm addresses, requested or used, as DASAI_EMAIL_CONFIRMATIONS_AN_HOUR sets it."""
    return _shared("email-confirmations", gateway_settings().email_confirmations_an_hour, _HOUR)


async def count_email_confirmation(request: Request) -> None:
    """Count a request for a link, or its use, for the address that it comes from; refuse TOO_MANY_TRIES (rule K2)."""
    await email_confirmations().take(address_of(request))


async def count_report(request: Request) -> None:
    """Count a report for the address that it comes from; refuse TOO_MANY_TRIES (rule H2)."""
    await reports().take(address_of(request))


async def count_objection(request: Request) -> None:
    """Count an objection for the address that it comes from; refuse TOO_MANY_TRIES (rule F8)."""
    await objections().take(address_of(request))


async def count_report_file(request: Request) -> None:
    """Count a file of evidence for the address that it comes from; a dependency of routes (rule H2)."""
    await report_files().take(address_of(request))


async def count_look_up(request: Request) -> None:
    """Count a look-up for the address that it comes from; a dependency of routes (rules C8, K1)."""
    await lookups().take(address_of(request))


async def count_sign_up(request: Request) -> None:
    """Count an account that is to be opened for the address that it comes from; raise ProblemError if too many were (rule K1)."""
    await _count(sign_ups(), request)


async def count_sign_on(request: Request) -> None:
    """Count a way to an identity provider, or back, for the address that it comes from; raise ProblemError (rule K1)."""
    await _count(sign_ons(), request)


async def _count(allowance: SharedAllowance, request: Request) -> None:
    try:
        await allowance.take(address_of(request))
    except Refusal as refusal:
        raise ProblemError.of(refusal) from None


def address_of(request: Request) -> str:
    """Return the address that a request comes from; of IPv6 the network, since whoever has one address has all of it."""
    host = request.client.host if request.client else ""
    try:
        address = ip_address(host)
    except ValueError:  # a name, of a local socket
        return host
    if isinstance(address, IPv4Address):
        return host
    if address.ipv4_mapped:  # as a socket for both kinds shows an IPv4 address
        return str(address.ipv4_mapped)
    return str(ip_network((int(address) & _NETWORK, 64)))
