"""`./dasai test bare`: the README's commands on a new machine, as root and as a user without rights.

A clean clone of the last commit is tried in a bare root, without terminal and with an empty environment.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from cli.stack import bare_root
from cli.stack.apt import say
from cli.stack.program import StackProblem

app = typer.Typer(add_completion=False)

USERS = ("root", bare_root.NEWCOMER)

# starts everything as a person would, waits until all processes are well, stops it
UP = """
./dasai up >up.log 2>&1 &
tries=0
until ./dasai status >status.log 2>&1; do
  tries=$((tries + 1))
  if [ $tries -gt 180 ] || ! kill -0 $! 2>/dev/null; then cat up.log status.log; ./dasai down; exit 1; fi
  sleep 1
done
cat up.log status.log
./dasai down && wait $!
"""


@dataclass(frozen=True)
class Step:
    """A command that is tried, and its name in the table of times."""

    name: str
    argv: tuple[str, ...]


@dataclass(frozen=True)
class Outcome:
    """The outcome of a step for a user."""

    user: str
    step: str
    code: int
    seconds: float


@app.command()
def bare(
    suite: Annotated[str, typer.Option(help="发行版代号 · the distribution's suite")] = "bookworm",
    mirror: Annotated[str, typer.Option(help="软件源地址 · where its packages are, if not at the usual place")] = "",
    components: Annotated[
        str, typer.Option(help="软件源的部分 · parts of the archive (Ubuntu: main,universe)")
    ] = "main",
    keyring: Annotated[Path | None, typer.Option(help="软件源的公钥 · keys of another distribution's archive")] = None,
    user: Annotated[
        list[str] | None, typer.Option(help="只用此用户（可重复） · only this user: root, newcomer (repeatable)")
    ] = None,
    teams: Annotated[int, typer.Option(help="demo 的团队数，0为默认值 · teams of the demo, 0 for its default")] = 0,
    tests: Annotated[str, typer.Option(help="some：部分测试；all：全部；full：含较长的 · how many tests")] = "some",
    keep: Annotated[
        Path | None, typer.Option(help="在此目录中建立并保留 · make the root in this folder, use it again next time")
    ] = None,
) -> None:
    """Try `demo`, `up` and `test` in a bare root, as root and as a user without rights; exit 1 if one of them fails.

    Needs root. What is not committed is not tried.
    """
    if tests not in ("some", "all", "full"):
        raise StackProblem("--tests 应为 some、all 或 full", "--tests is some, all or full")
    unknown = sorted(set(user or ()) - set(USERS))
    if unknown:
        raise StackProblem(f"没有这样的用户：{', '.join(unknown)}", f"no such user: {', '.join(unknown)}")
    bare_root.require_root()
    outcomes: list[Outcome] = []
    with _folder(keep) as root:
        began = time.monotonic()
        bare_root.make(root, suite, mirror, components, keyring)
        say(f"已建立（{time.monotonic() - began:.0f} 秒）", f"made, {bare_root.system_of(root)}")
        for name in user or USERS:
            outcomes += try_as(root, name, steps(teams, tests))
    print(table(outcomes), flush=True)
    raise typer.Exit(1 if any(outcome.code for outcome in outcomes) else 0)


def steps(teams: int, tests: str) -> list[Step]:
    """Return what is tried, in the order of a newcomer."""
    demo = ("./dasai", "demo", *(("--teams", str(teams)) if teams else ()))
    chosen: dict[str, tuple[tuple[str, ...], ...]] = {
        "some": (("unit",), ("tests/service/cli/test_parts.py",), ("browser",)),
        "all": ((),),
        "full": (("full",),),
    }
    return [
        Step("./dasai --help", ("./dasai", "--help")),
        Step(" ".join(demo), demo),
        Step("./dasai up, status, down", ("sh", "-c", UP)),
        *(Step(" ".join(("./dasai test", *part)), ("./dasai", "test", *part)) for part in chosen[tests]),
    ]


def try_as(root: Path, user: str, wanted: Sequence[Step]) -> Iterator[Outcome]:
    """Run the steps in an empty home with a clean clone, until one fails; then look if the system was changed."""
    bare_root.settle(root, user)
    since = time.time()
    for step in wanted:
        say(f"{user}：{step.name}", "in the bare root")
        began = time.monotonic()
        code = bare_root.enter(root, user, step.argv)
        outcome = Outcome(user, step.name, code, time.monotonic() - began)
        print(table([outcome]), flush=True)
        yield outcome
        if code:
            return
    changed = bare_root.changes(root, since)
    for path in changed[:20]:
        print(f"    {path}", flush=True)
    yield Outcome(user, "系统未被改动 · the system is unchanged", 1 if changed else 0, 0)


def table(outcomes: Sequence[Outcome]) -> str:
    """Return the outcomes as lines for a person."""
    return "\n".join(
        f"{'✗' if outcome.code else '✓'} {outcome.user:<10}{outcome.seconds:>6.0f} s  {outcome.step}"
        for outcome in outcomes
    )


@contextmanager
def _folder(keep: Path | None) -> Iterator[Path]:
    if keep is not None:
        keep.mkdir(parents=True, exist_ok=True)
        yield keep.resolve()
        return
    with tempfile.TemporaryDirectory(
        prefix="dasai-bare-",
        dir="/var/tmp",  # nosec B108  # a new folder of its own, of a name that nobody knows before
        ignore_cleanup_errors=True,
    ) as folder:
        yield Path(folder) / "root"
