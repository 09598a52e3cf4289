"""Print for `demo --keep` the account, the password and the page of each role."""

from __future__ import annotations

import json
import os
from datetime import datetime
from pathlib import Path

from rich import box
from rich.console import Console
from rich.table import Table

from chassis.kernel.clock import beijing_en, beijing_zh
from cli.stack.local import LocalStack

from .entrance import Entrance
from .stages import Demo


def entrances(demo: Demo) -> list[Entrance]:
    """Return an entrance for each role, to something that this contest left."""
    team = demo.teams[0] if demo.teams else None
    code = team.division if team else demo.plan.divisions[0]
    participant = f"participant-{team.account:05d}" if team and team.id else ""
    known = [
        Entrance("公众", "the public", "", "/"),
        Entrance("公众，公示", "the public, notices", "", "/notices"),
        Entrance("参赛者", "participant", participant, "/me"),
        Entrance("组委会秘书处", "secretariat", "secretariat", "/work/secretariat"),
        Entrance("组委会", "committee", "committee", "/work/committee"),
        Entrance("分赛主办方", "host of a division", f"host-{code}", "/work/host"),
        Entrance("审查员", "reviewer", f"reviewer-{code}-0", "/work/reviewer"),
        Entrance("分赛评审专家", "expert of a division", f"expert-{code}-0", "/work/expert"),
        Entrance("总决赛评审专家", "expert of the final", "national-expert-0", "/work/expert"),
        Entrance("推荐单位", "recommender", "recommender", "/work/recommender"),
        Entrance("运维", "operator", "operator", "/work/operator"),
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
        # a column that breaks a password or an address is of no use: let lines be as long as they are
        table.add_row(f"{entrance.zh} {entrance.en}", entrance.login, password, stack.url + entrance.page)
    now: datetime = demo.clock.now()
    wide = Console(file=console.file, force_terminal=console.is_terminal, width=max(console.width, 160))
    wide.print(table)
    for line in (
        f"全部账号 all accounts: {accounts}",
        f"数据目录 data folder: {stack.data}",
        f"比赛时间为模拟时间，现为{beijing_zh(now)}，继续计时",
        f"contest time is simulated: it is {beijing_en(now)} now, and runs on",
        "结束：按 Ctrl-C，或在另一终端执行 · to end it: Ctrl-C, or in another terminal",
        f"    ./dasai down --data {stack.data}",
    ):
        wide.print(line, highlight=False, markup=False, soft_wrap=True)
