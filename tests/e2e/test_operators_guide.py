"""The examples of the operators' guide are run against a whole system."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest
import yaml

from cli.containers import KUBERNETES
from cli.stack.local import LocalStack
from cli.stack.program import ROOT
from tests.runnable import examples_of, without_comments

pytestmark = pytest.mark.parts
GUIDES = {language: ROOT / "docs" / language / "operators.md" for language in ("zh", "en")}
ADDRESS = "http://127.0.0.1:8080"  # in the guide; this run's gateway has another


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """Make a folder that looks like a checkout, so that what an example writes stays in it."""
    for name in ("dasai", "docker-compose.yml", "editions", "k8s"):
        (tmp_path / name).symlink_to(ROOT / name)
    return tmp_path


def run(script: str, checkout: Path, stack: LocalStack) -> subprocess.CompletedProcess[str]:
    """Run an example in the checkout against the stack, without the environment's own deployment."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("DASAI_")}
    return subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script.replace(ADDRESS, stack.url)],
        cwd=checkout,
        env={**environment, "DASAI_DATA": str(stack.data)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


# both languages have the same examples, as the test below says
@pytest.mark.parametrize("guide", [GUIDES["zh"], GUIDES["en"]], ids=["zh", "en"])
@pytest.mark.long
def test_each_example_that_is_marked_as_run_succeeds(guide: Path, checkout: Path, stack: LocalStack) -> None:
    examples = examples_of(guide)
    assert len(examples) == 9
    for script in examples:
        done = run(script, checkout, stack)
        output = (script, done.stdout, done.stderr)
        assert done.returncode == 0, output
        assert "Traceback" not in done.stderr, output
        assert "Warning" not in done.stderr, output
    keys = json.loads((checkout / "receipt-keys.json").read_text())["keys"]
    assert [key["current"] for key in keys] == [True]
    secrets = list(yaml.safe_load_all((checkout / "secrets" / "secrets.yaml").read_text()))
    assert {secret["metadata"]["name"] for secret in secrets} == set(KUBERNETES)
    assert (checkout / "data" / "containers" / "rabbitmq.conf").is_file()


def test_a_failing_example_is_noticed(checkout: Path, stack: LocalStack) -> None:
    assert run("./dasai logs no-such-process\n./dasai status", checkout, stack).returncode == 1


def test_both_guides_have_the_same_examples() -> None:
    """K5: Chinese beside English."""
    chinese, english = ([without_comments(script) for script in examples_of(guide)] for guide in GUIDES.values())
    assert chinese == english
