"""What the deployment says of second factors: which roles demand one; and by which name authenticators show the platform."""

from __future__ import annotations

from functools import lru_cache

from chassis.edition.current import edition
from chassis.facts.roles import Role
from chassis.settings import Misconfigured, settings


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
