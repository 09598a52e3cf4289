"""The end of a notice (F8, G1)."""

from __future__ import annotations

from dasai.publicity.v1 import events_pb2 as publicity
from dasai.review.v1 import national_check_pb2

from services.review.national_check import commands, queries, rules, wire
from services.review.recommendations import store as recommendations_store
from tests.service.review.stored import SECRETARIAT, WORKER, add_case, check_all, recommend
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


def test_f8_a_substitute_has_a_version_a_check_and_a_notice_of_its_own() -> None:
    """F5, F6, F8: refused unchecked; confirmed by the end of its own notice, not by that of the first version."""
    recommend("a", "b")
    listed = commands.propose_finalists(SECRETARIAT, a.NOW).list_id
    recommendation = recommendations_store.recommendations.get("110000")
    recommendation.lose("a", "F5_DUPLICATE_PROJECT", at=a.NOW)
    recommendation.notify("a", "请于期限内递补。", days=7, by="secretary", at=a.NOW)
    recommendation.substitute("a", a.ranked("c"), drawn_tracks=(), at=a.NOW)
    recommendations_store.recommendations.save(recommendation)
    add_case("c", passed=True)
    assert a.refused(lambda: commands.propose_finalists(SECRETARIAT, a.NOW)) == rules.F5_NOT_CHECKED
    check_all()
    shown = commands.propose_finalists(SECRETARIAT, a.NOW)
    assert (shown.version, [(line.finalist.team.team_id, line.version) for line in shown.listed]) == (
        2,
        [("a", 1), ("b", 1), ("c", 2)],
    )
    outcomes = []
    for version in (1, 2):
        event = publicity.NoticeClosed(
            kind=publicity.NOTICE_KIND_FINALISTS, subject_id=listed, version=version, upheld_team_ids=[]
        )
        commands.confirm_finalists(wire.confirm_finalists(event), WORKER, a.NOW)
        shown = queries.get_finalists(SECRETARIAT)
        outcomes.append((shown.state, shown.listed[2].state))
    assert outcomes == [
        (PROPOSED, national_check_pb2.FINALIST_STATE_ON_NOTICE),
        (CONFIRMED, national_check_pb2.FINALIST_STATE_CONFIRMED),
    ]
