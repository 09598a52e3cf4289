"""The deployment that a command talks to, and the command line that it suggests if nothing runs there."""

from __future__ import annotations

import os
import shlex
from dataclasses import replace
from pathlib import Path

import pytest

from chassis.settings import settings
from cli.stack import hints, state
from cli.stack.deployment import Deployment
from cli.stack.program import Identity, StackProblem
from cli.stack.state import StackState

NAMED = {
    "DASAI_AMQP_URL": "amqp://named",
    "DASAI_MONGODB_URL": "mongodb://named",
    "DASAI_DATABASE_PREFIX": "named",
    "DASAI_IDENTITY_KEYS": "named keys",
}


@pytest.fixture
def running(tmp_path: Path) -> Path:
    """Return a data folder on which this process claims to run a stack."""
    data = tmp_path / "a folder"
    me = Identity.of(os.getpid())
    assert me is not None
    urls = {"gateway": "http://local", "amqp": "amqp://local", "mongodb": "mongodb://local"}
    (data / "secrets" / "registration").mkdir(parents=True)
    state.write(data, StackState(me, {"http": 9080}, {}, urls, database_prefix="other"))
    return data


def addresses(deployment: Deployment) -> tuple[str, str, str]:
    return deployment.amqp_url, deployment.mongodb_url, deployment.database_prefix


def test_a_named_folder_takes_precedence_over_the_environment(running: Path) -> None:
    assert addresses(Deployment(running, NAMED)) == ("amqp://local", "mongodb://local", "other")
    assert Deployment(running, NAMED).gateway_url == "http://local"


def test_without_a_folder_the_environment_is_used() -> None:
    assert addresses(Deployment(None, NAMED)) == ("amqp://named", "mongodb://named", "named")
    assert Deployment(None, {"DASAI_MONGODB_URL": "mongodb://named"}).database_prefix == "dasai"


def test_missing_variables_are_taken_from_the_default_folder(running: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cli.stack.deployment.DEFAULT_DATA", running)
    only_database = {"DASAI_MONGODB_URL": "mongodb://named", "DASAI_AMQP_URL": ""}
    assert addresses(Deployment(None, only_database)) == ("amqp://local", "mongodb://named", "dasai")
    assert addresses(Deployment(None, {})) == ("amqp://local", "mongodb://local", "other")


def test_if_nothing_runs_the_hint_repeats_the_folder(tmp_path: Path) -> None:
    data = tmp_path / "a folder"
    with pytest.raises(StackProblem) as refused:
        _ = Deployment(data, {}).amqp_url
    assert f"start it with ./dasai up --data {shlex.quote(str(data))}, name" in str(refused.value)


def test_after_a_killed_run_the_hint_repeats_its_first_port(running: Path) -> None:
    stack = state.read(running)
    assert stack is not None
    killed = replace(stack.supervisor, started=stack.supervisor.started - 1)
    state.write(running, replace(stack, supervisor=killed))
    with pytest.raises(StackProblem) as refused:
        _ = Deployment(running, NAMED).mongodb_url
    assert f"./dasai up --data {shlex.quote(str(running))} --port-base 9080, name" in str(refused.value)


def test_the_keys_of_a_named_folder_are_used(running: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A key in the environment would belong to another deployment."""
    (running / "secrets" / "registration" / "dasai_identity_keys").write_text("local keys")
    for name, value in (*NAMED.items(), ("DASAI_SECRETS_DIR", "/elsewhere")):
        monkeypatch.setenv(name, value)
    try:
        Deployment(running).become("registration")
        taken = settings()
        assert (taken.mongodb_url, taken.database_prefix) == ("mongodb://local", "other")
        assert taken.identity_keys.get_secret_value() == "local keys"
    finally:
        settings.cache_clear()


def test_a_folder_without_keys_is_refused(running: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (running / "secrets" / "registration").rmdir()
    monkeypatch.setattr(os, "environ", dict(os.environ))
    with pytest.raises(StackProblem, match="there are no secrets in"):
        Deployment(running).become("registration")


def test_a_hint_is_as_short_as_it_may_be() -> None:
    usual = (hints.DEFAULT_DATA, hints.DEFAULT_PORT_BASE)
    assert [hints.command_line("up", *usual), hints.command_line("down")] == ["./dasai up", "./dasai down"]
    assert hints.command_line("up", Path("/a b"), 9000) == "./dasai up --data '/a b' --port-base 9000"
