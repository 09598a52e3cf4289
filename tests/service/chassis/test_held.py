"""Data held in memory by version: right at once in every process, whoever dies, never stale for ever."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import mongoengine
import pytest

from chassis.mongo import held
from chassis.mongo.attempts import attempt
from chassis.mongo.connection import connect
from chassis.mongo.held import Held, changing, one_look
from chassis.settings import Settings

STORED: dict[str, str] = {}


class Process:
    """What a process holds of the stored words, and how often it has read them."""

    def __init__(self, most: int = 100) -> None:
        self.reads = 0
        self.held: Held[str, str] = Held("words", self.read, most=most)
        self.on_read: Callable[[], None] = lambda: None

    def read(self, keys: frozenset[str]) -> Mapping[str, str]:
        """Read the words of these keys."""
        self.reads += 1
        words = {key: STORED[key] for key in keys if key in STORED}
        self.on_read()
        return words

    def word(self, key: str = "a") -> str:
        """Return a word as it is now, '' if there is none."""
        return self.held.exact([key]).get(key, "")


def write(word: str, key: str = "a") -> None:
    """Store a word, as whoever writes does."""
    with changing("words"):
        STORED[key] = word


@pytest.fixture(autouse=True)
def database(mongodb_url: str, database_prefix: str) -> Iterator[Any]:
    """Yield a database that holds no versions yet."""
    made = connect(Settings(mongodb_url=mongodb_url, database_prefix=database_prefix), "registration")
    STORED.clear()
    yield made[f"{database_prefix}_registration"]
    mongoengine.disconnect()


def test_what_did_not_change_is_read_once() -> None:
    """Also that there is nothing, and each key by itself."""
    process = Process()
    write("first")
    assert [process.word(), process.word(), process.reads] == ["first", "first", 1]
    assert [process.word("none"), process.word("none"), process.reads] == ["", "", 2]
    assert process.held.exact(["a", "none"]) == {"a": "first"}
    assert process.reads == 2


def test_every_process_sees_a_change_at_once() -> None:
    """Two replicas: what one has written the other decides by in its next call."""
    one, other = Process(), Process()
    for word in ("first", "second", "third"):
        write(word)
        assert (one.word(), other.word()) == (word, word)


def test_nothing_is_held_while_somebody_writes() -> None:
    """Before the write and after it, until the writer says that it is done: what is there is read each time."""
    process = Process()
    write("first")
    with changing("words"):
        assert process.word() == "first"
        STORED["a"] = "second"
        assert process.word() == "second"
        with changing("words"):
            STORED["a"] = "third"
        assert process.word() == "third"
    assert process.reads == 3
    assert [process.word(), process.word(), process.reads] == ["third", "third", 4]


def test_a_value_that_was_read_while_a_write_began_is_not_held_for_the_new_version() -> None:
    """The version was read before the write, the value before it too: it counts for the version before only."""
    process = Process()
    write("first")
    process.on_read = lambda: write("second")
    assert process.word() == "first"
    process.on_read = lambda: None
    assert process.word() == "second"


def test_the_versions_are_read_once_an_attempt() -> None:
    """And again by the next attempt of the same command."""
    process, seen = Process(), []

    def command() -> None:
        seen.append(process.word())
        STORED["a"] = f"word {len(seen)}"
        with one_look():  # somebody else
            write(STORED["a"])
        seen.append(process.word())
        write("own")
        seen.append(process.word())

    write("first")
    attempt(command, until=0, repeatable=False)
    attempt(command, until=0, repeatable=False)
    assert seen == ["first", "first", "own", "own", "own", "own"]


def test_a_write_that_raised_no_version_is_seen_after_a_bounded_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process of a release before raises none: what it wrote is not overlooked for ever."""
    process = Process()
    write("first")
    assert process.word() == "first"
    STORED["a"] = "second"
    now = time.monotonic
    monkeypatch.setattr(time, "monotonic", lambda: now() + held.HELD_SECONDS - 1)
    assert process.word() == "first"
    monkeypatch.setattr(time, "monotonic", lambda: now() + held.HELD_SECONDS + 1)
    assert process.word() == "second"


def test_a_writer_that_died_delays_holding_and_hides_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everybody reads what is there until it can't write any more; then it is held again."""
    process = Process()
    write("first")
    dying = held._Writer("words")
    dying.say()
    assert (process.word(), process.word(), process.reads) == ("first", "first", 2)
    STORED["a"] = "second"  # its last write
    assert process.word() == "second"
    later = time.time() + held.WRITING_SECONDS + 1
    monkeypatch.setattr(time, "time", lambda: later)
    assert [process.word(), process.word(), process.reads] == ["second", "second", 4]


def test_a_writer_that_failed_says_that_it_is_done() -> None:
    """Then it is held again at once."""
    process = Process()
    with pytest.raises(KeyError), changing("words"):
        raise KeyError
    assert [process.word(), process.word(), process.reads] == ["", "", 1]


def test_what_was_not_asked_for_longest_is_forgotten() -> None:
    """A process holds so many and no more."""
    process = Process(most=2)
    for key in ("a", "b", "c"):
        process.word(key)
    assert process.reads == 3
    process.word("c")
    assert process.reads == 3
    process.word("a")
    assert process.reads == 4


def test_a_long_writer_goes_on_saying_that_it_writes(database: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else it would be taken for dead before it is done."""
    with changing("words"):
        first = database["held_versions"].find_one({"_id": "words"})["writers"]
        real, now = time.time(), time.monotonic
        monkeypatch.setattr(time, "monotonic", lambda: now() + held.WRITING_SECONDS / 2)
        monkeypatch.setattr(time, "time", lambda: real + held.WRITING_SECONDS / 2)
        with changing("words"):
            second = database["held_versions"].find_one({"_id": "words"})["writers"]
    assert first.keys() == second.keys()
    assert min(second.values()) > max(first.values())
    assert database["held_versions"].find_one({"_id": "words"})["writers"] == {}
