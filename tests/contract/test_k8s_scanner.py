"""The scanner that `k8s/components/clamd` brings is reached by who takes files in, and takes whatever an edition allows."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import kubernetes_validate
import pytest

from chassis.edition import load_edition
from tests.contract.rendered import Resource, kustomized, of_kind, pod, size

pytestmark = pytest.mark.skipif(shutil.which("kubectl") is None, reason="kubectl is not on the PATH")


@pytest.fixture(scope="module")
def scanned(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Resource]]:
    """Return the resources of production with the scanner, by kind and name."""
    folder = tmp_path_factory.mktemp("overlay")
    roots = {name: os.path.relpath(Path("k8s") / name, folder.resolve()) for name in ("overlays", "components")}
    text = f"resources: [{roots['overlays']}/production]\ncomponents: [{roots['components']}/clamd]\n"
    (folder / "kustomization.yaml").write_text(text)
    resources: dict[str, dict[str, Resource]] = {}
    for resource in kustomized(folder):
        resources.setdefault(resource["kind"], {})[resource["metadata"]["name"]] = resource
    return resources


def test_the_scanners_resources_are_valid(scanned: dict[str, dict[str, Resource]]) -> None:
    for kind in ("Deployment", "Service", "NetworkPolicy", "ConfigMap"):
        for resource in scanned[kind].values():
            kubernetes_validate.validate(resource, kubernetes_validate.latest_version(), strict=True)
    clamd = pod(scanned["Deployment"]["clamd"])
    assert clamd["containers"][0]["image"] == "clamav/clamav:1.4"
    assert clamd["securityContext"]["runAsNonRoot"] is True
    assert clamd["containers"][0]["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    assert "clamd" not in of_kind("production", "Deployment")  # only where it is asked for


def test_c7_only_who_takes_files_in_reaches_the_scanner(scanned: dict[str, dict[str, Resource]]) -> None:
    """C7, H2: registration and publicity send files there, by the address that the settings name; nobody else gets in."""
    (rule,) = scanned["NetworkPolicy"]["clamd"]["spec"]["ingress"]
    (source,) = rule["from"]
    deployments, policies = scanned["Deployment"], scanned["NetworkPolicy"]
    chosen = [
        name
        for name, resource in deployments.items()
        if source["podSelector"]["matchLabels"].items() <= resource["spec"]["template"]["metadata"]["labels"].items()
    ]
    assert sorted(chosen) == ["publicity-server", "registration-server", "registration-worker"]
    out = {
        name
        for name, policy in policies.items()
        for allowed in policy["spec"].get("egress", [])
        if {"protocol": "TCP", "port": 3310} in allowed["ports"]
    }
    assert out == {"scanner"}
    assert policies["scanner"]["spec"]["podSelector"] == source["podSelector"]
    (settings,) = [config["data"] for name, config in scanned["ConfigMap"].items() if name.startswith("settings-")]
    assert settings["DASAI_CLAMD_URL"] == "tcp://clamd:3310"
    assert scanned["Service"]["clamd"]["spec"]["ports"][0]["port"] == 3310


def test_c7_the_scanner_takes_the_largest_file(scanned: dict[str, dict[str, Resource]]) -> None:
    """C7: what clamd would not look into is no file of the edition."""
    (settings,) = [config["data"] for name, config in scanned["ConfigMap"].items() if name.startswith("clamd-")]
    largest = max(file_format.max_bytes for file_format in load_edition("editions/2024.yaml").files.formats)
    for name in ("StreamMaxLength", "MaxFileSize", "MaxScanSize"):
        assert size(f"{settings[f'CLAMD_CONF_{name}']}i") >= largest, name
    (source,) = pod(scanned["Deployment"]["clamd"])["containers"][0]["envFrom"]
    assert source["configMapRef"]["name"].startswith("clamd-")
