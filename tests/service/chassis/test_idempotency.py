"""Repeated commands on a real database: one effect, one answer."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace

import mongoengine
import pytest
from google.protobuf.duration_pb2 import Duration
from google.protobuf.struct_pb2 import Value

from chassis.actor import Actor
from chassis.context import Context, handling
from chassis.idempotency import answer_kept_elsewhere, idempotent
from chassis.kernel.aggregate import Aggregate
from chassis.kernel.identifiers import derived_id
from chassis.kernel.refusal import Refusal
from chassis.mongo.attempts import attempt
from chassis.mongo.connection import connect
from chassis.mongo.document import OUTCOMES_KEPT, AggregateDocument
from chassis.mongo.store import Repository
from chassis.rpc.interceptor import request_hash
from chassis.settings import Settings

pytestmark = pytest.mark.parts
SOMEBODY = Actor("somebody")


@dataclass
class Jar(Aggregate):
    """A jar of seconds."""

    seconds: int = 0
    closed: bool = False


class JarDocument(AggregateDocument):
    """A jar."""

    meta = {"collection": "jars"}


jars: Repository[Jar] = Repository(JarDocument, Jar, {})


@idempotent(creates=jars)
def make(identifier: str, seconds: int) -> Duration:
    """Make a jar with these seconds in it."""
    answer = Duration(seconds=seconds)
    jars.add(Jar(id=identifier, seconds=seconds), answer=answer)
    return answer


@idempotent
def fill(identifier: str, seconds: int) -> Duration:
    """Put seconds into the jar, answer with all that it holds."""
    jar = jars.get(identifier)
    jar.seconds += seconds
    answer = Duration(seconds=jar.seconds)
    jars.save(jar, answer=answer)
    return answer


@idempotent
def close(identifier: str) -> Value:
    """Close the jar."""
    jar = jars.get(identifier)
    jar.closed = True
    jars.save(jar, answer=Value(bool_value=True))
    return Value(bool_value=True)


@idempotent
def pour(source: str, target: str) -> Duration:
    """Pour one jar into another; the emptied one keeps the answer."""
    emptied = jars.get(source)
    seconds, emptied.seconds = emptied.seconds, 0
    answer = Duration(seconds=seconds)
    jars.save(emptied, answer=answer)
    with answer_kept_elsewhere():
        filled = jars.get(target)
        filled.seconds += seconds
        jars.save(filled)
    return answer


@pytest.fixture(autouse=True)
def database(mongodb_url: str, database_prefix: str) -> Iterator[None]:
    """Yield an empty database."""
    connect(Settings(mongodb_url=mongodb_url, database_prefix=database_prefix), "jars")
    JarDocument._collection = None  # the class remembers the collection of the test before
    JarDocument.ensure_indexes()
    yield
    mongoengine.disconnect()


def request(key: str, operation: str, *parts: str | int) -> AbstractContextManager[Context]:
    """Begin what the interceptor makes of a call of this operation with these parts under this key."""
    asked = request_hash(operation, Value(string_value=repr(parts)))
    return handling(Context(actor=SOMEBODY, idempotency_key=key, request_hash=asked, causation_id=key))


def test_a_repeated_command_gets_the_first_answer_and_is_not_done_again() -> None:
    """Also when others have changed the aggregate in between."""
    jars.add(Jar(id="jar"))
    with request("k", "fill", "jar", 5):
        assert fill("jar", 5) == Duration(seconds=5)
    with request("other", "fill", "jar", 2):
        assert fill("jar", 2) == Duration(seconds=7)
    with request("k", "fill", "jar", 5):
        assert fill("jar", 5) == Duration(seconds=5)
    assert jars.look("jar").seconds == 7


def test_many_repetitions_at_once_take_effect_once() -> None:
    """The others get its answer, whichever of them it is."""
    jars.add(Jar(id="jar"))

    def repeat(_: int) -> int:
        with request("k", "fill", "jar", 5):
            return attempt(lambda: fill("jar", 5), until=1e12, repeatable=True).seconds

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(repeat, range(24))) == [5] * 24
    assert jars.look("jar").seconds == 5


def test_a_creating_command_makes_one_aggregate_of_each_key() -> None:
    """Its identifier follows from the key, and is the command's own to use."""

    def repeat(_: int) -> int:
        with request("k", "make", 5):
            return attempt(lambda: make(5), until=1e12, repeatable=True).seconds

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(repeat, range(24))) == [5] * 24
    with request("k2", "make", 5):
        make(5)
    assert {jar.id for jar in jars.every()} == {derived_id("jar", "k"), derived_id("jar", "k2")}


def test_without_a_key_each_call_is_a_command_of_its_own() -> None:
    """Nothing is remembered that nobody could ask for."""
    assert make(5) == make(5) == Duration(seconds=5)
    identifiers = [jar.id for jar in jars.every()]
    assert len(identifiers) == 2
    fill(identifiers[0], 1)
    assert fill(identifiers[0], 1) == Duration(seconds=7)


def test_one_key_for_two_operations_on_one_target_is_refused() -> None:
    """The second is not done, and does not pass for done: not even when its request is the same to the byte."""
    jars.add(Jar(id="jar"))
    with request("k", "fill", "jar"):
        fill("jar", 5)
    with request("k", "close", "jar"), pytest.raises(Refusal) as refused:
        close("jar")
    assert refused.value.code.name == "IDEMPOTENCY_KEY_REUSED"
    assert jars.look("jar") == replace(Jar(id="jar", seconds=5), version=2)
    with request("another", "close", "jar"):
        assert close("jar") == Value(bool_value=True)


def test_one_key_for_two_requests_is_refused() -> None:
    """Of the same operation, changing or creating."""
    jars.add(Jar(id="jar"))
    for command, parts, others in ((fill, ("jar", 5), ("jar", 6)), (make, (5,), (6,))):
        with request("k", command.__name__, *parts):
            command(*parts)
        with request("k", command.__name__, *others), pytest.raises(Refusal) as refused:
            command(*others)
        assert refused.value.code.name == "IDEMPOTENCY_KEY_REUSED"
    assert sorted(jar.seconds for jar in jars.every()) == [5, 5]


def test_a_key_whose_answer_is_no_longer_kept_is_refused() -> None:
    """The aggregate that it made is there; its last answers push out the first, and the key is refused from then on."""
    with request("k", "make", 5):
        make(5)
    identifier = derived_id("jar", "k")
    for number in range(OUTCOMES_KEPT):
        with request(f"fill {number}", "fill", identifier, 1):
            fill(identifier, 1)
    with request("k", "make", 5), pytest.raises(Refusal) as refused:
        make(5)
    assert refused.value.code.name == "IDEMPOTENCY_KEY_REUSED"
    assert [jar.seconds for jar in jars.every()] == [5 + OUTCOMES_KEPT]


def test_an_aggregate_beside_the_one_that_keeps_the_answer_is_changed_too() -> None:
    """Even if it has met the key before, for a command of its own."""
    for jar in (Jar(id="source", seconds=3), Jar(id="target")):
        jars.add(jar)
    with request("k", "fill", "target", 1):
        fill("target", 1)
    for _ in range(2):
        with request("k", "pour", "source", "target"):
            assert pour("source", "target") == Duration(seconds=3)
    assert [jars.look(name).seconds for name in ("source", "target")] == [0, 4]


def test_an_answer_of_another_type_than_the_command_s_is_not_kept() -> None:
    """Else a repetition would parse it as what it is not."""
    jars.add(Jar(id="jar"))

    @idempotent
    def spoil() -> Duration:
        jars.save(jars.get("jar"), answer=Value(bool_value=True))
        return Duration()

    with request("k", "spoil"), pytest.raises(TypeError, match="answers with Duration, not Value"):
        spoil()
    assert jars.look("jar").version == 1


def test_a_command_that_keeps_an_answer_without_being_idempotent_is_refused() -> None:
    """Nobody would answer its repetition; without a key there is none."""

    def spoil() -> None:
        jars.save(jars.get("jar"), answer=Duration())

    jars.add(Jar(id="jar"))
    with request("k", "spoil"), pytest.raises(TypeError, match="keeps its answer, a Duration, and is not @idempotent"):
        spoil()
    assert jars.look("jar").version == 1
    spoil()
    assert jars.look("jar").version == 2
