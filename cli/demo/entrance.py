"""A way into a contest to look at: an account of a role, and the page where its work begins."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Entrance:
    """A role's way in: an account, and the page where its work begins."""

    zh: str
    en: str
    login: str
    page: str
