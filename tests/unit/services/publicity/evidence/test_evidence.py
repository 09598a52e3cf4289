"""Evidence of reports: named by one report in time, or deleted (H2)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from chassis.kernel.refusal import Refusal
from services.publicity.evidence import rules
from services.publicity.evidence.model import Evidence, EvidenceState, clean_file_name
from tests.unit.services.publicity.builders import beijing

MS = timedelta(milliseconds=1)
AT = beijing("2024-10-22T10:00:00.000")
UNTIL = AT + timedelta(hours=24)
SHA256 = "ab" * 32


def make_evidence() -> Evidence:
    evidence = Evidence.receive(
        "e-1",
        file_name="对比.pdf",
        sha256=SHA256,
        size_bytes=9,
        media_type="application/pdf",
        life=timedelta(hours=24),
        at=AT,
    )
    evidence.finish()
    return evidence


@pytest.mark.parametrize("sha256", ["", SHA256, SHA256.upper()])
def test_a_report_names_it_in_time(sha256: str) -> None:
    """H2: until the last instant of its day, by its hash in either case or without; again by the same report changes nothing."""
    evidence = make_evidence()
    evidence.name_in("r-1", sha256, UNTIL)
    evidence.name_in("r-1", sha256, UNTIL + MS)
    assert evidence.report_id == "r-1"


def test_it_is_named_once_in_time_and_as_what_it_is() -> None:
    """H2: not too late, not by another report, not as another file, not before it is kept, nor while it is deleted."""
    late, taken, other, removing = (make_evidence() for _ in range(4))
    taken.name_in("r-1", "", AT)
    removing.begin_removal(UNTIL + MS)
    arriving = make_evidence()
    arriving.state = EvidenceState.ARRIVING
    for evidence, sha256, at in (
        (late, "", UNTIL + MS),
        (taken, "", AT),
        (other, "cd" * 32, AT),
        (removing, "", AT),
        (arriving, "", AT),
    ):
        with pytest.raises(Refusal) as refused:
            evidence.name_in("r-2", sha256, at)
        assert refused.value.code == rules.H2_FILE_GONE


def test_it_is_deleted_after_its_day_unless_it_stays() -> None:
    """H2: not a millisecond before its time is over; one that a report names stays."""
    evidence = make_evidence()
    assert evidence.begin_removal(UNTIL) is False
    assert evidence.begin_removal(UNTIL + MS) is True
    assert evidence.state is EvidenceState.REMOVING
    kept = make_evidence()
    kept.stay()
    assert kept.begin_removal(UNTIL + timedelta(days=999)) is False


@pytest.mark.parametrize(
    ("written", "kept"),
    [(" 对比表 2024.pdf ", "对比表 2024.pdf"), ("e\u0301.png", "é.png"), ("x" * 120, "x" * 120)],
)
def test_names_of_files_are_kept(written: str, kept: str) -> None:
    """H2: as people write them."""
    assert clean_file_name(written) == kept


@pytest.mark.parametrize(
    "name", ["", " ", "a/b.pdf", "a\\b.pdf", "a／b.pdf", "..", "a\u202efdp.exe", "\u3164", "x" * 121]
)
def test_names_that_deceive_are_refused(name: str) -> None:
    """H2: paths, invisible or reversing characters, nothing at all, or without end."""
    with pytest.raises(Refusal) as refused:
        clean_file_name(name)
    assert refused.value.code == rules.H2_FILE_NAME
