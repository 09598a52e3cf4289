"""The variables that `up` passes to the processes, those that it refuses, and those that name servers."""

from __future__ import annotations

from pathlib import Path

import pytest

from chassis.settings import Settings
from cli.stack.environment import ExternalServers, read_environment
from cli.stack.ports import HOST
from cli.stack.processes import Surroundings, port_names, table
from cli.stack.program import StackProblem
from cli.stack.secrets import OWNERS, ensure
from gateway.settings import GatewaySettings

OURS = (
    "DASAI_SERVICE",
    "DASAI_SECRETS_DIR",
    "DASAI_GRPC_LISTEN",
    "DASAI_HTTP_HOST",
    "DASAI_HTTP_PORT",
    "DASAI_HTTP_FD",
    "DASAI_METRICS_HOST",
    "DASAI_METRICS_PORT",
    *(f"DASAI_{service}_ADDRESS" for service in ("ACCOUNTS", "REGISTRATION", "REVIEW", "SCORING", "PUBLICITY")),
)


def test_settings_of_either_kind_are_handed_on() -> None:
    environment = read_environment(
        {"DASAI_CLAMD_URL": "tcp://scanner:3310", "DASAI_LOOKUPS_A_MINUTE": "5", "HOME": "/root"}
    )
    assert environment.settings == {"DASAI_CLAMD_URL": "tcp://scanner:3310", "DASAI_LOOKUPS_A_MINUTE": "5"}
    assert (environment.edition_file, environment.clock_file, environment.database_prefix) == (None, None, "dasai")


def test_every_setting_is_handed_on_or_refused() -> None:
    """Nothing is dropped silently, also of settings that are yet to come."""
    for field in (*Settings.model_fields, *GatewaySettings.model_fields):
        name = f"DASAI_{field.upper()}"
        if name in ("DASAI_AMQP_URL", "DASAI_MONGODB_URL", "DASAI_EDITION_FILE", "DASAI_CLOCK_FILE"):
            assert read_environment({name: "x"}).settings == {}  # read by the stack itself
        elif name in OURS or field in {owner.removeprefix("dasai_") for owner in OWNERS}:
            with pytest.raises(StackProblem, match=name):
                read_environment({name: "x"})
        else:
            assert read_environment({name: "x"}).settings == {name: "x"}


def test_edition_clock_and_prefix_are_read_by_the_stack_itself() -> None:
    environment = read_environment(
        {"DASAI_EDITION_FILE": "e.yaml", "DASAI_CLOCK_FILE": "c.json", "DASAI_DATABASE_PREFIX": "other"}
    )
    assert (environment.edition_file, environment.clock_file) == (Path("e.yaml"), Path("c.json"))
    assert environment.database_prefix == "other"


@pytest.mark.parametrize("name", ["DASAI_CLAMD_URI", "DASAI_TESTS", "DASAI_REVUE_ADDRESS"])
def test_a_misspelt_setting_is_named(name: str) -> None:
    with pytest.raises(StackProblem, match=f"{name}: there is no such setting"):
        read_environment({name: "x", "DASAI_CLAMD_URL": "tcp://scanner:3310"})


@pytest.mark.parametrize(
    "name",
    ["DASAI_TEST_BARE", "DASAI_LOAD_SEED", "DASAI_SCREENSHOTS", "DASAI_PYTHON", "DASAI_AMQP_MANAGEMENT_URL"],
)
def test_variables_of_other_commands_are_ignored(name: str) -> None:
    assert read_environment({name: "x", "DASAI_CLAMD_URI": ""}).settings == {}


def test_keys_of_the_storage_reach_only_the_processes_that_use_it(tmp_path: Path) -> None:
    """K4: a process can't leak a key that it doesn't have."""
    environment = read_environment({"DASAI_OBJECTS_SECRET_KEY": "very secret", "DASAI_CLAMD_URL": f"tcp://{HOST}:3310"})
    surroundings = Surroundings(
        processes=table(),
        ports=dict.fromkeys(port_names(table()), 1),
        secrets=ensure(tmp_path),
        amqp_url="",
        mongodb_url="",
        database_prefix="dasai",
        edition_file=tmp_path,
        extra=environment.settings,
    )
    environments = {process.name: surroundings.environment(process) for process in table()}
    holders = {name for name, variables in environments.items() if "DASAI_OBJECTS_SECRET_KEY" in variables}
    parts = ("server", "worker", "relay")
    assert holders == {"gateway", *(f"{service}-{part}" for service in ("registration", "publicity") for part in parts)}
    assert {variables["DASAI_CLAMD_URL"] for variables in environments.values()} == {f"tcp://{HOST}:3310"}


def test_servers_are_read_from_the_environment() -> None:
    """An empty variable names no server, and a run without a name is private."""
    named = ExternalServers.named_in({"DASAI_AMQP_URL": "amqp://a", "DASAI_MONGODB_URL": ""})
    assert named == ExternalServers(amqp_url="amqp://a")
    assert [bool(named), bool(ExternalServers.named_in({"DASAI_MONGODB_URL": ""}))] == [True, False]


def test_passwords_of_servers_are_not_shown() -> None:
    """K4: whoever prints or logs the servers prints no password."""
    assert "secret" not in repr(ExternalServers(*["amqp://user:secret@host/"] * 3))


def test_a_management_api_without_its_broker_is_refused() -> None:
    """A run would use a private broker, and the variable would have no effect."""
    with pytest.raises(StackProblem, match="name the same RabbitMQ in DASAI_AMQP_URL"):
        ExternalServers.named_in({"DASAI_AMQP_MANAGEMENT_URL": "http://host:15672"})
