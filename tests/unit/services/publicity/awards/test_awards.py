"""An award: its certificate, its entitlements, its loss; and the standing of a team (G3, G4, H4)."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from chassis.edition import load_edition
from chassis.kernel.refusal import Refusal
from chassis.permissions import Audience
from services.publicity.awards import rules, settings, wire
from services.publicity.awards.events import AwardConfirmed, AwardRevoked, OrganiserAwardRevoked
from services.publicity.awards.model.award import Award, AwardState, Benefit, Entitlement, EntitlementState
from services.publicity.awards.model.award_list import AwardList
from services.publicity.awards.model.standing import Fall, TeamStanding
from tests.unit.services.publicity.builders import ORGANISATION, PRIZES, TRACKS, beijing, make_ranking

AT = beijing("2024-10-20T10:00:00.000")
LATER = AT + timedelta(days=8)


def make_award() -> Award:
    """Make the award of the first prize of a list with a winner."""
    award_list = AwardList(id="2024")
    award_list.record_finalists(["industry"], ["110000"])
    award_list.record_ranking(make_ranking((1,)))
    award_list.announce(PRIZES, TRACKS, fallen=(), statement="", at=AT)
    return Award.propose("2024", award_list.proposed[0], AT)


def test_award_is_confirmed_with_certificate_and_entitlements() -> None:
    """G3, G4: confirmed with number and code; the edition's benefits are entitlements from then on."""
    award = make_award()
    award.confirm("CODE", (Benefit("exhibition", "宣传展示"),), LATER)
    assert (award.state, award.verification_code, award.confirmed_at) == (AwardState.CONFIRMED, "CODE", LATER)
    assert [(entitlement.benefit_id, entitlement.state, entitlement.since) for entitlement in award.entitlements] == [
        ("exhibition", EntitlementState.ACTIVE, LATER)
    ]
    assert [raised.event for raised in award.raised] == [AwardConfirmed(award.facts, "2024-01-101")]


def test_revoked_award_ends_entitlements_once() -> None:
    """H4, G4: revoked with code and reason; entitlements end; a second source changes nothing more."""
    award = make_award()
    award.confirm("CODE", (Benefit("exhibition", "宣传展示"),), AT)
    assert award.lose("B10_FALSE", "查证属实", LATER) is True
    assert award.lose("F5_DUPLICATE", "另一原因", LATER + timedelta(days=1)) is False
    assert (award.state, award.lost_code, award.lost_at, award.verification_code) == (
        AwardState.REVOKED,
        "B10_FALSE",
        LATER,
        "CODE",
    )
    assert [(entitlement.state, entitlement.until) for entitlement in award.entitlements] == [
        (EntitlementState.ENDED, LATER)
    ]
    assert [raised.event for raised in award.raised[1:]] == [AwardRevoked(award.facts, "B10_FALSE", "查证属实")]


def test_award_lost_during_the_notice_is_never_confirmed() -> None:
    """H1, H4: withheld before confirmation, it has no certificate and can't be confirmed any more."""
    award = make_award()
    assert award.lose("B10_FALSE", "查证属实", AT) is True
    assert (award.state, award.verification_code) == (AwardState.WITHHELD, "")
    with pytest.raises(Refusal) as refused:
        award.confirm("CODE", (), LATER)
    assert refused.value.code == rules.G2_AWARD_NOT_PROPOSED


def test_a_place_is_lost_once_by_each_source() -> None:
    """H4: the same ruling twice counts once."""
    standing = TeamStanding(id="team-1")
    standing.fall("report-1", "B10_FALSE", "x", AT)
    standing.fall("report-1", "B10_FALSE", "x", LATER)
    standing.fall("disqualification", "B10_FALSE", "x", LATER)
    assert standing.falls == (
        Fall("report-1", "B10_FALSE", "x", AT),
        Fall("disqualification", "B10_FALSE", "x", LATER),
    )


def test_no_view_shows_a_teams_accounts() -> None:
    """K1: the team here has one that a view could show; its verification code is for those whom it concerns."""
    award = make_award()
    award.confirm("CODE", (), LATER)
    views = [wire.award_view(award, audience) for audience in (Audience.PUBLIC, Audience.TEAM, Audience.NATIONAL)]
    assert [view.verification_code for view in views] == ["", "CODE", "CODE"]
    teams = [view.award.team for view in views]
    assert [(team.team_id, list(team.account_ids), team.accounts_changed) for team in teams] == [
        ("team-industry-1", [], 0)
    ] * 3


def test_a_certificate_names_its_track_also_if_the_edition_has_it_no_more() -> None:
    """A1, G3: by its code then."""
    edition = load_edition(Path("editions/2024.yaml"))
    assert settings.track_name(edition, edition.tracks[0].code) == edition.tracks[0].name.zh
    assert settings.track_name(edition, "bygone") == "bygone"


def test_prizes_are_the_editions() -> None:
    """G2, A1: those of each track in order, and the special awards by their identifiers."""
    edition = load_edition(Path("editions/2024.yaml"))
    prizes = settings.track_prizes(edition)
    assert [(prize.id, prize.quota, prize.digit) for prize in prizes] == [
        (prize.id, prize.quota, digit) for digit, prize in enumerate(edition.prizes.per_track, 1)
    ]
    special = settings.special_prize(edition, "organisation")
    assert special is not None
    assert special.to_organiser is True
    assert settings.special_prize(edition, "bravest") is None


def test_an_organisers_award_is_lost_by_an_event_of_its_own() -> None:
    """H4: it concerns no team, so those who hear of lost awards of teams do not hear of it."""
    award_list = AwardList(id="2024")
    award_list.record_finalists(["industry"], ["110000"])
    granted = award_list.grant_special(ORGANISATION, "110000", "测试分赛", fallen=())
    award = Award.propose("2024", granted, AT)
    assert award.lose("A3_FEE_STATED", "违规收费", LATER) is True
    assert [raised.event for raised in award.raised] == [
        OrganiserAwardRevoked(award.facts, "110000", "A3_FEE_STATED", "违规收费")
    ]


def test_an_organisers_award_is_confirmed_to_the_organiser() -> None:
    """G2, K2: the event says which, for no team is in it whose accounts could be told."""
    award_list = AwardList(id="2024")
    award_list.record_finalists(["industry"], ["110000"])
    award = Award.propose("2024", award_list.grant_special(ORGANISATION, "110000", "测试分赛", fallen=()), AT)
    award.confirm("CODE", (), LATER)
    assert [raised.event for raised in award.raised] == [
        AwardConfirmed(award.facts, award.certificate_number, "110000")
    ]


FINANCE = Benefit("finance", "产融对接")


def test_a_finalist_is_entitled_once_until_it_falls() -> None:
    """G4, H4: a benefit of all finalists comes once, however often the final's list is confirmed, and ends with the place."""
    standing = TeamStanding(id="team-1")
    standing.enter_final((FINANCE,), AT)
    standing.enter_final((FINANCE,), LATER)
    assert standing.entitlements == (Entitlement("finance", "产融对接", AT),)
    standing.fall("report-1", "B10_FALSE", "x", LATER)
    ended = Entitlement("finance", "产融对接", AT, EntitlementState.ENDED, LATER)
    assert standing.entitlements == (ended,)
    standing.fall("report-2", "B10_FALSE", "x", LATER + timedelta(days=1))
    standing.enter_final((FINANCE,), LATER)
    assert standing.entitlements == (ended,)


def test_a_team_that_fell_before_is_entitled_to_nothing() -> None:
    """G4, H4: also if the news of its place in the final arrives after that of its fall."""
    standing = TeamStanding(id="team-1")
    standing.fall("report-1", "B10_FALSE", "x", AT)
    standing.enter_final((FINANCE,), LATER)
    assert standing.entitlements == ()


def test_benefits_are_for_whom_the_edition_says() -> None:
    """G4, A1: those marked for finalists are not among the winners', and no other is missing."""
    edition = load_edition(Path("editions/2024.yaml"))
    winners = [benefit.id for benefit in settings.winners_benefits(edition)]
    finalists = [benefit.id for benefit in settings.finalists_benefits(edition)]
    assert (winners, finalists) == (["policy", "exhibition", "talent", "exchange"], ["finance", "demand"])
