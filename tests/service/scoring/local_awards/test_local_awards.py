"""Local awards over the running service (E7, H4, K1)."""

from __future__ import annotations

import pytest
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
    make_frozen_round,
    scheme_published,
    team_disqualified,
)
from tests.unit.services.scoring.builders import make_team

pytestmark = pytest.mark.parts


def grant_request(*numbers: int) -> local_awards_pb2.GrantLocalAwardsRequest:
    """Ask for the award for these teams."""
    grants = [local_awards_pb2.LocalGrant(category="优秀项目", team_id=make_team(number).team_id) for number in numbers]
    return local_awards_pb2.GrantLocalAwardsRequest(division_code=DIVISION, grants=grants)


def test_local_awards_within_the_scheme(scoring: Scoring) -> None:
    """E7, H4: by the host alone, from its frozen rankings, within its quotas; public; lost with the place."""
    make_frozen_round(scoring, "finance", {91: "90", 92: "80"})
    newer = scheme_published(DIVISION, local_awards=(LocalAward(category="优秀项目", quota=1, prize="证书"),))
    newer.scheme_version = 2
    scoring.publish(newer)
    wait_for(lambda: scoring.database["panels"].find_one({"_id": PANEL, "state.scheme_version": 2}))
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
