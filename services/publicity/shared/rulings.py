"""Check what a ruling says of the rule that was broken (H3)."""

from __future__ import annotations

import re

LONGEST_REASON = 2000
_RULE_CODE = re.compile(r"[A-Z][0-9]{1,2}_[A-Z0-9_]{2,60}")


def is_rule_code(code: str) -> bool:
    """Return True if it has the form of a rule's stable code, for example `B10_FALSE_DECLARATION`."""
    return _RULE_CODE.fullmatch(code) is not None
