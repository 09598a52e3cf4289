"""One-time links to set a new password (rule K1). Their instants are real time."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import ClassVar

from chassis.kernel.aggregate import Aggregate
from chassis.kernel.clock import Instant
from chassis.kernel.refusal import refuse, refuse_unless

from ..accounts.events import PasswordChange
from ..deliveries.model import SealedSecrets
from . import rules
from .events import PasswordResetLinkMade, PasswordResetLinkUsed

# how long a link is good for: a mailed one is read at once, a handed one is passed on
LASTS = {PasswordChange.MAILED_LINK: timedelta(minutes=30), PasswordChange.HANDED_LINK: timedelta(hours=24)}
# how far apart links are mailed to an account, whoever asks: the first ones of a day, and each later one twice as far; but no
# further than a link is good for, so that the holder always has one whatever strangers request
_APART, _DAY, _FIRST = timedelta(minutes=2), timedelta(days=1), 5
# so many handed links are kept with how the holder's identity was checked, the newest; mailed ones, which anyone may request,
# take none of their places and are kept for a day
_KEPT = 50


@dataclass(frozen=True, kw_only=True)
class LinkRequest:
    """A request for a link that is to be mailed: login name and code, sealed for it, and the contest time of it."""

    id: str
    sealed: SealedSecrets
    requested_at: Instant


@dataclass(frozen=True, kw_only=True)
class Link:
    """A link, by the hash of its code. `epoch` is the account's when it was made: whatever ends all sessions voids the link.

    `made_by` and `identity_check` are empty if it was mailed.
    """

    code_hash: str
    means: PasswordChange
    epoch: int
    made_at: Instant
    expires_at: Instant
    made_by: str = ""
    identity_check: str = ""
    replaced: bool = False
    used_at: Instant | None = None


@dataclass(kw_only=True)
class PasswordReset(Aggregate):
    """The links of the account of the same identifier."""

    DECIDED: ClassVar[tuple[str, ...]] = ("links",)

    links: tuple[Link, ...] = ()

    def may_be_mailed(self, now: Instant) -> bool:
        """Return True unless a link was mailed too lately: two minutes ago, after the fifth of a day four, after the sixth eight.

        Nobody's mail box is flooded: half an hour apart, there are some fifty in a day.
        """
        mailed = [link.made_at for link in self.links if link.means is PasswordChange.MAILED_LINK]
        lately = [made_at for made_at in mailed if now - made_at < _DAY]
        beyond = max(0, len(lately) - _FIRST + 1)
        apart = min(_APART * 2 ** min(beyond, 10), LASTS[PasswordChange.MAILED_LINK])
        return all(now - made_at >= apart for made_at in lately)

    def link_of(self, code_hash: str) -> Link | None:
        """Return the link of a code, good or not, or None."""
        return next((link for link in self.links if link.code_hash == code_hash), None)

    def make(
        self,
        code_hash: str,
        means: PasswordChange,
        epoch: int,
        *,
        made_by: str = "",
        identity_check: str = "",
        now: Instant,
        at: Instant,
    ) -> Link:
        """Make a link and return it; a handed one voids those before.

        A mailed one voids none, for anyone may request it: the link that the holder is about to use would end before its time.
        """
        link = Link(
            code_hash=code_hash,
            means=means,
            epoch=epoch,
            made_at=now,
            expires_at=now + LASTS[means],
            made_by=made_by,
            identity_check=identity_check,
        )
        handed = means is PasswordChange.HANDED_LINK
        before = [replace(old, replaced=old.replaced or handed) for old in self.links]
        each = (*before, link)
        kept = [old for old in each if old.means is PasswordChange.HANDED_LINK][-_KEPT:]
        mailed = [old for old in each if old.means is PasswordChange.MAILED_LINK and now - old.made_at < _DAY]
        self.links = tuple(old for old in each if old in kept or old in mailed)
        self.raise_event(
            PasswordResetLinkMade(account_id=self.id, means=means, expires_at=link.expires_at),
            at,
        )
        return link

    def usable(self, code_hash: str, epoch: int, now: Instant) -> Link:
        """Return the link of a code; refuse one that is unknown, used, void or over.

        A link that was used while the account is in its epoch still is one whose use was broken off: it may be used again.
        """
        link = self.link_of(code_hash)
        if link is None:
            refuse(rules.RESET_LINK_UNKNOWN)
        refuse_unless(link.used_at is None or link.epoch == epoch, rules.RESET_LINK_USED)
        refuse_unless(not link.replaced and link.epoch == epoch, rules.RESET_LINK_REPLACED)
        refuse_unless(now < link.expires_at, rules.RESET_LINK_EXPIRED, expired=link.expires_at)
        return link

    def use(self, code_hash: str, epoch: int, *, now: Instant, at: Instant) -> Link:
        """Use the link of a code, once, and return it."""
        link = self.usable(code_hash, epoch, now)
        if link.used_at is None:
            self.links = tuple(replace(old, used_at=now) if old is link else old for old in self.links)
            self.raise_event(PasswordResetLinkUsed(account_id=self.id, means=link.means), at)
        return link
