"""The end of a notice (F8, G1)."""

from __future__ import annotations

from dasai.publicity.v1 import events_pb2 as publicity
from dasai.review.v1 import national_check_pb2

from services.review.national_check import commands, queries, wire
from tests.service.review.stored import SECRETARIAT, WORKER, recommend
from tests.unit.services.review import builders as a

PROPOSED = national_check_pb2.FINALIST_LIST_STATE_PROPOSED
CONFIRMED = national_check_pb2.FINALIST_LIST_STATE_CONFIRMED


def test_f8_only_the_notice_of_the_finalists_confirms_their_list() -> None:
    """F8: without teams against whom an objection was upheld; a notice on winners or on other finalists changes nothing."""
    recommend("a", "b")
    proposed = commands.propose_finalists(SECRETARIAT, a.NOW)
    outcomes = []
    for kind, subject_id in (
        (publicity.NOTICE_KIND_WINNERS, proposed.list_id),
        (publicity.NOTICE_KIND_FINALISTS, "finalists-1999"),
        (publicity.NOTICE_KIND_FINALISTS, proposed.list_id),
    ):
        event = publicity.NoticeClosed(kind=kind, subject_id=subject_id, upheld_team_ids=["a"])
        commands.confirm_finalists(wire.confirm_finalists(event), WORKER, a.NOW)
        shown = queries.get_finalists(SECRETARIAT)
        outcomes.append((shown.state, [finalist.team.team_id for finalist in shown.finalists]))
    assert outcomes == [(PROPOSED, ["a", "b"]), (PROPOSED, ["a", "b"]), (CONFIRMED, ["b"])]


def test_f5_the_check_runs_again_and_adds_only_new_hits() -> None:
    """F5: two teams with one file are one hit, however often the check runs."""
    recommend("a", "b")
    for _ in range(2):
        answer = commands.run_national_check(SECRETARIAT, a.NOW)
        assert (answer.candidates, answer.hits) == (2, 1)
    hits = queries.list_hits(national_check_pb2.ListHitsRequest(), SECRETARIAT).hits
    assert [[team.team_id for team in hit.teams] for hit in hits] == [["a", "b"]]
