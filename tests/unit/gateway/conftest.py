"""A gateway for unit tests."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.unit.gateway.running import Gateway, running_gateway


@pytest.fixture
def gateway(tmp_path: Path) -> Iterator[Gateway]:
    """Return a gateway on 10 June 2024, contest time, with a small registration behind it."""
    with running_gateway(tmp_path, datetime(2024, 6, 10, tzinfo=UTC)) as running:
        yield running
