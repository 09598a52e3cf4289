"""Event handlers come to one end, however their events are mixed up and repeated (H3, H4, H5)."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import mongoengine
import pytest

from chassis.actor import system
from chassis.context import Context, handling
from chassis.kernel.identifiers import derived_id
from chassis.mongo.attempts import AlreadyApplied
from chassis.mongo.connection import connect
from chassis.settings import settings
from cli.stack.run_record import new_prefix
from services.publicity import store
from services.publicity.commands import awards, notices
from services.publicity.model import commands
from services.publicity.model.award import AwardState
from services.publicity.model.awards import AwardList, TrackRanking
from services.publicity.model.events import NoticeKind
from services.publicity.model.facts import Stage
from tests.unit.services.publicity.facts import PRIZES, TRACKS, beijing, ranking, team

pytestmark = pytest.mark.parts

ROOT = Path(__file__).parents[3]
AT = beijing("2024-10-20T10:00:00.000")
OVER = AT + timedelta(days=10)
ACTOR = system("publicity")


@pytest.fixture(scope="module")
def database(mongodb_url: str) -> Iterator[Any]:
    """A database of its own on the real server."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DASAI_MONGODB_URL", mongodb_url)
        patch.setenv("DASAI_DATABASE_PREFIX", new_prefix())
        patch.setenv("DASAI_EDITION_FILE", str(ROOT / "editions" / "2024.yaml"))
        settings.cache_clear()
        client = connect(settings(), "publicity")
        for document in store.DOCUMENTS:
            document.ensure_indexes()
        name = settings().database("publicity")
        yield client[name]
        client.drop_database(name)
        mongoengine.disconnect()
        settings.cache_clear()


def apply(event_id: str, handle: Callable[..., Any], command: Any, at: Any) -> None:
    """One delivery of an event, as the worker makes it."""
    with handling(Context(actor=ACTOR, causation_id=event_id, event_id=event_id)):
        try:
            handle(command, ACTOR, at)
        except AlreadyApplied:
            return


def outcome() -> Any:
    """What stands in the end, without what may differ: random codes, versions and when a fall was noticed."""
    held = sorted(
        (award.recipient_id, award.is_lost, award.confirmed_at is not None or award.is_lost, award.lost_code != "")
        for award in store.awards.every()
    )
    shown = sorted((notice.kind, notice.subject_id) for notice in store.notices.every())
    return held, shown


@pytest.mark.parametrize("seed", range(12))
def test_any_order_any_repetition(database: Any, seed: int) -> None:
    """H3, H4, H5: a ruling, a disqualification and the closing of the notice, mixed and repeated: the same awards stand."""
    for collection in ("awards", "notices", "standings", "award_lists"):
        database[collection].delete_many({})
    final = AwardList(id="2024")
    final.learn_finalists(["industry"], ["110000"])
    final.learn_ranking(ranking((1, 2, 3, 4)))
    final.announce(PRIZES, TRACKS, fallen=(), statement="", at=AT)
    with handling(Context(actor=ACTOR)):
        store.award_lists.add(final)
    winners = derived_id("notice", "winners", "2024")
    reason = "查证属实"
    proposal = partial(apply, "e-proposed", awards.take_proposal, commands.TakeProposal("2024"), AT)
    ruling = commands.TakeRuling("report-1", team(1).team_id, True, "C5_FOREIGN", reason)
    dismissed = commands.TakeRuling("report-3", team(3).team_id, False, "", reason)
    fallen = commands.TakeDisqualification(team(2).team_id, "110000", "industry", "p", "B10_FALSE", reason)
    closing = commands.TakeClosing(winners, NoticeKind.WINNERS, "2024", (team(1).team_id,))
    free: list[Callable[[], None]] = [
        partial(apply, "e-ruled", awards.take_ruling, ruling, AT),
        partial(apply, "e-dismissed", awards.take_ruling, dismissed, AT),
        partial(apply, "e-fallen", awards.take_disqualification, fallen, AT),
        proposal,
    ]
    dice = random.Random(seed)  # noqa: S311 - a test's mixture
    before = free * 2
    dice.shuffle(before)
    proposed = False
    for step in before:
        step()
        proposed = proposed or step is proposal
    assert proposed
    # only now can the notice close: it exists since the proposal
    after: list[Callable[[], None]] = [*free, partial(apply, "e-closed", awards.take_closing, closing, OVER)] * 2
    dice.shuffle(after)
    for step in after:
        step()
    for award in list(store.awards.every({"state.state": {"$in": ["withheld", "revoked"]}})):
        loss = commands.TakeLoss(award.id, award.lost_reason)
        for _ in range(2):
            apply(f"e-lost-{award.id}", awards.take_loss, loss, OVER)
    lost = {team(1).team_id, team(2).team_id}
    held, shown = outcome()
    assert held == sorted(
        (team(n).team_id, team(n).team_id in lost, True, team(n).team_id in lost) for n in range(1, 5)
    )
    assert shown == sorted(
        [
            (NoticeKind.WINNERS, "2024"),
            (NoticeKind.DISQUALIFICATION, team(2).team_id),
            (NoticeKind.CHANGE, derived_id("award", "2024", "first", team(1).team_id)),
            (NoticeKind.CHANGE, derived_id("award", "2024", "second", team(2).team_id)),
        ]
    )
    confirmed = list(store.awards.every({"state.state": AwardState.CONFIRMED.value}))
    assert sorted(one.recipient_id for one in confirmed) == [team(3).team_id, team(4).team_id]
    assert len({one.verification_code for one in confirmed}) == 2


def test_fall_known_before_the_award_is_made(database: Any) -> None:
    """H4: an award made after its team fell is lost by the very event that makes it."""
    database["awards"].delete_many({})
    database["notices"].delete_many({})
    database["standings"].delete_many({})
    database["award_lists"].delete_many({})
    final = AwardList(id="2024")
    final.learn_finalists(["industry"], ["110000"])
    final.learn_ranking(ranking((1,)))
    final.announce(PRIZES, TRACKS, fallen=(), statement="", at=AT)
    with handling(Context(actor=ACTOR)):
        store.award_lists.add(final)
    ruling = commands.TakeRuling("report-1", team(1).team_id, True, "C5_FOREIGN", "查证属实")
    apply("e-1", awards.take_ruling, ruling, AT)
    apply("e-2", awards.take_proposal, commands.TakeProposal("2024"), AT)
    (award,) = store.awards.every()
    assert award.state is AwardState.WITHHELD
    # K1: what was never announced is not given away by its loss; the change opens with the winners' notice
    apply("e-3", awards.take_loss, commands.TakeLoss(award.id, "查证属实"), AT)
    opens = {notice.kind: notice.opens_at for notice in store.notices.every()}
    midnight = beijing("2024-10-21T00:00:00.000")
    assert opens == {NoticeKind.WINNERS: midnight, NoticeKind.CHANGE: midnight}


def test_rankings_of_divisions_are_none_of_ours(database: Any) -> None:
    """E6: only the final's rankings are kept."""
    database["award_lists"].delete_many({})
    kept: TrackRanking = ranking((1, 2))
    apply("e-1", awards.take_ranking, commands.TakeRanking(Stage.DIVISION, kept), AT)
    assert store.award_lists.peek("2024") is None
    apply("e-2", awards.take_ranking, commands.TakeRanking(Stage.FINAL, kept), AT)
    found = store.award_lists.peek("2024")
    assert found is not None
    assert found.rankings == (kept,)


def test_timer_repeats_nothing(database: Any) -> None:
    """H1: the timer run again over the same notices, by this or another worker, writes nothing more."""
    database["notices"].delete_many({})
    apply("e-1", notices.publish_finalists, commands.Finalists("list", (commands.Finalist(team(1), "110000"),)), AT)
    for _ in range(3):
        notices.run_due(ACTOR, OVER)
    found = next(store.notices.every())
    assert (found.state, found.version) == ("closed", 2)
    stored = database["notices"].find_one({"_id": found.id})
    assert len(stored["outbox"]) == 2
