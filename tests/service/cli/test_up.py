"""`./dasai up`, `status`, `logs` and `down` as a person uses them, over a broker and a database of their own."""

from __future__ import annotations

import os
import re
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import psutil
import pytest
from kombu import Connection
from pymongo import MongoClient

from chassis.kernel.clock import BEIJING, FileClock
from cli.stack import state
from cli.stack.ports import Slot, is_free
from cli.stack.processes import port_names, table
from cli.stack.program import ROOT, wait_until
from cli.stack.state import StackState
from tests.parts import require_own_parts

require_own_parts()
pytestmark = pytest.mark.parts
RELAY = "registration-relay"
SECONDS = 300


def environment() -> dict[str, str]:
    """Return the caller's environment without broker and database, so that `up` starts both."""
    return {name: value for name, value in os.environ.items() if not name.startswith("DASAI_")}


def dasai(*arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "cli", *arguments]
    return subprocess.run(
        command, cwd=ROOT, env=environment() | settings, capture_output=True, text=True, check=False, timeout=SECONDS
    )


class Up:
    """A running `up` in a terminal of its own."""

    def __init__(self, data: Path, base: int, options: tuple[str, ...], settings: dict[str, str]) -> None:
        self.data, self.output = data, data.with_suffix(".out")
        command = ["-m", "cli", "up", "--data", str(data), "--port-base", str(base), *options]
        with self.output.open("w") as output:
            self.process = subprocess.Popen(
                [sys.executable, *command],
                cwd=ROOT,
                env=environment() | settings,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )

    def until_ready(self) -> StackState:
        """Wait until it says that it is ready; return the state of its stack."""
        # the last line of its output once all is ready
        ready = wait_until(lambda: "Ctrl-C 停止" in self.output.read_text() or self.process.poll() is not None, SECONDS)
        assert (ready, self.process.poll()) == (True, None), self.output.read_text()
        stack_state = state.read(self.data)
        assert stack_state is not None
        return stack_state

    def end(self, number: signal.Signals) -> int:
        """Send a signal as the terminal or the kernel would; return the exit code."""
        os.killpg(self.process.pid, number) if number == signal.SIGINT else self.process.send_signal(number)
        return self.process.wait(timeout=SECONDS)


@contextmanager
def up(
    data: Path, base: int, *more: str, options: tuple[str, ...] = ("--process", RELAY), **settings: str
) -> Iterator[Up]:
    running = Up(data, base, (*options, *more), settings)
    try:
        yield running
    finally:
        if running.process.poll() is None:
            running.end(signal.SIGTERM)


def pids(stack_state: StackState) -> dict[str, int]:
    return {process.name: process.identity.pid for process in stack_state.processes if process.identity is not None}


def status_of(data: Path) -> tuple[int, dict[str, tuple[str, str]]]:
    """Return the exit code of `status`, and for each process its restarts and its state."""
    answer = dasai("status", "--data", str(data))
    rows = re.findall(r"^(\S+) +(?:\d+|-) +\S+ +(\d+) +\S+ {2}(.+)$", answer.stdout, re.M)
    return answer.returncode, {name: (restarts, word) for name, restarts, word in rows}


def modes(folder: Path) -> set[str]:
    return {stat.filemode(path.stat().st_mode) for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def base() -> Iterator[int]:
    """Yield the first of the ports reserved for this test's stack."""
    with Slot(port_names(table())) as slot:
        yield slot.ports["http"]


@pytest.mark.long
def test_up_from_the_first_start_to_down(tmp_path: Path, base: int) -> None:
    data, relays = tmp_path / "data", (f"{RELAY}-1", f"{RELAY}-2")
    with up(data, base, "--replicas", "relay=2") as first:
        stack_state = first.until_ready()
        well = dict.fromkeys(("broker", "database", *relays), ("0", "ok"))
        assert status_of(data) == (0, well)
        assert modes(data / "secrets") == {"-rw-------"}
        assert stat.filemode(state.path_of(data).stat().st_mode) == "-rw-------"
        assert stat.filemode(data.stat().st_mode) == "drwx------"
        shown = re.findall(r"^ {4}(secretariat|committee|operator) +(\S{20})$", first.output.read_text(), re.M)
        assert [login for login, _ in shown] == ["secretariat", "committee", "operator"]

        second = dasai("up", "--data", str(data), "--port-base", str(base + 1000))
        assert second.returncode == 1
        assert f"a stack already runs on the data folder {data} (process {first.process.pid})" in second.stderr
        hint = f"see it with ./dasai status --data {data}, stop it with ./dasai down --data {data}"
        assert hint in second.stderr
        for command in (("deadletters", "list"), ("audit", "verify"), ("identity", "status")):
            answer = dasai(*command, "--data", str(data), DASAI_MONGODB_URL="mongodb://another.invalid")
            assert (command, answer.returncode, answer.stderr) == (command, 0, "")

        psutil.Process(pids(stack_state)[relays[1]]).kill()
        assert wait_until(lambda: status_of(data) == (0, {**well, relays[1]: ("1", "ok")}), SECONDS)
        remember(stack_state)
        logs = dasai("logs", RELAY, "--data", str(data), "-n", "1")
        assert (logs.returncode, [line.split()[0] for line in logs.stdout.splitlines()]) == (0, list(relays))

        last = state.read(data)
        assert last is not None
        assert first.end(signal.SIGINT) == 0
        assert [pid for pid in pids(last).values() if psutil.pid_exists(pid)] == []
        assert [port for port in last.ports.values() if not is_free(port)] == []
        assert dasai("status", "--data", str(data)).returncode == 1

    with up(data, base) as again:
        stack_state = again.until_ready()
        assert recalled(stack_state)
        assert [password for _, password in shown if password in again.output.read_text()] == []
        down = dasai("down", "--data", str(data))
        assert (down.returncode, again.process.wait(timeout=5)) == (0, 0)
        assert dasai("down", "--data", str(data)).stderr.endswith(f"nothing runs on the data folder {data}\n")
        nothing = dasai("deadletters", "list", "--data", str(data))
        hint = f"nothing runs on the data folder {data}: start it with ./dasai up --data {data}, name another folder"
        assert (nothing.returncode, hint in nothing.stderr) == (1, True)


@pytest.mark.long
def test_after_kill_nine_of_up_no_process_stays_and_the_next_up_goes_on(tmp_path: Path, base: int) -> None:
    data = tmp_path / "data"
    with up(data, base) as first:
        stack_state = first.until_ready()
        remember(stack_state)
        assert first.end(signal.SIGKILL) == -9
        assert wait_until(lambda: not any(map(psutil.pid_exists, pids(stack_state).values())), SECONDS)
        killed = dasai("status", "--data", str(data)).stderr
        start, stop = f"./dasai up --data {data} --port-base {base}", f"./dasai down --data {data}"
        hint = f"start again with {start}, or end what it left with {stop}"
        assert hint in killed
    with up(data, base) as second:
        assert recalled(second.until_ready())
        assert status_of(data)[0] == 0


def relay_environment(stack_state: StackState) -> dict[str, str]:
    """Return the environment variables of the relay."""
    return dict(psutil.Process(pids(stack_state)[RELAY]).environ())


def contest_time(data: Path) -> datetime:
    return FileClock(data / "clock.json").now().astimezone(BEIJING)


@pytest.mark.long
def test_contest_time_of_a_rehearsal_runs_on_over_restarts(tmp_path: Path, base: int) -> None:
    data, edition = tmp_path / "data", tmp_path / "other.yaml"
    edition.write_bytes((ROOT / "editions" / "2024.yaml").read_bytes())
    asked = datetime(2024, 6, 20, 9, tzinfo=BEIJING)
    with up(
        data, base, "--at", "2024-06-20T09:00", "--edition", str(edition), DASAI_CLAMD_URL="tcp://scanner:3310"
    ) as first:
        env = relay_environment(first.until_ready())
        assert env["DASAI_CLOCK_FILE"] == str(data / "clock.json")
        assert env["DASAI_EDITION_FILE"] == str(edition)
        assert env["DASAI_CLAMD_URL"] == "tcp://scanner:3310"
        assert timedelta() <= contest_time(data) - asked < timedelta(seconds=SECONDS)
        assert "A REHEARSAL, never for a real contest. Contest time is 2024-06-20 09:0" in first.output.read_text()
        assert "REHEARSAL" in dasai("status", "--data", str(data)).stdout
        offset = (data / "clock.json").read_text()
        assert dasai("up", "--data", str(data), "--at", "2024-07-01T00:00").returncode == 1
        assert (data / "clock.json").read_text() == offset  # nobody moves the clock of a stack that runs
    back = dasai("up", "--data", str(data), "--at", "2024-06-20T08:59")
    assert (back.returncode, (data / "clock.json").read_text()) == (1, offset)
    assert "不能调回北京时间2024年6月20日 8:59" in back.stderr
    with up(data, base) as second:
        env = relay_environment(second.until_ready())
        assert env["DASAI_CLOCK_FILE"] == str(data / "clock.json")
        assert env["DASAI_EDITION_FILE"] == str(ROOT / "editions" / "2024.yaml")
        assert (data / "clock.json").read_text() == offset
        assert "A REHEARSAL" in second.output.read_text()


@pytest.mark.long
def test_a_folder_that_ran_in_real_time_never_becomes_a_rehearsal(tmp_path: Path, base: int) -> None:
    data = tmp_path / "data"
    with up(data, base) as real:
        assert "DASAI_CLOCK_FILE" not in relay_environment(real.until_ready())
        assert "REHEARSAL" not in real.output.read_text()
    for option in (("--at", "2024-06-20T09:00"), ("--rehearse",)):
        refused = dasai("up", "--data", str(data), *option)
        assert refused.returncode == 1
        assert "name another" in refused.stderr
        assert not (data / "clock.json").exists()


def refusals() -> list[Any]:
    return [
        pytest.param([], {"DASAI_CLAMD_URI": "tcp://x:1"}, "DASAI_CLAMD_URI: there is no such setting", id="misspelt"),
        pytest.param([], {"DASAI_HTTP_PORT": "80"}, "DASAI_HTTP_PORT: `up` sets them", id="set by up"),
        pytest.param(
            [], {"DASAI_RECEIPT_KEY": "x"}, "DASAI_RECEIPT_KEY: these are kept in the data folder", id="a key"
        ),
        pytest.param(["--replicas", "door=2"], {}, "'door=2': write a number from 1 to 32", id="no process"),
        pytest.param([], {"DASAI_REPLICAS": "0"}, "'0': write a number from 1 to 32", id="none of each"),
        pytest.param(["--edition", "README.md"], {}, "./dasai edition check README.md", id="no edition"),
        pytest.param(
            ["--at", "2024-06-20T09:00"], {"DASAI_CLOCK_FILE": "x"}, "DASAI_CLOCK_FILE is set", id="two clocks"
        ),
        pytest.param(["--rehearse", "--process", RELAY], {}, "leave out --process", id="rehearse in part"),
        pytest.param(["--rehearse", "--at", "2024-06-01T09:00"], {}, "open at 2024-06-03T09:00", id="before it opens"),
    ]


@pytest.mark.parametrize(("options", "settings", "words"), refusals())
def test_options_and_variables_without_effect_are_refused_before_anything_starts(
    tmp_path: Path, options: list[str], settings: dict[str, str], words: str
) -> None:
    refused = dasai("up", "--data", str(tmp_path / "data"), *options, **settings)
    assert refused.returncode == 1
    assert words in refused.stderr
    assert not (tmp_path / "data" / "secrets").exists()


def remember(stack_state: StackState) -> None:
    """Store a document in the database and a message in a queue."""
    with MongoClient[dict[str, Any]](stack_state.urls["mongodb"]) as client:
        client["dasai_registration"]["kept"].insert_one({"_id": 1})
    with Connection(stack_state.urls["amqp"]) as connection, connection.SimpleQueue("kept") as queue:
        queue.put({"kept": True}, delivery_mode="persistent")


def recalled(stack_state: StackState) -> bool:
    """Return True if the document and the message of `remember` are still there."""
    with MongoClient[dict[str, Any]](stack_state.urls["mongodb"]) as client:
        document = client["dasai_registration"]["kept"].find_one({"_id": 1})
    with Connection(stack_state.urls["amqp"]) as connection, connection.SimpleQueue("kept") as queue:
        message = queue.get(timeout=5)
        return (document, message.payload) == ({"_id": 1}, {"kept": True})
