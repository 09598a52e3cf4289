"""Define the link that confirms an e-mail address (rules K2, K4); its instants are real time, not contest time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from chassis.kernel.clock import Instant
from chassis.kernel.identifiers import derived_id
from chassis.kernel.refusal import refuse_unless

from . import rules

# how long a link is good for: whoever gives an address may read it only the next working day
LASTS = timedelta(hours=72)
# whoever asks for another link gets one mail at most in this time
APART = timedelta(minutes=10)


def digest_of(email: str) -> str:
    """Return what stands for an address in a link."""
    return derived_id("e-mail address", email)


@dataclass(frozen=True, kw_only=True)
class Link:
    """A link to confirm an account's address, which is named by its digest. It is stored nowhere: its code holds it, sealed."""

    account_id: str
    digest: str
    expires_at: Instant

    @classmethod
    def of(cls, account_id: str, email: str, now: Instant) -> Link:
        """Return a link that is made now."""
        return cls(account_id=account_id, digest=digest_of(email), expires_at=(now + LASTS).replace(microsecond=0))

    def require_good(self, email: str, now: Instant) -> None:
        """Refuse a link that is over, or is about another address than the account's present one."""
        refuse_unless(bool(email) and digest_of(email) == self.digest, rules.EMAIL_LINK_REPLACED)
        refuse_unless(now < self.expires_at, rules.EMAIL_LINK_EXPIRED, expired=self.expires_at)


def source_of(account_id: str, email: str, occasion: str) -> str:
    """Return what the message of a link is identified by: the same occasion makes one mail."""
    return derived_id("email confirmation", account_id, digest_of(email), occasion)


def occasion_at(now: Instant) -> str:
    """Return the occasion of a request for another link: one in ten minutes."""
    return f"asked {int(now.timestamp() // APART.total_seconds())}"
