"""The 2024 edition's file, and changed copies of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from chassis.edition import Edition, load_edition

FILE = Path(__file__).parents[4] / "editions" / "2024.yaml"

Edited = Callable[[str, str], tuple[bytes, int]]


@pytest.fixture(scope="session")
def edition_file() -> Path:
    """Return the path of the 2024 edition."""
    return FILE


@pytest.fixture(scope="session")
def edition() -> Edition:
    """Return the 2024 edition."""
    return load_edition(FILE)


@pytest.fixture(scope="session")
def edited() -> Edited:
    """Replace a passage that occurs once; gives the file's bytes and the line on which the passage begins."""
    text = FILE.read_text(encoding="utf-8")

    def edit(old: str, new: str) -> tuple[bytes, int]:
        assert text.count(old) == 1, f"{old!r} occurs {text.count(old)} times"
        line = text[: text.index(old)].count("\n") + 1
        return text.replace(old, new).encode(), line

    return edit
