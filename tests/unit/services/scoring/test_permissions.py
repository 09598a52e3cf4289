"""The rows of scoring in the permission table (rules E1, E2, E3, E6, K1)."""

from __future__ import annotations

import pytest
from dasai.scoring.v1 import local_awards_pb2, panels_pb2, rounds_pb2, sheets_pb2

from chassis.actor import PUBLIC, Actor, Grant, Role
from chassis.kernel.refusal import Refusal
from chassis.permissions import OPERATIONS, Audience, Operation, Target
from chassis.permissions import scoring as permissions
from services.scoring.panels.checks import target
from services.scoring.panels.model import FINAL, division_panel_id

BEIJING, TIANJIN = "110000", "120000"
OF_DIVISION, OF_FINAL = target(division_panel_id(BEIJING)), target(FINAL)
SHEET = Target(assignee="expert")


def account(name: str, *grants: Grant) -> Actor:
    return Actor(account_id=name, grants=frozenset(grants))


HOST = account("host", Grant(Role.HOST, BEIJING))
FOREIGN_HOST = account("foreign host", Grant(Role.HOST, TIANJIN))
EXPERT = account("expert", Grant(Role.EXPERT, BEIJING))
SECRETARIAT = account("secretariat", Grant(Role.SECRETARIAT))
COMMITTEE = account("committee", Grant(Role.COMMITTEE))
OWNERS_ONLY = (
    permissions.APPOINT_EXPERTS,
    permissions.COMMIT_SEED,
    permissions.ASSIGN_EXPERTS,
    permissions.FREEZE_ROUND,
)


def refusal(operation: Operation, actor: Actor, of: Target) -> str:
    with pytest.raises(Refusal) as refused:
        operation.require(actor, of)
    return refused.value.code.name


def test_each_call_of_scoring_has_a_row() -> None:
    """K1: what has no row, nobody may do."""
    files = (local_awards_pb2, panels_pb2, rounds_pb2, sheets_pb2)
    services = [service for file in files for service in file.DESCRIPTOR.services_by_name.values()]
    calls = {f"{service.full_name}/{method.name}" for service in services for method in service.methods}
    assert {rpc for rpc in OPERATIONS if rpc.startswith("dasai.scoring.")} == calls


@pytest.mark.parametrize("operation", OWNERS_ONLY, ids=lambda row: row.name)
def test_a_host_directs_its_division_and_the_secretariat_the_final(operation: Operation) -> None:
    """E1, K1: neither does the other's, and no host a foreign division's."""
    assert operation.require(HOST, OF_DIVISION).audience is Audience.DIVISION
    assert operation.require(SECRETARIAT, OF_FINAL).audience is Audience.NATIONAL
    refused = ((HOST, OF_FINAL), (SECRETARIAT, OF_DIVISION), (FOREIGN_HOST, OF_DIVISION), (COMMITTEE, OF_FINAL))
    assert [refusal(operation, actor, of) for actor, of in refused] == ["K1_FORBIDDEN"] * 4
    assert refusal(operation, PUBLIC, OF_FINAL) == "K1_UNAUTHENTICATED"


def test_a_foreign_round_does_not_exist_for_a_host_and_the_final_for_none() -> None:
    """K1: whoever never sees a round is told so, whichever it asks for."""
    assert permissions.GET_ROUND.require(HOST, OF_DIVISION).audience is Audience.DIVISION
    hidden = ((FOREIGN_HOST, OF_DIVISION), (HOST, OF_FINAL))
    assert [refusal(permissions.GET_ROUND, actor, of) for actor, of in hidden] == ["NOT_FOUND"] * 2
    assert [refusal(permissions.GET_ROUND, EXPERT, of) for of in (OF_DIVISION, OF_FINAL)] == ["K1_FORBIDDEN"] * 2


@pytest.mark.parametrize(
    "operation",
    [permissions.GET_SHEET, permissions.SAVE_SHEET, permissions.SUBMIT_SHEET, permissions.RECUSE],
    ids=lambda row: row.name,
)
def test_a_sheet_is_its_experts_alone(operation: Operation) -> None:
    """E3, K1: as long as it holds the role; no other expert learns that it exists."""
    assert operation.require(EXPERT, SHEET).audience is Audience.EXPERT
    assert refusal(operation, account("colleague", Grant(Role.EXPERT)), SHEET) == "NOT_FOUND"
    assert refusal(operation, account("expert", Grant(Role.HOST, BEIJING)), SHEET) == "K1_FORBIDDEN"
    assert refusal(operation, SECRETARIAT, SHEET) == "K1_FORBIDDEN"


@pytest.mark.parametrize(
    ("actor", "audience"),
    [
        (SECRETARIAT, Audience.NATIONAL),
        (COMMITTEE, Audience.NATIONAL),
        (HOST, Audience.PUBLIC),
        (PUBLIC, Audience.PUBLIC),
    ],
    ids=lambda value: getattr(value, "account_id", value),
)
def test_a_ranking_is_read_by_all_and_by_two_before_its_time(actor: Actor, audience: Audience) -> None:
    """E6, H1, K1: the rankings of the final are kept for the national audience until the winners' notice opens."""
    assert permissions.GET_RANKING.require(actor).audience is audience
    assert permissions.LIST_RANKINGS.require(actor).audience is audience
