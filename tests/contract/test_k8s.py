"""The rendered resources are valid for Kubernetes and have what the processes need."""

from __future__ import annotations

import base64
import json
import shutil
from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
import yaml

from chassis.ending import UNDER_WAY
from chassis.facts.roles import Role
from chassis.settings import Settings
from cli.__main__ import main
from cli.containers import KUBERNETES, MANIFEST, manifest
from cli.stack.program import StackProblem
from gateway.admission.address import allowed_hosts
from gateway.settings import GatewaySettings
from gateway.ticket_notes import LAST
from gateway.tus import MAX_CHECKED_BYTES
from tests.contract.rendered import of_kind, pod, rendered, settings_of, size

OVERLAYS = ("rehearsal", "production", "national")
SERVICES = ("accounts", "registration", "review", "scoring", "publicity")
# Kinds of others' making, which kubernetes-validate has no schema of.
UNKNOWN = {"HTTPRoute", "PodMonitor", "PrometheusRule", "ScaledObject", "TriggerAuthentication"}
# who reads and writes material
OBJECTS = {"gateway", "registration-server", "registration-worker", "publicity-server", "publicity-worker"}
SCANNED = ("registration-server", "registration-worker", "publicity-server")

pytestmark = pytest.mark.skipif(shutil.which("kubectl") is None, reason="kubectl is not on the PATH")


overlays = pytest.mark.parametrize("overlay", OVERLAYS)


@overlays
def test_the_resources_are_valid_for_kubernetes(overlay: str) -> None:
    known = [resource for resource in rendered(overlay) if resource["kind"] not in UNKNOWN]
    assert [(resource["metadata"]["name"], fault) for resource in known if (fault := fault_of(resource))] == []


def fault_of(resource: dict[str, Any]) -> str:
    """Return why Kubernetes does not accept a resource; empty if it does."""
    try:
        kubernetes_validate.validate(resource, kubernetes_validate.latest_version(), strict=True)
    except kubernetes_validate.ValidationError as error:
        return str(error)
    return ""


def test_a_misspelt_field_would_be_refused() -> None:
    deployment = json.loads(json.dumps(of_kind("production", "Deployment")["gateway"]))
    deployment["spec"]["template"]["spec"]["containers"][0]["readynessProbe"] = {}
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(deployment, kubernetes_validate.latest_version(), strict=True)


@overlays
def test_there_are_sixteen_processes_and_each_runs_its_own(overlay: str) -> None:
    commands = {}
    for name, deployment in of_kind(overlay, "Deployment").items():
        service = settings_of(overlay, deployment).get("DASAI_SERVICE", "")
        words = pod(deployment)["containers"][0]["command"]
        commands[name] = " ".join(words).replace("$(DASAI_SERVICE)", service)
    expected = {"gateway": "python -m gateway"}
    for service in SERVICES:
        expected |= {
            f"{service}-server": f"python -m services.{service}.server",
            f"{service}-worker": f"python -m services.{service}.worker",
            f"{service}-relay": "python -m chassis.bus.relay",
        }
    assert commands == expected


@overlays
def test_every_variable_is_one_that_the_settings_know(overlay: str) -> None:
    fields = {*Settings.model_fields, *GatewaySettings.model_fields, "secrets_dir"}
    known = {f"DASAI_{name.upper()}" for name in fields}
    for name, deployment in of_kind(overlay, "Deployment").items():
        assert set(settings_of(overlay, deployment)) - known == set(), name


@overlays
def test_k1_the_gateway_takes_requests_to_the_host_of_its_route_alone(overlay: str) -> None:
    """K1: an overlay states the platform's address once; until it does, no host leads here."""
    settings = settings_of(overlay, of_kind(overlay, "Deployment")["gateway"])
    own = Settings(http_host=settings["DASAI_HTTP_HOST"])
    limits = GatewaySettings(public_url=settings["DASAI_PUBLIC_URL"], secure_cookies=settings["DASAI_SECURE_COOKIES"])
    (host,) = of_kind(overlay, "HTTPRoute")["gateway"]["spec"]["hostnames"]
    assert allowed_hosts(own, limits) == {host}
    assert host == ("rehearsal.dasai.invalid" if overlay == "rehearsal" else "dasai.invalid")
    assert limits.cookies_are_secure


@overlays
def test_the_gateway_finds_each_server(overlay: str) -> None:
    services = of_kind(overlay, "Service")
    deployments = of_kind(overlay, "Deployment")
    settings = settings_of(overlay, deployments["gateway"])
    for service in SERVICES:
        scheme, _, address = settings[f"DASAI_{service.upper()}_ADDRESS"].partition("///")
        host, _, port = address.partition(":")
        assert scheme == "dns:"
        assert services[host]["spec"]["ports"][0]["port"] == int(port)
        assert services[host]["spec"]["clusterIP"] == "None"
        labels = deployments[f"{service}-server"]["spec"]["template"]["metadata"]["labels"]
        assert services[host]["spec"]["selector"].items() <= labels.items()


@overlays
def test_selectors_tell_the_processes_apart(overlay: str) -> None:
    """Else one deployment's replica set would count another's pods."""
    deployments = of_kind(overlay, "Deployment")
    for name, deployment in deployments.items():
        wanted = deployment["spec"]["selector"]["matchLabels"]
        chosen = [
            other_name
            for other_name, deployment in deployments.items()
            if wanted.items() <= deployment["spec"]["template"]["metadata"]["labels"].items()
        ]
        assert chosen == [name]
    for kind in ("PodDisruptionBudget", "Service"):
        for name, resource in of_kind(overlay, kind).items():
            selector = resource["spec"]["selector"]
            wanted = selector.get("matchLabels", selector)
            chosen = [
                other_name
                for other_name, deployment in deployments.items()
                if wanted.items() <= deployment["spec"]["template"]["metadata"]["labels"].items()
            ]
            assert chosen == [name], kind


@overlays
def test_every_process_is_bounded_and_has_no_rights(overlay: str) -> None:
    for name, deployment in of_kind(overlay, "Deployment").items():
        spec = pod(deployment)
        (container,) = spec["containers"]
        assert spec["securityContext"]["runAsNonRoot"] is True, name
        assert spec["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
        assert spec["automountServiceAccountToken"] is False
        assert container["securityContext"] == {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        }
        assert set(container["resources"]) == {"requests", "limits"}
        assert {"startupProbe", "readinessProbe", "livenessProbe"} <= set(container)
        assert container["readinessProbe"]["httpGet"] == {"path": "/healthz", "port": "metrics"}


@overlays
def test_secrets_are_named_and_not_held(overlay: str) -> None:
    assert of_kind(overlay, "Secret") == {}
    used = {
        source["secret"]["name"]
        for deployment in of_kind(overlay, "Deployment").values()
        for volume in pod(deployment)["volumes"]
        for source in volume.get("projected", {}).get("sources", [])
    }
    # the mail server is the operator's own, if there is one
    assert used == {*KUBERNETES, "dasai-mail"}


ADDRESSES = {
    "dasai_mongodb_url": "mongodb://dasai:x@db1,db2/?replicaSet=rs0",
    "dasai_amqp_url": "amqps://dasai:x@broker:5671/dasai",
    "dasai_objects_url": "s3://dasai?endpoint=https://objects:9000&region=main",
    "dasai_objects_access_key": "access",
    "dasai_objects_secret_key": "secret",
}


def folder_with(folder: Path, **addresses: str) -> Path:
    for name, text in addresses.items():
        (folder / name).write_text(f"{text}\n")
    return folder


def test_the_secrets_of_one_command_are_those_that_the_processes_read(tmp_path: Path) -> None:
    """Each key is a setting, each value is what the file says; Kubernetes takes the file."""
    folder = folder_with(tmp_path, **ADDRESSES)
    assert main(["containers", "kubernetes", str(folder)]) == 0
    assert (folder / MANIFEST).stat().st_mode & 0o777 == 0o600
    secrets = list(yaml.safe_load_all((folder / MANIFEST).read_text()))
    for secret in secrets:
        kubernetes_validate.validate(secret, kubernetes_validate.latest_version(), strict=True)
    assert {secret["metadata"]["name"]: tuple(secret["data"]) for secret in secrets} == KUBERNETES
    values = {key: base64.b64decode(text).decode() for secret in secrets for key, text in secret["data"].items()}
    assert {name: values[name] for name in ADDRESSES} == ADDRESSES
    assert set(values) <= {f"dasai_{name}" for name in Settings.model_fields}
    assert values["dasai_actor_key"] == (folder / "dasai_actor_key").read_text()
    before = (folder / MANIFEST).read_text()
    assert main(["containers", "kubernetes", str(folder)]) == 0
    assert (folder / MANIFEST).read_text() == before


@pytest.mark.parametrize("missing", sorted(ADDRESSES))
def test_an_address_that_only_the_operator_knows_is_asked_for_by_its_file(missing: str, tmp_path: Path) -> None:
    for number, text in enumerate((None, "elsewhere" if missing.endswith("_url") else "")):
        folder = tmp_path / str(number)
        folder.mkdir()
        folder_with(folder, **{name: value for name, value in ADDRESSES.items() if name != missing})
        if text is not None:
            folder_with(folder, **{missing: text})
        with pytest.raises(StackProblem) as refused:
            manifest(folder)
        assert str(refused.value).splitlines()[1].endswith(f": {folder / missing}")


def test_a_folder_with_the_broker_of_compose_is_refused_for_kubernetes(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, **ADDRESSES)
    (folder / "rabbitmq.conf").write_text("")
    with pytest.raises(StackProblem, match="use another folder"):
        manifest(folder)


@overlays
def test_a_key_is_only_where_it_is_used(overlay: str) -> None:
    """K4: identity keys with registration, reporters' with publicity."""
    holders: dict[str, set[str]] = {}
    for name, deployment in of_kind(overlay, "Deployment").items():
        for source in pod(deployment)["volumes"][0]["projected"]["sources"]:
            holders.setdefault(source["secret"]["name"], set()).add(name)
    assert holders["dasai-identity"] == {"registration-server", "registration-worker"}
    assert holders["dasai-reporter"] == {"publicity-server", "publicity-worker"}
    assert holders["dasai-ranking"] == {"scoring-server", "scoring-worker"}
    assert holders["dasai-trail"] == {f"{service}-relay" for service in SERVICES}
    assert holders["dasai-bootstrap"] == {"accounts-server"}
    assert holders["dasai-providers"] == {"accounts-server"}
    assert holders["dasai-contact"] == {"accounts-server"}
    assert holders["dasai-mail"] == {"accounts-server"}
    assert holders["dasai-objects"] == OBJECTS
    assert holders["dasai-actor"] == {"gateway", *(f"{service}-server" for service in SERVICES)}


@overlays
def test_no_pod_connects_to_another_unless_a_policy_allows_it(overlay: str) -> None:
    policies = of_kind(overlay, "NetworkPolicy")
    assert policies["deny-all"]["spec"] == {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}
    # the cluster's resolver carries none of our labels
    assert policies["names"]["spec"]["egress"][0]["to"] == [
        {
            "namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "kube-system"}},
            "podSelector": {"matchLabels": {"k8s-app": "kube-dns"}},
        }
    ]
    for name, deployment in of_kind(overlay, "Deployment").items():
        labels = deployment["spec"]["template"]["metadata"]["labels"]
        allowed = {
            policy
            for policy, resource in policies.items()
            if resource["spec"]["podSelector"].get("matchLabels", {}).items() <= labels.items()
        } - {"deny-all", "names", "metrics"}
        assert ("objects" in allowed) == (name in OBJECTS)
        assert ("scanner" in allowed) == (name in SCANNED)
        assert ("mail" in allowed) == (name == "accounts-server")
        allowed -= {"objects", "scanner", "mail"}
        if name == "gateway":
            assert allowed == {"gateway"}
        elif name.endswith("-server"):
            assert allowed == {"server", "database"}
        else:
            assert allowed == {"database", "broker"}


@overlays
def test_an_autoscaled_deployment_has_no_replica_count(overlay: str) -> None:
    deployments = of_kind(overlay, "Deployment")
    scaled = {
        autoscaler["spec"]["scaleTargetRef"]["name"]
        for kind in ("HorizontalPodAutoscaler", "ScaledObject")
        for autoscaler in of_kind(overlay, kind).values()
    }
    workers = {f"{service}-worker" for service in SERVICES} if overlay == "national" else set()
    assert scaled == {"gateway", *(f"{service}-server" for service in SERVICES)} | workers
    for name, deployment in deployments.items():
        assert ("replicas" in deployment["spec"]) == (name not in scaled)


@overlays
def test_all_objects_are_in_one_namespace(overlay: str) -> None:
    (namespace,) = of_kind(overlay, "Namespace").values()
    assert namespace["metadata"]["labels"]["pod-security.kubernetes.io/enforce"] == "restricted"
    others = {resource["metadata"]["namespace"] for resource in rendered(overlay) if resource["kind"] != "Namespace"}
    assert others == {namespace["metadata"]["name"]}


def test_k1_in_production_every_staff_role_demands_a_second_factor() -> None:
    """K1: a new role is forgotten neither here nor there; who takes part needs none, and a rehearsal demands none."""
    server = of_kind("production", "Deployment")["accounts-server"]
    demanding = settings_of("production", server)["DASAI_SECOND_FACTOR_ROLES"].split(",")
    assert sorted(demanding) == sorted(set(Role) - {Role.PARTICIPANT})
    rehearsed = settings_of("rehearsal", of_kind("rehearsal", "Deployment")["accounts-server"])
    assert rehearsed.get("DASAI_SECOND_FACTOR_ROLES", "") == ""


@pytest.mark.parametrize("overlay", ["production", "national"])
def test_a_node_that_takes_no_pods_keeps_none_from_the_others(overlay: str) -> None:
    """A node with a taint counts as one without pods otherwise: while one is drained each other gets a single pod of a kind."""
    for name, deployment in of_kind(overlay, "Deployment").items():
        (spread,) = pod(deployment)["topologySpreadConstraints"]
        assert spread["whenUnsatisfiable"] == "DoNotSchedule", name
        assert spread["nodeTaintsPolicy"] == "Honor", name


def test_only_a_rehearsal_has_a_clock_that_can_be_moved() -> None:
    for name, deployment in of_kind("production", "Deployment").items():
        assert "DASAI_CLOCK_FILE" not in settings_of("production", deployment), name
    for name, deployment in of_kind("rehearsal", "Deployment").items():
        assert settings_of("rehearsal", deployment)["DASAI_CLOCK_FILE"] == "/run/clock/clock.json", name
    assert Path("k8s/components/clock").is_dir()


@overlays
def test_c7_a_hostile_file_ends_its_checker_before_the_server(overlay: str) -> None:
    """C7: the server and every checker at its limit have room in one pod."""
    deployments = of_kind(overlay, "Deployment")
    server, other = (pod(deployments[name])["containers"][0] for name in ("registration-server", "review-server"))
    settings = settings_of(overlay, deployments["registration-server"])
    checkers = int(settings.get("DASAI_CHECKERS", Settings.model_fields["checkers"].default))
    mib = int(settings.get("DASAI_CHECKER_MEMORY_MIB", Settings.model_fields["checker_memory_mib"].default))
    room = size(server["resources"]["limits"]["memory"]) - size(other["resources"]["limits"]["memory"])
    assert room >= checkers * mib * 2**20


@overlays
def test_c7_pieces_that_are_held_back_have_room(overlay: str) -> None:
    """C7: 32 at once, in the gateway's memory, which holds the gateway's own 512 MiB too."""
    gateway = pod(of_kind(overlay, "Deployment")["gateway"])
    (tmp,) = [volume["emptyDir"] for volume in gateway["volumes"] if volume["name"] == "tmp"]
    assert tmp["medium"] == "Memory"
    assert size(tmp["sizeLimit"]) >= 32 * MAX_CHECKED_BYTES
    limit = size(gateway["containers"][0]["resources"]["limits"]["memory"])
    assert limit >= 512 * 2**20 + size(tmp["sizeLimit"])


@overlays
def test_c9_a_gateway_that_drains_has_time_for_what_arrived_in_time(overlay: str) -> None:
    """C9: what it cuts off arrives anew. A request may take as long as its limits say, and notes of tickets some seconds more."""
    deployments = of_kind(overlay, "Deployment")
    settings = settings_of(overlay, deployments["gateway"])
    fields = {name: settings.get(f"DASAI_{name.upper()}") for name in GatewaySettings.model_fields}
    limits = GatewaySettings.model_validate({name: value for name, value in fields.items() if value is not None})
    drain = float(settings["DASAI_DRAIN_SECONDS"])
    assert int(drain * UNDER_WAY) >= limits.request_seconds
    # then notes are written, and accounts hears for a second that it is no longer there
    assert drain * (1 - UNDER_WAY) >= LAST + 1


@overlays
def test_no_process_is_killed_before_its_drain_time_is_over(overlay: str) -> None:
    """The kubelet counts what preStop takes too; a second is left for the end by force."""
    for name, deployment in of_kind(overlay, "Deployment").items():
        (container,) = pod(deployment)["containers"]
        before = container.get("lifecycle", {}).get("preStop", {}).get("sleep", {}).get("seconds", 0)
        drain = float(settings_of(overlay, deployment)["DASAI_DRAIN_SECONDS"])
        assert pod(deployment)["terminationGracePeriodSeconds"] >= before + drain + 1, name
        # a server has time for the calls that it took, which gateways wait for
        if name.endswith("-server"):
            assert drain * UNDER_WAY >= GatewaySettings().call_seconds
