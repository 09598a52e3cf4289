"""Commands that can be made idempotent, and their types."""

from __future__ import annotations

from pathlib import Path

import mypy.api
import pytest
from google.protobuf.duration_pb2 import Duration
from google.protobuf.struct_pb2 import Value

from chassis.actor import Actor
from chassis.context import Context, current, handling
from chassis.idempotency import answer_kept_elsewhere, idempotent
from chassis.rpc.interceptor import request_hash

SOMEBODY = Actor("somebody")


@idempotent
def wait(seconds: int, actor: Actor, *, more: int = 0) -> Duration:
    """Answer with a duration."""
    return Duration(seconds=seconds + more)


def test_a_command_keeps_its_name_and_parameters() -> None:
    """Nothing but a repetition is answered by anybody else than the command."""
    assert (wait.__name__, wait.__doc__) == ("wait", "Answer with a duration.")
    assert wait(1, SOMEBODY, more=2) == Duration(seconds=3)


TYPED = """
from typing import Any
from google.protobuf.duration_pb2 import Duration
from chassis.idempotency import idempotent
from chassis.mongo.store import Repository
jars: Repository[Any]
@idempotent
def fill(seconds: int, *, more: bool = False) -> Duration: return Duration()
@idempotent(creates=jars)
def make(identifier: str, seconds: int) -> Duration: return Duration()
@idempotent(creates=jars)
def take_no_identifier() -> Duration: return Duration()
fill("1")
fill(1, more=2)
fill()
make("identifier", 1)
reveal_type(fill(1))
reveal_type(make(1))
"""


@pytest.mark.long
def test_the_type_checker_still_knows_a_command(tmp_path: Path) -> None:
    """What callers pass to it and get from it is checked as before; a creating one's callers pass no identifier."""
    file = tmp_path / "typed.py"
    file.write_text(TYPED)
    lines = mypy.api.run(["--strict", "--no-error-summary", str(file)])[0].splitlines()
    errors = {line.split(":")[1]: line.rpartition("[")[2] for line in lines if "error:" in line}
    assert errors == {"11": "arg-type]", "13": "arg-type]", "14": "arg-type]", "15": "call-arg]", "16": "arg-type]"}
    assert [line.split("Revealed type is ")[1] for line in lines if "Revealed" in line] == [
        '"google.protobuf.duration_pb2.Duration"'
    ] * 2


def test_a_command_without_a_return_annotation_is_refused_at_once() -> None:
    """The first answer is parsed by the annotation: without one nobody would notice before the first repetition."""

    def says_nothing():  # type: ignore[no-untyped-def]
        return Duration()

    def says_text() -> str:
        return ""

    for command in (says_nothing, says_text):
        with pytest.raises(TypeError, match="returns a message and says which"):
            idempotent(command)  # type: ignore[type-var]


def test_a_command_inside_another_is_refused() -> None:
    """Two could keep two answers under one key."""

    @idempotent
    def outer() -> Duration:
        return wait(1, SOMEBODY)

    with pytest.raises(TypeError, match="wait is called inside another command"):
        outer()
    assert wait(1, SOMEBODY) == Duration(seconds=1)  # nothing of the outer one is left behind


def test_the_context_is_the_callers_own_again_after_a_command() -> None:
    """Also the key, which an aggregate beside the answered one must not meet."""
    with handling(Context(actor=SOMEBODY, idempotency_key="key")) as context:
        with answer_kept_elsewhere():
            assert current().idempotency_key == ""
        wait(1, SOMEBODY)
        assert current() == context


def test_the_hash_tells_operations_and_requests_apart() -> None:
    """Neither two operations with one request, nor one with two, nor the one's name run into the other's request."""
    hashes = {
        request_hash("/dasai.T/Revoke", Duration(seconds=1)),
        request_hash("/dasai.T/Withdraw", Duration(seconds=1)),
        request_hash("/dasai.T/Withdraw", Duration(seconds=2)),
        request_hash("/dasai.T/Withdraw", Value(bool_value=True)),
    }
    assert len(hashes) == 4
    assert request_hash("/dasai.T/Revoke", Duration(seconds=1)) in hashes
