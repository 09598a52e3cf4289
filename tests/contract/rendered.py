"""The resources that kustomize renders, for the tests of `k8s/`."""

from __future__ import annotations

import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import yaml

Resource = dict[str, Any]


@cache
def rendered(overlay: str) -> tuple[Resource, ...]:
    return kustomized(Path("k8s/overlays") / overlay)


def kustomized(folder: Path) -> tuple[Resource, ...]:
    run = subprocess.run(["kubectl", "kustomize", str(folder)], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    return tuple(yaml.safe_load_all(run.stdout))


def of_kind(overlay: str, kind: str) -> dict[str, Resource]:
    return {resource["metadata"]["name"]: resource for resource in rendered(overlay) if resource["kind"] == kind}


def pod(deployment: Resource) -> Resource:
    template: Resource = deployment["spec"]["template"]["spec"]
    return template


def settings_of(overlay: str, deployment: Resource) -> dict[str, str]:
    """Return the variables that a container sees."""
    maps = of_kind(overlay, "ConfigMap")
    container = pod(deployment)["containers"][0]
    variables: dict[str, str] = {}
    for source in container["envFrom"]:
        variables |= maps[source["configMapRef"]["name"]]["data"]
    return variables | {variable["name"]: variable["value"] for variable in container.get("env", [])}


def size(text: str) -> int:
    """Return the bytes of a quantity."""
    return int(text[:-2]) * 2 ** {"Mi": 20, "Gi": 30}[text[-2:]]
