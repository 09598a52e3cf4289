"""Panels over the running service: who appoints, who sees (E1, K1)."""

from __future__ import annotations

import pytest
from dasai.scoring.v1 import panels_pb2

from chassis.actor import Grant, Role
from tests.service.scoring.running import (
    COMMITTEE,
    EXPERT,
    EXPERTS,
    HOST,
    OTHER_HOST,
    PANEL,
    SECRETARIAT,
    Scoring,
    collect_round,
)

pytestmark = pytest.mark.parts
PARTICIPANT = Grant(Role.PARTICIPANT)


def test_a_panel_is_appointed_by_its_host_or_the_secretariat(scoring: Scoring) -> None:
    """E1, K1: a division's host its own, the secretariat that of the final; nobody else."""
    appoint = scoring.panels.AppointExperts
    of_division = panels_pb2.AppointExpertsRequest(panel_id=PANEL, experts=[])
    for grant in (OTHER_HOST, SECRETARIAT, COMMITTEE, EXPERT, PARTICIPANT):
        assert scoring.refused(appoint, of_division, grant) == "K1_FORBIDDEN"
    expert = panels_pb2.Expert(account_id="expert-8", organisation_uscc="E8")
    of_final = panels_pb2.AppointExpertsRequest(panel_id="final", experts=[expert])
    assert scoring.refused(appoint, of_final, HOST) == "K1_FORBIDDEN"
    assert scoring.call(appoint, of_final, SECRETARIAT).panel_id == "final"
    unknown = panels_pb2.AppointExpertsRequest(panel_id="division-999999")
    assert scoring.refused(appoint, unknown, HOST) == "E1_UNKNOWN_PANEL"


def test_a_panel_is_read_by_its_host_the_secretariat_and_the_committee(scoring: Scoring) -> None:
    """K1: its host, the secretariat and the committee."""
    collect_round(scoring, "industry", [1])
    request = panels_pb2.GetPanelRequest(panel_id=PANEL)
    for grant in (OTHER_HOST, PARTICIPANT, EXPERT):
        assert scoring.refused(scoring.panels.GetPanel, request, grant) == "K1_FORBIDDEN"
    for grant in (HOST, SECRETARIAT, COMMITTEE):
        panel = scoring.call(scoring.panels.GetPanel, request, grant)
        assert tuple(expert.account_id for expert in panel.experts) == EXPERTS
