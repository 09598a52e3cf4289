"""Files by their numbers: sizes in words, room that is reserved (rule C7)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from services.registration.materials.model.material import Reservations, mib
from tests.unit.services.registration import builders as a

MIB = 1024 * 1024


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (0, "0 MB"),
        (1, "0.1 MB"),
        (MIB, "1 MB"),
        (50 * MIB, "50 MB"),
        (50 * MIB + 1, "50.1 MB"),
        (3 * MIB // 2, "1.5 MB"),
        (4096 * MIB, "4096 MB"),
    ],
)
def test_c7_a_size_over_a_limit_never_reads_like_the_limit(size: int, words: str) -> None:
    """C7: in MB of 1,048,576 bytes as pages say sizes, tenths rounded up."""
    assert mib(size) == words


def test_c7_ended_uploads_and_reservations_without_one_free_their_room() -> None:
    """C7: an upload that is over, at once; one without a record, after ten minutes; the others keep theirs."""
    at = a.WHILE_OPEN
    team = Reservations(id="t1")
    for name in ("open", "over", "never"):
        team.reserve(name, 10, at)
    team.reserve("open", 10, at)
    assert [upload.upload_id for upload in team.uploads] == ["over", "never", "open"]
    team.free({"over"}, {"open", "over"}, at + timedelta(minutes=10))
    assert [upload.upload_id for upload in team.uploads] == ["never", "open"]
    team.free(set(), {"open"}, at + timedelta(minutes=10, milliseconds=1))
    assert [upload.upload_id for upload in team.uploads] == ["open"]
