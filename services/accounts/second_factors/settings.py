"""What the deployment says of second factors: which roles demand one; and by which name authenticators show the platform."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlsplit

from chassis.edition.current import edition
from chassis.facts.roles import Role
from chassis.kernel.refusal import refuse_unless
from chassis.settings import Misconfigured, settings

from . import rules


@dataclass(frozen=True, kw_only=True)
class RelyingParty:
    """For whom passkeys are: the platform's host, and its address as browsers name it."""

    host: str
    origin: str


def relying_party() -> RelyingParty:
    """Return for whom passkeys are, by DASAI_PUBLIC_URL; refuse PASSKEYS_NOT_OFFERED if that is not set."""
    refuse_unless(bool(settings().public_url), rules.PASSKEYS_NOT_OFFERED)
    address = urlsplit(settings().public_url)
    return RelyingParty(host=address.hostname or "", origin=f"{address.scheme}://{address.netloc}")


@lru_cache(maxsize=1)
def demanding_roles() -> frozenset[Role]:
    """Return the roles of DASAI_SECOND_FACTOR_ROLES; raises Misconfigured if one is unknown."""
    names = {name.strip() for name in settings().second_factor_roles.split(",")} - {""}
    if names - set(Role):
        raise Misconfigured(f"DASAI_SECOND_FACTOR_ROLES: give roles by commas, of {', '.join(Role)}")
    return frozenset(Role(name) for name in names)


def issuer() -> str:
    """Return the name under which authenticators list the codes of this platform."""
    return edition().name.zh
