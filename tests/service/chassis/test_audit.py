"""What `./dasai audit verify` finds: each way in which whoever can write to the database may alter the trail (rule D5)."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from bson import Binary
from dasai.common.v1.envelope_pb2 import Envelope
from dasai.registration.v1.events_pb2 import RegistrationOpened
from pymongo import MongoClient

from chassis.audit import erasures
from chassis.audit import heads as heads_module
from chassis.audit.heads import Head, heads_in
from chassis.audit.published import PublishedHeads
from chassis.audit.signatures import trail_key
from chassis.audit.trail import COLLECTION, GENESIS, Trail, Verified, _body_hash, _link_hash
from chassis.settings import settings
from cli.audit import Report, verify_service

SERVICE = "registration"
Event = tuple[str, bytes]


def event(number: int, text: str = "110000") -> Event:
    """Return an event as an outbox has it: its id, and its envelope."""
    envelope = Envelope(id=f"event-{number}", type=RegistrationOpened.DESCRIPTOR.full_name, aggregate_id=text)
    envelope.payload.Pack(RegistrationOpened(division_code=text))
    envelope.recorded_at.FromDatetime(datetime(2024, 6, 1, tzinfo=UTC) + timedelta(days=number))
    return envelope.id, envelope.SerializeToString(deterministic=True)


def own_key() -> str:
    """Return the public key of the configured trail key."""
    return trail_key().public_key().public_bytes_raw().hex()


def use_key(patch: pytest.MonkeyPatch, seed: bytes) -> None:
    """Configure another trail key."""
    patch.setenv("DASAI_TRAIL_KEY", base64.b64encode(seed).decode())
    settings.cache_clear()
    trail_key.cache_clear()


@dataclass
class Kept:
    """A trail in a database, and the heads that were published of it."""

    database: Any
    url: str
    prefix: str

    @property
    def trail(self) -> Trail:
        """Return the trail as another process reads it."""
        return Trail(self.database)

    def append(self, *numbers: int) -> None:
        """Append events, and publish the head as the relay does."""
        trail = self.trail
        trail.append([event(number) for number in numbers])
        PublishedHeads(self.database, SERVICE).add(*trail.head())

    def published(self) -> str:
        """Return what anyone may have kept: the relay's log."""
        heads = PublishedHeads(self.database, SERVICE).all()
        lines = [{"event": "trail head", "level": "info", **head.as_shown()} for head in heads]
        return "\n".join(["registration-relay starts", *map(json.dumps, lines)])

    def rewrite(self, events: Sequence[Event]) -> None:
        """Write another trail with all its hashes right, as whoever can write to the database could, and no head beside it."""
        self.database[COLLECTION].delete_many({})
        self.database[heads_module.COLLECTION].delete_many({})
        previous = GENESIS
        for sequence, (event_id, body) in enumerate(events, 1):
            body_hash = _body_hash(body)
            link = {"_id": sequence, "event_id": event_id, "previous": previous, "body_hash": body_hash}
            previous = _link_hash(sequence, previous, event_id, body_hash)
            self.database[COLLECTION].insert_one({**link, "hash": previous, "body": Binary(body)})

    def verify(self, published: str = "", key: str = "") -> Report:
        """Verify the trail against what was published."""
        heads = heads_in(published)
        return verify_service(self.url, self.prefix, SERVICE, published=heads, keys=(key or own_key(),))


@pytest.fixture
def kept(mongodb_url: str, database_prefix: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Kept]:
    """A trail of nine links whose head was published after each third."""
    use_key(monkeypatch, b"k" * 32)
    client: MongoClient[Any] = MongoClient(mongodb_url, tz_aware=True)
    with client:
        made = Kept(client[f"{database_prefix}_{SERVICE}"], mongodb_url, database_prefix)
        for first in (1, 4, 7):
            made.append(first, first + 1, first + 2)
        yield made
    settings.cache_clear()
    trail_key.cache_clear()


EVENTS = [event(number) for number in range(1, 10)]
# what the database says now, and the first link at which it shows
ALTERED: dict[str, tuple[list[Event], int]] = {
    "change": ([*EVENTS[:4], (EVENTS[4][0], event(5, "120000")[1]), *EVENTS[5:]], 6),
    "change of the first": ([(EVENTS[0][0], event(1, "120000")[1]), *EVENTS[1:]], 3),
    "cut at the end": (EVENTS[:7], 8),
    "cut of all": ([], 1),
    "cut within": ([*EVENTS[:4], *EVENTS[5:]], 6),
    "insertion": ([*EVENTS[:4], event(50), *EVENTS[4:]], 6),
    "reordering": ([*EVENTS[:3], EVENTS[4], EVENTS[3], *EVENTS[5:]], 6),
    "roll-back, and other events since": ([*EVENTS[:6], event(60), event(61), event(62), event(63)], 9),
}


def test_d5_an_unaltered_trail_fits_its_heads_and_others_may_follow(kept: Kept) -> None:
    """D5: nothing is wrong; also after events that are in no head yet, and in whatever file the heads stand."""
    log = kept.published()
    assert kept.verify(log).wrong == ()
    kept.trail.append([event(10), event(11)])
    shown = [head.as_shown() for head in heads_in(log)]
    answer = json.dumps({"heads": shown, "page": {"next_page_token": ""}}, indent=1)
    receipt = json.dumps({"number": "GRYK-0KD0-3CAA", "trail_head": heads_in(log)[1].as_text()})
    for file in (log, answer, receipt):
        report = kept.verify(file)
        assert (report.verified, report.wrong) == (Verified(11, 0, None), ())
    assert [len(heads_in(file)) for file in (log, answer, receipt, "no head {}")] == [3, 3, 1, 0]


@pytest.mark.parametrize("how", ALTERED)
def test_d5_a_trail_rewritten_with_all_its_hashes_does_not_fit_the_published_heads(kept: Kept, how: str) -> None:
    """D5: change, cut, insertion, reordering and roll-back show with the heads, and only with them."""
    log, (events, link) = kept.published(), ALTERED[how]
    kept.rewrite(events)
    assert kept.verify().wrong == ()  # each hash is right: without heads nothing shows
    report = kept.verify(log)
    assert report.verified.broken is not None
    assert (report.verified.broken.sequence, len(report.wrong)) == (link, 1)


def test_d5_heads_in_the_database_show_it_too_unless_they_are_taken_away(kept: Kept) -> None:
    """D5: whoever rewrites the trail can't sign its heads anew; what is not signed so shows as such."""
    heads = kept.database[heads_module.COLLECTION]
    stored = list(heads.find())
    kept.rewrite(ALTERED["change"][0])
    heads.insert_many(stored)
    broken = kept.verify().verified.broken
    assert broken is not None
    assert broken.sequence == 6
    for number in (6, 9):
        right = kept.database[COLLECTION].find_one({"_id": number})["hash"]
        heads.update_one({"sequence": number}, {"$set": {"hash": right}})
    assert [line.split(" ")[0] for line in kept.verify().wrong] == ["链头6的签名不可信", "链头9的签名不可信"]


def test_d5_heads_under_a_strangers_key_count_for_nothing(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    """D5: a whole trail with heads of its own is found by the key that was published."""
    own, log = own_key(), kept.published()
    use_key(monkeypatch, b"x" * 32)
    kept.rewrite(EVENTS[:8])
    PublishedHeads(kept.database, SERVICE).add(*kept.trail.head())
    assert kept.verify().wrong == ()  # by the stranger's own key
    assert len(kept.verify(key=own).wrong) == 1
    assert len(kept.verify(log, own).wrong) == 2


def test_a_head_of_which_anything_was_altered_is_not_genuine(kept: Kept) -> None:
    """The signature covers service, number, hash and moment."""
    (head, *_) = heads_in(kept.published())
    altered: Sequence[Callable[[Head], Head]] = (
        lambda it: replace(it, service="review"),
        lambda it: replace(it, sequence=it.sequence + 1),
        lambda it: replace(it, hash="0" * 64),
        lambda it: replace(it, signed_at=it.signed_at + timedelta(milliseconds=1)),
        lambda it: replace(it, signature="0" * 128),
        lambda it: replace(it, public_key="0" * 64),
        lambda it: replace(it, public_key="zz"),
    )
    assert head.genuine
    assert [change(head).genuine for change in altered] == [False] * len(altered)


@pytest.mark.parametrize(
    "change",
    [
        {"$set": {"body": Binary(EVENTS[1][1])}},
        {"$set": {"event_id": "another"}},
        {"$set": {"hash": "0" * 64}},
        {"$set": {"previous": "0" * 64}},
        {"$set": {"body": Binary(b"\xff")}},
        {"$set": {"body_hash": "0" * 64}, "$unset": {"body": ""}},
        {"$unset": {"body": "", "body_hash": ""}},
        {"$unset": {"hash": ""}},
        {"$unset": {"previous": ""}},
        {"$set": {"body": "text"}},
        {"$set": {"event_id": 4}},
    ],
    ids=str,
)
def test_d5_a_link_altered_without_its_hashes_shows_without_any_head(kept: Kept, change: dict[str, Any]) -> None:
    """D5: the chain alone names the first broken link."""
    kept.database[COLLECTION].update_one({"_id": 4}, change)
    broken = kept.verify().verified.broken
    assert broken is not None
    assert broken.sequence == 4


def test_k4_a_body_may_be_erased_while_its_hash_stays(kept: Kept) -> None:
    """K4, D5: after retention the bodies go; chain and heads are verified as before, and an alteration still shows."""
    log = kept.published()
    assert kept.trail.erase(SERVICE, datetime(2024, 6, 6, tzinfo=UTC)) == 4
    assert ["body" in link for link in kept.trail.links()] == [False] * 4 + [True] * 5
    report = kept.verify(log)
    assert (report.verified, report.wrong) == (Verified(9, 4, None), ())
    assert kept.trail.erase(SERVICE, datetime(2024, 6, 6, tzinfo=UTC)) == 0
    assert kept.trail.erase(SERVICE, datetime(2024, 6, 8, tzinfo=UTC)) == 2
    assert kept.verify(log).verified == Verified(9, 6, None)
    kept.database[COLLECTION].update_one({"_id": 2}, {"$set": {"event_id": "another"}})
    assert kept.trail.verify(erased=erasures.kept(kept.database, SERVICE)).links == 1


def take_body(kept: Kept, number: int) -> None:
    """Take the body of a link away, as whoever can write to the database could."""
    link = kept.database[COLLECTION].find_one({"_id": number})
    about = {"type": RegistrationOpened.DESCRIPTOR.full_name, "aggregate_id": "110000", "at": datetime.now(UTC)}
    kept.database[COLLECTION].update_one(
        {"_id": number}, {"$set": {"body_hash": _body_hash(link["body"]), "erased": about}, "$unset": {"body": ""}}
    )


def test_d5_a_body_that_is_gone_without_a_signed_record_shows(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    """D5, K4: else the event of a decision could be erased, and the decision altered; a stranger's record changes nothing."""
    log, own = kept.published(), own_key()
    assert kept.trail.erase(SERVICE, datetime(2024, 6, 4, tzinfo=UTC)) == 2
    take_body(kept, 6)
    broken = kept.verify(log).verified.broken
    assert broken is not None
    assert (broken.sequence, broken.why) == (6, "its body is gone, and no signed record says that it was erased")
    use_key(monkeypatch, b"x" * 32)
    stranger = erasures.sign_erasure(SERVICE, datetime(2024, 7, 1, tzinfo=UTC), [6], "0" * 64, datetime.now(UTC))
    erasures.keep(kept.database, stranger)
    broken = kept.verify(log, own).verified.broken
    assert broken is not None
    assert broken.sequence == 6


@pytest.mark.parametrize(
    "change",
    [
        {"$set": {"links": [[1, 6]]}},
        {"$set": {"digest": "0" * 64}},
        {"$set": {"service": "review"}},
        {"$set": {"public_key": "0" * 64}},
        {"$set": {"signature": "zz"}},
        {"$unset": {"links": ""}},
    ],
    ids=str,
)
def test_d5_an_altered_record_of_erased_bodies_counts_for_nothing(kept: Kept, change: dict[str, Any]) -> None:
    """D5, K4: the signature covers service, links and digest."""
    assert kept.trail.erase(SERVICE, datetime(2024, 6, 4, tzinfo=UTC)) == 2
    kept.database[erasures.COLLECTION].update_one({}, change)
    broken = kept.verify().verified.broken
    assert broken is not None
    assert broken.sequence == 1


def test_d5_of_which_event_an_erased_body_was_cannot_be_altered(kept: Kept) -> None:
    """D5: else a forged decision could pass for one whose event was erased."""
    assert kept.trail.erase(SERVICE, datetime(2024, 6, 4, tzinfo=UTC)) == 2
    kept.database[COLLECTION].update_one({"_id": 2}, {"$set": {"erased.aggregate_id": "another"}})
    broken = kept.verify().verified.broken
    assert broken is not None
    assert broken.sequence == 1


def test_k4_an_erasure_that_was_killed_is_finished_by_the_next(kept: Kept) -> None:
    """K4: the record comes first; what it names and is still there is erased under a further one."""
    assert kept.trail.erase(SERVICE, datetime(2024, 6, 6, tzinfo=UTC)) == 4
    kept.database[COLLECTION].update_one({"_id": 3}, {"$set": {"body": Binary(EVENTS[2][1])}, "$unset": {"erased": ""}})
    assert kept.verify().verified == Verified(9, 3, None)
    assert kept.trail.erase(SERVICE, datetime(2024, 6, 6, tzinfo=UTC)) == 1
    assert kept.verify().verified == Verified(9, 4, None)


def test_heads_are_listed_from_the_newest_in_pages(kept: Kept) -> None:
    """Each page names where the next one begins; the last names none."""
    heads = PublishedHeads(kept.database, SERVICE)
    assert heads.add(*kept.trail.head()) is None  # nothing was appended since
    first, following = heads.page(0, 2)
    assert ([head.sequence for head in first], following) == ([9, 6], 1)
    last, following = heads.page(following, 2)
    assert ([head.sequence for head in last], following) == ([3], 0)
    assert heads.newest() == first[0]
