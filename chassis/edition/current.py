"""The edition that this process runs."""

from __future__ import annotations

from functools import lru_cache

from ..settings import settings
from . import Edition, load_edition


@lru_cache(maxsize=1)
def edition() -> Edition:
    """Return the edition of DASAI_EDITION_FILE, read once; raises EditionError with every mistake's place."""
    return load_edition(settings().edition_file)
