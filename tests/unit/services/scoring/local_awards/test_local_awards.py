"""Local awards (E7, H4)."""

from __future__ import annotations

import pytest

from chassis.facts.schemes import LocalAward
from chassis.kernel.refusal import Code, Refusal
from services.scoring.local_awards import rules, wire
from services.scoring.local_awards.events import (
    AwardStanding,
    GrantedAward,
    GrantedChanges,
    LocalAwardChanged,
    LocalAwardsGranted,
)
from services.scoring.local_awards.model import LocalAwards, LocalGrant, PlacedTeam
from services.scoring.rounds.model.standing import Standing
from tests.unit.services.scoring.builders import LATER, NOW, make_team

OFFERED = (LocalAward(category="优秀项目", quota=2, prize="证书"), LocalAward(category="创新", quota=1))
RANKED = dict.fromkeys(("team-1", "team-2", "team-3"), Standing.ELIGIBLE)


def make_grants(*pairs: tuple[str, str]) -> tuple[LocalGrant, ...]:
    """Make a grant of each category and team."""
    return tuple(LocalGrant(category=category, team_id=team_id) for category, team_id in pairs)


def test_awards_within_the_scheme_are_granted_and_replaced() -> None:
    """E7: the later list is the whole list."""
    awards = LocalAwards(id="110000")
    first = make_grants(("优秀项目", "team-1"), ("优秀项目", "team-2"), ("创新", "team-1"))
    awards.grant(first, OFFERED, RANKED, at=NOW)
    awards.grant(make_grants(("创新", "team-3")), OFFERED, RANKED, at=LATER)
    assert (awards.grants, awards.granted_at) == (make_grants(("创新", "team-3")), LATER)


WRONG = [
    ([("创新", "team-1"), ("创新", "team-2")], rules.E7_QUOTA_EXCEEDED),
    ([("最佳", "team-1")], rules.E7_UNKNOWN_CATEGORY),
    ([("优秀项目", "team-9")], rules.E7_NO_RANKING),
    ([("优秀项目", "team-1"), ("优秀项目", "team-1")], rules.E7_GRANTED_TWICE),
]


@pytest.mark.parametrize(("pairs", "code"), WRONG, ids=lambda value: getattr(value, "name", None))
def test_an_award_that_the_scheme_does_not_provide_is_refused(pairs: list[tuple[str, str]], code: Code) -> None:
    """E7: and nothing of it is granted."""
    awards = LocalAwards(id="110000")
    with pytest.raises(Refusal) as refused:
        awards.grant(make_grants(*pairs), OFFERED, RANKED, at=NOW)
    assert (refused.value.code, awards.grants) == (code, ())


def test_awards_that_were_changed_since_somebody_saw_them_are_not_the_seen_ones() -> None:
    """E7: E7_AWARDS_MOVED_ON for one that was added or taken back since; not for another order, nor for what was lost since."""
    awards = LocalAwards(id="110000")
    awards.require_awards([])
    granted = make_grants(("优秀项目", "team-1"), ("创新", "team-2"))
    awards.grant(granted, OFFERED, RANKED, at=NOW)
    awards.require_awards(reversed_grants := granted[::-1])
    assert awards.has_just(reversed_grants)
    for seen in ([], granted[:1], (*granted, *make_grants(("优秀项目", "team-3")))):
        with pytest.raises(Refusal) as refused:
            awards.require_awards(seen)
        assert refused.value.code == rules.E7_AWARDS_MOVED_ON
    awards.record_standing("team-2", Standing.STRUCK, at=LATER)
    awards.require_awards(granted)
    awards.require_awards(granted[:1])


def test_a_grant_is_told_with_its_substance() -> None:
    """D5, E7: which awards, to which projects."""
    awards = LocalAwards(id="110000")
    awards.grant(make_grants(("创新", "team-3")), OFFERED, RANKED, at=NOW)
    added = (GrantedAward(category="创新", team_id="team-3"),)
    assert [raised.event for raised in awards.raised] == [
        LocalAwardsGranted(division_code="110000", awards=added, changes=GrantedChanges(added=added, withdrawn=()))
    ]


def test_a_grant_tells_what_it_changed() -> None:
    """E7, H4, K2: new awards and those that were left out; not what stays, nor what was lost before."""
    awards = LocalAwards(id="110000")
    awards.grant(
        make_grants(("优秀项目", "team-1"), ("优秀项目", "team-2"), ("创新", "team-3")), OFFERED, RANKED, at=NOW
    )
    awards.record_standing("team-2", Standing.SUSPENDED, at=NOW)
    awards.record_standing("team-3", Standing.STRUCK, at=NOW)
    awards.take_events()
    ranked = RANKED | {"team-2": Standing.SUSPENDED, "team-3": Standing.STRUCK}
    later = make_grants(("优秀项目", "team-2"), ("创新", "team-1"))
    for grants in (later, later, make_grants(("创新", "team-1"))):
        awards.grant(grants, OFFERED, ranked, at=LATER)
    events = [raised.event for raised in awards.take_events()]
    assert [event.changes for event in events if isinstance(event, LocalAwardsGranted)] == [
        GrantedChanges(
            added=(GrantedAward(category="创新", team_id="team-1"),),
            withdrawn=(GrantedAward(category="优秀项目", team_id="team-1"),),
        ),
        GrantedChanges(added=(), withdrawn=()),
        GrantedChanges(added=(), withdrawn=(GrantedAward(category="优秀项目", team_id="team-2"),)),
    ]


def test_a_project_whose_case_is_open_gets_no_award() -> None:
    """D1, E7: refused by its own code; once it passed anew it may."""
    awards = LocalAwards(id="110000")
    with pytest.raises(Refusal) as refused:
        awards.grant(make_grants(("创新", "team-1")), OFFERED, RANKED | {"team-1": Standing.SUSPENDED}, at=NOW)
    assert (refused.value.code, awards.grants) == (rules.E7_CASE_OPEN, ())
    awards.grant(make_grants(("创新", "team-1")), OFFERED, RANKED, at=LATER)
    assert awards.grants == make_grants(("创新", "team-1"))


CHANGED = (
    ("its case is open again", OFFERED, RANKED | {"team-1": Standing.SUSPENDED}),
    ("its ranking is reopened", OFFERED, {"team-2": Standing.ELIGIBLE, "team-3": Standing.ELIGIBLE}),
    ("the scheme has it no more", (LocalAward(category="创新", quota=1),), RANKED),
    ("the scheme has fewer", (LocalAward(category="优秀项目", quota=0), LocalAward(category="创新", quota=1)), RANKED),
)


@pytest.mark.parametrize(("offered", "ranked"), [each[1:] for each in CHANGED], ids=[each[0] for each in CHANGED])
def test_an_award_that_a_project_has_stays_when_others_are_granted(
    offered: tuple[LocalAward, ...], ranked: dict[str, Standing]
) -> None:
    """A5, D1, E6, E7: it is not judged anew, whatever changed since."""
    awards = LocalAwards(id="110000")
    kept = make_grants(("优秀项目", "team-1"))
    awards.grant(kept, OFFERED, RANKED, at=NOW)
    if ranked.get("team-1") is Standing.SUSPENDED:
        awards.record_standing("team-1", Standing.SUSPENDED, at=NOW)
    granted = (*kept, *make_grants(("创新", "team-2")))
    awards.grant(granted, offered, ranked, at=LATER)
    assert (awards.grants, awards.granted_at) == (granted, LATER)


@pytest.mark.parametrize(
    ("pairs", "ranked", "code"),
    [
        ([("创新", "team-1")], RANKED | {"team-1": Standing.SUSPENDED}, rules.E7_CASE_OPEN),
        ([("创新", "team-1")], {}, rules.E7_NO_RANKING),
        ([("优秀项目", "team-2"), ("优秀项目", "team-3")], RANKED, rules.E7_QUOTA_EXCEEDED),
        ([("优秀项目", "team-1")], RANKED, rules.E7_GRANTED_TWICE),
    ],
)
def test_beside_an_award_that_stays_a_new_one_is_judged(
    pairs: list[tuple[str, str]], ranked: dict[str, Standing], code: Code
) -> None:
    """D1, E6, E7: another award for the same project too; what stays counts towards the quota."""
    awards = LocalAwards(id="110000")
    kept = make_grants(("优秀项目", "team-1"))
    awards.grant(kept, OFFERED, RANKED, at=NOW)
    with pytest.raises(Refusal) as refused:
        awards.grant((*kept, *make_grants(*pairs)), OFFERED, ranked, at=LATER)
    assert (refused.value.code, awards.grants, awards.granted_at) == (code, kept, NOW)


def test_an_award_that_was_lost_is_judged_anew() -> None:
    """D1, H4: a project that was ruled against gets it no more, until it has passed again."""
    awards = LocalAwards(id="110000")
    lost = make_grants(("优秀项目", "team-1"))
    awards.grant(lost, OFFERED, RANKED, at=NOW)
    awards.record_standing("team-1", Standing.STRUCK, at=LATER)
    with pytest.raises(Refusal) as refused:
        awards.grant(lost, OFFERED, RANKED | {"team-1": Standing.STRUCK}, at=LATER)
    assert refused.value.code == rules.E7_NO_RANKING
    awards.grant(lost, OFFERED, RANKED, at=LATER)
    assert awards.grants == lost


def test_awards_follow_how_their_project_fares() -> None:
    """D1, H4: suspended, lost, valid again; each told once, and what was granted stays on record."""
    awards = LocalAwards(id="110000")
    grants = make_grants(("优秀项目", "team-1"), ("创新", "team-1"), ("优秀项目", "team-2"))
    awards.grant(grants, OFFERED, RANKED, at=NOW)
    awards.take_events()
    steps = (Standing.SUSPENDED, Standing.SUSPENDED, Standing.STRUCK, Standing.ELIGIBLE, Standing.ELIGIBLE)
    assert [awards.record_standing("team-1", standing, at=LATER) for standing in steps] == [
        True,
        False,
        True,
        True,
        False,
    ]
    assert awards.record_standing("team-9", Standing.STRUCK, at=LATER) is True  # without an award nothing is told
    assert [raised.event for raised in awards.raised] == [
        LocalAwardChanged(division_code="110000", team_id="team-1", categories=("优秀项目", "创新"), standing=standing)
        for standing in (AwardStanding.SUSPENDED, AwardStanding.LOST, AwardStanding.VALID)
    ]
    assert (awards.grants, awards.lost, awards.suspended) == (grants, ("team-9",), ())


@pytest.mark.parametrize(
    ("standing", "ranked", "shown"),
    [
        (Standing.ELIGIBLE, True, [False]),
        (Standing.ELIGIBLE, False, [True]),  # its ranking is reopened (E6)
        (Standing.SUSPENDED, True, [True]),
        (Standing.STRUCK, True, []),
    ],
)
def test_an_award_that_does_not_count_is_not_shown_as_if_it_did(
    standing: Standing, ranked: bool, shown: list[bool]
) -> None:
    """D1, E6, E7: `suspended` while its case or its ranking is open again; left out once it is lost."""
    awards = LocalAwards(id="110000", grants=make_grants(("创新", "team-001")), granted_at=NOW)
    placed = PlacedTeam(team=make_team(1), standing=standing, ranked=ranked)
    view = wire.local_awards_view(awards, OFFERED, {"team-001": placed})
    assert [award.suspended for award in view.awards] == shown
