"""Names and records of runs: recognising a run's databases, and if the run goes on."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace

import pytest

from cli.stack import database
from cli.stack.program import Identity
from cli.stack.run_record import RunRecord, is_prefix, new_prefix, prefix_in


def test_each_run_has_a_prefix_of_its_own() -> None:
    first, second = new_prefix(), new_prefix()
    assert first != second
    assert [is_prefix(first), is_prefix(second)] == [True, True]


@pytest.mark.parametrize("name", ["dasai_registration", "dasai", "dasai_run_", "dasai_run_registration", "admin", "/"])
def test_other_names_are_not_taken_for_runs(name: str) -> None:
    assert (is_prefix(name), prefix_in(name)) == (False, None)


def test_a_database_and_a_virtual_host_of_a_run_are_recognised() -> None:
    prefix = new_prefix()
    assert [prefix_in(prefix), prefix_in(f"{prefix}_registration")] == [prefix, prefix]
    assert prefix_in(f"{prefix}0_registration") is None


@pytest.mark.parametrize("prefix", ["dasai", "", "dasai_run_", "dasai_run_1234567890_registration"])
def test_databases_that_no_run_made_are_never_dropped(prefix: str) -> None:
    """It is refused before the server is asked."""
    with pytest.raises(ValueError, match="not the prefix of a run"):
        database.drop_run("mongodb://nobody.invalid", prefix)


def test_a_record_is_read_as_it_was_written() -> None:
    record = RunRecord.of_this_process((0.1, 5))
    assert RunRecord.from_json(record.json()) == record


@pytest.mark.parametrize("text", ["", "null", "[]", "{}", '{"prefix": "dasai_run_1"}', "Default virtual host"])
def test_a_text_that_is_no_record_is_ignored(text: str) -> None:
    assert RunRecord.from_json(text) is None


def test_a_run_goes_on_while_its_process_is_alive() -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as other:
        identity = Identity.of(other.pid)
        assert identity is not None
        record = replace(RunRecord.of_this_process(()), process=identity)
        assert (record.goes_on, record.has_ended, record.is_this_process) == (True, False, False)
        other.kill()
        other.wait()
        assert (record.goes_on, record.has_ended) == (False, True)
    assert RunRecord.of_this_process(()).is_this_process


def test_it_is_unknown_if_a_run_on_another_machine_goes_on() -> None:
    record = replace(RunRecord.of_this_process(()), host="another")
    assert (record.goes_on, record.has_ended, record.is_this_process) == (False, False, False)
