"""A second factor: what an account asks for beside its password (rule K1). Its instants are real time."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import ClassVar

from chassis.kernel.aggregate import Aggregate
from chassis.kernel.clock import Instant
from chassis.kernel.refusal import refuse, refuse_unless

from . import rules
from .events import (
    PasskeyAdded,
    PasskeyRemoved,
    RecoveryCodesRenewed,
    RecoveryCodeUsed,
    SecondFactorRemoved,
    SecondFactorReset,
    SecondFactorResetRejected,
    SecondFactorResetRequested,
    SecondFactorSetUp,
)

RECOVERY_CODES = 10
# how long a set-up that has begun may be confirmed, and a request to reset may be approved
OFFER_LASTS, REQUEST_LASTS = timedelta(minutes=30), timedelta(hours=72)
# how long a passkey may take; how many an account has at most; how many may be on their way, in several windows
PASSKEY_LASTS, _MOST_PASSKEYS, _MOST_CHALLENGES = timedelta(minutes=5), 10, 5
# so many wrong codes need no wait; each that follows doubles it: about a hundred tries a day, of a million codes
_FREE_TRIES, _FIRST_WAIT, _LONGEST_WAIT = 5, timedelta(seconds=30), timedelta(minutes=15)


class ResetState(enum.StrEnum):
    """The state of a request to reset a second factor."""

    REQUESTED = "requested"
    APPROVED = "approved"
    REJECTED = "rejected"
    EXPIRED = "expired"


@dataclass(frozen=True, kw_only=True)
class SealedSecret:
    """The secret that an authenticator shares, sealed for the account."""

    key_id: str
    nonce: bytes
    ciphertext: bytes


@dataclass(frozen=True, kw_only=True)
class Offer:
    """A secret that is not confirmed yet."""

    secret: SealedSecret
    at: Instant


@dataclass(frozen=True, kw_only=True)
class RecoveryCode:
    """A recovery code, stored as a hash."""

    code_hash: str
    used_at: Instant | None = None


@dataclass(frozen=True, kw_only=True)
class Passkey:
    """A passkey: its public key, and how often the holder's device says that it was used (0 if it does not count)."""

    passkey_id: str
    public_key: bytes
    sign_count: int
    name: str
    added_at: Instant


@dataclass(frozen=True, kw_only=True)
class Challenge:
    """What a passkey is to sign in a session: one that is added, or one that is used."""

    value: bytes
    session_id: str
    adds: bool
    at: Instant


@dataclass(frozen=True, kw_only=True)
class Reset:
    """A request to reset the second factor: who asked for it, why, and how the holder's identity was checked; who decided."""

    requested_by: str
    requested_at: Instant
    expires_at: Instant
    reason: str
    identity_check: str
    decided: ResetState | None = None
    decided_by: str = ""
    decided_at: Instant | None = None

    def state(self, now: Instant) -> ResetState:
        """Return its state at a real time."""
        if self.decided is not None:
            return self.decided
        return ResetState.REQUESTED if now < self.expires_at else ResetState.EXPIRED


@dataclass(kw_only=True)
class SecondFactor(Aggregate):
    """The second factor of the account of the same identifier.

    `set_up_at` and `set_up_in` are the time and the session in which the holder set it up. `last_step` is the time step of the
    last code: a code is good once. `reset_at` says when somebody else had it removed, until the holder has read so.
    """

    DECIDED: ClassVar[tuple[str, ...]] = ("reset",)

    secret: SealedSecret | None = None
    set_up_at: Instant | None = None
    set_up_in: str = ""
    last_step: int = 0
    recovery_codes: tuple[RecoveryCode, ...] = ()
    wrong_codes: int = 0
    wait_until: Instant | None = None
    passkeys: tuple[Passkey, ...] = ()
    challenges: tuple[Challenge, ...] = ()
    offer: Offer | None = None
    reset: Reset | None = None
    reset_at: Instant | None = None

    @property
    def is_set_up(self) -> bool:
        """Return True if there is a factor, which sessions ask for."""
        return self.set_up_at is not None

    @property
    def recovery_codes_left(self) -> int:
        """Return how many recovery codes are not used."""
        return sum(code.used_at is None for code in self.recovery_codes)

    def is_asked_of(self, session_id: str, given_at: Instant | None) -> bool:
        """Return True if a session must give a code: it is not the one of the set-up, and gave none since."""
        if self.set_up_at is None or session_id == self.set_up_in:
            return False
        return given_at is None or given_at < self.set_up_at

    def begin(self, secret: SealedSecret, *, now: Instant) -> None:
        """Offer a secret to the holder's authenticator; the present one stays until the offer is confirmed."""
        self.offer = Offer(secret=secret, at=now)

    def offered(self, now: Instant) -> SealedSecret:
        """Return the secret that is offered; refuse SECOND_FACTOR_SETUP_OVER if there is none, or it was half an hour ago."""
        if self.offer is None or now >= self.offer.at + OFFER_LASTS:
            refuse(rules.SECOND_FACTOR_SETUP_OVER)
        return self.offer.secret

    def confirm(self, step: int, recovery_hashes: Sequence[str], session_id: str, *, now: Instant, at: Instant) -> None:
        """Take the offered secret, of which the holder gave the code of a time step, with new recovery codes."""
        self.secret, self.offer, self.last_step = self.offered(now), None, step
        self.set_up_at, self.set_up_in = now, session_id
        self.recovery_codes = tuple(RecoveryCode(code_hash=code_hash) for code_hash in recovery_hashes)
        self.reset_at = None
        self._forgive()
        self.raise_event(SecondFactorSetUp(account_id=self.id), at)
        self._void_request(now, at)

    def require_set_up(self) -> None:
        """Refuse SECOND_FACTOR_NONE unless there is a factor."""
        refuse_unless(self.is_set_up, rules.SECOND_FACTOR_NONE)

    def require_may_try(self, now: Instant) -> None:
        """Refuse SECOND_FACTOR_WAIT while the holder must wait after wrong codes."""
        refuse_unless(
            self.wait_until is None or now >= self.wait_until, rules.SECOND_FACTOR_WAIT, until=self.wait_until
        )

    def take_step(self, step: int) -> None:
        """Take the code of a time step; refuse SECOND_FACTOR_CODE_USED if it, or a later one, was taken before."""
        refuse_unless(step > self.last_step, rules.SECOND_FACTOR_CODE_USED)
        self.last_step = step
        self._forgive()

    def take_recovery_code(self, code_hash: str, *, now: Instant, at: Instant) -> bool:
        """Take a recovery code, once; return False if it is none, or was used."""
        fresh = [code for code in self.recovery_codes if code.code_hash == code_hash and code.used_at is None]
        if not fresh:
            return False
        self.recovery_codes = tuple(
            replace(code, used_at=now) if code in fresh else code for code in self.recovery_codes
        )
        self._forgive()
        self.raise_event(RecoveryCodeUsed(account_id=self.id, left=self.recovery_codes_left), at)
        return True

    def note_wrong_code(self, now: Instant) -> None:
        """Count a wrong code; from the fifth on the holder waits, each time twice as long, a quarter of an hour at most."""
        self.wrong_codes += 1
        beyond = self.wrong_codes - _FREE_TRIES
        if beyond >= 0:
            self.wait_until = now + min(_FIRST_WAIT * 2 ** min(beyond, 10), _LONGEST_WAIT)

    def renew_recovery_codes(self, recovery_hashes: Sequence[str], *, at: Instant) -> None:
        """Replace all recovery codes."""
        self.recovery_codes = tuple(RecoveryCode(code_hash=code_hash) for code_hash in recovery_hashes)
        self.raise_event(RecoveryCodesRenewed(account_id=self.id), at)

    def challenge(self, value: bytes, session_id: str, *, adds: bool, now: Instant) -> None:
        """Challenge a session to add a passkey, or to give one; refuse if there can be no more, or are none."""
        self.require_set_up()
        if adds:
            refuse_unless(len(self.passkeys) < _MOST_PASSKEYS, rules.PASSKEYS_FULL)
        else:
            refuse_unless(bool(self.passkeys), rules.PASSKEY_NONE)
        others = tuple(old for old in self.challenges if old.session_id != session_id)
        self.challenges = (*others, Challenge(value=value, session_id=session_id, adds=adds, at=now))[
            -_MOST_CHALLENGES:
        ]

    def challenged(self, session_id: str, *, adds: bool, now: Instant) -> bytes:
        """Return the challenge of a session; refuse PASSKEY_OVER if there is none, or it is five minutes old."""
        values = [
            challenge.value
            for challenge in self.challenges
            if (challenge.session_id, challenge.adds) == (session_id, adds) and now < challenge.at + PASSKEY_LASTS
        ]
        refuse_unless(bool(values), rules.PASSKEY_OVER)
        return values[0]

    def add_passkey(self, passkey: Passkey, session_id: str, *, at: Instant) -> None:
        """Add a passkey that answered the session's challenge."""
        self._end_challenge(session_id)
        self.passkeys = (*self.passkeys, passkey)
        self.raise_event(PasskeyAdded(account_id=self.id), at)

    def passkey(self, passkey_id: str) -> Passkey:
        """Return a passkey; refuse PASSKEY_NONE."""
        known = [passkey for passkey in self.passkeys if passkey.passkey_id == passkey_id]
        refuse_unless(bool(known), rules.PASSKEY_NONE)
        return known[0]

    def take_passkey(self, passkey_id: str, sign_count: int, session_id: str) -> None:
        """Take a passkey that answered the session's challenge, with what its device counts now."""
        self._end_challenge(session_id)
        self.passkeys = tuple(
            replace(passkey, sign_count=sign_count) if passkey.passkey_id == passkey_id else passkey
            for passkey in self.passkeys
        )
        self._forgive()

    def remove_passkey(self, passkey_id: str, *, at: Instant) -> None:
        """Remove a passkey, by its holder."""
        removed = self.passkey(passkey_id)
        self.passkeys = tuple(passkey for passkey in self.passkeys if passkey is not removed)
        self.raise_event(PasskeyRemoved(account_id=self.id), at)

    def remove(self, *, now: Instant, at: Instant) -> None:
        """Remove the factor, by its holder."""
        self.require_set_up()
        self._clear()
        self.raise_event(SecondFactorRemoved(account_id=self.id), at)
        self._void_request(now, at)

    def request_reset(self, requested_by: str, reason: str, identity_check: str, *, now: Instant, at: Instant) -> Reset:
        """Request that it be reset; refuse SECOND_FACTOR_RESET_OPEN if a request is open."""
        self.require_set_up()
        refuse_unless(not self.has_open_reset(now), rules.SECOND_FACTOR_RESET_OPEN)
        self.reset = Reset(
            requested_by=requested_by,
            requested_at=now,
            expires_at=now + REQUEST_LASTS,
            reason=reason,
            identity_check=identity_check,
        )
        self.raise_event(
            SecondFactorResetRequested(account_id=self.id, requested_by=requested_by, expires_at=self.reset.expires_at),
            at,
        )
        return self.reset

    def has_open_reset(self, now: Instant) -> bool:
        """Return True if a request to reset it waits for a decision."""
        return self.reset is not None and self.reset.state(now) is ResetState.REQUESTED

    def open_reset(self, now: Instant) -> Reset:
        """Return the open request; refuse SECOND_FACTOR_RESET_NOT_OPEN if there is none."""
        if self.reset is None or self.reset.state(now) is not ResetState.REQUESTED:
            refuse(rules.SECOND_FACTOR_RESET_NOT_OPEN)
        return self.reset

    def approve_reset(self, approved_by: str, *, now: Instant, at: Instant) -> Reset:
        """Approve the open request, by a second person: the factor is removed (rule K1)."""
        reset = self.open_reset(now)
        refuse_unless(approved_by not in (reset.requested_by, self.id), rules.SECOND_FACTOR_RESET_SECOND_PERSON)
        self._clear()
        self.reset = replace(reset, decided=ResetState.APPROVED, decided_by=approved_by, decided_at=now)
        self.reset_at = now
        self.raise_event(
            SecondFactorReset(account_id=self.id, requested_by=reset.requested_by, approved_by=approved_by), at
        )
        return self.reset

    def reject_reset(self, rejected_by: str, *, now: Instant, at: Instant) -> Reset:
        """Reject the open request, or withdraw it."""
        reset = self.open_reset(now)
        self.reset = replace(reset, decided=ResetState.REJECTED, decided_by=rejected_by, decided_at=now)
        self.raise_event(
            SecondFactorResetRejected(account_id=self.id, requested_by=reset.requested_by, rejected_by=rejected_by),
            at,
        )
        return self.reset

    def acknowledge_reset(self) -> None:
        """Note that the holder has read that it was reset."""
        self.reset_at = None

    def _void_request(self, now: Instant, at: Instant) -> None:
        """Reject an open request in the name of the holder, who has shown to need none."""
        if self.has_open_reset(now):
            self.reject_reset(self.id, now=now, at=at)

    def _end_challenge(self, session_id: str) -> None:
        self.challenges = tuple(old for old in self.challenges if old.session_id != session_id)

    def _clear(self) -> None:
        self.secret, self.offer, self.set_up_at, self.set_up_in = None, None, None, ""
        self.recovery_codes, self.passkeys, self.challenges = (), (), ()
        self._forgive()

    def _forgive(self) -> None:
        self.wrong_codes, self.wait_until = 0, None
