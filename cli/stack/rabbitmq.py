"""A RabbitMQ node of our own: own name, cookie, ports and folder; the caller's user; loopback only.

It runs from the machine's RabbitMQ, or from Debian's packages in the user's cache folder if the machine has none.
The system's service and every other node on the machine stay untouched. No `epmd` is started: the node listens for
management on a fixed port (Erlang's `-erl_epmd_port`), so that nothing is left behind when it stops.
"""

from __future__ import annotations

import os
import re
import secrets
import shlex
import shutil
import socket
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from . import debian_packages
from .ports import HOST
from .program import Program, StackProblem

NAME = "broker"
USER = "dasai"
VHOST = "dasai"
MEMORY_SHARE = 0.4  # of the machine, above which publishers wait
DISK_FREE_MB = 512
# of the log that all quorum queues share: it is held in memory up to its size, RabbitMQ's own default being 512 MiB
LOG_MIB = 32
ATTEMPTS = 3  # to administer a node that is busy


@dataclass(frozen=True)
class Installation:
    """A RabbitMQ that can be started by whoever calls: its scripts, Erlang's `erl_call`, what both need in the environment."""

    scripts: Path
    erl_call: Path
    env: Mapping[str, str]

    @property
    def version(self) -> str:
        """Return its version, such as `3.10.8`."""
        return self.scripts.parent.name.removeprefix("rabbitmq_server-")


def locate() -> Installation:
    """Return the machine's RabbitMQ, or Debian's in the user's cache folder, which is fetched the first time.

    Raises StackProblem, which says what to do, if there is none and none can be fetched.
    """
    return find_installed() or unpacked(debian_packages.obtain(PACKAGES))


def find_installed(library: Path = Path("/usr/lib")) -> Installation | None:
    """Return the RabbitMQ that is installed on this machine, with a package or on the PATH; None if there is none."""
    erl, erl_call = shutil.which("erl"), _find_erl_call()
    if erl is None or erl_call is None:
        return None
    # /usr/sbin holds wrappers that insist on root and change the user; the lib folder holds the real scripts
    servers = sorted(library.glob("rabbitmq/lib/rabbitmq_server-*/sbin/rabbitmq-server"))
    if on_path := shutil.which("rabbitmq-server"):
        servers.append(Path(on_path).resolve())
    for server in servers:
        if server.parent.name == "sbin" and server.parent.parent.name.startswith("rabbitmq_server-"):
            return Installation(server.parent, erl_call, {"PATH": os.environ.get("PATH", os.defpath)})
    return None


def _find_erl_call() -> Path | None:
    if on_path := shutil.which("erl_call"):
        return Path(on_path)
    if erl := shutil.which("erl"):  # Erlang's own folder, in which not every distribution links it to the PATH
        above = Path(erl).resolve().parents[1]
        places = ("lib/erl_interface-*/bin/erl_call", "lib/erlang/lib/erl_interface-*/bin/erl_call")
        return next((path for place in places for path in sorted(above.glob(place))), None)
    return None


def unpacked(tree: Path) -> Installation:
    """Return the RabbitMQ of Debian's packages, unpacked in that folder."""
    scripts = next(tree.glob("usr/lib/rabbitmq/lib/rabbitmq_server-*/sbin"))
    path = f"{tree / 'usr/bin'}:{os.environ.get('PATH', os.defpath)}"
    env = {"PATH": path, "LD_LIBRARY_PATH": debian_packages.library_path(tree)}
    return Installation(scripts, tree / "usr/bin/erl_call", env)


def _settle_erlang(tree: Path, place: Path) -> None:
    """Write into Erlang's start scripts where Erlang lies."""
    root = shlex.quote(str(place / "usr/lib/erlang"))
    for script in (*tree.glob("usr/lib/erlang/bin/erl"), *tree.glob("usr/lib/erlang/erts-*/bin/erl")):
        script.write_text(re.sub(r"(?m)^(\s*)ROOTDIR=.*$", lambda line: f"{line[1]}ROOTDIR={root}", script.read_text()))


PACKAGES = debian_packages.PackageSet(
    name="rabbitmq",
    title=("RabbitMQ 及其 Erlang", "RabbitMQ and its Erlang"),
    packages=(("rabbitmq-server",),),
    whole=("rabbitmq-server", "erlang-*"),
    prepare=_settle_erlang,
    without_apt=(
        "请安装 RabbitMQ（Fedora：sudo dnf install rabbitmq-server；Arch：sudo pacman -S rabbitmq；"
        "其他系统须能在 PATH 上找到 rabbitmq-server、erl 和 erl_call），"
        "或用 DASAI_AMQP_URL 指定一个现有的 RabbitMQ（amqp://用户:密码@主机:端口/虚拟主机），然后重试",
        "Install RabbitMQ (Fedora: `sudo dnf install rabbitmq-server`; Arch: `sudo pacman -S rabbitmq`; elsewhere so that "
        "rabbitmq-server, erl and erl_call are on the PATH), or name a RabbitMQ of yours in DASAI_AMQP_URL "
        "(amqp://USER:PASSWORD@HOST:PORT/VIRTUAL_HOST), then try again",
    ),
)


@dataclass(frozen=True)
class Broker:
    """A private node under `home`. Ports: `amqp` for clients, `distribution` for administration."""

    home: Path
    amqp: int
    distribution: int
    installation: Installation

    @property
    def version(self) -> str:
        """Return its name with its version, such as `RabbitMQ 3.10.8`."""
        return f"RabbitMQ {self.installation.version}"

    @property
    def node(self) -> str:
        """Return the Erlang node's name: the same on every port, for queues and their folder belong to the name."""
        return "dasai@localhost"

    def url(self, vhost: str = VHOST) -> str:
        """Return the URL at which clients connect, password included."""
        return f"amqp://{USER}:{self._password()}@{HOST}:{self.amqp}/{quote(vhost, safe='')}"

    def program(self, wave: int = 0) -> Program:
        """Write the node's files and describe its process."""
        for folder in ("home", "mnesia", "log", "generated"):
            (self.home / folder).mkdir(parents=True, exist_ok=True)
        self.home.chmod(0o700)
        _once(self.home / "home" / ".erlang.cookie")
        (self.home / "enabled_plugins").write_text("[].\n")
        conf = self.home / "rabbitmq.conf"
        conf.touch(0o600)
        conf.write_text(
            f"listeners.tcp.1 = {HOST}:{self.amqp}\n"
            f"default_user = {USER}\ndefault_pass = {self._password()}\ndefault_vhost = {VHOST}\n"
            "log.file = false\nlog.console = true\nlog.console.level = warning\nlog.console.use_colors = off\n"
            f"vm_memory_high_watermark.relative = {MEMORY_SHARE}\ndisk_free_limit.absolute = {DISK_FREE_MB}MB\n"
            f"raft.wal_max_size_bytes = {LOG_MIB * 1024 * 1024}\n"
        )
        return Program(
            name=NAME,
            argv=("./rabbitmq-server",),  # its scripts can't bear a blank in the path by which they are called
            cwd=self.installation.scripts,
            env=self._environment(),
            wave=wave,
            ready=self.ready,
            start_seconds=120,
            stop_seconds=30,
        )

    def ready(self) -> str | None:
        """Return None if the node answers clients."""
        try:
            with socket.create_connection((HOST, self.amqp), timeout=2) as client:
                client.sendall(b"AMQP\x00\x00\x09\x01")
                if client.recv(1) != b"\x01":  # the first frame of a broker that goes on to authenticate
                    return "no AMQP greeting"
        except OSError:
            return "does not listen yet"
        try:
            self._ensure_account()
        except StackProblem:
            return "administration not ready"
        return None

    def administer(self, expression: str, attempts: int = ATTEMPTS) -> str:
        """Evaluate an Erlang expression in the node and return its value as text; raises StackProblem if that fails.

        An answer that did not come is asked for again, so the expression may be evaluated twice.
        """
        for attempt in range(attempts):
            done = subprocess.run(
                [str(self.installation.erl_call), "-address", f"localhost:{self.distribution}", "-timeout", "30", "-e"],
                input=expression + ".\n",
                env={**self.installation.env, "HOME": str(self.home / "home")},
                capture_output=True,
                text=True,
                check=False,
            )
            answer = done.stdout.strip()
            if answer or attempt + 1 == attempts:  # without an answer the node was not reached, or was too busy
                break
            time.sleep(1)
        if done.returncode != 0 or not answer.startswith("{ok, "):
            why = (answer or done.stderr.strip())[:300]
            raise StackProblem(f"RabbitMQ 拒绝了管理操作：{why}", f"RabbitMQ refused an administrative step: {why}")
        return answer.removeprefix("{ok, ").removesuffix("}")

    def add_vhost(self, name: str) -> str:
        """Make a virtual host of this name (letters, digits, `-`, `_`) for the account; answers its URL."""
        _plain(name)
        self.administer(
            f'ok = rabbit_vhost:add(<<"{name}">>, <<"{USER}">>), {_grant(name)}',
        )
        return self.url(name)

    def delete_vhost(self, name: str) -> None:
        """Delete a virtual host with all that is in it."""
        _plain(name)
        self.administer(f'rabbit_vhost:delete(<<"{name}">>, <<"{USER}">>)')

    def _ensure_account(self) -> None:
        """Make the account, or set its password: a node that was killed during its very first start may lack either."""
        password = f'<<"{self._password()}">>'
        self.administer(
            f'case rabbit_auth_backend_internal:lookup_user(<<"{USER}">>) of '
            "{ok, _} -> ok; "
            f'_ -> rabbit_auth_backend_internal:add_user(<<"{USER}">>, {password}, <<"{USER}">>) end, '
            f'case rabbit_vhost:exists(<<"{VHOST}">>) of true -> ok; '
            f'_ -> rabbit_vhost:add(<<"{VHOST}">>, <<"{USER}">>) end, {_grant(VHOST)}',
            attempts=1,  # whoever waits for the node asks again
        )

    def _password(self) -> str:
        self.home.mkdir(parents=True, exist_ok=True)
        return _once(self.home / "password")

    def _environment(self) -> dict[str, str]:
        own = self.home
        erlang = (
            f"-noinput -sname {self.node} -start_epmd false -erl_epmd_port {self.distribution} "
            "-kernel inet_dist_use_interface {127,0,0,1} +sbwt none +sbwtdcpu none +sbwtdio none"
        )
        return {
            **self.installation.env,
            "HOME": str(own / "home"),
            "LANG": "C.UTF-8",
            "ERL_CRASH_DUMP": str(own / "log" / "erl_crash.dump"),
            "RABBITMQ_NODENAME": self.node,
            "RABBITMQ_ALLOW_INPUT": "1",  # makes the script become the node instead of watching over it
            "RABBITMQ_SERVER_START_ARGS": erlang,
            "RABBITMQ_SCHEDULER_BIND_TYPE": "u",  # not pinned: it shares the cores with everything else here
            "RABBITMQ_CONFIG_FILE": str(own / "rabbitmq.conf"),
            "RABBITMQ_CONF_ENV_FILE": "/dev/null",  # not the machine's /etc/rabbitmq
            "RABBITMQ_ADVANCED_CONFIG_FILE": str(own / "none.config"),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(own / "enabled_plugins"),
            "RABBITMQ_GENERATED_CONFIG_DIR": str(own / "generated"),
            "RABBITMQ_MNESIA_BASE": str(own / "mnesia"),
            "RABBITMQ_LOG_BASE": str(own / "log"),
            "RABBITMQ_PID_FILE": str(own / "pid"),
        }


def _once(path: Path) -> str:
    """Return a random word that is kept in a file that only its owner reads; make the file if it is missing."""
    try:
        return path.read_text()
    except FileNotFoundError:
        fresh = path.with_name(f"{path.name}.{os.getpid()}")
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o400)
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_hex(16))
        fresh.replace(path)
        return path.read_text()


def _plain(name: str) -> None:
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,100}", name):
        raise ValueError(f"not a plain name: {name!r}")


def _grant(vhost: str) -> str:
    everything = '<<".*">>'
    return (
        f'ok = rabbit_auth_backend_internal:set_permissions(<<"{USER}">>, <<"{vhost}">>, '
        f'{everything}, {everything}, {everything}, <<"{USER}">>)'
    )
