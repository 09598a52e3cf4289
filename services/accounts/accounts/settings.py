"""What the deployment says of accounts: divisions, the privacy notice, limits; and real time."""

from __future__ import annotations

import json
from functools import lru_cache

import yaml

from chassis.edition.current import edition
from chassis.facts.roles import Grant, Role
from chassis.kernel.clock import Instant, SystemClock
from chassis.settings import Misconfigured, settings

from .model import PrivacyNotice


@lru_cache(maxsize=1)
def privacy_notice() -> PrivacyNotice:
    """Return the notice of DASAI_PRIVACY_NOTICE_FILE; raises Misconfigured if the file is not as it should be."""
    path = settings().privacy_notice_file
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        notice = PrivacyNotice(**{name: str(text).strip() for name, text in content.items()})
    except (OSError, AttributeError, TypeError, ValueError, yaml.YAMLError) as error:
        raise Misconfigured(f"DASAI_PRIVACY_NOTICE_FILE: {type(error).__name__}; see docs/en/operators.md") from None
    if not all((notice.version, notice.notice_zh, notice.notice_en)):
        raise Misconfigured("DASAI_PRIVACY_NOTICE_FILE: the version and both texts of the notice are required")
    return notice


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
