"""The keys of reports and objections: the seal on reporters (H2, K4), and the codes by which a matter is tracked (H3)."""

from __future__ import annotations

import base64
import hashlib
import re
from functools import lru_cache

from chassis.sealing import Sealer, sealer_of

# 160 bits: nobody guesses it
_CODE_BYTES = 20


@lru_cache(maxsize=1)
def reporter_sealer() -> Sealer:
    """Return the sealer with the keys of DASAI_REPORTER_KEYS; raises Misconfigured if they are not well formed."""
    return sealer_of("reporter_keys")


def new_tracking_code(identifier: str) -> str:
    """Return the secret tracking code of a report or objection, 32 letters and digits.

    It is derived under our key and not stored, so that a repeated command is answered with the same code.
    """
    return next(iter(_codes(identifier)))


def tracking_code(identifier: str, tracking_hash: str) -> str:
    """Return the code that has this hash, also if the keys rotated since; '' if its key is gone."""
    return next((code for code in _codes(identifier) if hash_of(code) == tracking_hash), "")


def hash_of(code: str) -> str:
    """Return the hash by which a tracking code is looked up, in whatever groups and case it was typed."""
    return hashlib.sha256(re.sub(r"[\s-]", "", code).upper().encode()).hexdigest()


def _codes(identifier: str) -> list[str]:
    keyed = reporter_sealer().match_keys(f"tracking:{identifier}").values()
    return [base64.b32encode(bytes.fromhex(key)[:_CODE_BYTES]).decode() for key in keyed]
