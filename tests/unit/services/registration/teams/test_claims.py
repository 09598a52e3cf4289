"""What two teams have to do with each other: people of the same name, and claims to names (rules B5, B7, B10)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from chassis.kernel.refusal import Refusal
from services.registration.teams import rules as teams_rules
from services.registration.teams.events import NameClaimDecided, TeamFindingChanged, TeamWithdrawn
from services.registration.teams.model.claims import ClaimState, ContestedName, NameClaim, claim_id
from services.registration.teams.model.findings import CONTESTED, SAME_NAME, TeamFinding
from services.registration.teams.model.team import Team, TeamState
from tests.unit.services.registration import builders as a

PAIR = TeamFinding(code=SAME_NAME, uscc=a.code(1), subject="pair", as_of=a.WHILE_OPEN, source="同名同单位")


def contested(team: Team, holder_id: str = "holder") -> tuple[ContestedName, ...]:
    """Return the names of a team as contested with that holder."""
    return tuple(
        ContestedName(key=held.key, field=held.field, name=held.name, uscc=held.organisation.uscc, holder_id=holder_id)
        for held in team.names_to_hold
    )


def claim() -> NameClaim:
    """Return an open claim."""
    names = contested(a.team())
    return NameClaim(
        id=claim_id("claimant", "holder"),
        claimant_id="claimant",
        holder_id="holder",
        division_code="110000",
        organisations=(a.organisation(1),),
        names=names,
        reason="未经授权",
        filed_at=a.WHILE_OPEN,
    )


def test_b5_review_hears_of_a_pair_with_the_first_submission_and_of_each_change_after_it() -> None:
    """B5, D1: nothing before there is a case; then what stands, then each change once; the same again changes nothing."""
    team = a.complete_team()
    team.take_events()
    assert team.record_pairs((PAIR,), at=a.WHILE_OPEN)
    assert not team.record_pairs((PAIR,), at=a.WHILE_OPEN)
    assert team.raised == ()
    team.submit(1, a.REQUIREMENTS, a.sign, at=a.WHILE_OPEN)
    assert team.record_pairs((), at=a.WHILE_OPEN)
    assert team.record_pairs((PAIR,), at=a.WHILE_OPEN)
    events = [raised.event for raised in team.raised if isinstance(raised.event, TeamFindingChanged)]
    assert [(event.code, event.lifted) for event in events] == [(SAME_NAME, lifted) for lifted in (False, True, False)]
    assert [event.sequence for event in events] == [2, 3, 4]
    team.submit(1, a.REQUIREMENTS, a.sign, at=a.WHILE_OPEN)
    again = [raised.event for raised in team.raised if isinstance(raised.event, TeamFindingChanged)]
    assert len(again) == 3, "the second version tells nothing again"


def test_b5_findings_of_pairs_leave_all_others_as_they_are() -> None:
    """B5, B8: a pair that ends lifts no other finding."""
    team = a.team()
    team.record_affiliation(a.affiliation(a.code(1), a.ORGANISER, "子公司"), at=a.WHILE_OPEN)
    team.record_pairs((PAIR, replace(PAIR, code=CONTESTED, subject="claim")), at=a.WHILE_OPEN)
    team.record_pairs((PAIR,), at=a.WHILE_OPEN)
    assert [(finding.code, finding.lifted) for finding in team.findings.each] == [
        ("B8_AFFILIATED", False),
        (SAME_NAME, False),
        (CONTESTED, True),
    ]


def test_b7_a_contested_name_is_not_held_until_the_other_team_lets_it_go() -> None:
    """B7: the team goes on without the names; once the claim is upheld it holds both; a name that changes is claimed no more."""
    team = a.team()
    held = team.held_names
    team.contest(contested(team), "未经授权")
    assert team.held_names == ()
    team.change(
        team_name="", project_name="改名数据项目", representatives=(), requirements=a.REQUIREMENTS, at=a.WHILE_OPEN
    )
    assert [name.field for name in team.contests] == ["team_name"]
    assert len(team.held_names) == 1
    team.take_names("another team")
    assert len(team.held_names) == 1
    team.take_names("holder")
    assert team.contests == ()
    assert len(team.held_names) == len(held) == 2


@pytest.mark.parametrize("reason", ["", " ", "长" * 2_001])
def test_b7_a_claim_needs_a_reason_of_bounded_length(reason: str) -> None:
    """B7: refuse an empty or endless reason; accept one of the longest length."""
    team = a.team()
    with pytest.raises(Refusal) as refused:
        team.contest(contested(team), reason)
    assert refused.value.code == teams_rules.B7_CLAIM_WORDS
    team.contest(contested(team), "长" * 2_000)
    assert len(team.contests) == 2


def test_b7_b10_who_registered_without_authority_is_disqualified_and_frees_the_names_only() -> None:
    """B7, B10: names are free, people are not: being barred frees nobody; review closes its case."""
    team = a.complete_team()
    team.submit(1, a.REQUIREMENTS, a.sign, at=a.WHILE_OPEN)
    team.take_events()
    persons = team.held_persons
    team.lose_names("无授权书", at=a.WHILE_OPEN)
    assert (team.state, team.held_names, team.held_persons) == (TeamState.DISQUALIFIED, (), persons)
    assert team.reviews.disqualification_code == "B7_CLAIM_UPHELD"
    assert "无授权书" in team.reviews.disqualification_reason
    assert [raised.event for raised in team.raised] == [
        TeamWithdrawn(team=team.facts, unsubmitted=False, code="B7_CLAIM_UPHELD")
    ]


def test_b7_a_dismissed_claim_ends_the_registration_and_frees_its_people() -> None:
    """B7: as if the team had been refused at first; a team that left before is left as it is."""
    team = a.team()
    team.contest(contested(team), "未经授权")
    team.take_events()
    team.lose_claim("有授权书", at=a.WHILE_OPEN)
    assert [raised.event for raised in team.raised] == [
        TeamWithdrawn(team=team.facts, unsubmitted=True, code="B7_CLAIM_DISMISSED")
    ]
    assert (team.state, team.held_names, team.held_persons) == (TeamState.WITHDRAWN, (), ())
    assert team.reviews.disqualification_code == "B7_CLAIM_DISMISSED"
    gone = a.team()
    gone.withdraw(at=a.WHILE_OPEN)
    gone.lose_claim("有授权书", at=a.WHILE_OPEN)
    assert gone.reviews.disqualification_code == ""


def test_b7_a_claim_is_decided_once_with_a_reason() -> None:
    """B7, D5: the decision raises an event with its substance; neither a second decision nor a late answer is accepted."""
    first = claim()
    first.give_answer("已获授权", at=a.WHILE_OPEN)
    with pytest.raises(Refusal) as refused:
        first.decide(upheld=True, reason=" ", by="host", at=a.WHILE_OPEN)
    assert refused.value.code == teams_rules.B7_CLAIM_WORDS
    first.decide(upheld=True, reason="无授权书", by="host", at=a.WHILE_OPEN)
    (raised,) = first.raised
    assert raised.event == NameClaimDecided(
        claim_id=first.id,
        division_code="110000",
        claimant_id="claimant",
        holder_id="holder",
        outcome="upheld",
        reason="无授权书",
        decided_by="host",
    )
    for late in (
        lambda: first.decide(upheld=False, reason="改判", by="host", at=a.WHILE_OPEN),
        lambda: first.give_answer("再答", at=a.WHILE_OPEN),
    ):
        with pytest.raises(Refusal) as refused:
            late()
        assert refused.value.code == teams_rules.B7_CLAIM_DECIDED
    assert not first.lapse(at=a.WHILE_OPEN)
    left = claim()
    assert left.lapse(at=a.WHILE_OPEN)
    assert left.state is ClaimState.LAPSED
