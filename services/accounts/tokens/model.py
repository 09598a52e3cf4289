"""The API tokens of an account (rule K1). All instants are real time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from chassis.facts.scopes import TokenScope
from chassis.kernel.aggregate import Aggregate
from chassis.kernel.clock import Instant
from chassis.kernel.refusal import FieldFault, refuse, refuse_unless

from . import rules
from .events import TokenEnded, TokenMade

MOST = 20
LONGEST_DAYS = 365
LONGEST_NAME = 100
# the use of a token is noted at most so often
NOTED_EVERY = timedelta(minutes=10)
# a token that has expired is remembered for so long, so that a program is told why it is refused
REMEMBERED = timedelta(days=30)


@dataclass(frozen=True, kw_only=True)
class ApiToken:
    """An API token by the hash of its text. It belongs to the account's epoch in which it was made, as a session does.

    `made_under` is the Idempotency-Key of the request that made it, hashed.
    """

    id: str
    name: str
    scopes: tuple[str, ...]
    epoch: int
    made_at: Instant
    expires_at: Instant
    made_under: str = ""

    def goes_on(self, epoch: int, now: Instant) -> bool:
        """Return True if it has not expired and belongs to the account's present epoch."""
        return self.epoch == epoch and now < self.expires_at


@dataclass(kw_only=True)
class ApiTokens(Aggregate):
    """The tokens of an account, by its identifier. `ended_at` is when the holder last ended one."""

    tokens: tuple[ApiToken, ...] = ()
    ended_at: Instant | None = None

    def make(self, token: ApiToken, *, at: Instant) -> None:
        """Add a token of the account's present epoch; refuse TOKENS_TOO_MANY beyond MOST. Those of earlier epochs are dropped.

        A token that was made under the same Idempotency-Key ends: its text was in an answer that was lost.
        """
        lost = next((known for known in self.tokens if known.made_under and known.made_under == token.made_under), None)
        if lost is not None:
            self.end(lost.id, now=token.made_at, at=at)
        kept = tuple(
            known
            for known in self.tokens
            if known.epoch == token.epoch and token.made_at < known.expires_at + REMEMBERED
        )
        going_on = [known for known in kept if known.goes_on(token.epoch, token.made_at)]
        refuse_unless(len(going_on) < MOST, rules.TOKENS_TOO_MANY, most=MOST)
        self.tokens = (*kept, token)
        made = TokenMade(account_id=self.id, token_id=token.id, scopes=token.scopes, expires_at=token.expires_at)
        self.raise_event(made, at)

    def end(self, token_id: str, *, now: Instant, at: Instant) -> bool:
        """End a token; return False if there is none."""
        kept = tuple(token for token in self.tokens if token.id != token_id)
        if len(kept) == len(self.tokens):
            return False
        self.tokens, self.ended_at = kept, now
        self.raise_event(TokenEnded(account_id=self.id, token_id=token_id), at)
        return True

    def token(self, token_id: str) -> ApiToken | None:
        """Return a token, or None."""
        return next((token for token in self.tokens if token.id == token_id), None)

    def going_on(self, epoch: int, now: Instant) -> tuple[ApiToken, ...]:
        """Return the tokens that go on, the newest first."""
        going_on = [token for token in self.tokens if token.goes_on(epoch, now)]
        return tuple(sorted(going_on, key=lambda token: token.made_at, reverse=True))


def token_faults(name: str, scopes: tuple[str, ...], days: int) -> list[FieldFault]:
    """Return what is wrong with a token that is to be made."""
    faults = []
    if not 1 <= len(name) <= LONGEST_NAME:
        faults.append(rules.NAME_NEEDED)
    if not scopes:
        faults.append(rules.SCOPES_NEEDED)
    if set(scopes) - set(TokenScope):
        faults.append(rules.SCOPE_UNKNOWN)
    if not 1 <= days <= LONGEST_DAYS:
        faults.append(rules.DAYS_INVALID)
    return faults


def require_not_expired(token: ApiToken, now: Instant) -> None:
    """Refuse TOKEN_EXPIRED, with the instant, if the token has expired."""
    if now >= token.expires_at:
        refuse(rules.TOKEN_EXPIRED, expired=token.expires_at)
