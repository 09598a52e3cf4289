"""Publicity running, for its service tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.service.publicity.running import Publicity


@pytest.fixture(scope="module")
def publicity(tmp_path_factory: pytest.TempPathFactory, own_amqp_url: str, mongodb_url: str) -> Iterator[Publicity]:
    """Publicity with an empty database and its own clock."""
    running = Publicity(tmp_path_factory.mktemp("publicity"), own_amqp_url, mongodb_url)
    running.start()
    yield running
    running.stop()
