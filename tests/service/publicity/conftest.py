"""Publicity running, for its service tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.service.publicity.running import Publicity


@pytest.fixture(scope="module")
def publicity(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Publicity]:
    """Publicity with an empty database and its own clock."""
    running = Publicity(tmp_path_factory.mktemp("publicity"))
    running.start()
    yield running
    running.stop()
