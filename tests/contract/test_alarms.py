"""Each alarm is raised when it should be, and stays silent when not: by Prometheus's own tool."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from cli.stack import debian_packages
from tests.contract.rendered import of_kind

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


def alarms() -> dict[str, str]:
    """Return what each alarm asks, by its name."""
    groups = yaml.safe_load(ALARMS.read_text())["spec"]["groups"]
    return {rule["alert"]: rule["expr"] for group in groups for rule in group["rules"]}


def test_each_alarm_has_examples_that_raise_it_and_that_do_not() -> None:
    examples = [case for test in yaml.safe_load(EXAMPLES.read_text())["tests"] for case in test["alert_rule_test"]]
    assert {case["alertname"] for case in examples if case["exp_alerts"]} == set(alarms())
    assert {case["alertname"] for case in examples if not case["exp_alerts"]} == set(alarms())


def test_each_alarm_has_an_example_of_what_is_gone() -> None:
    """Each alarm is tried with series that were never exported, and with series that ended: it is silent, or raised for that."""
    tests = yaml.safe_load(EXAMPLES.read_text())["tests"]
    never = [test for test in tests if not test["input_series"]]
    gone = [
        test
        for test in tests
        if test["input_series"] and all("stale" in each["values"] for each in test["input_series"])
    ]
    for examples in (never, gone):
        assert {case["alertname"] for test in examples for case in test["alert_rule_test"]} == set(alarms())


@pytest.mark.parametrize("guide", ["docs/zh/operators.md", "docs/en/operators.md"])
def test_the_guide_says_of_each_alarm_how_severe_it_is_and_what_to_do(guide: str) -> None:
    groups = yaml.safe_load(ALARMS.read_text())["spec"]["groups"]
    severities = [(rule["alert"], rule["labels"]["severity"]) for group in groups for rule in group["rules"]]
    rows = re.findall(r"(?m)^\| `(Dasai\w+)` \| (\w+) \| .{10,} \|$", Path(guide).read_text())
    assert sorted(rows) == sorted(severities)


def test_each_alarm_speaks_both_languages() -> None:
    """Chinese first, and both show the same values."""
    for group in yaml.safe_load(ALARMS.read_text())["spec"]["groups"]:
        for rule in group["rules"]:
            chinese, _, english = rule["annotations"]["summary"].partition(" · ")
            assert re.search(r"[\u4e00-\u9fff]", chinese), rule["alert"]
            assert re.search(r"[a-z]{3}", english), rule["alert"]
            assert not re.search(r"[\u4e00-\u9fff]", english), rule["alert"]
            assert set(re.findall("{{.*?}}", chinese)) == set(re.findall("{{.*?}}", english)), rule["alert"]


@pytest.mark.skipif(shutil.which("kubectl") is None, reason="kubectl is not on the PATH")
def test_the_alarm_of_what_is_gone_names_every_process() -> None:
    """It can't ask which processes there should be, so it names them, as the deployments are labelled."""
    asked = re.findall(
        r'absent\(up{[^}]*app_kubernetes_io_name="(\w+)",app_kubernetes_io_component="(\w+)"}\)',
        alarms()["DasaiProcessGone"],
    )
    labels = [each["spec"]["template"]["metadata"]["labels"] for each in of_kind("national", "Deployment").values()]
    assert sorted(asked) == sorted(
        (each["app.kubernetes.io/name"], each["app.kubernetes.io/component"]) for each in labels
    )


@pytest.mark.long
def test_the_alarms_do_as_the_examples_say(tmp_path: Path) -> None:
    (tmp_path / "alarms.yaml").write_text(yaml.safe_dump(yaml.safe_load(ALARMS.read_text())["spec"]))
    shutil.copy(EXAMPLES, tmp_path)
    run = subprocess.run(
        [promtool(), "test", "rules", EXAMPLES.name], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stdout + run.stderr
