"""A contest to try by hand: divisions that are open, and a participant whose team is nearly ready to submit."""

from __future__ import annotations

import json
import os
import secrets
import shlex
import sys
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from dasai_client import models
from rich.console import Console

from chassis.edition import Edition
from chassis.kernel.clock import BEIJING, FileClock
from cli.stack.local import LocalStack
from cli.stack.program import StackProblem
from cli.stack.rehearsal import is_fresh

from .client import User
from .entrance import Entrance
from .progress import ConsoleProgress
from .rehearsed_letter import leave_dead_letter
from .rehearsed_work import entrances, open_divisions
from .stages import Demo
from .world import FEWEST_TEAMS, Plan

PARTICIPANT = "participant"
# synthetic teams without co-organisations: the one that is registered, and the one that is left to register
_REGISTERED, _LEFT = 1, 2


def folder_of(data: Path) -> Path:
    """Return the folder of what a rehearsal hands out: accounts, a team to register, a document to upload, `api.sh`."""
    return data / "rehearsal"


def shell_file(data: Path) -> Path:
    """Return the file that a shell reads to call the API of this rehearsal."""
    return folder_of(data) / "api.sh"


def is_ready(data: Path) -> bool:
    """Return True if `prepare` came to its end on this data folder."""
    return (folder_of(data) / "participant.json").exists()


def require(data: Path, edition: Edition, at: datetime | None, *, whole: bool) -> None:
    """Raise StackProblem if `prepare` could not come to its end: it needs every process, and a folder that was never used."""
    if not whole:
        raise StackProblem(
            "--rehearse 需要全部进程，请去掉 --process", "--rehearse needs every process: leave out --process"
        )
    if not is_fresh(data):
        raise StackProblem(
            f"--rehearse 只能用于新的数据目录，{data} 已使用过；用 --data 指定另一个目录",
            f"--rehearse is for a fresh data folder, and {data} was used: name another with --data",
        )
    opens = _plan(edition).opens
    if at is not None and at.replace(tzinfo=BEIJING) < opens:
        raise StackProblem(
            f"演练中分赛于 {opens:%Y-%m-%dT%H:%M} 开放，--at 不能更早",
            f"divisions of a rehearsal open at {opens:%Y-%m-%dT%H:%M}: --at can't be earlier",
        )


def prepare(stack: LocalStack, clock: FileClock, edition: Edition, at: datetime | None = None) -> None:
    """Open the divisions with work for each role of staff, and register a team that wrote all but its last section and document.

    Everything goes through the gateway, as people do it, but for the operator's dead letter; on a stack on which nothing happened
    yet. At the end contest time is `at`, else a minute after registration opened.
    """
    progress = ConsoleProgress(Console(stderr=True))
    demo = Demo(stack.url, stack.accounts, _plan(edition), clock, progress)
    folder = folder_of(stack.data)
    folder.mkdir(mode=0o700)
    try:
        open_divisions(demo)
        leave_dead_letter(stack)
        password = secrets.token_urlsafe(15)
        _enter_all_but_the_last(
            demo, User(demo.url, demo.tally, http=demo._http).sign_up(PARTICIPANT, password), folder
        )
    finally:
        demo.close()
    if at is not None:
        demo.move_to(at.replace(tzinfo=BEIJING))
    _write(folder / "hosts.json", _json(demo.passwords))
    _write(folder / "entrances.json", _json([asdict(entrance) for entrance in entrances(demo.plan)]))
    _write(folder / "team.json", _json(_body(demo.plan, _LEFT)))
    # last: from here it is ready
    _write(folder / "participant.json", _json({"login": PARTICIPANT, "password": password}))


def changed_passwords(data: Path) -> dict[str, str]:
    """Return the passwords of the accounts that the rehearsal signed in as, by login; nothing before it is ready."""
    if not is_ready(data):
        return {}
    return dict(json.loads((folder_of(data) / "hosts.json").read_text("utf-8")))


def staff_entrances(data: Path) -> list[Entrance]:
    """Return the entrances of the roles of staff; nothing before the rehearsal is ready."""
    path = folder_of(data) / "entrances.json"
    if not is_ready(data) or not path.exists():
        return []
    return [Entrance(**entrance) for entrance in json.loads(path.read_text("utf-8"))]


def write_shell_file(stack: LocalStack) -> None:
    """Write the file that a shell reads to call the API; at each start, because the address may be another."""
    python, gateway, folder = (
        shlex.quote(text) for text in (sys.executable, stack.url, str(folder_of(stack.data).resolve()))
    )
    _write(shell_file(stack.data), _SHELL.format(python=python, gateway=gateway, folder=folder).encode())


def _plan(edition: Edition) -> Plan:
    return Plan(edition, teams=FEWEST_TEAMS, seed=1)


def _enter_all_but_the_last(demo: Demo, user: User, folder: Path) -> None:
    """Register a team and enter all but the last section and document, which are written into the folder."""
    body = _body(demo.plan, _REGISTERED)
    team = user.api.register_team(body)
    team_id = team["facts"]["team_id"]
    *sections, last = demo.plan.synthetic.project(_REGISTERED, body["topic_id"]).written()
    user.api.save_declaration(team_id, {"draft_revision": team["draft_revision"], "sections": sections})
    *documents, missing = demo.plan.synthetic.evidence(_REGISTERED, body["lead"]["uscc"])
    for document in documents:
        user.upload(team_id, document)
    revision = user.api.get_team(team_id)["draft_revision"]
    _write(folder / missing.file_name, missing.content)
    _write(folder / "section.json", _json({"draft_revision": revision, "sections": [last]}))


def _body(plan: Plan, index: int) -> models.NewTeam:
    topic = plan.edition.track(plan.tracks_of(0)[0]).open_topics[0].id
    return plan.synthetic.registration(index, plan.divisions[0], topic, people=2)


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1).encode()


def _write(path: Path, content: bytes) -> None:
    """Write a file that its owner alone reads: passwords are in some of them."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)


_SHELL = """\
# 在 bash 中执行 `. api.sh`，即可调用本次演练的接口；每次 ./dasai up 重新写入
# For bash: `. api.sh`, then call the API of this rehearsal. Written anew by each ./dasai up.
gateway={gateway}
rehearsal={folder}
token=

# api 路径 [curl 的选项]：以登录者的身份调用 · api PATH [options of curl]: a call as who is signed in
api() {{
  curl -sS -w '\\n' "$gateway/api/v1$1" -H "Authorization: Bearer $token" -H 'Content-Type: application/json' "${{@:2}}"
}}

# 从JSON中取一项，如 field teams 0 facts · a value of the JSON on standard input, as in: field teams 0 facts
field() {{
  {python} -c '
import json, sys
answer = value = json.load(sys.stdin)
try:
    for name in sys.argv[1:]:
        value = value[int(name)] if isinstance(value, list) else value[name]
except (KeyError, IndexError, TypeError, ValueError):
    sys.exit(json.dumps(answer, ensure_ascii=False))
print(value)' "$@"
}}

# sign_in 登录名 [密码]：participant 和 hosts.json 中的账号不必写密码，如 sign_in host-110000
# sign_in LOGIN [PASSWORD]: without a password for participant and the accounts of hosts.json
sign_in() {{
  local account
  account=$({python} -c '
import json, pathlib, sys
folder, login, *given = sys.argv[1:]
participant, passwords = (
    json.loads((pathlib.Path(folder) / name).read_text("utf-8")) for name in ("participant.json", "hosts.json")
)
passwords[participant["login"]] = participant["password"]
password = given[0] if given else passwords.get(login)
if password is None:
    sys.exit(f"没有保存 {{login}} 的密码，请写 sign_in {{login}} 密码 · no password is kept: sign_in {{login}} PASSWORD")
print(json.dumps({{"login": login, "password": password}}))' "$rehearsal" "$@") || return
  token=$(api /sessions -d "$account" | field token)
}}

# upload 团队 材料类别 文件：上传牵头单位的一份材料（tus协议，一次完成）
# upload TEAM KIND FILE: a document of the team's lead, by the protocol tus, whole in one request
upload() {{
  local owner metadata name
  owner=$(api "/teams/$1" | field facts lead uscc)
  for name in "filename $(basename "$3")" "kind $2" "owner_uscc $owner"; do
    metadata+="${{metadata:+,}}${{name%% *}} $(printf %s "${{name#* }}" | base64 -w0)"
  done
  curl -sS -w '\\n' "$gateway/api/v1/teams/$1/material" -H "Authorization: Bearer $token" -H 'Tus-Resumable: 1.0.0' \\
    -H "Upload-Length: $(wc -c <"$3")" -H "Upload-Metadata: $metadata" \\
    -H 'Content-Type: application/offset+octet-stream' --data-binary @"$3"
}}
"""
