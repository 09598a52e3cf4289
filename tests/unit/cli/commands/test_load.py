"""The arguments with which locust is called."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from cli.__main__ import main
from cli.commands.load import SCENARIO, completed, host_of
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
