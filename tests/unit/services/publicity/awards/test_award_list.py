"""The award list: who wins (G2)."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

import pytest

from chassis.kernel.identifiers import derived_id
from chassis.kernel.refusal import Code, Refusal
from services.publicity.awards import rules
from services.publicity.awards.events import AwardsProposed
from services.publicity.awards.model.award_list import AwardList, ListState, TrackRanking, VacantPlaces
from tests.unit.services.publicity.builders import INNOVATION, ORGANISATION, PRIZES, TRACKS, beijing, make_ranking

AT = beijing("2024-10-20T10:00:00.000")


def make_list(*rankings: TrackRanking, tracks: tuple[str, ...] = ("industry",)) -> AwardList:
    award_list = AwardList(id="2024")
    award_list.record_finalists(tracks, ["110000", "contest-1"])
    for ranking in rankings:
        award_list.record_ranking(ranking)
    return award_list


def announce(award_list: AwardList, *fallen: str) -> None:
    award_list.announce(PRIZES, TRACKS, fallen=set(fallen), statement="", at=AT)


def winners(award_list: AwardList) -> list[tuple[str, str, int]]:
    """Return prize, recipient and rank of each award."""
    return [(award.facts.prize, award.recipient_id, award.facts.rank) for award in award_list.proposed]


def refusal_of(action: object, *args: object, **kwargs: object) -> Code:
    with pytest.raises(Refusal) as error:
        action(*args, **kwargs)  # type: ignore[operator]
    return error.value.code


def test_prizes_follow_the_ranking() -> None:
    """G2: one first, two second, three third, by rank; the event carries them; certificate numbers are all different."""
    award_list = make_list(make_ranking((3, 1, 2, 4, 5, 6, 7)))
    announce(award_list)
    assert winners(award_list) == [
        ("first", "team-industry-2", 1),
        ("second", "team-industry-3", 2),
        ("second", "team-industry-1", 3),
        ("third", "team-industry-4", 4),
        ("third", "team-industry-5", 5),
        ("third", "team-industry-6", 6),
    ]
    numbers = [award.certificate_number for award in award_list.proposed]
    assert numbers == ["2024-01-101", "2024-01-201", "2024-01-202", "2024-01-301", "2024-01-302", "2024-01-303"]
    assert [raised.event for raised in award_list.raised] == [
        AwardsProposed("2024", tuple(award.facts for award in award_list.proposed))
    ]
    assert award_list.proposed[0].facts.award_id == derived_id("award", "2024", "first", "team-industry-2")


def test_missing_ranking_is_refused() -> None:
    """G2: every track with finalists needs its frozen ranking, not a reopened one; the refusal names those that lack it."""
    award_list = make_list(make_ranking((1,)), tracks=("agriculture", "industry"))
    with pytest.raises(Refusal) as error:
        announce(award_list)
    assert (error.value.code, error.value.facts) == (rules.G2_RANKINGS_MISSING, {"tracks": "agriculture"})
    award_list.record_ranking(make_ranking((1,), "agriculture"))
    award_list.record_reopening("industry-ranking-1")
    with pytest.raises(Refusal) as error:
        announce(award_list)
    assert error.value.facts == {"tracks": "industry"}
    award_list.record_ranking(make_ranking((2, 1), number=2))
    announce(award_list)
    assert winners(award_list) == [
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
        announce(make_list(make_ranking(ranks)))
    assert error.value.code == rules.G2_TIE
    assert error.value.facts["track"] == "industry"


def test_tie_within_a_prize_is_accepted() -> None:
    """G2: two teams that share rank 2 both get a second prize."""
    award_list = make_list(make_ranking((1, 2, 2, 4)))
    announce(award_list)
    assert [prize for prize, _, _ in winners(award_list)] == ["first", "second", "second", "third"]


def test_teams_that_lost_their_place_win_nothing() -> None:
    """G2, H4: a team that was struck from the ranking, or lost its place since, is passed over and the next follows."""
    award_list = make_list(make_ranking((0, 1, 2, 3)))
    announce(award_list, "team-industry-2")
    assert winners(award_list) == [("first", "team-industry-3", 2), ("second", "team-industry-4", 3)]


def test_announced_once() -> None:
    """G2: the list does not change once it is announced."""
    award_list = make_list(make_ranking((1,)))
    announce(award_list)
    assert award_list.state is ListState.PROPOSED
    assert refusal_of(announce, award_list) == rules.G2_ALREADY_ANNOUNCED
    grant = award_list.grant_special
    assert refusal_of(grant, INNOVATION, "team-industry-1", "", fallen=()) == rules.G2_ALREADY_ANNOUNCED


def test_rankings_converge_in_any_order() -> None:
    """E6, H4: freezes, amendments and a reopening leave the same list in whatever order and however often they come."""
    steps = [
        make_ranking((1, 2, 3)),
        make_ranking((0, 1, 2), amended=True),
        make_ranking((0, 1, 0), amended=True),
        make_ranking((2, 1, 3), number=2),
    ]
    outcomes = set()
    for order in permutations(range(5)):
        award_list = AwardList(id="2024")
        for index in (*order, *order):
            if index == 4:
                award_list.record_reopening("industry-ranking-1")
            else:
                award_list.record_ranking(steps[index])
        outcomes.add((award_list.rankings, award_list.reopened))
    assert outcomes == {((make_ranking((2, 1, 3), number=2),), ("industry-ranking-1",))}


def test_special_awards() -> None:
    """G2: of the edition, within quota, to a team of the final or an organiser who recommended; announced with the others."""
    award_list = make_list(make_ranking((1, 2)))
    award_list.grant_special(INNOVATION, "team-industry-2", "", fallen=())
    award_list.grant_special(ORGANISATION, "110000", "测试分赛", fallen=())
    announce(award_list)
    assert [(award.facts.prize, award.recipient_id, award.certificate_number) for award in award_list.proposed[2:]] == [
        ("innovation", "team-industry-2", "2024-00-101"),
        ("organisation", "110000", "2024-00-401"),
    ]
    assert (award_list.proposed[3].facts.team, award_list.proposed[3].recipient_name) == (None, "测试分赛")


def test_special_awards_refused() -> None:
    """G2: an unknown name, a used quota, the same recipient twice, a team that is not in the final or lost its place."""
    grant = make_list(make_ranking((1, 2))).grant_special
    assert refusal_of(grant, None, "team-industry-1", "", fallen=()) == rules.G2_UNKNOWN_AWARD
    assert refusal_of(grant, INNOVATION, "team-x", "", fallen=()) == rules.G2_NOT_IN_FINAL
    assert refusal_of(grant, INNOVATION, "team-industry-1", "", fallen={"team-industry-1"}) == rules.G2_NOT_IN_FINAL
    assert refusal_of(grant, ORGANISATION, "999999", "x", fallen=()) == rules.G2_NOT_IN_FINAL
    grant(INNOVATION, "team-industry-1", "", fallen=())
    assert refusal_of(grant, INNOVATION, "team-industry-1", "", fallen=()) == rules.G2_ALREADY_GRANTED
    assert refusal_of(grant, INNOVATION, "team-industry-2", "", fallen=()) == rules.G2_QUOTA_USED


def test_a_special_award_whose_recipient_fell_uses_no_quota() -> None:
    """G2: the place is free again for another, under a certificate number of its own; the fallen one is not announced."""
    award_list = make_list(make_ranking((1, 2)))
    grant = award_list.grant_special
    grant(INNOVATION, "team-industry-1", "", fallen=())
    assert refusal_of(grant, INNOVATION, "team-industry-2", "", fallen=()) == rules.G2_QUOTA_USED
    grant(INNOVATION, "team-industry-2", "", fallen={"team-industry-1"})
    announce(award_list, "team-industry-1")
    assert [(award.recipient_id, award.certificate_number) for award in award_list.proposed] == [
        ("team-industry-2", "2024-01-101"),
        ("team-industry-2", "2024-00-102"),
    ]


def test_an_organiser_that_fell_keeps_no_special_award() -> None:
    """G2, H4: as a team; it can't be granted anew."""
    award_list = make_list(make_ranking((1,)))
    grant = award_list.grant_special
    grant(ORGANISATION, "110000", "测试分赛", fallen=())
    assert refusal_of(grant, ORGANISATION, "110000", "", fallen={"110000"}) == rules.G2_ALREADY_GRANTED
    announce(award_list, "110000")
    assert [award.recipient_id for award in award_list.proposed] == ["team-industry-1"]


def announce_vacant(award_list: AwardList, *vacant: VacantPlaces) -> None:
    award_list.announce(PRIZES, TRACKS, fallen=(), statement="", vacant=vacant, at=AT)


def test_a_place_is_left_vacant_with_a_reason() -> None:
    """G2: as in 2024 one second prize: who ranks next gets a third prize, and the reason stays with the list."""
    award_list = make_list(make_ranking((1, 2, 3, 4)))
    vacancy = VacantPlaces("industry", "second", 1, "参评项目未达到评审标准")
    announce_vacant(award_list, vacancy)
    assert winners(award_list) == [
        ("first", "team-industry-1", 1),
        ("second", "team-industry-2", 2),
        ("third", "team-industry-3", 3),
        ("third", "team-industry-4", 4),
    ]
    assert award_list.vacant == (vacancy,)


def test_a_whole_prize_can_be_vacant() -> None:
    """G2: no first prize is given; a tie across the quota that is given is refused as ever."""
    award_list = make_list(make_ranking((1, 2, 3)))
    first, second = VacantPlaces("industry", "first", 1, "从缺"), VacantPlaces("industry", "second", 1, "从缺")
    announce_vacant(award_list, first)
    assert [prize for prize, _, _ in winners(award_list)] == ["second", "second", "third"]
    tied = make_list(make_ranking((1, 1, 2)))
    assert refusal_of(announce_vacant, tied, first, second) == rules.G2_TIE


@pytest.mark.parametrize(
    ("vacant", "field"),
    [
        ([VacantPlaces("agriculture", "second", 1, "从缺")], "track"),
        ([VacantPlaces("industry", "fourth", 1, "从缺")], "prize"),
        ([VacantPlaces("industry", "second", 3, "从缺")], "places"),
        ([VacantPlaces("industry", "second", 0, "从缺")], "places"),
        ([VacantPlaces("industry", "second", 1, " ")], "reason"),
        ([VacantPlaces("industry", "third", 1, "从缺"), VacantPlaces("industry", "third", 1, "从缺")], "prize"),
    ],
)
def test_a_vacancy_that_is_not_right_is_refused(vacant: list[VacantPlaces], field: str) -> None:
    """G2: at its field: a track without finalists, an unknown prize, too many or no places, no reason, a prize twice."""
    award_list = make_list(make_ranking((1, 2)))
    with pytest.raises(Refusal) as refused:
        announce_vacant(award_list, *vacant)
    assert refused.value.code == rules.G2_VACANCY_INVALID
    assert [fault.field for fault in refused.value.faults] == [f"vacant[{len(vacant) - 1}].{field}"]
    assert award_list.state is ListState.GATHERING


def test_a_team_whose_case_is_open_holds_the_announcement() -> None:
    """D1, G2: only if it would get an award; once its case is decided the winners are announced."""
    ranking = make_ranking((1, 2, 3, 4, 5, 6, 7))
    suspended = [
        replace(ranking, projects=tuple(replace(line, suspended=line.rank == rank) for line in ranking.projects))
        for rank in (6, 7)
    ]
    held = make_list(suspended[0])
    with pytest.raises(Refusal) as error:
        announce(held)
    assert (error.value.code, error.value.facts) == (rules.G2_CASE_OPEN, {"teams": "team-industry-6"})
    assert held.state is ListState.GATHERING
    held.record_ranking(replace(ranking, number=2, amended=True))
    announce(held)
    beyond = make_list(suspended[1])
    announce(beyond)
    assert winners(beyond) == winners(held)


def test_a_track_that_was_frozen_empty_holds_up_nobody() -> None:
    """G2: it has no winners, and the others have theirs."""
    award_list = make_list(make_ranking(()), make_ranking((1,), "agriculture"), tracks=("agriculture", "industry"))
    announce(award_list)
    assert winners(award_list) == [("first", "team-agriculture-1", 1)]


def test_b3_no_award_for_a_team_whose_review_is_open_again() -> None:
    """B3, D1, G2: G2_CASE_OPEN as the finalist list says it, by rank or by a special award; who wins nothing holds up nobody."""
    undecided = "team-industry-2"
    award_list = make_list(make_ranking((3, 1, 2, 4, 5, 6, 7)))
    with pytest.raises(Refusal) as error:
        award_list.announce(PRIZES, TRACKS, fallen=(), under_review={undecided}, statement="", at=AT)
    assert (error.value.code, error.value.facts) == (rules.G2_CASE_OPEN, {"teams": undecided})
    award_list.announce(PRIZES, TRACKS, fallen=(), under_review={"team-industry-7"}, statement="", at=AT)
    assert undecided in [recipient for _, recipient, _ in winners(award_list)]
    special = make_list(make_ranking((1, 2, 3, 4, 5, 6, 7)))
    special.grant_special(INNOVATION, "team-industry-7", "", fallen=())
    with pytest.raises(Refusal) as error:
        special.announce(PRIZES, TRACKS, fallen=(), under_review={"team-industry-7"}, statement="", at=AT)
    assert (error.value.code, special.state) == (rules.G2_CASE_OPEN, ListState.GATHERING)
