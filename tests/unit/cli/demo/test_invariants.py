"""The demo's independent check fails on broken data: a check that nobody saw fail is none.

The demo itself runs in tests/chaos, while processes are killed, and by `./dasai demo`.
"""

from __future__ import annotations

from typing import Any

from chassis.edition import load_edition
from cli.demo import invariants
from cli.stack.program import ROOT

EDITION = load_edition(ROOT / "editions" / "2024.yaml")


def _team(*persons: str, receipts: int = 1, state: str = "submitted") -> dict[str, Any]:
    made = [{"number": f"R{number}", "digest": "d"} for number in range(receipts)]
    return {"state": state, "representatives": [{"match_key": key} for key in persons], "receipts": made}


def test_b5_a_person_in_two_teams_is_found() -> None:
    """B5: two live teams with one person; a withdrawn one does not count."""
    assert invariants._one_team_a_person({"a": _team("p"), "b": _team("q")}).holds
    assert invariants._one_team_a_person({"a": _team("p"), "b": _team("p", state="withdrawn")}).holds
    assert not invariants._one_team_a_person({"a": _team("p"), "b": _team("p")}).holds


def test_c8_a_lost_and_a_doubled_submission_are_found() -> None:
    """C8: every receipt has its submission, once."""
    receipts = {"a": {"number": "R0", "digest": "d"}}
    assert invariants._submissions_kept({"a": _team("p")}, receipts).holds
    assert not invariants._submissions_kept({"a": _team("p", receipts=0)}, receipts).holds
    assert not invariants._submissions_kept({"a": _team("p", receipts=2)}, receipts).holds
    assert not invariants._submissions_kept({}, receipts).holds


def test_d1_a_submission_without_decision_is_found() -> None:
    """D1: every submission reviewed."""
    decided = {"decisions": [{"submission_number": 1, "sequence": 1}]}
    assert invariants._every_submission_reviewed({"a": _team("p")}, {"a": decided}).holds
    assert not invariants._every_submission_reviewed({"a": _team("p")}, {}).holds
    assert not invariants._every_submission_reviewed(
        {"a": _team("p")}, {"a": {"decisions": decided["decisions"] * 2}}
    ).holds


def test_d3_a_second_decision_is_found_unless_the_case_was_reopened() -> None:
    """D1, D3: an appeal that is granted leads to another decision on the same submission; nothing else does."""

    def reviewed(*, reopened: int) -> bool:
        decisions = [{"submission_number": 1, "sequence": sequence} for sequence in (1, 3)]
        case = {"decisions": decisions, "reopenings": [{"sequence": reopened}]}
        return invariants._every_submission_reviewed({"a": _team("p")}, {"a": case}).holds

    assert (reviewed(reopened=2), reviewed(reopened=4)) == (True, False)


def test_f1_a_third_recommendation_of_a_track_is_found() -> None:
    """F1: at most two recommended a track; what an upheld objection adds (F8) or has lost its place does not count."""

    def filed(count: int, **third: object) -> bool:
        entries = [{"team": {"track": "industry"}}] * count
        recommendation = {"entries": [*entries, *([{"team": {"track": "industry"}} | third] if third else [])]}
        return invariants._recommendations_within_quota({"110000": recommendation}, EDITION).holds

    assert (filed(2), filed(3)) == (True, False)
    assert (filed(2, admitted=True), filed(2, lost_at="2024-10-01"), filed(3, admitted=True)) == (True, True, False)


def test_g2_a_second_first_prize_is_found() -> None:
    """G2: one first prize a track."""

    def awards(count: int) -> dict[str, dict[str, Any]]:
        return {str(n): {"facts": {"track": "industry", "prize": "first"}} for n in range(count)}

    assert invariants._awards_within_quotas(awards(1), EDITION).holds
    assert not invariants._awards_within_quotas(awards(2), EDITION).holds
