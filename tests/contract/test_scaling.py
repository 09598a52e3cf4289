"""What scales the processes, warns of a deadline and shows it: valid for KEDA, and about metrics that are really exported."""

from __future__ import annotations

import ast
import copy
import functools
import json
import re
import shutil
from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import grpc
import jsonschema
import pytest
import yaml
from prometheus_client import REGISTRY

from chassis.arrivals import arrival_lag
from chassis.bus.overview import queues_read_by
from chassis.permissions import ROUTES
from cli.capacity.estimate import MOST
from gateway import observe
from gateway.admission import admit
from gateway.admission.priorities import SHARING
from gateway.copies import middleware
from gateway.deadline_metrics import OF_SCHEMES
from tests.contract.rendered import Resource, of_kind, rendered

SERVICES = ("accounts", "registration", "review", "scoring", "publicity")
DEFINITIONS = Path("tests/contract/vendor/keda")
KINDS_OF_METRICS = {"Counter", "Gauge", "Histogram", "GaugeMetricFamily", "CounterMetricFamily"}
PRODUCT = ("chassis", "gateway", "services", "inspection")
# they export values of labels before they count
EXPORTING = (admit, middleware, observe)
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


def test_the_table_of_replicas_is_what_keda_is_told() -> None:
    """Replicas of a process on usual days, before a deadline and at most, and the file that sets them."""
    factors = {name: re.search(r"\* (\d+)$", query.strip()) for name, query in queries_of_deadlines()}
    rows = re.findall(
        r"(?m)^\| ([a-z, -]+) \| (\d+) \| (\d+|–) \| (\d+) \| `(\w+\.yaml)` \|$", Path("docs/scaling.md").read_text()
    )
    documented = {name: tuple(numbers) for names, *numbers in rows for name in names.split(", ")}
    files = {
        resource["metadata"]["name"]: path.name
        for path in Path("k8s/components/keda").glob("*.yaml")
        for resource in yaml.safe_load_all(path.read_text())
        if resource["kind"] == "ScaledObject"
    }
    assert documented == {
        name: (
            str(resource["spec"]["minReplicaCount"]),
            match[1] if (match := factors.get(name)) else "–",
            str(resource["spec"]["maxReplicaCount"]),
            files[name],
        )
        for name, resource in scaled().items()
    }


def test_what_was_scaled_for_a_deadline_stays_until_no_ticket_can_come() -> None:
    """Check that a deadline that has passed is looked back at for as long as what arrived in time may still come (rule C9)."""
    for name, query in queries_of_deadlines():
        looks_back = re.search(r"min_over_time\(dasai_deadline_minutes\{[^}]*\}\[(\d+)m\]\)", query)
        assert looks_back, name
        assert timedelta(minutes=int(looks_back[1])) >= arrival_lag(), name


def test_a_gateway_is_full_by_the_classes_that_share_its_limit() -> None:
    """Sign-in has hundreds of places of its own: counted against the limit, a rush of sign-ins would scale for nothing."""
    (query,) = [
        query for who, query, _ in queries() if who == "ScaledObject gateway" and "dasai_admission_limit" in query
    ]
    (classes,) = [
        value
        for metric, label, _, value in matchers_of(query)
        if (metric, label) == ("dasai_admission_in_flight", "class")
    ]
    assert classes.split("|") == list(SHARING)


def queries() -> Iterator[tuple[str, str, str]]:
    """Yield the name of each trigger, alarm and panel, the query that it asks, and the text that shows the result's labels."""
    for name, resource in scaled().items():
        for trigger in resource["spec"]["triggers"]:
            if "query" in trigger["metadata"]:
                yield f"ScaledObject {name}", trigger["metadata"]["query"], ""
    for group in of_kind("national", "PrometheusRule")["dasai"]["spec"]["groups"]:
        for rule in group["rules"]:
            yield f"alarm {rule['alert']}", rule["expr"], " ".join(rule["annotations"].values())
    for panel in json.loads(of_kind("national", "ConfigMap")["dashboard-deadline"]["data"]["deadline.json"])["panels"]:
        for target in panel["targets"]:
            yield f"panel {panel['title']}", target["expr"], target["legendFormat"]


def scraped_labels() -> set[str]:
    """Return the labels that the Prometheus operator adds to each series that it scrapes from a pod."""
    monitor = of_kind("national", "PodMonitor")["dasai"]["spec"]
    own = {re.sub(r"\W", "_", label) for label in monitor["podTargetLabels"]}
    return {"namespace", "pod", "container", "endpoint", "instance", "job", *own}


@functools.cache
def exported() -> Mapping[str, frozenset[str]]:
    """Return the labels of each of our metrics, by its name as Prometheus has it."""
    metrics: dict[str, frozenset[str]] = dict.fromkeys((*BY_THE_LIBRARY, "up"), frozenset())
    for folder in PRODUCT:
        for path in Path(folder).rglob("*.py"):
            for call in (node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)):
                kind = getattr(call.func, "id", "")
                name = str(getattr(call.args[0], "value", "")) if call.args else ""
                if kind not in KINDS_OF_METRICS or not name.startswith("dasai_"):
                    continue
                given = [
                    *call.args[2:3],
                    *(each.value for each in call.keywords if each.arg in ("labels", "labelnames")),
                ]
                labels = frozenset(ast.literal_eval(given[0]) if given else ())
                parts = ("bucket", "count", "sum") if kind == "Histogram" else ()
                metrics |= {f"{name}_{part}": labels | ({"le"} if part == "bucket" else set()) for part in parts}
                if not parts:
                    metrics[name] = labels
    return metrics


# what is quoted may have braces, such as {team_id}
_BRACED = r'{((?:[^"}]|"[^"]*")*)}'
_OPERATORS = "sum|min|max|avg|count|group|stddev|topk|bottomk|quantile"


def unquoted(query: str) -> str:
    """Return a query without its texts."""
    return re.sub(r'"[^"]*"', '""', query)


def metrics_of(query: str) -> set[str]:
    """Return the metrics that a query or a part of it names."""
    return set(
        re.findall(
            r"\b(?:(?:dasai|process)_\w+|up)\b(?!\s*\()",
            re.sub(r"{[^}]*}|\b(?:by|on)\s*\([^)]*\)", "", unquoted(query)),
        )
    )


def matchers_of(query: str) -> Iterator[tuple[str, str, str, str]]:
    """Yield metric, label, operator and value of each matcher."""
    for metric, inner in re.findall(rf"(\w+){_BRACED}", query):
        for label, operator, value in re.findall(r'(\w+)(=~|!~|!=|=)"([^"]*)"', inner):
            yield metric, label, operator, value


def body_from(query: str, begins: int) -> str:
    """Return what is between the parenthesis that opens there and the one that closes it."""
    depth = 0
    for place in range(begins, len(query)):
        depth += {"(": 1, ")": -1}.get(query[place], 0)
        if not depth:
            return query[begins + 1 : place]
    raise AssertionError(f"a parenthesis is not closed: {query}")


def groupings_of(query: str) -> Iterator[tuple[str, set[str]]]:
    """Yield the labels of each `by (…)`, one at a time, and the metrics that it is about."""
    bare = unquoted(query)
    assert "without" not in bare
    for grouping in re.finditer(rf"\b(?:{_OPERATORS})\s+by\s*\(([^)]*)\)\s*(?=\()", bare):
        body = metrics_of(body_from(bare, grouping.end()))
        assert body, query
        for label in grouping[1].split(","):
            yield label.strip(), body


def labels_of_result(query: str) -> set[str]:
    """Return the labels of a query's result: of the operator that comes first, or those of the metric if there is none."""
    bare = unquoted(query)
    first = re.search(rf"\b(?:{_OPERATORS})\s*(?:by\s*\(([^)]*)\)\s*)?(?=\()", bare)
    if first is None:
        metric = sorted(metrics_of(bare), key=bare.index)[0]
        labels = set(exported().get(metric, ())) | scraped_labels()
    else:
        labels = {label.strip() for label in (first[1] or "").split(",")} - {""}
    return labels - {"le"} if bare.startswith("histogram_quantile") else labels


def faults_of(query: str, shown: str) -> list[str]:
    """Return what a query, or the text beside it, asks of metrics that do not have it."""
    by_scraping = scraped_labels()
    unknown = metrics_of(query) - exported().keys()
    if unknown:
        return sorted(unknown)

    def has(metric: str, label: str) -> bool:
        return label in exported()[metric] | by_scraping

    faults = [f"{metric}{{{label}}}" for metric, label, _, _ in matchers_of(query) if not has(metric, label)]
    faults += [
        f"by ({label}) of {metric}"
        for label, metrics in groupings_of(query)
        for metric in sorted(metrics)
        if not has(metric, label)
    ]
    wanted = re.findall(r"{{\s*(?:\$labels\.)?([a-z_]\w*)\s*}}", shown)
    faults += [
        f"{{{{{label}}}}} of what has {sorted(labels_of_result(query))}"
        for label in wanted
        if label not in labels_of_result(query)
    ]
    for metric, label, operator, value in matchers_of(query):
        values = values_of(metric, label)
        if values is None:
            continue
        pattern = value if operator.endswith("~") else re.escape(value)
        # each of several that are named
        for part in pattern.split("|") if operator.endswith("~") else [pattern]:
            if not any(re.fullmatch(part, each) for each in values):
                faults.append(f'{metric}{{{label}{operator}"{part}"}}')
    return faults


@functools.cache
def pools() -> set[str]:
    """Return the names of the pools of threads that are measured."""
    texts = (path.read_text() for folder in PRODUCT for path in Path(folder).rglob("*.py"))
    return {name for text in texts for name in re.findall(r'MeasuredPool\("([\w-]+)"', text)}


def values_of(metric: str, label: str) -> set[str] | None:
    """Return the values that a label of a metric may have; None if nobody can list them."""
    deployments = of_kind("national", "Deployment")
    of_scraping: dict[str, set[str]] = {
        "job": {"dasai/dasai"},
        # as a deployment names its pods
        "pod": {f"{name}-5d9c7b8f6d-x2k4p" for name in deployments},
        "app_kubernetes_io_name": {"gateway", *SERVICES},
        "app_kubernetes_io_component": {"gateway", "server", "worker", "relay"},
        "service": set(SERVICES),
    }
    ours: dict[tuple[str, str], set[str]] = {
        ("dasai_deadline_minutes", "deadline"): set(OF_SCHEMES),
        ("dasai_rpc_seconds_count", "code"): {code.name for code in grpc.StatusCode},
        ("dasai_http_seconds_count", "method"): {route.split()[0] for route in ROUTES},
        ("dasai_http_seconds_count", "route"): {route.split()[1] for route in ROUTES},
        ("dasai_events_handled_total", "outcome"): {"applied", "duplicate", "retried", "dead"},
        **{(f"dasai_pool_{each}", "pool"): pools() for each in ("threads", "busy", "waiting")},
    }
    # of those that are exported before they count
    begun = {
        sample.labels[label]
        for family in REGISTRY.collect()
        for sample in family.samples
        if sample.name == metric and label in sample.labels
    }
    return ours.get((metric, label)) or of_scraping.get(label) or begun or None


def test_every_metric_that_is_asked_for_is_exported_with_these_labels() -> None:
    asked = list(queries())
    assert len(asked) > 30
    assert {(who, query, *faults) for who, query, shown in asked if (faults := faults_of(query, shown))} == set()


@pytest.mark.parametrize(
    ("query", "shown", "fault"),
    [
        ('sum(rate(dasai_admission_total{kind="submits"}[1m]))', "", "dasai_admission_total{kind}"),
        ('sum(rate(dasai_admission_total{class="submit"}[1m]))', "", 'dasai_admission_total{class="submit"}'),
        (
            'min(dasai_deadline_minutes{deadline=~"registration_closes|closes"})',
            "",
            'dasai_deadline_minutes{deadline=~"closes"}',
        ),
        (
            'dasai_pool_busy{pool="rpc",pod=~"registration-sever-.*"}',
            "",
            'dasai_pool_busy{pod=~"registration-sever-.*"}',
        ),
        ("sum by (class, status) (dasai_admission_in_flight)", "{{class}}", "by (status) of dasai_admission_in_flight"),
        (
            "sum by (pod) (dasai_pool_busy) / sum by (pod, of) (dasai_pool_threads)",
            "{{pod}}",
            "by (of) of dasai_pool_threads",
        ),
        ("sum by (pool) (dasai_pool_busy)", "{{pod}} {{pool}}", "{{pod}} of what has ['pool']"),
        ("sum(dasai_pool_busy)", "{{ $labels.pool }} is full, {{ $value }}", "{{pool}} of what has []"),
        (
            "histogram_quantile(0.9, sum by (le, of) (dasai_rpc_seconds_bucket))",
            "",
            "by (of) of dasai_rpc_seconds_bucket",
        ),
        ("histogram_quantile(0.9, sum by (le) (dasai_rpc_seconds_count))", "", "by (le) of dasai_rpc_seconds_count"),
        ("histogram_quantile(0.9, sum by (le) (dasai_rpc_seconds_bucket))", "{{le}}", "{{le}} of what has []"),
        ("abs(dasai_clock_offset_seconds)", "{{of}}", "{{of}} of what has ["),
        ("max(dasai_clock_offset)", "", "dasai_clock_offset"),
    ],
)
def test_a_label_that_nobody_exports_is_noticed(query: str, shown: str, fault: str) -> None:
    """Each kind of place in which a query or a text beside it names one; the same with what is exported has no fault."""
    (noticed,) = faults_of(query, shown)
    assert noticed.startswith(fault)


def test_the_panel_of_submissions_counts_those_of_programs_and_of_pages() -> None:
    """Check that each route whose handler submits a project is in the query."""
    submitting = set()
    for path in Path("gateway").rglob("*.py"):
        for handler in re.split(r"^@router\.", path.read_text(), flags=re.M)[1:]:
            if ".SubmitProject," in handler:
                route = handler.split('"')[1]
                submitting.add(next(each for each in ROUTES if each in (f"POST {route}", f"POST /api/v1{route}")))
    ((_, query, _),) = [each for each in queries() if "Submissions a second" in each[0]]
    routes = {value for _, label, _, value in matchers_of(query) if label == "route"}
    assert {f"POST {each}" for value in routes for each in value.split("|")} == submitting


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
