"""docker-compose.yml runs the same sixteen processes, each with what it needs, and shows only the gateway."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from chassis.edition import load_edition
from chassis.ending import UNDER_WAY
from chassis.settings import Settings
from cli import containers
from cli.stack.processes import table
from cli.stack.secrets import OWNERS
from gateway.settings import GatewaySettings
from gateway.ticket_notes import LAST
from gateway.tus import MAX_CHECKED_BYTES

SERVICES = ("accounts", "registration", "review", "scoring", "publicity")
NEEDED = {"rabbitmq", "mongo"}
PARTS = NEEDED | {"clamd"}
SCANNED = ("registration-server", "registration-worker", "publicity-server")
# what a server takes without what it looks into, and a gateway without what it holds back, bytes
SERVER_BYTES, GATEWAY_BYTES = 384 * 2**20, 512 * 2**20
PIECES_AT_ONCE = 32

Service = dict[str, Any]


@cache
def composed() -> dict[str, Any]:
    """Return the file with its anchors resolved, by docker-compose if there is one."""
    for command in (["docker-compose"], ["docker", "compose"]):
        if shutil.which(command[0]) is None:
            continue
        run = subprocess.run(
            [*command, "-f", "docker-compose.yml", "--profile", "clamd", "config"],
            capture_output=True,
            text=True,
            check=False,
        )
        if run.returncode == 0:
            composed_file: dict[str, Any] = yaml.safe_load(run.stdout)
            return composed_file
        # a docker client without the plug-in can't say anything about the file
        assert command == ["docker", "compose"], run.stderr
    return plain()


def plain() -> dict[str, Any]:
    with open("docker-compose.yml", encoding="utf-8") as file:
        file_content: dict[str, Any] = yaml.safe_load(file)
    return file_content


def processes() -> dict[str, Service]:
    return {name: service for name, service in composed()["services"].items() if name not in PARTS}


def secrets_of(service: Service) -> set[str]:
    return {secret if isinstance(secret, str) else secret["source"] for secret in service.get("secrets", [])}


def test_yaml_and_docker_compose_read_the_same_processes() -> None:
    assert set(plain()["services"]) == set(composed()["services"])


def test_the_sixteen_processes_run_their_own_command() -> None:
    expected = {process.name: ["python", "-m", process.module] for process in table()}
    assert len(expected) == 16
    assert {name: service["command"] for name, service in processes().items()} == expected


def test_c9_a_process_that_is_stopped_has_time_for_what_arrived_in_time() -> None:
    """C9: what a gateway cuts off arrives anew; nothing is killed before its drain time is over."""
    for name, service in plain()["services"].items():
        if name in PARTS:
            continue
        drain, grace = float(service["environment"]["DASAI_DRAIN_SECONDS"]), service["stop_grace_period"]
        assert float(grace.removesuffix("s")) >= drain + 1, name
        assert int(drain * UNDER_WAY) >= GatewaySettings().request_seconds, name
        assert drain * (1 - UNDER_WAY) >= LAST + 1, name


def test_each_process_has_the_variables_that_it_needs() -> None:
    fields = {*Settings.model_fields, "secrets_dir"}
    for name, service in processes().items():
        variables = set(service["environment"])
        needed = {"DASAI_SECRETS_DIR", "DASAI_MONGODB_URL", "DASAI_EDITION_FILE", "DASAI_METRICS_PORT"}
        if name == "gateway":
            needed |= {"DASAI_HTTP_HOST", "DASAI_HTTP_PORT", "DASAI_PUBLIC_URL", "DASAI_ALLOWED_HOSTS"}
            needed |= {f"DASAI_{service.upper()}_ADDRESS" for service in SERVICES}
        elif name.endswith("-server"):
            needed |= {"DASAI_GRPC_LISTEN"}
        elif name.endswith("-relay"):
            needed |= {"DASAI_SERVICE"}
            assert service["environment"]["DASAI_SERVICE"] == name.removesuffix("-relay")
        assert needed - variables == set(), name
        known = fields | (set(GatewaySettings.model_fields) if name == "gateway" else set())
        assert variables - {f"DASAI_{field.upper()}" for field in known} == set(), name


def test_k1_the_gateway_is_not_open_and_takes_the_operators_address() -> None:
    """K1: as it is, this machine alone may call it; the address of a platform is one variable."""
    environment = plain()["services"]["gateway"]["environment"]
    assert environment["DASAI_PUBLIC_URL"] == "${DASAI_PUBLIC_URL:-http://127.0.0.1:8080}"
    assert environment["DASAI_ALLOWED_HOSTS"] == "${DASAI_ALLOWED_HOSTS:-127.0.0.1,localhost}"


def test_each_process_has_the_secrets_that_it_needs_and_no_other() -> None:
    """K4: a key is only where it is used."""
    expected = {}
    for process in table():
        keys = {name for name, owners in OWNERS.items() if process.owner in owners}
        if process.name.endswith("-worker"):
            # it has no caller to believe or not, opens no accounts, signs nobody in and sends no mail
            only_of_servers = {
                "dasai_actor_key",
                "dasai_bootstrap_accounts",
                "dasai_oidc_providers",
                "dasai_contact_keys",
            }
            keys = keys - only_of_servers | {"dasai_amqp_url"}
        elif process.name.endswith("-relay"):
            keys = {"dasai_amqp_url", "dasai_trail_key"}  # it signs the heads of trails
        expected[process.name] = keys
    assert {name: secrets_of(service) for name, service in processes().items()} == expected
    fields = {f"dasai_{name}" for name in Settings.model_fields}
    assert set().union(*expected.values()) <= fields


def test_the_file_holds_no_secret() -> None:
    for name, service in composed()["services"].items():
        assert "password" not in json.dumps(service).lower(), name
    assert all(set(secret) == {"file"} for secret in plain()["secrets"].values())


def test_only_the_gateway_is_reachable_and_only_from_this_machine() -> None:
    open_ = {name: service["ports"] for name, service in plain()["services"].items() if "ports" in service}
    assert open_ == {"gateway": ["127.0.0.1:8080:8080"]}
    assert composed()["networks"]["inside"]["internal"] is True
    for name, service in composed()["services"].items():
        ways_out = {"gateway": {"outside"}, "accounts-server": {"mail"}}
        more = {**ways_out, **{asking: {"scanner"} for asking in SCANNED}}.get(name, set())
        expected = {"scanner", "signatures"} if name == "clamd" else {"inside"} | more
        assert set(service["networks"]) == expected, name


def test_each_process_is_bounded_watched_and_without_rights() -> None:
    for name, service in processes().items():
        assert service["read_only"] is True, name
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]
        assert {"mem_limit", "cpus", "pids_limit", "healthcheck"} <= set(service)
        assert service["restart"] == "unless-stopped"
    for name in PARTS:
        assert {"mem_limit", "cpus", "healthcheck", "volumes"} <= set(composed()["services"][name])


def test_processes_that_need_the_broker_wait_for_it() -> None:
    for name, service in processes().items():
        parts = NEEDED if name.endswith(("-worker", "-relay")) else (set() if name == "gateway" else {"mongo"})
        assert set(service["depends_on"]) == parts, name
        assert {"dasai_amqp_url"} & secrets_of(service) == ({"dasai_amqp_url"} if parts == NEEDED else set())


def size(text: str | int) -> int:
    """Return the bytes of a size as compose writes it."""
    if isinstance(text, int) or text.isdigit():
        return int(text)
    return int(text[:-1]) * 2 ** {"k": 10, "m": 20, "g": 30}[text[-1].lower()]


def test_c7_a_hostile_file_ends_its_checker_before_the_server() -> None:
    """C7, H2: the server and every checker at its limit have room in one container."""
    for name in ("registration-server", "publicity-server"):
        server = processes()[name]
        checkers, mib = (int(server["environment"][each]) for each in ("DASAI_CHECKERS", "DASAI_CHECKER_MEMORY_MIB"))
        assert size(server["mem_limit"]) >= SERVER_BYTES + checkers * mib * 2**20


def test_c7_pieces_that_are_held_back_have_room() -> None:
    """C7: on a file system of the gateway's memory, which holds the gateway too."""
    gateway = processes()["gateway"]
    (held,) = re.findall(r"^/tmp:size=(\w+),mode=1777$", "\n".join(gateway["tmpfs"]))
    assert size(held) >= PIECES_AT_ONCE * MAX_CHECKED_BYTES
    assert size(gateway["mem_limit"]) >= GATEWAY_BYTES + size(held)


def test_c7_the_scanner_is_asked_for_and_takes_the_largest_file() -> None:
    """C7: without its profile nothing of it runs; what clamd would not look into is no file of the edition."""
    clamd = plain()["services"]["clamd"]
    asking = SCANNED
    assert clamd["profiles"] == ["clamd"]
    for name in asking:
        assert plain()["services"][name]["environment"]["DASAI_CLAMD_URL"] == "${DASAI_CLAMD_URL:-}"
    assert clamd["environment"]["CLAMD_CONF_AlertExceedsMax"] == "yes"
    largest = max(file_format.max_bytes for file_format in load_edition("editions/2024.yaml").files.formats)
    for name in ("StreamMaxLength", "MaxFileSize", "MaxScanSize"):
        assert size(clamd["environment"][f"CLAMD_CONF_{name}"]) >= largest, name
    others = [service for name, service in processes().items() if name not in asking]
    assert [
        service for service in others if "scanner" in service["networks"] or "DASAI_CLAMD_URL" in service["environment"]
    ] == []


def test_a_command_makes_the_secrets_once(tmp_path: Path) -> None:
    made = containers.make(tmp_path)
    asked = {Path(secret["file"]) for secret in plain()["secrets"].values()}
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
    assert (
        image
        == {
            "rabbitmq": "rabbitmq:3.13-management",
            "mongo": "mongo:7",
            "clamd": "clamav/clamav:1.4",
        }[name]
    )
