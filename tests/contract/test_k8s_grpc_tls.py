"""What `k8s/components/grpc-tls` gives to gateway and servers, and to nobody else."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest

from tests.contract.rendered import kustomized, of_kind

pytestmark = pytest.mark.skipif(shutil.which("kubectl") is None, reason="kubectl is not on the PATH")
FOLDER = "/run/secrets/dasai-grpc"
SERVERS = ("accounts", "publicity", "registration", "review", "scoring")


@pytest.fixture(scope="module")
def resources(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """Return what production has with the component."""
    folder = tmp_path_factory.mktemp("grpc-tls")
    roots = {name: os.path.relpath(Path("k8s") / name, folder.resolve()) for name in ("overlays", "components")}
    text = f"resources: [{roots['overlays']}/production]\ncomponents: [{roots['components']}/grpc-tls]\n"
    (folder / "kustomization.yaml").write_text(text)
    return list(kustomized(folder))


def test_k1_gateway_and_servers_alone_have_the_certificates(resources: list[dict[str, Any]]) -> None:
    """K1: mounted where the setting says, and each of these resources is valid."""
    holders = []
    for deployment in (item for item in resources if item["kind"] == "Deployment"):
        kubernetes_validate.validate(deployment, kubernetes_validate.latest_version(), strict=True)
        pod = deployment["spec"]["template"]["spec"]
        volumes = [volume["name"] for volume in pod["volumes"] if "dasai-grpc-tls" in str(volume)]
        if volumes:
            mounted = [mount["mountPath"] for mount in pod["containers"][0]["volumeMounts"] if mount["name"] in volumes]
            assert mounted == [FOLDER]
            holders.append(deployment["metadata"]["name"])
    assert sorted(holders) == sorted(["gateway", *(f"{name}-server" for name in SERVERS)])
    (settings,) = [item for item in resources if item["kind"] == "ConfigMap" and "DASAI_HTTP_PORT" in item["data"]]
    assert settings["data"]["DASAI_GRPC_TLS_DIR"] == FOLDER


def test_k1_no_probe_asks_over_grpc_in_plain(resources: list[dict[str, Any]]) -> None:
    """K1: it would be refused, and the server restarted for ever; without the component they do."""
    assert "'grpc': {'port'" not in str(resources)
    assert "'grpc': {'port'" in str(of_kind("production", "Deployment"))
