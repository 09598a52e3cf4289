"""`./dasai fuzz`: call every operation as each role, as the API document allows and as it does not, and judge every answer."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from chassis.edition import load_edition
from cli.client import document
from cli.demo import CHEAP_HASHES, stages
from cli.demo.client import Tally, User
from cli.demo.progress import ConsoleProgress
from cli.demo.stages import Demo
from cli.demo.world import FEWEST_TEAMS, Plan
from cli.stack.local import LocalStack
from cli.stack.program import ROOT
from cli.stack.throwaway import throwaway_stack

from .known import identifiers
from .trial import Draws, Trial, trial

# operations that are not tried, and why
EXCLUDED = {
    "signIn": "who signs in anew, as the document's example does once it has signed up, ends the session that tries the rest",
    "signOut": "it ends the session that tries the rest",
    "endSession": "one of the known sessions is that which tries the rest",
    "endOtherSessions": "it ends the sessions of the same account that another run may use",
}
NOBODY = "nobody"
# the roles that are tried, and the login names of accounts of a demo that hold them; {} is a division that has teams
LOGINS = {
    NOBODY: "",
    "participant": "participant-00000",
    "host": "host-{}",
    "reviewer": "reviewer-{}-0",
    "expert": "expert-{}-0",
    "recommender": "recommender",
    "committee": "committee",
    "operator": "operator",
    "secretariat": "secretariat",
}
# nothing but the document's own limits is tried: others would end a run of thousands of calls within seconds
SETTINGS = {
    **CHEAP_HASHES,
    "DASAI_REPORTS_AN_HOUR": "1000000",
    "DASAI_OBJECTIONS_AN_HOUR": "1000000",
    "DASAI_REPORT_FILES_AN_HOUR": "1000000",
    "DASAI_PASSWORD_RESETS_AN_HOUR": "1000000",
}


@contextmanager
def contest(console: Console) -> Iterator[tuple[LocalStack, Demo]]:
    """Run a small contest from applications to a revoked award on a throw-away stack, which has then something of each kind."""
    progress = ConsoleProgress(console)
    with throwaway_stack(SETTINGS, tell=progress.tell) as (stack, clock):
        plan = Plan(load_edition(ROOT / "editions" / "2024.yaml"), FEWEST_TEAMS, 1)
        demo = Demo(stack.url, stack.accounts, plan, clock, progress)
        try:
            stages.run(demo)
            demo.staff(LOGINS["recommender"], [{"role": "recommender", "division": ""}], demo.secretariat)
            yield stack, demo
        finally:
            demo.close()


def sessions(demo: Demo, roles: Collection[str]) -> dict[str, User]:
    """Return a user with a new session for each role; for nobody one who did not sign in."""
    return {role: _session(demo, role) for role in roles}


def _session(demo: Demo, role: str) -> User:
    login, user = LOGINS[role].format(demo.plan.divisions[0]), User(demo.url, Tally())
    if login in demo.accounts:
        return user.sign_in_first(login, demo.accounts[login])
    return user.sign_in(login, demo.passwords[login]) if login else user


def fuzz(
    roles: Annotated[
        list[str] | None, typer.Argument(help=f"角色，默认全部 · roles, all by default: {', '.join(LOGINS)}")
    ] = None,
    calls: int = typer.Option(6, min=2, max=1000, help="每个操作调用次数 · calls of each operation as each role"),
    seconds: float = typer.Option(180.0, min=1, help="每个角色的最长时间（秒）· seconds for each role"),
    seed: int = typer.Option(1, min=0, help="随机种子，相同则调用相同 · the same seed draws the same calls"),
) -> None:
    """按接口文档随机调用每个操作，各角色分别进行，并逐一核对答复；有一项不符即以1退出。

    先在临时系统上演练一届比赛，使各类数据齐备。一半调用符合文档，一半不符合。出现5xx、文档未列的状态或内容不合其结构，均为不符。

    Call every operation with requests drawn from the API document, as each role, and judge each answer; exits 1 if one is wrong.

    A small contest on a throw-away stack comes first, so that there is something of each kind. Half of the calls are as the
    document allows, half are not. Wrong is a 5xx, a status that the document does not name, or content that is not as it says.
    """
    console = Console()
    unknown = set(roles or ()) - set(LOGINS)
    if unknown:
        raise typer.BadParameter(f"{', '.join(sorted(unknown))}: {', '.join(LOGINS)}")
    chosen = [role for role in LOGINS if role in (roles or LOGINS)]
    api = document()
    draws = Draws(api, calls, seed, EXCLUDED)
    trials = []
    with contest(console) as (stack, demo):
        users = sessions(demo, LOGINS)
        known = identifiers(stack.url, api, [user.token for user in users.values()])
        # who administers accounts may disable them, and must not disable one that is tried later
        own = {user.account_id for user in users.values()}
        known["account_id"] = [account for account in known.get("account_id", ()) if account not in own]
        for role in chosen:
            tried = trial(stack.url, role, users[role].token, draws, known, seconds)
            trials.append(tried)
            console.print(f"  {role}: {tried.calls} calls, {len(tried.faults)} faults", highlight=False)
    show(console, trials)
    raise typer.Exit(1 if any(tried.faults for tried in trials) else 0)


def show(console: Console, trials: list[Trial]) -> None:
    """Print the faults, what was left out, and how many calls were made as each role."""
    for tried in trials:
        for fault in tried.faults.values():
            console.print(f"[red]✗ {tried.role}: {fault.operation} {fault.status} {fault.title}[/red]", highlight=False)
            console.print(f"    {fault.request}\n    {fault.why}", markup=False, highlight=False, soft_wrap=True)
        if tried.left:
            console.print(f"{tried.role}: 未及调用 no time for: {', '.join(tried.left)}", highlight=False)
    for name, why in EXCLUDED.items():
        console.print(f"未调用 not tried: {name}: {why}", highlight=False)
    table = Table("角色 role", "操作 operations", "调用 calls", "2xx", "4xx", "5xx", "不符 faults")
    for tried in trials:
        classes = [sum(count for status, count in tried.answers.items() if status // 100 == of) for of in (2, 4, 5)]
        cells = (len(tried.operations), tried.calls, *classes, len(tried.faults))
        table.add_row(tried.role, *map(str, cells))
    total = sum(tried.calls for tried in trials)
    console.print(table)
    console.print(f"合计 {total} 次调用 · {total} calls in all", highlight=False)
