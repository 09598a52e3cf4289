"""Every event of accounts mirrors its message."""

from __future__ import annotations

import pytest

from services.accounts.catalogue import EVENTS


@pytest.mark.parametrize("kind", sorted(EVENTS, key=str))
def test_every_event_mirrors_its_message(kind: type) -> None:
    """Names and fields agree, so nothing is lost on the way to the bus."""
    message = EVENTS[kind]
    assert message.DESCRIPTOR.name == kind.__name__
    assert set(message.DESCRIPTOR.fields_by_name) == set(kind.__dataclass_fields__)  # type: ignore[attr-defined]
