"""What scales the processes, warns of a deadline and shows it: valid for KEDA, and about metrics that are really exported."""

from __future__ import annotations

import copy
import functools
import json
import re
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from chassis.arrivals import arrival_lag
from chassis.bus.overview import queues_read_by
from cli.capacity.estimate import MOST
from tests.contract.rendered import Resource, of_kind, rendered

SERVICES = ("accounts", "registration", "review", "scoring", "publicity")
DEFINITIONS = Path("tests/contract/vendor/keda")
PRODUCT = ("chassis", "gateway", "services", "inspection")
# of the client library of Prometheus
BY_THE_LIBRARY = {"process_cpu_seconds_total", "process_resident_memory_bytes"}

pytestmark = pytest.mark.skipif(shutil.which("kubectl") is None, reason="kubectl is not on the PATH")


def strict(schema: Any) -> Any:
    """Return a schema that refuses what it does not name, which Kubernetes would drop without a word."""
    if isinstance(schema, list):
        return [strict(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    changed = {name: strict(each) for name, each in schema.items()}
    if "properties" in schema and "additionalProperties" not in schema:
        changed["additionalProperties"] = False
    return changed


@functools.cache
def validator(kind: str) -> jsonschema.Draft202012Validator:
    """Return what says if KEDA knows a resource of this kind so."""
    (version,) = yaml.safe_load((DEFINITIONS / f"keda.sh_{kind.lower()}s.yaml").read_text())["spec"]["versions"]
    schema = strict(version["schema"]["openAPIV3Schema"])
    # the definition leaves these to Kubernetes
    schema["properties"]["metadata"] = {"type": "object"}
    return jsonschema.Draft202012Validator(schema)


def scaled() -> dict[str, Resource]:
    return of_kind("national", "ScaledObject")


def test_the_resources_are_valid_for_keda() -> None:
    ours = [resource for resource in rendered("national") if resource["apiVersion"].startswith("keda.sh/")]
    assert {resource["kind"] for resource in ours} == {"ScaledObject", "TriggerAuthentication"}
    for resource in ours:
        assert [error.message for error in validator(resource["kind"]).iter_errors(resource)] == [], resource[
            "metadata"
        ]


@pytest.mark.parametrize(
    ("path", "value"),
    [(("minReplicas",), 2), (("triggers", 0, "metadata", "threshold"), 1), (("fallback", "replica"), 3)],
)
def test_a_wrong_field_is_refused(path: tuple[str | int, ...], value: object) -> None:
    resource = copy.deepcopy(scaled()["gateway"])
    place: Any = resource["spec"]
    for part in path[:-1]:
        place = place[part]
    place[path[-1]] = value
    assert list(validator("ScaledObject").iter_errors(resource))


def test_each_process_has_what_scales_it_and_only_that() -> None:
    deployments = of_kind("national", "Deployment")
    # a relay holds a lease: a second one waits for it, more would not publish more
    assert set(scaled()) == {name for name in deployments if not name.endswith("-relay")}
    assert of_kind("national", "HorizontalPodAutoscaler") == {}
    for name, resource in scaled().items():
        assert resource["spec"]["scaleTargetRef"]["name"] == name
        # two may go at once if a node is drained, and one stays
        assert resource["spec"]["minReplicaCount"] >= 2
        assert resource["spec"]["minReplicaCount"] <= resource["spec"]["fallback"]["replicas"]
        assert resource["spec"]["fallback"]["replicas"] <= resource["spec"]["maxReplicaCount"]
        # Prometheus that is away an hour before a deadline takes nothing back of what was scaled for it
        assert resource["spec"]["fallback"]["behavior"] == "currentReplicasIfHigher"
        assert "replicas" not in deployments[name]["spec"], "each apply would set back what KEDA set"


def test_capacity_counts_on_as_many_replicas_as_are_allowed() -> None:
    assert {name: scaled()[name]["spec"]["maxReplicaCount"] for name in MOST} == MOST


@pytest.mark.parametrize("service", SERVICES)
def test_a_worker_is_scaled_by_the_queues_that_it_reads(service: str) -> None:
    (trigger,) = [each for each in scaled()[f"{service}-worker"]["spec"]["triggers"] if each["type"] == "rabbitmq"]
    pattern = re.compile(trigger["metadata"]["queueName"])
    read = {queue.name for queue in queues_read_by(service)}
    everyone = {queue.name for other in SERVICES for queue in queues_read_by(other)}
    assert read
    assert {name for name in everyone if pattern.search(name)} == read
    assert not pattern.search(f"{service}.dead-letters")
    assert not pattern.search("dasai.retry.1000ms")
    authentication = trigger["authenticationRef"]["name"]
    assert authentication in of_kind("national", "TriggerAuthentication")


def queries_of_deadlines() -> Iterator[tuple[str, str]]:
    """Yield the name of each process that is scaled by the time to a deadline, with the query."""
    for name, resource in scaled().items():
        for trigger in resource["spec"]["triggers"]:
            query = trigger["metadata"].get("query", "")
            if "dasai_deadline_minutes" in query:
                yield name, query


def test_whom_a_deadline_loads_is_scaled_before_it() -> None:
    ahead = {name for name, _ in queries_of_deadlines()}
    assert ahead == {"gateway", "accounts-server", "registration-server", "registration-worker", "review-worker"}


def test_what_was_scaled_for_a_deadline_stays_until_no_ticket_can_come() -> None:
    """Check that a deadline that has passed is looked back at for as long as what arrived in time may still come (rule C9)."""
    for name, query in queries_of_deadlines():
        looks_back = re.search(r"min_over_time\(dasai_deadline_minutes\{[^}]*\}\[(\d+)m\]\)", query)
        assert looks_back, name
        assert timedelta(minutes=int(looks_back[1])) >= arrival_lag(), name


def queries() -> Iterator[tuple[str, str]]:
    """Yield each query of a trigger, an alarm and a panel, with the name of what asks it."""
    for name, resource in scaled().items():
        for trigger in resource["spec"]["triggers"]:
            if "query" in trigger["metadata"]:
                yield f"ScaledObject {name}", trigger["metadata"]["query"]
    for group in of_kind("national", "PrometheusRule")["dasai"]["spec"]["groups"]:
        for rule in group["rules"]:
            yield f"alarm {rule['alert']}", rule["expr"]
    for panel in json.loads(of_kind("national", "ConfigMap")["dashboard-deadline"]["data"]["deadline.json"])["panels"]:
        for target in panel["targets"]:
            yield f"panel {panel['title']}", target["expr"]


def exported() -> set[str]:
    """Return the names of our metrics, as Prometheus has them."""
    names = set(BY_THE_LIBRARY)
    for folder in PRODUCT:
        for path in Path(folder).rglob("*.py"):
            for kind, name in re.findall(r'(Counter|Gauge|Histogram|\w+Family)\(\s*"(dasai_\w+)"', path.read_text()):
                names |= {f"{name}_{part}" for part in ("bucket", "count", "sum")} if kind == "Histogram" else {name}
    return names


def test_every_metric_that_is_asked_for_is_exported() -> None:
    known, asked = exported(), list(queries())
    assert len(asked) > 30
    unknown = {
        (who, name)
        for who, query in asked
        for name in re.findall(r"\b(?:dasai|process)_\w+", re.sub(r'"[^"]*"', "", query))
        if name not in known
    }
    assert unknown == set()


def test_a_dashboard_fits_its_grid() -> None:
    taken: set[tuple[int, int]] = set()
    for panel in json.loads(Path("k8s/components/monitoring/dashboards/deadline.json").read_text())["panels"]:
        place = panel["gridPos"]
        cells = {(place["x"] + across, place["y"] + down) for across in range(place["w"]) for down in range(place["h"])}
        assert max(x for x, _ in cells) < 24
        assert not cells & taken, panel["title"]
        taken |= cells
        assert panel["title"]
        assert panel["description"]
