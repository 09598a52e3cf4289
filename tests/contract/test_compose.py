"""docker-compose.yml runs the same thirteen processes, each with what it needs, and shows only the gateway."""

from __future__ import annotations

import json
import shutil
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from chassis.settings import Settings
from cli import containers
from cli.stack.processes import table
from cli.stack.secrets import OWNERS

SERVICES = ("registration", "review", "scoring", "publicity")
PARTS = {"rabbitmq", "mongo"}

Service = dict[str, Any]


@cache
def composed() -> dict[str, Any]:
    """The file with its anchors resolved: by docker-compose where there is one."""
    for command in (["docker-compose"], ["docker", "compose"]):
        if shutil.which(command[0]) is None:
            continue
        run = subprocess.run(
            [*command, "-f", "docker-compose.yml", "config"], capture_output=True, text=True, check=False
        )
        if run.returncode == 0:
            found: dict[str, Any] = yaml.safe_load(run.stdout)
            return found
        # a docker client without the plug-in can't say anything about the file
        assert command == ["docker", "compose"], run.stderr
    return plain()


def plain() -> dict[str, Any]:
    with open("docker-compose.yml", encoding="utf-8") as file:
        found: dict[str, Any] = yaml.safe_load(file)
    return found


def processes() -> dict[str, Service]:
    return {name: one for name, one in composed()["services"].items() if name not in PARTS}


def secrets_of(service: Service) -> set[str]:
    return {one if isinstance(one, str) else one["source"] for one in service.get("secrets", [])}


def test_yaml_and_docker_compose_read_the_same_processes() -> None:
    assert set(plain()["services"]) == set(composed()["services"])


def test_the_thirteen_processes_run_their_own_command() -> None:
    expected = {process.name: ["python", "-m", process.module] for process in table()}
    assert len(expected) == 13
    assert {name: one["command"] for name, one in processes().items()} == expected


def test_each_has_the_variables_that_it_needs() -> None:
    known = {f"DASAI_{name.upper()}" for name in Settings.model_fields} | {"DASAI_SECRETS_DIR"}
    for name, one in processes().items():
        given = set(one["environment"])
        needed = {"DASAI_SECRETS_DIR", "DASAI_MONGODB_URL", "DASAI_EDITION_FILE", "DASAI_METRICS_PORT"}
        if name == "gateway":
            needed |= {"DASAI_HTTP_HOST", "DASAI_HTTP_PORT"}
            needed |= {f"DASAI_{service.upper()}_ADDRESS" for service in SERVICES}
        elif name.endswith("-server"):
            needed |= {"DASAI_GRPC_LISTEN"}
        elif name.endswith("-relay"):
            needed |= {"DASAI_SERVICE"}
            assert one["environment"]["DASAI_SERVICE"] == name.removesuffix("-relay")
        assert needed - given == set(), name
        assert given - known == set(), name


def test_each_has_the_secrets_that_it_needs_and_no_other() -> None:
    """K4: a key is only where it is used."""
    expected = {}
    for process in table():
        keys = {name for name, owners in OWNERS.items() if process.owner in owners}
        if process.name.endswith("-worker"):
            keys = keys - {"dasai_actor_key"} | {"dasai_amqp_url"}  # no caller to believe or not
        elif process.name.endswith("-relay"):
            keys = {"dasai_amqp_url"}
        expected[process.name] = keys
    assert {name: secrets_of(one) for name, one in processes().items()} == expected
    fields = {f"dasai_{name}" for name in Settings.model_fields}
    assert set().union(*expected.values()) <= fields


def test_nothing_secret_stands_in_the_file() -> None:
    for name, one in composed()["services"].items():
        assert "password" not in json.dumps(one).lower(), name
    assert all(set(one) == {"file"} for one in plain()["secrets"].values())


def test_only_the_gateway_is_reachable_and_only_from_this_machine() -> None:
    open_ = {name: one["ports"] for name, one in plain()["services"].items() if "ports" in one}
    assert open_ == {"gateway": ["127.0.0.1:8080:8080"]}
    assert composed()["networks"]["inside"]["internal"] is True
    for name, one in composed()["services"].items():
        joined = set(one["networks"])
        assert joined == ({"inside", "outside"} if name == "gateway" else {"inside"}), name


def test_each_process_is_bounded_watched_and_without_rights() -> None:
    for name, one in processes().items():
        assert one["read_only"] is True, name
        assert one["cap_drop"] == ["ALL"]
        assert one["security_opt"] == ["no-new-privileges:true"]
        assert {"mem_limit", "cpus", "pids_limit", "healthcheck"} <= set(one)
        assert one["restart"] == "unless-stopped"
    for name in PARTS:
        assert {"mem_limit", "cpus", "healthcheck", "volumes"} <= set(composed()["services"][name])


def test_who_needs_the_broker_waits_for_it() -> None:
    for name, one in processes().items():
        parts = {"mongo"} | (PARTS if name.endswith(("-worker", "-relay")) else set())
        assert set(one["depends_on"]) == parts, name
        assert {"dasai_amqp_url"} & secrets_of(one) == ({"dasai_amqp_url"} if parts == PARTS else set())


def test_its_secrets_are_made_by_one_command_and_then_left_alone(tmp_path: Path) -> None:
    made = containers.make(tmp_path)
    asked = {Path(one["file"]) for one in plain()["secrets"].values()}
    assert {path.name for path in made} == {path.name for path in asked}
    assert {path.parent for path in asked} == {containers.FOLDER}
    before = {path: path.read_text() for path in made}
    assert containers.make(tmp_path) == []
    assert {path: path.read_text() for path in made} == before
    assert tmp_path.stat().st_mode & 0o777 == 0o700
    password = before[tmp_path / "rabbitmq.conf"].split("default_pass = ")[1].strip()
    assert before[tmp_path / "dasai_amqp_url"] == f"amqp://dasai:{password}@rabbitmq:5672/%2F"


@pytest.mark.parametrize("name", sorted(PARTS))
def test_images_are_of_a_stated_line(name: str) -> None:
    image = composed()["services"][name]["image"]
    assert image == {"rabbitmq": "rabbitmq:3.13-management", "mongo": "mongo:7"}[name]
