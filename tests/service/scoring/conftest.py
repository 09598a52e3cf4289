"""Scoring's processes for its service tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.service.scoring.running import Scoring


@pytest.fixture(scope="module")
def scoring(tmp_path_factory: pytest.TempPathFactory, own_amqp_url: str, mongodb_url: str) -> Iterator[Scoring]:
    """Run scoring with an empty database and its own clock."""
    running = Scoring(tmp_path_factory.mktemp("scoring"), own_amqp_url, mongodb_url)
    try:
        running.start()
        yield running
    finally:
        running.stop()
