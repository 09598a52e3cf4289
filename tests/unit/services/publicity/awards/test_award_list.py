"""Who wins, and what becomes of an award (G2, G3, G4, H4)."""

from __future__ import annotations

from datetime import timedelta
from itertools import permutations

import pytest

from chassis.kernel.identifiers import derived_id
from chassis.kernel.refusal import Code, Refusal
from services.publicity.model import rules
from services.publicity.model.award import Award, AwardState, Benefit, EntitlementState, Fall, TeamStanding
from services.publicity.model.awards import AwardList, ListState, Proposed, TrackRanking
from services.publicity.model.events import AwardConfirmed, AwardRevoked, AwardsProposed
from tests.unit.services.publicity.facts import INNOVATION, ORGANISATION, PRIZES, TRACKS, beijing, ranking, team

AT = beijing("2024-10-20T10:00:00.000")
LATER = AT + timedelta(days=8)


def gathered(*rankings: TrackRanking, tracks: tuple[str, ...] = ("industry",)) -> AwardList:
    subject = AwardList(id="2024")
    subject.learn_finalists(tracks, ["110000", "contest-1"])
    for one in rankings:
        subject.learn_ranking(one)
    return subject


def announce(subject: AwardList, *fallen: str) -> None:
    subject.announce(PRIZES, TRACKS, fallen=set(fallen), statement="", at=AT)


def won(subject: AwardList) -> list[tuple[str, str, int]]:
    return [(one.facts.prize, one.recipient_id, one.facts.rank) for one in subject.proposed]


def refusal_of(action: object, *args: object, **kwargs: object) -> Code:
    with pytest.raises(Refusal) as error:
        action(*args, **kwargs)  # type: ignore[operator]
    return error.value.code


def test_prizes_follow_the_ranking() -> None:
    """G2: one first, two second, three third, by rank; the event carries them; certificate numbers are all different."""
    subject = gathered(ranking((3, 1, 2, 4, 5, 6, 7)))
    announce(subject)
    assert won(subject) == [
        ("first", "team-industry-2", 1),
        ("second", "team-industry-3", 2),
        ("second", "team-industry-1", 3),
        ("third", "team-industry-4", 4),
        ("third", "team-industry-5", 5),
        ("third", "team-industry-6", 6),
    ]
    numbers = [one.certificate_number for one in subject.proposed]
    assert numbers == ["2024-01-101", "2024-01-201", "2024-01-202", "2024-01-301", "2024-01-302", "2024-01-303"]
    assert [item.event for item in subject.raised] == [AwardsProposed("2024", tuple(a.facts for a in subject.proposed))]
    assert subject.proposed[0].facts.award_id == derived_id("award", "2024", "first", "team-industry-2")


def test_missing_ranking_is_refused() -> None:
    """G2: every track with finalists needs its frozen ranking; the refusal names those that lack it; one reopened lacks it."""
    subject = gathered(ranking((1,)), tracks=("agriculture", "industry"))
    with pytest.raises(Refusal) as error:
        announce(subject)
    assert (error.value.code, error.value.facts) == (rules.G2_RANKINGS_MISSING, {"tracks": "agriculture"})
    subject.learn_ranking(ranking((1,), "agriculture"))
    subject.learn_reopened("industry-ranking-1")
    with pytest.raises(Refusal) as error:
        announce(subject)
    assert error.value.facts == {"tracks": "industry"}
    subject.learn_ranking(ranking((2, 1), number=2))
    announce(subject)
    assert won(subject) == [
        ("first", "team-industry-2", 1),
        ("second", "team-industry-1", 2),
        ("first", "team-agriculture-1", 1),
    ]


def test_no_finalists_is_refused() -> None:
    """G2: before the finalists are confirmed nothing can be announced."""
    assert refusal_of(announce, AwardList(id="2024")) == rules.G2_RANKINGS_MISSING


@pytest.mark.parametrize("ranks", [(1, 1), (1, 2, 3, 3), (1, 2, 3, 4, 5, 6, 6)])
def test_tie_across_a_quota_is_refused(ranks: tuple[int, ...]) -> None:
    """G2: a tie that a quota would cut is for the committee, and the refusal names the track."""
    with pytest.raises(Refusal) as error:
        announce(gathered(ranking(ranks)))
    assert error.value.code == rules.G2_TIE
    assert error.value.facts["track"] == "industry"


def test_tie_within_a_prize_is_no_matter() -> None:
    """G2: two that share rank 2 both get a second prize."""
    subject = gathered(ranking((1, 2, 2, 4)))
    announce(subject)
    assert [prize for prize, _, _ in won(subject)] == ["first", "second", "second", "third"]


def test_struck_and_fallen_teams_win_nothing() -> None:
    """G2, H4: who was struck from the ranking, or fell since, is passed over and the next follows."""
    subject = gathered(ranking((0, 1, 2, 3)))
    announce(subject, "team-industry-2")
    assert won(subject) == [("first", "team-industry-3", 2), ("second", "team-industry-4", 3)]


def test_announced_once() -> None:
    """G2: the list does not change once it is announced."""
    subject = gathered(ranking((1,)))
    announce(subject)
    assert subject.state is ListState.PROPOSED
    assert refusal_of(announce, subject) == rules.G2_ALREADY_ANNOUNCED
    grant = subject.grant_special
    assert (
        refusal_of(grant, INNOVATION, "innovation", "team-industry-1", "", fallen=False) == rules.G2_ALREADY_ANNOUNCED
    )


def test_rankings_converge_in_any_order() -> None:
    """E6, H4: freezes, amendments and a reopening leave the same list in whatever order and however often they come."""
    steps = [
        ranking((1, 2, 3)),
        ranking((0, 1, 2), amended=True),
        ranking((0, 1, 0), amended=True),
        ranking((2, 1, 3), number=2),
    ]
    outcomes = set()
    for order in permutations(range(5)):
        subject = AwardList(id="2024")
        for index in (*order, *order):
            if index == 4:
                subject.learn_reopened("industry-ranking-1")
            else:
                subject.learn_ranking(steps[index])
        outcomes.add((subject.rankings, subject.reopened))
    assert outcomes == {((ranking((2, 1, 3), number=2),), ("industry-ranking-1",))}


def test_special_awards() -> None:
    """G2: named by the edition, within quota, to a team of the final or to one who recommended; announced with the others."""
    subject = gathered(ranking((1, 2)))
    subject.grant_special(INNOVATION, "innovation", "team-industry-2", "", fallen=False)
    subject.grant_special(ORGANISATION, "organisation", "110000", "测试分赛", fallen=False)
    announce(subject)
    assert [(one.facts.prize, one.recipient_id, one.certificate_number) for one in subject.proposed[2:]] == [
        ("innovation", "team-industry-2", "2024-00-101"),
        ("organisation", "110000", "2024-00-401"),
    ]
    assert (subject.proposed[3].facts.team, subject.proposed[3].recipient_name) == (None, "测试分赛")


def test_special_awards_refused() -> None:
    """G2: an unknown name, a used quota, the same recipient twice, one who is not in the final or fell: all refused."""
    grant = gathered(ranking((1, 2))).grant_special
    assert refusal_of(grant, None, "bravest", "team-industry-1", "", fallen=False) == rules.G2_UNKNOWN_AWARD
    assert refusal_of(grant, INNOVATION, "innovation", "team-x", "", fallen=False) == rules.G2_NOT_IN_FINAL
    assert refusal_of(grant, INNOVATION, "innovation", "team-industry-1", "", fallen=True) == rules.G2_NOT_IN_FINAL
    assert refusal_of(grant, ORGANISATION, "organisation", "999999", "x", fallen=False) == rules.G2_NOT_IN_FINAL
    grant(INNOVATION, "innovation", "team-industry-1", "", fallen=False)
    assert refusal_of(grant, INNOVATION, "innovation", "team-industry-1", "", fallen=False) == rules.G2_ALREADY_GRANTED
    assert refusal_of(grant, INNOVATION, "innovation", "team-industry-2", "", fallen=False) == rules.G2_QUOTA_USED


def proposed() -> Proposed:
    subject = gathered(ranking((1,)))
    announce(subject)
    return subject.proposed[0]


def test_award_is_confirmed_with_certificate_and_entitlements() -> None:
    """G3, G4: confirmed with number and code; the edition's benefits are entitlements from then on."""
    award = Award.propose("2024", proposed(), AT)
    award.confirm("CODE", (Benefit("exhibition", "宣传展示"),), LATER)
    assert (award.state, award.verification_code, award.confirmed_at) == (AwardState.CONFIRMED, "CODE", LATER)
    assert [(one.benefit_id, one.state, one.since) for one in award.entitlements] == [
        ("exhibition", EntitlementState.ACTIVE, LATER)
    ]
    assert [item.event for item in award.raised] == [AwardConfirmed(award.facts, "2024-01-101")]


def test_revoked_award_ends_entitlements_once() -> None:
    """H4, G4: revoked with code and reason; entitlements end; a second source changes nothing more."""
    award = Award.propose("2024", proposed(), AT)
    award.confirm("CODE", (Benefit("exhibition", "宣传展示"),), AT)
    assert award.lose("B10_FALSE", "查证属实", LATER) is True
    assert award.lose("F5_DUPLICATE", "另一原因", LATER + timedelta(days=1)) is False
    assert (award.state, award.lost_code, award.lost_at, award.verification_code) == (
        AwardState.REVOKED,
        "B10_FALSE",
        LATER,
        "CODE",
    )
    assert [(one.state, one.until) for one in award.entitlements] == [(EntitlementState.ENDED, LATER)]
    assert [item.event for item in award.raised[1:]] == [AwardRevoked(award.facts, "B10_FALSE", "查证属实")]


def test_award_lost_during_the_notice_is_never_confirmed() -> None:
    """H1, H4: withheld before confirmation, it has no certificate and can't be confirmed any more."""
    award = Award.propose("2024", proposed(), AT)
    assert award.lose("B10_FALSE", "查证属实", AT) is True
    assert (award.state, award.verification_code) == (AwardState.WITHHELD, "")
    assert refusal_of(award.confirm, "CODE", (), LATER) == rules.G2_AWARD_NOT_PROPOSED


def test_standing_notes_each_source_once() -> None:
    """H4: the same ruling told twice is one fall."""
    standing = TeamStanding(id=team(1).team_id)
    standing.fall("report-1", "B10_FALSE", "x", AT)
    standing.fall("report-1", "B10_FALSE", "x", LATER)
    standing.fall("disqualification", "B10_FALSE", "x", LATER)
    assert standing.falls == (
        Fall("report-1", "B10_FALSE", "x", AT),
        Fall("disqualification", "B10_FALSE", "x", LATER),
    )
