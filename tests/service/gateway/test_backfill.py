"""`./dasai backfill` on a running stack whose review and scoring have lost their read models of staff (D2, E1)."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pymongo
import pytest
from dasai.common.v1.envelope_pb2 import Envelope
from dasai_client import Refused

from cli.demo.client import User, appoint
from cli.stack.program import ROOT, wait_until
from tests.service.gateway.conftest import PROCESSES, Api, running_api

pytestmark = [pytest.mark.parts, pytest.mark.long]
PASSWORD = "a password for tests"
SERVICES = ("review", "scoring")
PARTS = ("server", "worker", "relay")
MORE = ("accounts-relay", "accounts-worker", *(f"{service}-{part}" for service in SERVICES for part in PARTS))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the stack."""
    return tmp_path_factory.mktemp("backfill")


@pytest.fixture(scope="module")
def api(folder: Path) -> Iterator[Api]:
    """Run the stack with review and scoring."""
    with running_api(folder, processes=(*PROCESSES, *MORE)) as running:
        yield running


@pytest.fixture
def databases(api: Api) -> Iterator[dict[str, Any]]:
    """Yield the databases of review and scoring."""
    with pymongo.MongoClient[Any](api.stack.mongodb_url) as client:
        yield {service: client[api.stack.database(service)] for service in SERVICES}


def staff(database: Any) -> list[dict[str, Any]]:
    """Return all that a service knows of staff."""
    return list(database["staff"].find({}).sort("_id", 1))


def told(database: Any, name: str) -> int:
    """Return how often a service told of something."""
    bodies = (bytes(link["body"]) for link in database["audit_trail"].find({}))
    return sum(Envelope.FromString(body).type.endswith(f".{name}") for body in bodies)


def refused(user: User, path: str, body: dict[str, Any]) -> str:
    """Return the code with which an appointment is refused; empty if it is not."""
    try:
        user.put(path, body)
    except Refused as refusal:
        return refusal.code
    return ""


def test_d2_e1_who_may_be_appointed_is_known_again_after_a_backfill(
    api: Api, folder: Path, databases: dict[str, Any]
) -> None:
    """D2, E1: refused before, accepted after; nobody who was disabled since is taken for active again on the way."""
    roles = {"review": "reviewer", "scoring": "expert"}
    paths = {
        "review": f"/api/v1/divisions/{api.division}/reviewers",
        "scoring": f"/api/v1/panels/division-{api.division}/experts",
    }
    shown = paths | {"scoring": f"/api/v1/panels/division-{api.division}"}
    lists = {"review": "reviewers", "scoring": "experts"}
    events = {"review": "ReviewersAppointed", "scoring": "ExpertsAppointed"}
    first, second = (
        {
            service: api.host.invite(f"{role}-{number}", PASSWORD, [{"role": role, "division": api.division}])
            for service, role in roles.items()
        }
        for number in (1, 2)
    )

    def body(service: str, *account_ids: str) -> dict[str, Any]:
        return {lists[service]: [{"account_id": account_id} for account_id in account_ids]}

    def inactive(service: str, account_id: str) -> bool:
        named = api.host.get(shown[service])[lists[service]]
        return [each["inactive"] for each in named if each["account_id"] == account_id] == [True]

    for service in SERVICES:
        appoint(partial(api.host.put, paths[service], body(service, first[service])))
        api.host.post(f"/api/v1/accounts/{first[service]}/disabling", {"reason": "离职"})
        assert wait_until(lambda: inactive(service, first[service]), 30)  # noqa: B023 - called at once
    everybody = {*first.values(), *second.values()}
    for service in SERVICES:
        known = {"_id": {"$in": sorted(everybody)}}
        assert wait_until(lambda: databases[service]["staff"].count_documents(known) == 4, 30)  # noqa: B023
    before = {service: staff(databases[service]) for service in SERVICES}
    said = {"review": 2, "scoring": 2}
    assert wait_until(lambda: {service: told(databases[service], events[service]) for service in SERVICES} == said, 30)

    for service in SERVICES:
        databases[service]["staff"].delete_many({})
        code = refused(api.host, paths[service], body(service, first[service], second[service]))
        assert code == {"review": "D2_NO_SUCH_REVIEWER", "scoring": "E1_NO_SUCH_EXPERT"}[service]
    for _ in range(2):  # again changes nothing
        command = [sys.executable, "-m", "cli", "backfill", "--data", str(folder / "data")]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)
        assert (done.returncode, done.stderr) == (0, "")
        given = {line.split()[0] for line in done.stdout.splitlines() if "StaffChanged" in line and " 0 " not in line}
        assert given >= set(SERVICES)
        for service in SERVICES:
            assert wait_until(lambda: staff(databases[service]) == before[service], 30)  # noqa: B023 - called at once
    assert {service: told(databases[service], events[service]) for service in SERVICES} == said
    for service in SERVICES:
        assert refused(api.host, paths[service], body(service, first[service], second[service])) == ""
        assert inactive(service, first[service])
