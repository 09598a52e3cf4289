"""A bare root: a new machine as a folder, made with debootstrap, to try the commands of the README in it.

It is entered by chroot in a mount and a process namespace of its own: whatever way a run ends, the kernel takes mounts and
processes away with it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from . import debian_packages
from .apt import say
from .program import ROOT, StackProblem

# what somebody who has cloned a repository has
INCLUDED = ("python3", "git", "ca-certificates")
NEWCOMER = "newcomer"  # a user without rights
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

DEBOOTSTRAP = debian_packages.PackageSet(
    name="debootstrap",
    title=("debootstrap", "debootstrap"),
    packages=(("debootstrap", "wget"),),
    whole=("debootstrap",),
    without_apt=("请先安装 debootstrap", "Install debootstrap first"),
)


def require_root() -> None:
    """Raise StackProblem if the caller may not enter another root, or has not what it takes."""
    if os.geteuid() != 0:
        raise StackProblem(
            "test bare 须以 root 运行", "`test bare` has to be run by root, for it makes a root of its own"
        )
    lacking = [tool for tool in ("chroot", "unshare", "setpriv", "mount", "git") if not shutil.which(tool)]
    if lacking:
        raise StackProblem(f"缺少命令：{', '.join(lacking)}", f"commands are missing: {', '.join(lacking)}")


def make(root: Path, suite: str, mirror: str, components: str, keyring: Path | None) -> None:
    """Make a bare root in the folder, or take the one that is there; give it this machine's way to the network."""
    half_made = (root / "debootstrap").exists()  # its own folder, which debootstrap deletes when it is done
    if half_made or not (root / "usr").exists():
        if half_made:
            shutil.rmtree(root)
        say(f"建立 {suite}：{root}", f"making a bare {suite}")
        options = [f"--keyring={keyring}"] if keyring else []
        argv, env = _debootstrap()
        argv += [
            "--variant=minbase",
            f"--components={components}",
            f"--include={','.join(INCLUDED)}",
            *options,
            suite,
            str(root),
        ]
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
    if not (root / f"home/{NEWCOMER}").exists():
        subprocess.run(["chroot", str(root), "useradd", "--create-home", NEWCOMER], check=True)


def settle(root: Path, user: str) -> None:
    """Give the user an empty home with a clean clone of the last commit."""
    home = root / home_of(user).removeprefix("/")
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(mode=0o700)
    clone = ["git", "clone", "--quiet", "--no-hardlinks", str(ROOT), str(home / "dasai")]
    if subprocess.run(clone, check=False).returncode:
        raise StackProblem(f"{ROOT} 不是可克隆的 git 仓库", f"{ROOT} is no git repository that can be cloned")
    subprocess.run(["chroot", str(root), "chown", "-R", f"{user}:", home_of(user)], check=True)


def home_of(user: str) -> str:
    """Return the user's home folder, as it is named inside the root."""
    return "/root" if user == "root" else f"/home/{user}"


def enter(root: Path, user: str, argv: Sequence[str]) -> int:
    """Run a command in the user's clone inside the root, without terminal; show what it prints, return its exit code."""
    home = home_of(user)
    script = (
        'mount --rbind /dev "$1/dev" && mount -t proc proc "$1/proc" && cd / && '
        'root=$1 user=$2 home=$3 && shift 3 && chroot "$root" runuser -u "$user" -- '
        'sh -c \'cd "$1/dasai" && shift && exec "$@"\' sh "$home" "$@"; '
        "exit $?"  # the shell stays, for as the first process it takes up the orphans' ends
    )
    network = {name: os.environ[name] for name in NETWORK if name in os.environ}
    # killed as this process ends: `unshare` hears no other signal, and takes all that runs inside with it
    into = ("setpriv", "--pdeathsig", "KILL", "unshare", "--mount", "--pid", "--fork", "--kill-child")
    with subprocess.Popen(
        [*into, "sh", "-c", script, "sh", str(root), user, home, *argv],
        env={**network, "PATH": PATH, "HOME": home, "USER": user},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    ) as process:
        assert process.stdout is not None  # noqa: S101 - for the type checker: a pipe was asked for
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


def system_of(root: Path) -> str:
    lines = (root / "etc/os-release").read_text().splitlines()
    name = next((line.partition("=")[2].strip('"') for line in lines if line.startswith("PRETTY_NAME=")), "?")
    python = subprocess.run(
        ["chroot", str(root), "python3", "--version"], capture_output=True, text=True, check=False
    ).stdout.strip()
    return f"{name}, {python}"
