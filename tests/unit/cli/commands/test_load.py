"""The options of `./dasai load`, and the arguments with which locust is called."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import httpx
import pytest

from cli.__main__ import main
from cli.commands.load import SCENARIO, completed, host_of, what_is_left
from cli.load.plan import Wishes
from cli.load.rehearsed import MARK, is_of_rehearsal
from cli.load.run_settings import RunSettings
from cli.load.running import LOCUSTFILE, Options, how_to_join
from cli.load.sampling import Samples
from cli.load.sittings import Sittings
from cli.load.timetable import Timetable
from cli.stack import state
from cli.stack.program import ROOT, Identity
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


class Contest(BaseHTTPRequestHandler):
    """A platform that is no rehearsal, though somebody who takes part would have it so."""

    asked: ClassVar[list[str]] = []
    page = '<!doctype html><html><body><main><div class="dasai-rehearsal">a name</div></main></body></html>'

    def do_GET(self) -> None:
        """Answer with the page."""
        self.asked.append(f"{self.command} {self.path}")
        content = self.page.encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def do_POST(self) -> None:
        """Take anything."""
        self.do_GET()

    def log_message(self, *_: object) -> None:
        """Print nothing."""


@pytest.fixture
def contest() -> Iterator[str]:
    """Return the address of a platform that is no rehearsal."""
    Contest.asked.clear()
    with ThreadingHTTPServer(("127.0.0.1", 0), Contest) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.mark.parametrize("by_data", [False, True])
def test_a_contest_that_is_no_rehearsal_is_never_loaded(
    by_data: bool, contest: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    me = Identity.of(os.getpid())
    assert me is not None
    state.write(tmp_path, StackState(me, {"http": 9080}, {}, {"gateway": contest}))
    words = ["--data", str(tmp_path)] if by_data else ["--host", contest, "--web-port", "8089"]
    assert main(["load", *words]) == 1
    said = capsys.readouterr().err
    assert f"{contest} 未标明为演练，拒绝施加压力" in said
    assert f"{contest} does not say that it is a rehearsal, so it is not loaded" in said
    assert Contest.asked == ["GET /"]


def test_the_scenario_itself_refuses_a_contest_whoever_names_its_address(contest: str) -> None:
    words = ["-f", str(SCENARIO), "--headless", "--users", "2", "--spawn-rate", "2", "--run-time", "40s"]
    run = subprocess.run(
        [sys.executable, "-m", "locust", *words],
        env={**os.environ, "LOCUST_HOST": contest},
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert run.returncode == 1
    assert "does not say that it is a rehearsal" in run.stderr
    assert set(Contest.asked) == {"GET /"}


def test_only_a_page_that_says_so_outside_of_what_people_write_is_of_a_rehearsal() -> None:
    base = (ROOT / "gateway" / "portals" / "templates" / "base.html").read_text("utf-8")
    assert f'{{% if rehearsed %}}<div class="{MARK}">' in base
    block = f'<div class="{MARK}">演练</div>'

    def says(text: str, status: int = 200, kind: str = "text/html") -> bool:
        return is_of_rehearsal(httpx.Response(status, text=text, headers={"content-type": kind}))

    assert says(f"<!doctype html><html><body><header><p>1</p>{block}</header><main></main></body></html>")
    assert not says(Contest.page)
    assert not says("<!doctype html><html><body><main></main></body></html>")
    assert not says(f"<html><body>{block}</body></html>", 404)
    assert not says(block, kind="application/json")
    assert not says("")


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
        (
            "--pause-after 60",
            "--pause-after 须与 --keep 或 --continue 同用",
            "--pause-after goes with --keep or --continue",
        ),
        ("--keep new", "--keep 须与 --pause-after 同用", "--keep goes with --pause-after"),
        (
            "--keep new --continue other --pause-after 60",
            "--keep 须与 --pause-after 同用，且不能与 --continue 同用",
            "and not with --continue",
        ),
        ("--keep . --pause-after 60", ". 中已有文件", ". is not empty"),
        (
            "--keep new --pause-after 60 --report r",
            "暂停的测试没有报告；--report 用于最后一次",
            "a sitting that pauses has no report: give --report to the last one",
        ),
        (
            "--keep new --weeks 60 --days 30 --pause-after 90",
            "--pause-after 须在运行的第90秒之前，第90秒不可",
            "--pause-after must end before second 90 of the run, and 90 does not",
        ),
        ("--continue nowhere", "nowhere 中没有暂停的压力测试", "nowhere: begin one with --keep and --pause-after"),
        ("--continue nowhere --weeks 60", "--weeks 已由所继续的测试确定", "--weeks was settled as the run began"),
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


@pytest.mark.parametrize("name", ["DASAI_AMQP_URL", "DASAI_MONGODB_URL"])
def test_a_run_that_pauses_is_refused_on_servers_of_others(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(name, "amqp://u:p@127.0.0.1:1/v" if "AMQP" in name else "mongodb://127.0.0.1:1")
    assert main(["load", "--keep", str(tmp_path / "new"), "--pause-after", "60"]) == 1
    said = capsys.readouterr().err
    assert "请去掉环境中的 DASAI_AMQP_URL 与 DASAI_MONGODB_URL" in said
    assert "has a broker and a database of its own" in said
    assert not (tmp_path / "new").exists()


def test_other_machines_are_told_how_to_join(tmp_path: Path) -> None:
    settings = RunSettings("", Wishes(0.05, 1, Timetable((1, 1, 1, 1))), {}, 0)
    words = how_to_join(Options(settings, tmp_path, workers=2, expected=3, bind="192.0.2.7", port=6000))
    assert "等待其他机器上的3个进程" in words
    assert "waiting for 3 processes of other machines" in words
    assert "-m locust -f cli/load/locustfile.py --worker --master-host 192.0.2.7 --master-port 6000" in words
    assert LOCUSTFILE.is_file()


def test_a_run_that_is_broken_off_says_what_is_left_and_if_it_goes_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nor is anybody sent to `--continue` by who asks for the same folder again, unless it can go on."""
    settings = RunSettings("", Wishes(0.01, 2, Timetable((10, 20, 30, 40))), {}, 0)
    alone = what_is_left(Options(settings, tmp_path / "report"))
    assert str(tmp_path / "report") in alone[0]
    assert str(tmp_path / "report") in alone[1]
    kept = tmp_path / "a run"
    options = Options(settings, kept, kept=kept, pause_after=5)
    files = Sittings(kept / "sittings").begin(settings.paused_at(5))
    assert what_is_left(options)[1].startswith(f"this run can't go on; its logs are in '{kept}', ")
    again = ["load", "--keep", str(kept), "--pause-after", "5"]
    assert main(again) == 1
    assert "--continue" not in capsys.readouterr().err
    files.write_samples(Samples().as_json())
    assert main(again) == 1
    assert "or go on with the run in it with --continue" in capsys.readouterr().err
    zh, en = what_is_left(options)
    assert zh.endswith(f"可再次用 ./dasai load --continue '{kept}' 继续")
    assert en.endswith(f"go on again with ./dasai load --continue '{kept}'")
