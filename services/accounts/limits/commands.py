"""Take from allowances that all gateways share, and count tries to sign in (rules C8, F8, H2, K1)."""

from __future__ import annotations

import math

from dasai.accounts.v1 import limits_pb2

from chassis.actor import Actor
from chassis.kernel.refusal import refuse, refuse_unless
from chassis.permissions import accounts as permissions
from chassis.refusals import TOO_MANY_TRIES, UNAVAILABLE

from . import requests, store, wire
from .adapters import is_our_token, key_of, new_device_token
from .model import Allowance, Counted, Delays, Device, SignInTry
from .settings import address_delays, login_delays, microseconds, own_delays

# so often others may count a try under the same key between our reading and our writing
_ROUNDS = 100


def take(request: requests.Take, actor: Actor) -> limits_pb2.TakeResponse:
    """Take from an allowance, for a gateway; what is left of what it asks for."""
    permissions.TAKE.require(actor)
    allowance = Allowance(most=max(request.most, 1), seconds=max(request.seconds, 0.001))
    count = min(max(request.count, 1), allowance.most)
    return wire.taken_view(
        *store.take(key_of("allowance", request.name, request.key), allowance, count, microseconds())
    )


def count_sign_in(login: str, address: str, device_token: str) -> SignInTry:
    """Count a try to sign in, before its password is checked; refuse TOO_MANY_TRIES with the seconds until the next.

    A device that has signed in to the login name before is counted by itself, and by nothing else: strangers' tries never stop
    it. Any other try is counted by its network for this login name, by its network, and by the login name, whether that exists
    or not.
    """
    is_known = is_our_token(device_token) and bool(store.known((key_of("device", device_token, login),)))
    if is_known:
        own = count_own("device", device_token, login)
        return SignInTry(login=login, source=address, is_known=True, device_token=device_token, own=own)
    own_key, address_key, login_key = (
        key_of("network", address, login),
        key_of("address", address),
        key_of("login", login),
    )
    wanted = {own_key: own_delays(), address_key: address_delays(), login_key: login_delays()}
    counted = _count(wanted, charged=own_key, gate=login_key)
    return SignInTry(
        login=login,
        source=address,
        is_known=False,
        device_token=device_token,
        own=counted[own_key],
        of_address=counted[address_key],
        of_login=counted[login_key],
    )


def count_own(kind: str, *parts: str) -> Counted:
    """Count a try by what makes it, such as a session; refuse TOO_MANY_TRIES with the seconds until the next."""
    key = key_of(kind, *parts)
    return _count({key: own_delays()})[key]


def forget_own(counted: Counted) -> None:
    """Forget the tries of what has now shown that it may."""
    store.forget(counted.key)


def give_back(tried: SignInTry) -> None:
    """Undo the counting of a try whose password was not checked."""
    for counted in (tried.own, tried.of_address, tried.of_login):
        if counted is not None:
            store.give_back(counted)


def succeed(tried: SignInTry, account_id: str) -> Device:
    """Note that a try to sign in to an account was right: it no longer counts, and its device is known from now on; return that.

    Of a login name that is tried so often that tries wait, nothing is taken back: who tries it would see that somebody signed in.
    """
    if tried.is_known:
        store.forget(tried.own.key)
    elif tried.own.is_free:
        store.give_back(tried.own)
    if tried.of_address is not None:
        store.give_back(tried.of_address)
    if tried.of_login is not None and tried.of_login.is_free:
        store.give_back(tried.of_login)
    return know_device(tried.login, account_id, tried.device_token, is_known=tried.is_known)


def know_device(login: str, account_id: str, device_token: str, *, is_known: bool = False) -> Device:
    """Know from now on the device that signed in to an account, by whatever means; the account's first device is not new."""
    # a browser that several people use is known to each of them by the same token
    token = device_token if is_our_token(device_token) else new_device_token()
    device, of_account = key_of("device", token, login), key_of("devices", account_id)
    known = set() if is_known else store.known((device, of_account))
    store.remember((device, of_account))
    return Device(token=token, is_new=known == {of_account})


def _count(wanted: dict[str, Delays], *, charged: str = "", gate: str = "") -> dict[str, Counted]:
    """Count a try under each key, or refuse it.

    A try that is refused by `gate` alone still counts under `charged`: else a single network could ask for the gate's next
    opening so often that nobody else is there before it.
    """
    counted: dict[str, Counted] = {}
    rounds = 0
    while len(counted) < len(wanted):
        rounds += 1
        refuse_unless(rounds <= _ROUNDS, UNAVAILABLE)
        now = microseconds()
        tries = store.tries_of([key for key in wanted if key not in counted])
        waits = {key: known.wait(now) for key, known in tries.items()}
        longest = max(waits.values())
        if longest > 0:
            if gate and waits.get(gate) and not waits.get(charged) and charged not in counted:
                store.count(charged, wanted[charged], tries[charged], now)
            for key in counted.keys() - {charged}:
                store.give_back(counted[key])
            refuse(TOO_MANY_TRIES, seconds=math.ceil(longest))
        for key, known in tries.items():
            done = store.count(key, wanted[key], known, now)
            if done is None:
                break
            counted[key] = done
    return counted
