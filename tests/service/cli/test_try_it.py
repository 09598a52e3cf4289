"""README's “Try it”, pasted as it stands: a rehearsal, a submitted team, a receipt; also on another folder and port."""

from __future__ import annotations

import json
import re
import subprocess
from collections import Counter
from pathlib import Path

import httpx
import pytest

from chassis.kernel.clock import BEIJING, FileClock
from cli.stack.ports import Slot
from cli.stack.processes import port_names, table
from cli.stack.program import ROOT
from tests.service.cli.test_up import SECONDS, environment, modes, up

pytestmark = pytest.mark.parts
CHEAP = {"DASAI_ARGON2_MEMORY": "8192", "DASAI_ARGON2_PASSES": "1"}
# by role and login, what shows that there is work
WORK = {
    ("secretariat", "secretariat"): "sign_in secretariat\napi '/divisions?page_size=200'",
    ("committee", "committee"): "sign_in committee\napi /reports",
    ("operator", "operator"): "sign_in operator\napi /operations/services/review/dead-letters",
    ("host", "host-640000"): "sign_in host-640000\napi '/cases?division_code=640000'",
    ("reviewer", "reviewer-640000"): "sign_in reviewer-640000\napi '/cases?state=assigned'",
    ("expert", "expert-650000-0"): "sign_in expert-650000-0\napi /sheets",
}
SECTIONS = {"README.md": "Try it", "README.zh-CN.md": "动手试用"}


def snippets(readme: str) -> list[str]:
    """Return what the section tells a newcomer to paste: to start, and then in a second terminal."""
    text = (ROOT / readme).read_text()
    section = text.partition(f"## {SECTIONS[readme]}\n")[2].partition("\n## ")[0]
    return re.findall(r"^```\n(.*?)^```$", section, re.S | re.M)


def without_comments(snippet: str) -> list[str]:
    """Return the commands of a snippet."""
    return [re.sub(r" +# .*", "", line) for line in snippet.splitlines()]


def paste(snippet: str, folder: Path) -> list[str]:
    """Run a snippet in a new bash in this folder, and return its output's lines; everything in it must succeed."""
    done = subprocess.run(
        ["bash", "-e", "-u", "-o", "pipefail"],
        input=snippet,
        cwd=folder,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
        timeout=SECONDS,
    )
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    return done.stdout.splitlines()


def home_of(address: str, data: Path, role: str, login: str) -> tuple[int, str]:
    """Return the status and the page that an account of staff lands on after signing in by the form."""
    password = json.loads((data / "rehearsal" / "hosts.json").read_text())[login]
    with httpx.Client(base_url=address, follow_redirects=True, headers={"Origin": address}) as browser:
        page = browser.post("/sign-in", data={"login": login, "password": password})
        assert page.url.path == f"/work/{role}"
        return page.status_code, page.text


def contest_date(data: Path) -> str:
    """Return the date in Beijing by the contest's clock."""
    return FileClock(data / "clock.json").now().astimezone(BEIJING).date().isoformat()


def test_both_languages_tell_the_same_commands() -> None:
    english, chinese = (snippets(readme) for readme in SECTIONS)
    assert [without_comments(snippet) for snippet in english] == [without_comments(snippet) for snippet in chinese]


@pytest.mark.long
def test_a_newcomer_pastes_it_and_holds_a_receipt(tmp_path: Path) -> None:
    """C8, B5: the printed commands lead to a submitted team; its people can't be in another."""
    (tmp_path / "dasai").symlink_to(ROOT / "dasai")
    start, second_terminal = snippets("README.md")
    plain, later = re.findall(r"\./dasai up (--rehearse[^\n#]*?) *(?:#|$)", start.strip())
    assert plain == "--rehearse"
    data = tmp_path / "data"
    with Slot(port_names(table())) as first, Slot(port_names(table())) as second:
        with up(data, first.ports["http"], options=tuple(later.split()), **CHEAP) as running:
            url = running.until_ready().urls["gateway"]
            output = running.output.read_text()
            participant = json.loads((data / "rehearsal" / "participant.json").read_text())
            assert f"participant   {participant['password']}" in output
            assert f". {data}/rehearsal/api.sh" in output
            assert contest_date(data) == "2024-06-20"
            assert modes(data / "rehearsal") == {"-rw-------"}
            division, lacking, _, material, receipt, verdict, other, refusal = paste(second_terminal, tmp_path)
        assert url.endswith(f":{first.ports['http']}")
        assert json.loads(division)["state"] == "open"
        assert len(json.loads(lacking)["missing"]) == 2
        assert json.loads(material)["state"] == "complete"
        assert json.loads((tmp_path / "receipt.json").read_text()) == json.loads(receipt)
        assert verdict == "✓ 回执真实有效，内容未被改动 · the receipt is genuine and unaltered"
        assert json.loads(other)["receipts"] == []
        assert json.loads(refusal)["code"] == "B5_REGISTERED_BY_YOU"

        # on another port, and called from another folder: the file to source follows
        with up(data, second.ports["http"], options=(plain,), **CHEAP) as running:
            running.until_ready()
            assert contest_date(data) == "2024-06-20"
            again = f'. "{data}/rehearsal/api.sh"\nsign_in participant\necho $gateway\napi /teams\napi /divisions?page_size=200'
            address, teams, divisions = paste(again, Path("/"))
            work = paste(f'. "{data}/rehearsal/api.sh"\n' + "\n".join(WORK.values()), Path("/"))
            homes = [home_of(address, data, role, login) for role, login in WORK]
        assert address.endswith(f":{second.ports['http']}")
        assert sorted(len(team["missing"]) for team in json.loads(teams)["teams"]) == [0, 23]
        states = Counter(each["state"] for each in json.loads(divisions)["divisions"])
        assert states == {"open": 29, "closed": 2, "applied": 1}
        # each role of staff has an account, and something to do
        waiting = [next(iter(json.loads(answer).values())) for answer in work]
        assert [(role, len(items)) for (role, _), items in zip(WORK, waiting, strict=True)] == [
            ("secretariat", 32),
            ("committee", 1),
            ("operator", 1),
            ("host", 3),
            ("reviewer", 3),
            ("expert", 3),
        ]
        assert [status for status, _ in homes] == [200] * len(WORK)
        assert [text for _, text in homes if "工作台" not in text] == []
