"""What publicity does when a finalist falls, or its review is opened again (B3, D1, F6 to F8, H4)."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import pytest

from chassis.kernel.identifiers import derived_id
from chassis.kernel.refusal import Refusal
from services.publicity.awards import requests, store
from services.publicity.awards.commands import award
from services.publicity.awards.model.award import AwardState
from services.publicity.notices import commands as notices
from services.publicity.notices import store as notices_store
from services.publicity.notices.events import NoticeKind
from services.publicity.notices.model.notice import Notice, notice_id
from services.publicity.notices.requests import PublishFinalists
from services.publicity.reports.commands import run_due_notices
from tests.service.publicity.awards.test_convergence import ACTOR, AT, OVER, announce, apply, database
from tests.unit.services.publicity.builders import beijing, make_team

pytestmark = pytest.mark.parts
__all__ = ["database"]

LIST = "finalists-2024"


@pytest.fixture(autouse=True)
def emptied(database: Any) -> None:
    """Begin without notices and awards."""
    for collection in ("awards", "notices", "standings", "award_lists"):
        database[collection].delete_many({})


def strike(number: int, *, version: int = 1, code: str = "D1_REJECTED", at: Any = AT) -> None:
    """Handle that a finalist was struck."""
    request = requests.ActOnStrike(LIST, version, make_team(number), code)
    apply(f"struck-{number}", award.act_on_strike, request, at)


def review(number: int, sequence: int, *, under_review: bool) -> None:
    """Handle that the review of a finalist was opened again, or is passed."""
    request = requests.RecordReview(make_team(number).team_id, under_review, sequence)
    apply(f"review-{number}-{sequence}", award.record_review, request, OVER)


def states() -> dict[str, AwardState]:
    """Return the state of each award by its recipient."""
    return {item.recipient_id: item.state for item in store.awards.every()}


def close_winners_notice() -> None:
    """Let the winners' notice run its days, and handle that it closed."""
    run_due_notices(ACTOR, OVER)
    closed = requests.ConfirmAwards(notice_id(NoticeKind.WINNERS, "2024"), NoticeKind.WINNERS, "2024", ())
    apply("closed", award.confirm_awards, closed, OVER)


def of_kind(kind: NoticeKind) -> list[Notice]:
    """Return the notices of a kind, oldest version first."""
    return sorted(notices_store.notices.every({"state.kind": kind.value}), key=lambda notice: notice.list_version)


def test_f8_a_substitute_has_seven_days_of_its_own() -> None:
    """F6, F8: a notice beside that of the first version, which it leaves as it is; an event that comes twice makes one."""
    later = beijing("2024-10-23T10:00:00.000")
    for _ in range(2):
        apply("e-1", notices.publish_finalists, PublishFinalists(LIST, (make_team(1), make_team(2))), AT)
        apply("e-2", notices.publish_finalists, PublishFinalists(LIST, (make_team(3),), 2), later)
    first, second = of_kind(NoticeKind.FINALISTS)
    assert [sorted(notice.team_ids) for notice in (first, second)] == [
        [make_team(1).team_id, make_team(2).team_id],
        [make_team(3).team_id],
    ]
    assert (second.opens_at, second.closes_at) == (
        beijing("2024-10-24T00:00:00.000"),
        beijing("2024-10-30T23:59:59.999"),
    )
    assert first.closes_at == beijing("2024-10-27T23:59:59.999")


def test_h4_a_struck_finalist_is_marked_published_and_keeps_no_award() -> None:
    """F7, H4: before its award is made; the change is not public before the list is (K1)."""
    apply("e-1", notices.publish_finalists, PublishFinalists(LIST, (make_team(1), make_team(2))), AT)
    for _ in range(2):
        strike(1)
    (listed,), (change,) = of_kind(NoticeKind.FINALISTS), of_kind(NoticeKind.CHANGE)
    assert [entry.struck for entry in listed.entries] == [True, False]
    assert (change.opens_at, [entry.team_id for entry in change.entries]) == (listed.opens_at, [make_team(1).team_id])
    announce(1, 2)
    apply("e-2", award.make_awards, requests.MakeAwards("2024"), AT)
    assert states() == {make_team(1).team_id: AwardState.WITHHELD, make_team(2).team_id: AwardState.PROPOSED}


def test_h4_a_finalist_struck_after_its_award_was_confirmed_loses_it() -> None:
    """F7, H4: and nobody else does."""
    apply("e-1", notices.publish_finalists, PublishFinalists(LIST, (make_team(1), make_team(2))), AT)
    announce(1, 2)
    apply("e-2", award.make_awards, requests.MakeAwards("2024"), AT)
    close_winners_notice()
    strike(1, at=OVER)
    assert states() == {make_team(1).team_id: AwardState.REVOKED, make_team(2).team_id: AwardState.CONFIRMED}


def test_h4_a_strike_that_arrives_before_its_notice_is_tried_again() -> None:
    """H4: refused until the notice is there, so that its line is marked whatever comes first."""
    with pytest.raises(Refusal) as caught:
        strike(3, version=2)
    assert caught.value.code.name == "NOT_FOUND"
    apply("e-1", notices.publish_finalists, PublishFinalists(LIST, (make_team(3),), 2), AT)
    strike(3, version=2)
    assert [entry.struck for notice in of_kind(NoticeKind.FINALISTS) for entry in notice.entries] == [True]


def test_b3_an_award_waits_until_the_review_is_passed() -> None:
    """B3, D1, H1: the notice closes and the others are confirmed; passed again, it is too, by a certificate of its own."""
    announce(1, 2)
    apply("e-2", award.make_awards, requests.MakeAwards("2024"), AT)
    review(1, 1, under_review=True)
    close_winners_notice()
    assert states() == {make_team(1).team_id: AwardState.PROPOSED, make_team(2).team_id: AwardState.CONFIRMED}
    review(1, 2, under_review=False)
    assert states() == {make_team(1).team_id: AwardState.CONFIRMED, make_team(2).team_id: AwardState.CONFIRMED}


def test_b3_a_review_passed_before_the_notice_closed_confirms_nothing_early() -> None:
    """B3, H1: the award is confirmed when the notice closes."""
    announce(1)
    apply("e-2", award.make_awards, requests.MakeAwards("2024"), AT)
    review(1, 1, under_review=True)
    review(1, 2, under_review=False)
    assert states() == {make_team(1).team_id: AwardState.PROPOSED}
    close_winners_notice()
    assert states() == {make_team(1).team_id: AwardState.CONFIRMED}


@pytest.mark.parametrize("order", list(permutations((1, 2, 3))))
def test_b3_the_newest_word_on_a_review_wins(order: tuple[int, ...]) -> None:
    """B3, D1: opened, passed, opened again, in whatever order that arrives."""
    for sequence in (*order, order[0]):
        review(1, sequence, under_review=sequence != 2)
    assert store.teams_under_review([make_team(1).team_id]) == {make_team(1).team_id}
    assert notice_id(NoticeKind.WINNERS, "2024") == derived_id("notice", "winners", "2024")
