"""Print for `demo --keep` the account, the password and the page of each role."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from rich import box
from rich.console import Console
from rich.table import Table

from chassis.kernel.clock import beijing_en, beijing_zh
from cli.stack.local import LocalStack

from .stages import Demo

API = "/api/docs"


@dataclass(frozen=True)
class Entrance:
    """A role's way in: an account, and the page or address of the API that shows what the demo left."""

    zh: str
    en: str
    login: str
    page: str
    has_pages: bool = False


def entrances(demo: Demo) -> list[Entrance]:
    """Return an entrance for each role, to something that this contest left."""
    team = demo.teams[0] if demo.teams else None
    code = team.division if team else demo.plan.divisions[0]
    participant = f"participant-{team.account:05d}" if team and team.id else ""
    known = [
        Entrance("公众", "the public", "", "/", has_pages=True),
        Entrance("公众，公告", "the public, notices", "", "/api/v1/notices"),
        Entrance("参赛者", "participant", participant, "/me", has_pages=True),
        Entrance("组委会秘书处", "secretariat", "secretariat", "/api/v1/national-check/hits"),
        Entrance("组委会", "committee", "committee", "/api/v1/reports"),
        Entrance("分赛主办方", "host of a division", f"host-{code}", f"/api/v1/divisions/{code}/recommendation"),
        Entrance("审查员", "reviewer", f"reviewer-{code}-0", "/api/v1/cases"),
        Entrance("分赛评审专家", "expert of a division", f"expert-{code}-0", "/api/v1/sheets"),
        Entrance("总决赛评审专家", "expert of the final", "national-expert-0", "/api/v1/sheets"),
        Entrance("运维", "operator", "operator", "/api/v1/accounts/me"),
    ]
    # a demo that stopped half-way has not made all accounts
    return [entrance for entrance in known if not entrance.login or entrance.login in passwords(demo)]


def passwords(demo: Demo) -> dict[str, str]:
    """Return the passwords of all accounts, by login."""
    return dict(demo.passwords)


def write_accounts(demo: Demo, folder: Path) -> Path:
    """Write all accounts into a file that its owner alone reads, and return the file."""
    path = folder / "demo-accounts.json"
    content = json.dumps(passwords(demo), ensure_ascii=False, indent=1)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(content)
    return path


def show(console: Console, demo: Demo, stack: LocalStack) -> None:
    """Print how to look at a contest that is kept running, and how to end it."""
    accounts = write_accounts(demo, stack.data)
    table = Table("角色 role", "登录名 account", "密码 password", "地址 address", box=box.SIMPLE)
    for entrance in entrances(demo):
        password = passwords(demo).get(entrance.login, "")
        address = stack.url + entrance.page + ("" if entrance.has_pages else " *")
        # a column that breaks a password or an address is of no use: let lines be as long as they are
        table.add_row(f"{entrance.zh} {entrance.en}", entrance.login, password, address)
    now: datetime = demo.clock.now()
    wide = Console(file=console.file, force_terminal=console.is_terminal, width=max(console.width, 160))
    wide.print(table)
    for line in (
        "* 该角色尚无页面，只有REST接口：先 POST /api/v1/sessions 取得令牌",
        f"  no pages for this role yet, only the REST API: get a token by POST /api/v1/sessions; {stack.url}{API}",
        f"全部账号 all accounts: {accounts}",
        f"数据目录 data folder: {stack.data}",
        f"比赛时间为模拟时间，现为{beijing_zh(now)}，继续计时",
        f"contest time is simulated: it is {beijing_en(now)} now, and runs on",
        "结束：按 Ctrl-C，或在另一终端执行 · to end it: Ctrl-C, or in another terminal",
        f"    ./dasai down --data {stack.data}",
    ):
        wide.print(line, highlight=False, markup=False, soft_wrap=True)
