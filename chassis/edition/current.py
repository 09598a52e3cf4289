"""The edition that this process runs."""

from __future__ import annotations

from functools import lru_cache

from ..settings import Misconfigured, settings
from . import Edition, EditionError, load_edition


@lru_cache(maxsize=1)
def edition() -> Edition:
    """Return the edition of DASAI_EDITION_FILE, read once; raises Misconfigured with every mistake's place."""
    try:
        return load_edition(settings().edition_file)
    except EditionError as error:
        raise Misconfigured(f"DASAI_EDITION_FILE: {error}") from None
