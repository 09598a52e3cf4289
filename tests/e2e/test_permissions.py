"""K1: the table of permissions is what the platform does."""

from __future__ import annotations

import pytest
from rich.console import Console

from cli.permissions.proof import prove


@pytest.mark.long
@pytest.mark.parts
def test_k1_every_operation_as_every_caller_answers_as_the_table_says() -> None:
    """K1: try each on own and foreign objects, with filters and page tokens of others; nothing foreign is in any answer."""
    assert prove(Console(width=200))
