"""What the edition calls its divisions, for the texts of messages (rule J1)."""

from __future__ import annotations

from functools import lru_cache

from chassis.edition.current import edition


@lru_cache(maxsize=1)
def division_names() -> dict[str, tuple[str, str]]:
    """Return each division's official Chinese name and its English name, by code."""
    return {
        division.code: (division.official_name, f"the division {division.name.en}") for division in edition().divisions
    }
