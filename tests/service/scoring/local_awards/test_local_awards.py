"""Local awards over the running service (E7, H4, K1)."""

from __future__ import annotations

import pytest
from dasai.review.v1 import events_pb2 as review
from dasai.scoring.v1 import local_awards_pb2

from chassis.facts.schemes import LocalAward
from tests.service.publicity.running import wait_for
from tests.service.scoring.running import (
    DIVISION,
    HOST,
    OTHER_HOST,
    PANEL,
    SECRETARIAT,
    Scoring,
    case_decided,
    case_reopened,
    freeze_round,
    make_frozen_round,
    newest_ranking,
    reopen_ranking,
    scheme_published,
    team_disqualified,
)
from tests.unit.services.scoring.builders import make_team

pytestmark = pytest.mark.parts


def grant_request(*numbers: int) -> local_awards_pb2.GrantLocalAwardsRequest:
    """Ask for the award for these teams."""
    grants = [local_awards_pb2.LocalGrant(category="优秀项目", team_id=make_team(number).team_id) for number in numbers]
    return local_awards_pb2.GrantLocalAwardsRequest(division_code=DIVISION, grants=grants)


def offer_awards(scoring: Scoring, version: int) -> None:
    """Publish a version of the scheme that has a local award for two projects, and wait until scoring knows it."""
    newer = scheme_published(DIVISION, local_awards=(LocalAward(category="优秀项目", quota=2, prize="证书"),))
    newer.scheme_version = version
    scoring.publish(newer)
    wait_for(lambda: scoring.database["panels"].find_one({"_id": PANEL, "state.scheme_version": version}))


READ = local_awards_pb2.GetLocalAwardsRequest(division_code=DIVISION)


def shown_awards(scoring: Scoring) -> list[tuple[str, bool]]:
    """Return team and if it is suspended, of each award that the public sees."""
    shown = scoring.call(scoring.local_awards.GetLocalAwards, READ)
    return [(award.team_id, award.suspended) for award in shown.awards]


def test_a_case_that_is_reopened_and_rejected_takes_the_award(scoring: Scoring) -> None:
    """D1, E7: passed, reopened and rejected under one number: no award while the case is open, none after the rejection."""
    identifier = make_frozen_round(scoring, "science", {93: "90", 94: "80"})
    offer_awards(scoring, 5)
    grant = scoring.local_awards.GrantLocalAwards
    team_93, team_94 = make_team(93).team_id, make_team(94).team_id
    scoring.publish(case_reopened(93, "science", sequence=2))
    wait_for(lambda: newest_ranking(scoring, identifier).number == 2)
    lines = newest_ranking(scoring, identifier).projects
    assert [(line.team.team_id, line.rank, line.suspended) for line in lines] == [
        (team_93, 1, True),
        (team_94, 2, False),
    ]
    assert scoring.refused(grant, grant_request(93), HOST) == "E7_CASE_OPEN"
    scoring.call(grant, grant_request(94), HOST)
    # the older pass arrives once more, and changes nothing
    scoring.publish(case_decided(93, "science", sequence=1))
    scoring.publish(case_decided(93, "science", review.OUTCOME_REJECTED, sequence=3))
    wait_for(lambda: newest_ranking(scoring, identifier).number == 3)
    lines = newest_ranking(scoring, identifier).projects
    assert [(line.team.team_id, line.rank, line.struck) for line in lines] == [
        (team_94, 1, False),
        (team_93, 0, True),
    ]
    assert scoring.refused(grant, grant_request(93), HOST) == "E7_NO_RANKING"
    # an award that was granted before fares as its project does, and comes back with it
    scoring.publish(case_reopened(94, "science", sequence=2))
    wait_for(lambda: shown_awards(scoring) == [(team_94, True)])
    scoring.publish(case_decided(94, "science", review.OUTCOME_REJECTED, sequence=3))
    wait_for(lambda: shown_awards(scoring) == [])
    scoring.publish(case_reopened(94, "science", sequence=4))
    scoring.publish(case_decided(94, "science", sequence=5))
    wait_for(lambda: shown_awards(scoring) == [(team_94, False)])


def test_no_award_is_granted_from_a_reopened_ranking(scoring: Scoring) -> None:
    """E6, E7: those granted before are shown as suspended until it is frozen again."""
    identifier = make_frozen_round(scoring, "urban", {95: "90", 96: "80"})
    offer_awards(scoring, 6)
    grant = scoring.local_awards.GrantLocalAwards
    scoring.call(grant, grant_request(95), HOST)
    reopen_ranking(scoring, identifier)
    assert shown_awards(scoring) == [(make_team(95).team_id, True)]
    assert scoring.refused(grant, grant_request(95, 96), HOST) == "E7_NO_RANKING"
    scoring.call(grant, grant_request(95), HOST)  # granted before: it stays, and counts no more than it did
    assert shown_awards(scoring) == [(make_team(95).team_id, True)]
    freeze_round(scoring, identifier)
    assert shown_awards(scoring) == [(make_team(95).team_id, False)]


def test_local_awards_within_the_scheme(scoring: Scoring) -> None:
    """E7, H4: by the host alone, from its frozen rankings, within its quotas; public; lost with the place."""
    make_frozen_round(scoring, "finance", {91: "90", 92: "80"})
    newer = scheme_published(DIVISION, local_awards=(LocalAward(category="优秀项目", quota=1, prize="证书"),))
    newer.scheme_version = 7
    scoring.publish(newer)
    wait_for(lambda: scoring.database["panels"].find_one({"_id": PANEL, "state.scheme_version": 7}))
    grant = scoring.local_awards.GrantLocalAwards
    assert scoring.refused(grant, grant_request(91), OTHER_HOST) == "K1_FORBIDDEN"
    assert scoring.refused(grant, grant_request(91), SECRETARIAT) == "K1_FORBIDDEN"
    assert scoring.refused(grant, grant_request(91, 92), HOST) == "E7_QUOTA_EXCEEDED"
    assert scoring.refused(grant, grant_request(99), HOST) == "E7_NO_RANKING"
    granted = scoring.call(grant, grant_request(91), HOST, key="grant")
    assert scoring.call(grant, grant_request(91), HOST, key="grant") == granted
    read = local_awards_pb2.GetLocalAwardsRequest(division_code=DIVISION)
    shown = scoring.call(scoring.local_awards.GetLocalAwards, read)
    assert shown == granted
    assert [(award.category, award.prize, award.project_name) for award in shown.awards] == [
        ("优秀项目", "证书", make_team(91).project_name)
    ]
    scoring.publish(team_disqualified(91, "finance"))
    wait_for(lambda: not scoring.call(scoring.local_awards.GetLocalAwards, read).awards)


def test_a_division_without_local_awards_is_not_found(scoring: Scoring) -> None:
    """K1: one code for all that is not there."""
    read = local_awards_pb2.GetLocalAwardsRequest(division_code="120000")
    assert scoring.refused(scoring.local_awards.GetLocalAwards, read) == "NOT_FOUND"
