"""Check what a ruling says of the rule that was broken (H3)."""

from __future__ import annotations

import re

LONGEST_REASON = 2000
_RULE_CODE = re.compile(r"([A-Z])([1-9][0-9]?)_[A-Z0-9_]{2,60}")
# the number of the last rule of each part of the contest's rules
_LAST = {"A": 6, "B": 10, "C": 12, "D": 5, "E": 7, "F": 8, "G": 4, "H": 5, "J": 3, "K": 5}


def is_rule_code(code: str) -> bool:
    """Return True if it is the stable code of a rule that there is, for example `B10_FALSE_DECLARATION`."""
    named = _RULE_CODE.fullmatch(code)
    return named is not None and int(named[2]) <= _LAST.get(named[1], 0)
