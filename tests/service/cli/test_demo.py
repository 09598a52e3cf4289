"""`./dasai demo --keep` as a person uses it: a whole contest, which stays, with an account and an address for each role."""

from __future__ import annotations

import re
import stat
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from chassis.facts.roles import Role
from cli.demo.world import FEWEST_TEAMS
from cli.stack import state
from cli.stack.program import ROOT, wait_until
from tests.service.cli.test_up import dasai, environment

pytestmark = [pytest.mark.parts, pytest.mark.timeout(900), pytest.mark.long]
SECONDS = 800
ROW = re.compile(
    r"^ +(?P<role>\S.*?) {2,}(?:(?P<login>\S+) {2,}(?P<password>\S+) {2,})?(?P<address>http\S+)(?: \*)? *$", re.M
)


def answers(gateway: str, login: str, password: str, address: str) -> tuple[int, str]:
    """Return the status of an address, and where it ends, for who signs in with this account; or for the public."""
    headers = {}
    if login:
        session = httpx.post(f"{gateway}/api/v1/sessions", json={"login": login, "password": password}, timeout=30)
        headers = {"Authorization": f"Bearer {session.json()['token']}"}
    answer = httpx.get(address, headers=headers, follow_redirects=True, timeout=30)
    return answer.status_code, str(answer.url)


def test_a_kept_demo_lets_each_role_in_until_it_is_taken_down(tmp_path: Path) -> None:
    """The smallest contest: every planted case occurs, every invariant holds; `down` ends it and its data stays."""
    data, output = tmp_path / "data", tmp_path / "output"
    command = [sys.executable, "-m", "cli", "demo", "--keep", "--teams", str(FEWEST_TEAMS), "--data", str(data)]
    with (
        output.open("w") as file,
        subprocess.Popen(command, cwd=ROOT, env=environment(), stdout=file, stderr=file, text=True) as demo,
    ):
        try:
            hint = f"./dasai down --data {data}\n"
            assert wait_until(lambda: output.read_text().endswith(hint) or demo.poll() is not None, SECONDS, every=0.5)
            text = output.read_text()
            assert text.endswith(hint), text
            stack_state = state.read(data)
            assert stack_state is not None
            gateway = stack_state.urls["gateway"]
            rows = [match.groupdict(default="") for match in ROW.finditer(text)]
            assert len(rows) == 11
            homes = {f"{gateway}/work/{role}" for role in Role if role is not Role.PARTICIPANT} | {f"{gateway}/me"}
            assert homes <= {row["address"] for row in rows}
            for row in rows:
                address = row["address"]
                assert answers(gateway, row["login"], row["password"], address) == (200, address), row["role"]
            assert stat.filemode((data / "demo-accounts.json").stat().st_mode) == "-rw-------"
            assert f"数据目录 data folder: {data}\n" in text
            assert "contest time is simulated: it is 2024-10-1" in text
            # where no terminal is, long steps say how far they are
            assert f"  申报与提交 submissions {FEWEST_TEAMS}/{FEWEST_TEAMS}\n" in text
            assert "✗" not in text
            assert dasai("down", "--data", str(data)).returncode == 0
            assert demo.wait(timeout=60) == 0
        finally:
            if demo.poll() is None:
                demo.terminate()
    assert f"./dasai up --data {data}" in output.read_text()
    assert state.read(data) is None
    again = dasai("demo", "--keep", "--data", str(data))
    assert (again.returncode, "needs a fresh data folder" in again.stderr) == (1, True)
