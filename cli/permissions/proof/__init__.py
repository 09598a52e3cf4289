"""Prove the table of permissions on a private stack: every operation, as every caller, on own and foreign objects (rule K1)."""

from __future__ import annotations

import time

from rich.console import Console

from chassis.edition import load_edition
from cli.bench import readings
from cli.demo import CHEAP_HASHES
from cli.demo.progress import ConsoleProgress
from cli.demo.stages import Demo
from cli.demo.world import FEWEST_TEAMS, Plan
from cli.stack.program import ROOT
from cli.stack.throwaway import throwaway_stack

from .ending import finish
from .run import Proof
from .world import World

_SEED = 7
# everybody calls from one address, again and again: what strangers are allowed an hour must not refuse them
LIMITS = {
    f"DASAI_{name}": "1000000"
    for name in ("LOOKUPS_A_MINUTE", "OBJECTIONS_AN_HOUR", "PASSWORD_RESETS_AN_HOUR", "REPORTS_AN_HOUR",
                 "REPORT_FILES_AN_HOUR")
}  # fmt: skip


def prove(console: Console, pattern: str = "") -> bool:
    """Start a stack, make the world, send every call as every caller, print what the table does not say; True if nothing."""
    progress = ConsoleProgress(console)
    plan = Plan(load_edition(ROOT / "editions" / "2024.yaml"), FEWEST_TEAMS, _SEED)
    began = time.monotonic()
    with throwaway_stack(CHEAP_HASHES | LIMITS, tell=progress.tell) as (stack, clock):
        demo = Demo(stack.url, stack.accounts, plan, clock, progress)
        try:
            world = World(demo)
            proof = Proof(world, pattern)
            world.open()
            world.fill()
            readings.settle(stack)  # what events still change is not to be taken for a change by a call
            proof.try_registration()
            world.score()
            readings.settle(stack)
            proof.try_the_rest()
            finish(world)
            proof.try_before_publication()
        finally:
            demo.close()
    return _report(console, proof, time.monotonic() - began, whole=not pattern)


def _report(console: Console, proof: Proof, seconds: float, *, whole: bool) -> bool:
    """Print what was tried and what is wrong; True if nothing is. Only the `whole` proof shows each canary to somebody."""
    faults = [str(violation) for violation in proof.violations]
    faults += [f"被拒绝的调用改变了 calls that were refused changed {path}" for path in proof.changed]
    faults += [f"无人读到 nobody was shown: {what}" for what in (proof.unseen() if whole else ())]
    for fault in faults:
        console.print(f"[red]✗[/red] {fault}", highlight=False, soft_wrap=True)
    for route, answers in sorted(proof.not_done.items()):
        if route not in proof.done:
            reasons = "、".join(f"{answer} ×{count}" for answer, count in answers.most_common(3))
            console.print(f"未能办成 nobody got through: {route} · {reasons}", highlight=False, soft_wrap=True)
    outcomes = proof.outcomes
    console.print(
        f"{len(proof.done)}/{len(proof.done | proof.not_done.keys())} 个接口至少办成一次 routes that somebody got through; "
        f"{len(proof.combinations)} 种组合（操作×账号×对象） combinations of operation, caller and object: "
        f"{outcomes['refused']} 次依权限表拒绝 refused by the table, {outcomes['done']} 次办成 done, "
        f"{outcomes['by a rule']} 次因对象状态等未办 not done for the state of the object, "
        f"{outcomes['read before publication']} 次在公布前查询 read before publication; "
        f"{proof.calls} 次调用 calls; {len(faults)} 处不符 violations; {seconds:.0f} s",
        highlight=False,
        soft_wrap=True,
    )
    return not faults
