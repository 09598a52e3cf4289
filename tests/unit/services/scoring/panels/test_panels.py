"""Panels and the interests of their experts (E1, E2)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from dasai.registration.v1 import events_pb2 as registration
from dasai.scoring.v1 import panels_pb2

from chassis.appointments import changed_appointments
from chassis.facts.roles import AccountFacts, AccountState, Grant, Role
from chassis.facts.schemes import LocalAward
from chassis.facts.teams import Organisation, OrganisationKind
from chassis.kernel.refusal import Refusal
from chassis.mapping import from_message
from services.scoring.panels import requests, rules, wire
from services.scoring.panels.events import AppointedExpert, ExpertRecused, ExpertsAppointed, InterestsDeclared
from services.scoring.panels.model import Expert, Panel
from services.scoring.shared.rules import E3_REASON_MISSING
from services.scoring.shared.scheme import Scheme, SchemeStage
from tests.unit.services.scoring.builders import (
    LATER,
    NOW,
    expert_account,
    make_expert,
    make_experts,
    make_filed_scheme,
    make_scheme,
    make_team,
)


def test_an_own_project_is_never_scored() -> None:
    """E2: not by account, not by organisation, and anyone else may."""
    assert make_expert(1).may_score(make_team(1))
    assert not make_expert(1, account_id="participant-1").may_score(make_team(1))
    assert not make_expert(1, organisation_uscc="TEAM1").may_score(make_team(1))
    partner = Organisation(uscc="EXPERT1", name="合成测试高校", kind=OrganisationKind.UNIVERSITY)
    assert not make_expert(1).may_score(make_team(1, co_organisations=(partner,)))


def test_a_declared_interest_bars_the_team_or_the_organisation() -> None:
    """E2: by team id or by organisation code, and only those."""
    by_team, by_organisation = make_expert(1, interests=("team-001",)), make_expert(1, interests=("TEAM1",))
    assert (by_team.may_score(make_team(1)), by_team.may_score(make_team(2))) == (False, True)
    assert (by_organisation.may_score(make_team(1)), by_organisation.may_score(make_team(2))) == (False, True)


def test_e2_a_code_that_was_kept_as_it_was_typed_bars_as_well() -> None:
    """E2: earlier releases kept blanks, hyphens and small letters."""
    assert not make_expert(1, organisation_uscc=" team-1").may_score(make_team(1))
    assert not make_expert(1, interests=("ｔｅａｍ１",)).may_score(make_team(1))
    assert make_expert(1, interests=("ｔｅａｍ２",)).may_score(make_team(1))


def test_a_declared_interest_stays_declared() -> None:
    """E1, E2: a new appointment of the same expert does not forget an interest."""
    panel = Panel(id="division-110000")
    panel.appoint(make_experts(2), at=NOW)
    panel.declare("expert-1", ("team-001",), at=NOW)
    panel.declare("expert-1", ("TEAM2",), at=NOW)
    panel.appoint((make_expert(1), make_expert(1), make_expert(2)), at=NOW)
    assert [(expert.account_id, expert.interests) for expert in panel.experts] == [
        ("expert-1", ("TEAM2", "team-001")),
        ("expert-2", ()),
    ]


def test_e1_who_was_appointed_or_removed_meanwhile_stays_so() -> None:
    """E1: a list of those who were seen changes what it adds to them and takes from them; tracks as named, interests stay."""
    panel = Panel(id="division-110000")
    panel.appoint(make_experts(2), at=NOW)
    panel.declare("expert-1", ("TEAM2",), at=NOW)
    panel.appoint(
        changed_appointments(panel.experts, (make_expert(2), make_expert(3)), {"expert-0", "expert-3"}), at=NOW
    )
    assert [(expert.account_id, expert.interests) for expert in panel.experts] == [
        ("expert-1", ("TEAM2",)),
        ("expert-2", ()),
    ]
    changed = changed_appointments(panel.experts, (replace(make_expert(2), tracks=("industry",)),), {"expert-2"})
    assert [(expert.account_id, expert.tracks) for expert in changed] == [("expert-1", ()), ("expert-2", ("industry",))]


NATIONAL = Grant(Role.EXPERT)
DISABLED = expert_account(0, state=AccountState.DISABLED)


@pytest.mark.parametrize(
    ("panel_id", "account", "inactive"),
    [
        ("division-110000", expert_account(0), False),
        ("division-110000", expert_account(0, NATIONAL), False),
        ("division-110000", expert_account(0, Grant(Role.EXPERT, "120000")), True),
        ("division-110000", DISABLED, True),
        ("final", expert_account(0), True),
        ("final", expert_account(0, NATIONAL), False),
    ],
)
def test_e1_an_expert_is_active_with_the_role_for_the_panel(
    panel_id: str, account: AccountFacts, inactive: bool
) -> None:
    """E1, K1: an expert of the division or nation-wide in a division, nation-wide in the final; the event says so."""
    panel = Panel(id=panel_id, experts=make_experts(1))
    assert panel.follow_accounts({"expert-0": account}, at=NOW) == inactive
    assert [expert.inactive for expert in panel.experts] == [inactive]
    assert [raised.event.experts[0].inactive for raised in panel.raised] == ([True] if inactive else [])
    panel.follow_accounts({"expert-0": expert_account(0, NATIONAL)}, at=NOW)
    assert panel.experts == make_experts(1)


def test_e2_an_expert_is_judged_by_the_accounts_organisations() -> None:
    """E2: by the one that the account has now, and by those before; also if the change is heard of by an appointment."""
    moved = expert_account(0, organisation_uscc="TEAM1")
    panel = Panel(id="division-110000", experts=make_experts(1))
    assert panel.follow_accounts({"expert-0": moved}, at=NOW)
    assert (panel.experts[0].organisation_uscc, panel.experts[0].interests) == ("TEAM1", ("EXPERT0",))
    assert not panel.experts[0].may_score(make_team(1))
    panel.appoint((make_expert(0),), at=NOW)
    assert (panel.experts[0].organisation_uscc, panel.experts[0].interests) == ("EXPERT0", ("EXPERT0", "TEAM1"))


def test_only_an_expert_of_the_panel_declares() -> None:
    """E1: another account is refused."""
    panel = Panel(id="final", experts=make_experts(1))
    with pytest.raises(Refusal) as refused:
        panel.declare("expert-9", ("team-001",), at=NOW)
    assert refused.value.code == rules.E1_NOT_ON_PANEL


def test_a_recusal_needs_a_reason_and_survives_a_new_appointment() -> None:
    """E2: also if the expert was off the panel in between."""
    panel = Panel(id="division-110000", experts=make_experts(2))
    with pytest.raises(Refusal) as refused:
        panel.recuse("expert-1", "team-001", " ", at=NOW)
    assert refused.value.code == E3_REASON_MISSING
    for _ in range(2):
        panel.recuse("expert-1", "team-001", "曾任顾问", at=NOW)
    assert [(recusal.account_id, recusal.team_id) for recusal in panel.recusals] == [("expert-1", "team-001")]
    panel.appoint((make_expert(0),), at=NOW)
    panel.appoint(make_experts(2), at=NOW)
    again = panel.expert("expert-1")
    assert again is not None
    assert not again.may_score(make_team(1))


def test_whatever_is_decided_of_experts_is_told_with_its_substance() -> None:
    """D5, E1, E2: who was appointed, which interests were declared, who stepped back from what and why, once."""
    panel = Panel(id="final")
    panel.appoint((make_expert(1, tracks=("industry",)),), at=NOW)
    panel.declare("expert-1", ("TEAM2",), at=NOW)
    for _ in range(2):
        panel.recuse("expert-1", "team-001", "曾任顾问", at=LATER)
    appointed = AppointedExpert(account_id="expert-1", organisation_uscc="EXPERT1", tracks=("industry",), interests=())
    assert [raised.event for raised in panel.raised] == [
        ExpertsAppointed(panel_id="final", experts=(appointed,)),
        InterestsDeclared(panel_id="final", account_id="expert-1", interests=("TEAM2",)),
        ExpertRecused(panel_id="final", account_id="expert-1", team_id="team-001", reason="曾任顾问", number=1),
    ]


STAGES = (
    SchemeStage(id="first", closes=NOW, blind=False),
    SchemeStage(id="second", closes=LATER, blind=True),
)


@pytest.mark.parametrize(
    ("stages", "blind"),
    [
        ((), [True, True, True]),
        (STAGES, [False, True, True]),
        ((STAGES[0],), [False, False, False]),
        ((STAGES[1],), [True, True, True]),
    ],
)
def test_a_stage_is_blind_as_the_scheme_says(stages: tuple[SchemeStage, ...], blind: list[bool]) -> None:
    """E3: at its close, after it and after the last one; a scheme without stages is scored blind."""
    scheme: Scheme = make_scheme(stages=stages)
    assert [scheme.is_blind(at) for at in (NOW, LATER, LATER + timedelta(days=9))] == blind


def test_an_older_scheme_never_overwrites_a_newer() -> None:
    """A5: in whatever order they arrive."""
    panel = Panel(id="division-110000")
    panel.record_scheme(2, make_scheme(decimals=3))
    panel.record_scheme(1, make_scheme(decimals=1))
    assert (panel.scheme_version, panel.scheme) == (2, make_scheme(decimals=3))


def test_a_published_scheme_is_read_as_it_was_filed() -> None:
    """A5, E3."""
    awards = (LocalAward(category="优秀项目", quota=3, prize="证书"),)
    filed = make_filed_scheme(local_awards=awards, stages=STAGES, scoring_closes=LATER)
    event = registration.SchemePublished(division_code="110000", scheme_version=2, scheme=filed)
    request = wire.record_scheme(event)
    scheme = make_scheme(local_awards=awards, disagreement="", stages=STAGES, scoring_closes=LATER)
    assert (request.division_code, request.version, request.scheme) == ("110000", 2, scheme)


def test_an_appointment_is_read_with_tracks_and_interests() -> None:
    """E1, E2."""
    message = panels_pb2.AppointExpertsRequest(
        panel_id="final",
        experts=[
            panels_pb2.Expert(account_id="expert-0", organisation_uscc="EXPERT0"),
            panels_pb2.Expert(account_id="a", organisation_uscc="B", tracks=["industry"], interests=["c"]),
        ],
    )
    request = from_message(message, requests.AppointExperts)
    whole = Expert(account_id="a", organisation_uscc="B", tracks=("industry",), interests=("c",))
    assert (request.panel_id, request.experts) == ("final", (make_expert(0), whole))


def test_an_expert_sees_its_own_line_only() -> None:
    """K1: the interests of others are not its business."""
    panel = Panel(id="final", experts=make_experts(3))
    view = wire.own_line_view(panel, "expert-1")
    assert (view.panel_id, [expert.account_id for expert in view.experts]) == ("final", ["expert-1"])
