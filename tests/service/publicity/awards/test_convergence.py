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
from chassis.facts.schemes import Stage
from chassis.kernel.identifiers import derived_id
from chassis.mongo.attempts import AlreadyApplied
from chassis.mongo.connection import connect
from chassis.settings import settings
from cli.stack.run_record import new_prefix
from services.publicity.awards import requests, store
from services.publicity.awards.commands import award, award_list
from services.publicity.awards.model.award import AwardState
from services.publicity.awards.model.award_list import AwardList
from services.publicity.catalogue import DOCUMENTS
from services.publicity.notices import commands as notices
from services.publicity.notices import store as notices_store
from services.publicity.notices.events import NoticeKind
from services.publicity.notices.requests import PublishFinalists
from services.publicity.reports.commands import run_due_notices
from tests.unit.services.publicity.builders import PRIZES, TRACKS, beijing, make_ranking, make_team

pytestmark = pytest.mark.parts

ROOT = Path(__file__).parents[4]
AT = beijing("2024-10-20T10:00:00.000")
OVER = AT + timedelta(days=10)
ACTOR = system("publicity")


@pytest.fixture(scope="module")
def database(mongodb_url: str) -> Iterator[Any]:
    """Use a database of its own on the real server."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DASAI_MONGODB_URL", mongodb_url)
        patch.setenv("DASAI_DATABASE_PREFIX", new_prefix())
        patch.setenv("DASAI_EDITION_FILE", str(ROOT / "editions" / "2024.yaml"))
        settings.cache_clear()
        client = connect(settings(), "publicity")
        for document in DOCUMENTS:
            document.ensure_indexes()
        name = settings().database("publicity")
        yield client[name]
        client.drop_database(name)
        mongoengine.disconnect()
        settings.cache_clear()


def apply(event_id: str, handle: Callable[..., Any], request: Any, at: Any) -> None:
    """Handle one delivery of an event as the worker does."""
    with handling(Context(actor=ACTOR, causation_id=event_id, event_id=event_id)):
        try:
            handle(request, ACTOR, at)
        except AlreadyApplied:
            return


def outcome() -> Any:
    """Return the awards and notices in the end, without what may differ: random codes, versions, instants of losses."""
    held = sorted(
        (award.recipient_id, award.is_lost, award.confirmed_at is not None or award.is_lost, award.lost_code != "")
        for award in store.awards.every()
    )
    shown = sorted((notice.kind, notice.subject_id) for notice in notices_store.notices.every())
    return held, shown


def announce(*ranks: int) -> None:
    """Announce the winners of a final with one track."""
    final = AwardList(id="2024")
    final.record_finalists(["industry"], ["110000"])
    final.record_ranking(make_ranking(ranks))
    final.announce(PRIZES, TRACKS, fallen=(), statement="", at=AT)
    with handling(Context(actor=ACTOR)):
        store.award_lists.add(final)


@pytest.mark.parametrize("seed", range(12))
def test_events_in_any_order_and_repeated_give_the_same_awards(database: Any, seed: int) -> None:
    """H3, H4, H5: a ruling, a disqualification and the closing of the notice, mixed and repeated, give the same awards."""
    for collection in ("awards", "notices", "standings", "award_lists"):
        database[collection].delete_many({})
    announce(1, 2, 3, 4)
    winners = derived_id("notice", "winners", "2024")
    reason = "查证属实"
    proposal = partial(apply, "e-proposed", award.make_awards, requests.MakeAwards("2024"), AT)
    ruling = requests.ActOnRuling("report-1", make_team(1).team_id, True, "C5_FOREIGN", reason)
    dismissed = requests.ActOnRuling("report-3", make_team(3).team_id, False, "", reason)
    fallen = requests.ActOnDisqualification(make_team(2).team_id, "110000", "industry", "p", "B10_FALSE", reason)
    closing = requests.ConfirmAwards(winners, NoticeKind.WINNERS, "2024", (make_team(1).team_id,))
    free: list[Callable[[], None]] = [
        partial(apply, "e-ruled", award.act_on_ruling, ruling, AT),
        partial(apply, "e-dismissed", award.act_on_ruling, dismissed, AT),
        partial(apply, "e-fallen", award.act_on_disqualification, fallen, AT),
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
    after: list[Callable[[], None]] = [*free, partial(apply, "e-closed", award.confirm_awards, closing, OVER)] * 2
    dice.shuffle(after)
    for step in after:
        step()
    for lost_award in list(store.awards.every({"state.state": {"$in": ["withheld", "revoked"]}})):
        loss = requests.PublishLoss(lost_award.id, lost_award.lost_reason)
        for _ in range(2):
            apply(f"e-lost-{lost_award.id}", award.publish_loss, loss, OVER)
    lost = {make_team(1).team_id, make_team(2).team_id}
    held, shown = outcome()
    assert held == sorted(
        (make_team(n).team_id, make_team(n).team_id in lost, True, make_team(n).team_id in lost) for n in range(1, 5)
    )
    assert shown == sorted(
        [
            (NoticeKind.WINNERS, "2024"),
            (NoticeKind.DISQUALIFICATION, make_team(2).team_id),
            (NoticeKind.CHANGE, derived_id("award", "2024", "first", make_team(1).team_id)),
            (NoticeKind.CHANGE, derived_id("award", "2024", "second", make_team(2).team_id)),
        ]
    )
    confirmed = list(store.awards.every({"state.state": AwardState.CONFIRMED.value}))
    assert sorted(winner.recipient_id for winner in confirmed) == [make_team(3).team_id, make_team(4).team_id]
    assert len({winner.verification_code for winner in confirmed}) == 2


def test_an_award_is_lost_if_its_team_lost_the_place_before(database: Any) -> None:
    """H4: an award made after its team lost its place is lost by the very event that makes it."""
    database["awards"].delete_many({})
    database["notices"].delete_many({})
    database["standings"].delete_many({})
    database["award_lists"].delete_many({})
    announce(1)
    ruling = requests.ActOnRuling("report-1", make_team(1).team_id, True, "C5_FOREIGN", "查证属实")
    apply("e-1", award.act_on_ruling, ruling, AT)
    apply("e-2", award.make_awards, requests.MakeAwards("2024"), AT)
    (withheld,) = store.awards.every()
    assert withheld.state is AwardState.WITHHELD
    # K1: what was never announced is not given away by its loss; the change opens with the winners' notice
    apply("e-3", award.publish_loss, requests.PublishLoss(withheld.id, "查证属实"), AT)
    opens = {notice.kind: notice.opens_at for notice in notices_store.notices.every()}
    midnight = beijing("2024-10-21T00:00:00.000")
    assert opens == {NoticeKind.WINNERS: midnight, NoticeKind.CHANGE: midnight}


def test_rankings_of_divisions_are_not_kept(database: Any) -> None:
    """E6: only the final's rankings are kept."""
    database["award_lists"].delete_many({})
    ranking = make_ranking((1, 2))
    apply("e-1", award_list.record_ranking, requests.RecordRanking(Stage.DIVISION, ranking), AT)
    assert store.award_lists.peek("2024") is None
    apply("e-2", award_list.record_ranking, requests.RecordRanking(Stage.FINAL, ranking), AT)
    awards = store.award_lists.peek("2024")
    assert awards is not None
    assert awards.rankings == (ranking,)


def test_a_repeated_timer_changes_nothing(database: Any) -> None:
    """H1: run again over the same notices, by this or another worker, it writes nothing more."""
    database["notices"].delete_many({})
    apply("e-1", notices.publish_finalists, PublishFinalists("list", (make_team(1),)), AT)
    for _ in range(3):
        run_due_notices(ACTOR, OVER)
    notice = next(notices_store.notices.every())
    assert (notice.state, notice.version) == ("closed", 2)
    document = database["notices"].find_one({"_id": notice.id})
    assert len(document["outbox"]) == 2
