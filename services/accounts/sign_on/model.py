"""Single sign-on: identity providers, sign-ons under way, and the identities that are linked to an account (rule K1).

All instants are real time.
"""

from __future__ import annotations

import enum
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from chassis.facts.roles import Grant, Role
from chassis.kernel.aggregate import Aggregate
from chassis.kernel.clock import Instant
from chassis.kernel.refusal import refuse_unless

from . import rules
from .events import IdentityLinked, IdentityUnlinked, LinkCodeMade

# how long somebody may take at the provider, and then to open an account; how long a link code is good for
TIME_TO_RETURN = timedelta(minutes=10)
TIME_TO_OPEN = timedelta(minutes=15)
TIME_TO_LINK = timedelta(hours=72)
# how long the write that opens an account may come after the one that links its identity
TIME_TO_WRITE = timedelta(minutes=1)


class SignOnPurpose(enum.StrEnum):
    """What a sign-on is for."""

    SIGN_IN = "sign_in"
    LINK = "link"


@dataclass(frozen=True, kw_only=True)
class Provider:
    """An identity provider as the operator configured it. With a division it vouches for staff of that division only."""

    id: str
    name_zh: str
    name_en: str
    issuer: str
    client_id: str
    client_secret: str
    division: str = ""

    def vouches_for(self, grants: Collection[Grant]) -> bool:
        """Return True if it may sign in an account with these roles: a province does not vouch for staff of another."""
        staff = [grant for grant in grants if grant.role is not Role.PARTICIPANT]
        return not self.division or all(grant.division == self.division for grant in staff)


@dataclass(frozen=True, kw_only=True)
class Attempt:
    """A sign-on under way, which the browser keeps sealed until it returns from the provider.

    `account_id` and `session_id` are of who links, `code_hash` of the link code that staff gave.
    """

    provider_id: str
    purpose: SignOnPurpose
    state: str
    nonce: str
    verifier: str
    redirect_uri: str
    expires_at: Instant
    account_id: str = ""
    session_id: str = ""
    code_hash: str = ""
    next_page: str = ""


@dataclass(frozen=True, kw_only=True)
class Ticket:
    """A proven identity that is linked to no account, which the browser keeps sealed while its holder opens one."""

    provider_id: str
    key: str
    expires_at: Instant


@dataclass(frozen=True, kw_only=True)
class LinkedIdentity:
    """An identity at a provider, by a keyed hash of issuer and subject; who linked it."""

    key: str
    provider_id: str
    linked_at: Instant
    linked_by: str


@dataclass(frozen=True, kw_only=True)
class LinkCode:
    """A one-time code by which the holder of a staff account links an identity of a provider; stored as a hash."""

    hash: str
    provider_id: str
    made_by: str
    expires_at: Instant


@dataclass(kw_only=True)
class LinkedIdentities(Aggregate):
    """The identities that are linked to an account, by the account's identifier: one of each provider. `code` is the latest."""

    identities: tuple[LinkedIdentity, ...] = ()
    code: LinkCode | None = None

    def of_provider(self, provider_id: str) -> LinkedIdentity | None:
        """Return the identity of a provider, or None."""
        return next((identity for identity in self.identities if identity.provider_id == provider_id), None)

    def link(self, key: str, provider_id: str, linked_by: str, *, now: Instant, at: Instant) -> LinkedIdentity:
        """Link an identity, or note who links it anew; refuse IDENTITY_OTHER_LINKED if another of the provider is linked."""
        known = self.of_provider(provider_id)
        refuse_unless(known is None or known.key == key, rules.IDENTITY_OTHER_LINKED)
        if known is not None and known.linked_by == linked_by:
            return known
        identity = LinkedIdentity(key=key, provider_id=provider_id, linked_at=now, linked_by=linked_by)
        others = tuple(identity for identity in self.identities if identity.provider_id != provider_id)
        self.identities = (*others, identity)
        self.raise_event(IdentityLinked(account_id=self.id, provider_id=provider_id, linked_by=linked_by), at)
        return identity

    def unlink(self, provider_id: str, *, at: Instant) -> bool:
        """Unlink the identity of a provider; return False if there is none."""
        if self.of_provider(provider_id) is None:
            return False
        self.identities = tuple(identity for identity in self.identities if identity.provider_id != provider_id)
        self.raise_event(IdentityUnlinked(account_id=self.id, provider_id=provider_id), at)
        return True

    def make_code(self, code: LinkCode, *, at: Instant) -> None:
        """Keep a new link code; an earlier one is void."""
        self.code = code
        made = LinkCodeMade(
            account_id=self.id, provider_id=code.provider_id, made_by=code.made_by, expires_at=code.expires_at
        )
        self.raise_event(made, at)

    def require_code(self, code_hash: str, provider_id: str, now: Instant) -> LinkCode:
        """Return the link code; refuse K1_LINK_CODE_NEEDED without one, K1_LINK_CODE_INVALID if it is not good for this."""
        refuse_unless(bool(code_hash), rules.K1_LINK_CODE_NEEDED)
        code = self.code
        good = code is not None and (code.hash, code.provider_id) == (code_hash, provider_id) and now < code.expires_at
        refuse_unless(good, rules.K1_LINK_CODE_INVALID)
        assert code is not None  # noqa: S101 - for the type checker
        return code

    def redeem_code(self, code_hash: str, provider_id: str, now: Instant) -> str:
        """Use the link code up, and return the account that made it; refuse as `require_code`."""
        code = self.require_code(code_hash, provider_id, now)
        self.code = None
        return code.made_by


def require_usable(identity: LinkedIdentity, provider: Provider, account_id: str, grants: Collection[Grant]) -> None:
    """Refuse to sign in by an identity that its holder linked to what is a staff account now, or whose provider may not vouch."""
    is_staff = any(grant.role is not Role.PARTICIPANT for grant in grants)
    refuse_unless(not is_staff or identity.linked_by != account_id, rules.K1_LINK_NOT_BY_STAFF)
    refuse_unless(provider.vouches_for(grants), rules.K1_PROVIDER_OF_ANOTHER_DIVISION)
