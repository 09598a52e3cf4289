"""Notes of who is editing a section at this moment, so that teammates do not write the same one (rule C4). They lock nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

# after so long without a note an account is editing no more: its page was closed, or its connection is gone
SHOWN_FOR = timedelta(seconds=30)


@dataclass(frozen=True, kw_only=True)
class Editing:
    """An account that is editing a section."""

    section: str
    by: str
