"""Settings of accounts: divisions, the privacy notice, the first accounts; and real time."""

from __future__ import annotations

import json

from chassis.edition.current import edition
from chassis.facts.roles import Grant, Role
from chassis.kernel.clock import Instant, SystemClock
from chassis.privacy_notice import privacy_notice as privacy_notice
from chassis.settings import Misconfigured, settings


def division_codes() -> frozenset[str]:
    """Return the codes of the edition's divisions."""
    return frozenset(division.code for division in edition().divisions)


def first_accounts() -> list[tuple[str, str, tuple[Grant, ...]]]:
    """Return login, password and roles of each of DASAI_BOOTSTRAP_ACCOUNTS; raises Misconfigured, without what they hold."""
    try:
        return [
            (
                str(first["login"]),
                str(first["password"]),
                tuple(Grant(Role(role["role"]), role.get("division", "")) for role in first["roles"]),
            )
            for first in json.loads(settings().bootstrap_accounts.get_secret_value())
        ]
    except (AttributeError, KeyError, TypeError, ValueError):
        form = '[{"login": "...", "password": "...", "roles": [{"role": "operator"}]}]'
        raise Misconfigured(f"DASAI_BOOTSTRAP_ACCOUNTS: give accounts in JSON, such as {form}") from None


def real_time() -> Instant:
    """Return real time: sessions, links and delays go by it, for contest time may be moved."""
    return SystemClock().now()
