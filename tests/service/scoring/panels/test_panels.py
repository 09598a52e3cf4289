"""Panels over the running service: who appoints, who sees (E1, K1)."""

from __future__ import annotations

import pytest
from dasai.accounts.v1 import events_pb2 as accounts
from dasai.scoring.v1 import panels_pb2, rankings_pb2, rounds_pb2, sheets_pb2

from chassis.actor import Grant, Role
from tests.service.publicity.running import wait_for
from tests.service.scoring.running import (
    COMMITTEE,
    DIVISION,
    EXPERT,
    EXPERTS,
    HOST,
    OTHER_HOST,
    PANEL,
    SECRETARIAT,
    Scoring,
    all_scores,
    appoint_experts,
    assign_experts,
    collect_round,
    sheets_of,
    staff_changed,
    submit_scores,
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
    assert appoint_experts(scoring, "final", ["expert-8"]).panel_id == "final"
    unknown = panels_pb2.AppointExpertsRequest(panel_id="division-999999")
    assert scoring.refused(appoint, unknown, HOST) == "E1_UNKNOWN_PANEL"


def test_e1_an_expert_has_an_account_with_the_role_and_its_organisation(scoring: Scoring) -> None:
    """E1, E2, K1: E1_NO_SUCH_EXPERT and E1_ORGANISATION_DIFFERS; accepted nation-wide, and without naming the organisation."""
    appoint = scoring.panels.AppointExperts
    for account, changes in {
        "of-division": {},
        "national": {"grants": [accounts.Grant(role=accounts.ROLE_EXPERT)]},
        "disabled": {"state": accounts.ACCOUNT_STATE_DISABLED, "sequence": 2},
        "elsewhere": {"grants": [accounts.Grant(role=accounts.ROLE_EXPERT, division="120000")]},
        "reviewer": {"grants": [accounts.Grant(role=accounts.ROLE_REVIEWER, division=DIVISION)]},
        "nowhere": {"organisation_uscc": ""},
    }.items():
        scoring.publish(staff_changed(account, DIVISION, **changes))
    # of an account that was enabled before
    scoring.publish(staff_changed("disabled", DIVISION))
    wait_for(lambda: scoring.database["staff"].count_documents({"_id": {"$in": ["nowhere", "disabled"]}}) == 2)

    def request(panel_id: str, *named: str, organisation_uscc: str = "") -> panels_pb2.AppointExpertsRequest:
        experts = [panels_pb2.Expert(account_id=account, organisation_uscc=organisation_uscc) for account in named]
        return panels_pb2.AppointExpertsRequest(panel_id=panel_id, experts=experts)

    for account in ("disabled", "elsewhere", "reviewer", "nobody"):
        assert scoring.refused(appoint, request(PANEL, "of-division", account), HOST) == "E1_NO_SUCH_EXPERT"
    assert scoring.refused(appoint, request("final", "of-division"), SECRETARIAT) == "E1_NO_SUCH_EXPERT"
    assert scoring.refused(appoint, request(PANEL, "nowhere"), HOST) == "E1_ORGANISATION_DIFFERS"
    other = request(PANEL, "of-division", organisation_uscc="ANOTHER")
    assert scoring.refused(appoint, other, HOST) == "E1_ORGANISATION_DIFFERS"
    taken = scoring.call(appoint, request(PANEL, "of-division", "national"), HOST).experts
    assert [each.organisation_uscc for each in taken] == ["OF-DIVISION", "NATIONAL"]
    national = scoring.call(appoint, request("final", "national"), SECRETARIAT).experts
    assert [each.account_id for each in national] == ["national"]


def test_e2_the_sheets_of_an_expert_who_is_gone(scoring: Scoring) -> None:
    """E2: refuse to freeze until somebody else scores what was not submitted; what was submitted counts."""
    identifier = collect_round(scoring, "finance", [41, 42])
    assign_experts(scoring, identifier)
    gone = next(account for account in EXPERTS if len(sheets_of(scoring, account, identifier)) == 2)
    first, second = sheets_of(scoring, gone, identifier)
    submit_scores(scoring, gone, first.sheet_id, "80")
    scoring.publish(staff_changed(gone, DIVISION, state=accounts.ACCOUNT_STATE_DISABLED, sequence=2))
    panel = panels_pb2.GetPanelRequest(panel_id=PANEL)

    def inactive() -> list[str]:
        experts = scoring.call(scoring.panels.GetPanel, panel, HOST).experts
        return [each.account_id for each in experts if each.inactive]

    wait_for(lambda: inactive() == [gone])
    scoring.publish(staff_changed(gone, DIVISION))  # the older event comes again
    save = sheets_pb2.SaveSheetRequest(sheet_id=second.sheet_id, scores=all_scores("70"))
    assert scoring.refused(scoring.sheets.SaveSheet, save, EXPERT, account=gone) == "E2_RELEASED"
    others = [account for account in EXPERTS if account != gone]
    for account in others:
        for sheet in sheets_of(scoring, account, identifier):
            submit_scores(scoring, account, sheet.sheet_id, "60")
    freeze = rankings_pb2.FreezeRoundRequest(round_id=identifier, accept_disagreements=True)
    assert scoring.refused(scoring.rounds.FreezeRound, freeze, HOST) == "E2_INTEREST_DECLARED"
    # who is gone may stay in the list of experts
    named = panels_pb2.AppointExpertsRequest(
        panel_id=PANEL, experts=[panels_pb2.Expert(account_id=account) for account in EXPERTS]
    )
    scoring.call(scoring.panels.AppointExperts, named, HOST)
    assert inactive() == [gone]
    scoring.call(scoring.rounds.AssignExperts, rounds_pb2.AssignExpertsRequest(round_id=identifier), HOST)
    assert [sheet.sheet_id for sheet in sheets_of(scoring, gone, identifier)] == [first.sheet_id]
    (further,) = [
        sheet for account in others for sheet in sheets_of(scoring, account, identifier) if not sheet.versions
    ]
    assert further.team_id == second.team_id
    for account in others:
        if further.sheet_id in [sheet.sheet_id for sheet in sheets_of(scoring, account, identifier)]:
            submit_scores(scoring, account, further.sheet_id, "60")
    counted = {sheet.sheet_id for sheet in scoring.call(scoring.rounds.FreezeRound, freeze, HOST).sheets}
    assert (first.sheet_id in counted, further.sheet_id in counted, second.sheet_id in counted) == (True, True, False)


def test_a_panel_is_read_by_its_host_the_secretariat_and_the_committee(scoring: Scoring) -> None:
    """K1: its host, the secretariat and the committee."""
    collect_round(scoring, "industry", [1])
    request = panels_pb2.GetPanelRequest(panel_id=PANEL)
    for grant in (OTHER_HOST, PARTICIPANT, EXPERT):
        assert scoring.refused(scoring.panels.GetPanel, request, grant) == "K1_FORBIDDEN"
    for grant in (HOST, SECRETARIAT, COMMITTEE):
        panel = scoring.call(scoring.panels.GetPanel, request, grant)
        assert tuple(expert.account_id for expert in panel.experts) == EXPERTS
