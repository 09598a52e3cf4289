"""`./dasai test bare`: the README's commands on a new machine, as root and as a user without rights.

The machine is a folder made with debootstrap, entered by chroot in a mount and a process namespace of its own: whatever way the
run ends, the kernel takes mounts and processes away with it. A clean clone of the last commit is tried there, without terminal.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from cli.stack import debian_packages
from cli.stack.program import ROOT, StackProblem

app = typer.Typer(add_completion=False)

# what somebody who has cloned a repository has
INCLUDED = ("python3", "git", "ca-certificates")
USERS = ("root", "newcomer")
# how this machine reaches the network; none of it is Dasai's
NETWORK = (
    *("http_proxy", "https_proxy", "no_proxy", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY"),
    *("PIP_INDEX_URL", "UV_DEFAULT_INDEX"),
)
COPIED = (
    *("etc/resolv.conf", "etc/hosts", "etc/ssl/certs", "usr/local/share/ca-certificates", "etc/pip.conf"),
    *("etc/apt/apt.conf", "etc/apt/apt.conf.d", "etc/apt/auth.conf", "etc/apt/auth.conf.d"),
)
SOURCES = ("etc/apt/sources.list", "etc/apt/sources.list.d", "etc/apt/keyrings")
# what may change in a system's folders while nobody installs anything: Python's own caches
UNCHANGED = ("etc", "opt", "usr", "var")
MAY_CHANGE = ("var/tmp", "var/cache/ldconfig")
PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

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

DEBOOTSTRAP = debian_packages.PackageSet(
    name="debootstrap",
    title=("debootstrap", "debootstrap"),
    packages=(("debootstrap", "wget"),),
    whole=("debootstrap",),
    without_apt=("请先安装 debootstrap", "Install debootstrap first"),
)


@dataclass(frozen=True)
class Step:
    """A command that is tried, and its name in the table of times."""

    name: str
    argv: tuple[str, ...]


@dataclass(frozen=True)
class Outcome:
    """How a step went for a user."""

    user: str
    step: str
    code: int
    seconds: float


@app.command()
def bare(
    suite: Annotated[str, typer.Option(help="发行版代号 · the distribution's suite")] = "bookworm",
    mirror: Annotated[str, typer.Option(help="软件源地址 · where its packages are, if not at the usual place")] = "",
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
    require_root()
    outcomes: list[Outcome] = []
    with _folder(keep) as root:
        began = time.monotonic()
        make(root, suite, mirror, keyring)
        _tell(f"已建立（{time.monotonic() - began:.0f} 秒）", f"made, {_system(root)}")
        for name in user or USERS:
            outcomes += try_as(root, name, steps(teams, tests))
    print(table(outcomes), flush=True)
    raise typer.Exit(1 if any(outcome.code for outcome in outcomes) else 0)


def require_root() -> None:
    """Raise StackProblem if the caller may not enter another root, or has not what it takes."""
    if os.geteuid() != 0:
        raise StackProblem(
            "test bare 须以 root 运行", "`test bare` has to be run by root, for it makes a root of its own"
        )
    lacking = [tool for tool in ("chroot", "unshare", "mount", "git") if not shutil.which(tool)]
    if lacking:
        raise StackProblem(f"缺少命令：{', '.join(lacking)}", f"commands are missing: {', '.join(lacking)}")


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


def make(root: Path, suite: str, mirror: str, keyring: Path | None) -> None:
    """Make a bare root in the folder, or take the one that is there; give it this machine's way to the network."""
    if not (root / "usr").exists():
        _tell(f"建立 {suite}：{root}", f"making a bare {suite}")
        options = [f"--keyring={keyring}"] if keyring else []
        argv, env = _debootstrap()
        argv += ["--variant=minbase", f"--include={','.join(INCLUDED)}", *options, suite, str(root)]
        log = root.with_name(f"{root.name}.log")
        with log.open("wb") as out:
            done = subprocess.run(
                [*argv, *([mirror] if mirror else [])],
                env=env,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                check=False,
            )
        if done.returncode:
            last = "\n".join(log.read_text(errors="replace").splitlines()[-5:])
            raise StackProblem(f"debootstrap 失败：\n{last}", f"debootstrap failed ({log})")
    same_system = f"VERSION_CODENAME={suite}" in Path("/etc/os-release").read_text().splitlines()
    for name in (*COPIED, *(SOURCES if same_system and not mirror else ())):
        _copy(Path("/") / name, root / name)
    if same_system and not mirror and any((root / "etc/apt/sources.list.d").glob("*.sources")):
        (root / "etc/apt/sources.list").write_text("")  # debootstrap's, which would name the same twice
    if not (root / "home/newcomer").exists():
        subprocess.run(["chroot", str(root), "useradd", "--create-home", "newcomer"], check=True)


def try_as(root: Path, user: str, wanted: Sequence[Step]) -> Iterator[Outcome]:
    """Give the user an empty home with a clean clone, and run the steps there until one fails."""
    home = root / ("root" if user == "root" else f"home/{user}")
    shutil.rmtree(home)
    home.mkdir(mode=0o700)
    subprocess.run(["git", "clone", "--quiet", "--no-hardlinks", str(ROOT), str(home / "dasai")], check=True)
    subprocess.run(["chroot", str(root), "chown", "-R", f"{user}:", f"/{home.relative_to(root)}"], check=True)
    since = time.time()
    for step in wanted:
        _tell(f"{user}：{step.name}", "in the bare root")
        began = time.monotonic()
        code = enter(root, user, step.argv)
        outcome = Outcome(user, step.name, code, time.monotonic() - began)
        print(table([outcome]), flush=True)
        yield outcome
        if code:
            return
    changed = changes(root, since)
    for path in changed[:20]:
        print(f"    {path}", flush=True)
    yield Outcome(user, "系统未被改动 · the system is unchanged", 1 if changed else 0, 0)


def enter(root: Path, user: str, argv: Sequence[str]) -> int:
    """Run a command in the user's clone inside the root, without terminal; show what it prints, return its exit code."""
    home = "/root" if user == "root" else f"/home/{user}"
    script = (
        'mount --rbind /dev "$1/dev" && mount -t proc proc "$1/proc" && cd / && '
        'root=$1 user=$2 home=$3 && shift 3 && chroot "$root" runuser -u "$user" -- '
        'sh -c \'cd "$1/dasai" && shift && exec "$@"\' sh "$home" "$@"; '
        "exit $?"  # the shell stays, for as the first process it takes up the orphans' ends
    )
    network = {name: os.environ[name] for name in NETWORK if name in os.environ}
    with subprocess.Popen(
        [
            "unshare",
            "--mount",
            "--pid",
            "--fork",
            "--kill-child",
            "sh",
            "-c",
            script,
            "sh",
            str(root),
            user,
            home,
            *argv,
        ],
        env={**network, "PATH": PATH, "HOME": home, "USER": user},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    ) as process:
        assert process.stdout is not None  # noqa: S101 for the type checker: a pipe was asked for
        for line in process.stdout:
            print(f"  {user}│ {line.rstrip()}", flush=True)
        return process.wait()


def changes(root: Path, since: float) -> list[str]:
    """Return the files in the system's folders of a root that were made or changed since that moment."""
    changed = []
    for name in UNCHANGED:
        for place, folders, files in os.walk(root / name):
            inside = Path(place).relative_to(root)
            folders[:] = [
                folder for folder in folders if f"{inside / folder}" not in MAY_CHANGE and folder != "__pycache__"
            ]
            changed += [f"/{inside / file}" for file in files if (root / inside / file).lstat().st_ctime >= since]
    return sorted(changed)


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
    with tempfile.TemporaryDirectory(prefix="dasai-bare-", dir="/var/tmp", ignore_cleanup_errors=True) as folder:
        yield Path(folder) / "root"


def _debootstrap() -> tuple[list[str], dict[str, str]]:
    """Return the command of debootstrap, the machine's or Debian's in the cache folder, and its environment."""
    if program := shutil.which("debootstrap"):
        return [program], dict(os.environ)
    tree = debian_packages.obtain(DEBOOTSTRAP)
    path = f"{os.environ.get('PATH', PATH)}:{tree / 'usr/bin'}"
    return ["sh", str(tree / "usr/sbin/debootstrap")], {
        **os.environ,
        "PATH": path,
        "DEBOOTSTRAP_DIR": str(tree / "usr/share/debootstrap"),
    }


def _copy(source: Path, target: Path) -> None:
    if source.is_dir():
        # what is there goes first: its links are absolute, so that from out here they lead to this machine's files
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(source, target, symlinks=False, ignore_dangling_symlinks=True)
    elif source.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        target.unlink(missing_ok=True)
        shutil.copy(source, target)


def _system(root: Path) -> str:
    lines = (root / "etc/os-release").read_text().splitlines()
    name = next((line.partition("=")[2].strip('"') for line in lines if line.startswith("PRETTY_NAME=")), "?")
    python = subprocess.run(
        ["chroot", str(root), "python3", "--version"], capture_output=True, text=True, check=False
    ).stdout.strip()
    return f"{name}, {python}"


def _tell(zh: str, en: str) -> None:
    print(f"{zh} · {en}", file=sys.stderr, flush=True)
