"""The options of `./dasai load`, and the arguments with which locust is called."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from cli.__main__ import main
from cli.commands.load import SCENARIO, completed, host_of
from cli.load.plan import Wishes
from cli.load.run_settings import RunSettings
from cli.load.running import LOCUSTFILE, Options, how_to_join
from cli.load.timetable import Timetable
from cli.stack import state
from cli.stack.program import Identity
from cli.stack.state import StackState

USUAL = ["--users", "50", "--spawn-rate", "5"]


def test_without_arguments_it_is_a_short_run_on_this_machine() -> None:
    assert completed([]) == [*USUAL, "--headless", "--run-time", "2m"]
    assert SCENARIO.is_file()


def test_arguments_replace_the_defaults() -> None:
    words = ["--host=http://127.0.0.1:9000", "-u", "3", "-t", "10s"]
    assert completed(words) == [*words, "--spawn-rate", "5", "--headless"]


def test_locust_s_own_page_is_shown_if_asked_for() -> None:
    assert completed(["--web-port", "8089"]) == ["--web-port", "8089", *USUAL]


@pytest.mark.parametrize(
    ("line", "host"),
    [("", None), ("-u 3 --host=http://a", "http://a"), ("-H http://b -t 2m", "http://b")],
)
def test_the_address_is_the_one_that_locust_is_given(line: str, host: str | None) -> None:
    assert host_of(completed(line.split())) == host


def test_a_platform_that_does_not_answer_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    """Locust itself would end well, after two minutes without a request."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{bound.getsockname()[1]}"
        assert main(["load", "--host", address]) == 1
    zh, en = capsys.readouterr().err.splitlines()
    assert zh.startswith(f"无法访问平台 {address}：连接被拒绝")
    assert en.startswith(f"can't reach the platform at {address}: the connection was refused")


def test_the_stack_of_the_data_folder_is_the_platform(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Its gateway may listen on any port; if nothing runs on the folder, the command that starts it is named."""
    assert main(["load", "--data", str(tmp_path)]) == 1
    assert f"./dasai up --data {tmp_path}" in capsys.readouterr().err
    me = Identity.of(os.getpid())
    assert me is not None
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{bound.getsockname()[1]}"
        state.write(tmp_path, StackState(me, {"http": 9080}, {}, {"gateway": address}))
        assert main(["load", "--data", str(tmp_path)]) == 1
    assert f"can't reach the platform at {address}:" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("line", "zh", "en"),
    [
        (
            "--users 50",
            "--users 是locust的参数，须与 --host 或 --data 同用",
            "--users is for locust, and goes with --host or --data",
        ),
        ("--workers 0", "--workers 与 --expect-workers 不能都为0", "--workers and --expect-workers can't both be 0"),
        (
            "--master-bind elsewhere",
            "--master-bind 须为IP地址，elsewhere 不是",
            "--master-bind takes an IP address, and elsewhere is none",
        ),
        (
            "--expect-workers 2",
            "等待其他机器上的进程时，--master-bind 须为其他机器可达的地址",
            "to wait for processes of other machines, --master-bind must be an address that they reach",
        ),
    ],
)
def test_options_that_do_not_fit_are_refused_before_anything_starts(
    line: str, zh: str, en: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["load", *line.split()]) == 1
    said = capsys.readouterr().err
    assert zh in said
    assert en in said


@pytest.mark.parametrize(
    ("line", "zh", "en"),
    [
        ("--nation 0", "不得小于0.0001", "it should be 0.0001 or more"),
        ("--nation all", "应为数字", "it should be a number"),
        ("--last-seconds 61", "不得大于60", "it should be 60 or less"),
    ],
)
def test_values_out_of_range_are_refused_in_both_languages(
    line: str, zh: str, en: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["load", *line.split()]) == 2
    said = capsys.readouterr().err
    assert zh in said
    assert en in said


def test_a_report_is_never_written_over(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "report.html").write_text("an earlier one")
    assert main(["load", "--report", str(tmp_path)]) == 1
    said = capsys.readouterr().err
    assert f"{tmp_path} 中已有文件，不会覆盖" in said
    assert f"{tmp_path} is not empty, and nothing in it is written over" in said


def test_other_machines_are_told_how_to_join(tmp_path: Path) -> None:
    settings = RunSettings("", Wishes(0.05, 1, Timetable((1, 1, 1, 1))), {}, 0)
    words = how_to_join(Options(settings, tmp_path, workers=2, expected=3, bind="192.0.2.7", port=6000))
    assert "等待其他机器上的3个进程" in words
    assert "waiting for 3 processes of other machines" in words
    assert "-m locust -f cli/load/locustfile.py --worker --master-host 192.0.2.7 --master-port 6000" in words
    assert LOCUSTFILE.is_file()
