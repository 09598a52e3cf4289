"""The way out that `k8s/components/sign-on` opens leads from the server of accounts alone."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import kubernetes_validate
import pytest

from tests.contract.rendered import kustomized, of_kind

pytestmark = pytest.mark.skipif(shutil.which("kubectl") is None, reason="kubectl is not on the PATH")


def test_k1_only_the_server_of_accounts_reaches_identity_providers(tmp_path: Path) -> None:
    """K1: over TLS, and only where the component is asked for."""
    roots = {name: os.path.relpath(Path("k8s") / name, tmp_path.resolve()) for name in ("overlays", "components")}
    text = f"resources: [{roots['overlays']}/production]\ncomponents: [{roots['components']}/sign-on]\n"
    (tmp_path / "kustomization.yaml").write_text(text)
    resources = kustomized(tmp_path)
    (policy,) = [item for item in resources if item["metadata"]["name"] == "identity-providers"]
    kubernetes_validate.validate(policy, kubernetes_validate.latest_version(), strict=True)
    assert policy["spec"]["egress"] == [{"ports": [{"protocol": "TCP", "port": 443}]}]
    chosen = policy["spec"]["podSelector"]["matchLabels"].items()
    deployments = [item for item in resources if item["kind"] == "Deployment"]
    allowed = [
        item["metadata"]["name"]
        for item in deployments
        if chosen <= item["spec"]["template"]["metadata"]["labels"].items()
    ]
    assert allowed == ["accounts-server"]
    assert "identity-providers" not in of_kind("production", "NetworkPolicy")
