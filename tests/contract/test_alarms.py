"""Each alarm is raised when it should be, and stays silent when not: by Prometheus's own tool."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from cli.stack import debian_packages

ALARMS = Path("k8s/components/monitoring/alarms.yaml")
EXAMPLES = Path(__file__).with_name("alarms_test.yaml")
PROMETHEUS = debian_packages.PackageSet(
    name="prometheus",
    title=("Prometheus 的 promtool", "Prometheus's promtool"),
    packages=(("prometheus",),),
    without_apt=("请安装 promtool 后重试", "Install promtool, then try again"),
)


def promtool() -> str:
    """Return the program: the machine's, or the one of Debian's package in the user's cache folder."""
    return shutil.which("promtool") or str(debian_packages.obtain(PROMETHEUS) / "usr/bin/promtool")


def test_each_alarm_has_examples_that_raise_it_and_that_do_not() -> None:
    alarms = {
        rule["alert"] for group in yaml.safe_load(ALARMS.read_text())["spec"]["groups"] for rule in group["rules"]
    }
    examples = [case for test in yaml.safe_load(EXAMPLES.read_text())["tests"] for case in test["alert_rule_test"]]
    assert {case["alertname"] for case in examples if case["exp_alerts"]} == alarms
    assert {case["alertname"] for case in examples if not case["exp_alerts"]} == alarms


@pytest.mark.long
def test_the_alarms_do_as_the_examples_say(tmp_path: Path) -> None:
    (tmp_path / "alarms.yaml").write_text(yaml.safe_dump(yaml.safe_load(ALARMS.read_text())["spec"]))
    shutil.copy(EXAMPLES, tmp_path)
    run = subprocess.run(
        [promtool(), "test", "rules", EXAMPLES.name], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stdout + run.stderr
