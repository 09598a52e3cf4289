"""A RabbitMQ node of our own from Debian's package: own name, cookie, ports and folder; the caller's user; loopback only.

The package's system service and every other node on the machine stay untouched. No `epmd` is started: the node listens for
management on a fixed port (Erlang's `-erl_epmd_port`), so that nothing is left behind when it stops.
"""

from __future__ import annotations

import os
import re
import secrets
import shutil
import socket
import subprocess
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from .ports import HOST
from .program import Program, StackProblem

NAME = "broker"
USER = "dasai"
VHOST = "dasai"
MEMORY_SHARE = 0.4  # of the machine, above which publishers wait
DISK_FREE_MB = 512


def find_scripts() -> Path | None:
    """The package's folder of scripts that run as whoever calls them; None where the package is not installed."""
    if not shutil.which("dpkg") or not shutil.which("erl_call"):
        return None
    asked = ["dpkg", "-L", "rabbitmq-server"]
    listed = subprocess.run(asked, capture_output=True, text=True, check=False).stdout
    for line in listed.splitlines():
        # /usr/sbin holds wrappers that insist on root and change the user; the lib folder holds the real ones
        if (
            re.fullmatch(r"/usr/lib/rabbitmq/lib/rabbitmq_server-[^/]+/sbin/rabbitmq-server", line)
            and Path(line).exists()
        ):
            return Path(line).parent
    return None


@dataclass(frozen=True)
class Broker:
    """A private node under `home`. Ports: `amqp` for clients, `distribution` for administration."""

    home: Path
    amqp: int
    distribution: int
    scripts: Path

    @property
    def version(self) -> str:
        """Such as `RabbitMQ 3.10.8`."""
        return "RabbitMQ " + self.scripts.parent.name.removeprefix("rabbitmq_server-")

    @property
    def node(self) -> str:
        """The Erlang node's name: the same on every port, for queues and their folder belong to the name."""
        return "dasai@localhost"

    def url(self, vhost: str = VHOST) -> str:
        """Where clients connect, password included."""
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
        )
        return Program(
            name=NAME,
            argv=(str(self.scripts / "rabbitmq-server"),),
            env=self._environment(),
            wave=wave,
            ready=self.ready,
            start_seconds=120,
            stop_seconds=30,
        )

    def ready(self) -> str | None:
        """None when the node answers clients."""
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

    def administer(self, expression: str) -> str:
        """Evaluate an Erlang expression in the node; raises StackProblem where that fails. Answers its value as text."""
        done = subprocess.run(
            [str(shutil.which("erl_call")), "-address", f"localhost:{self.distribution}", "-timeout", "30", "-e"],
            input=expression + ".\n",
            env={"HOME": str(self.home / "home"), "PATH": os.environ.get("PATH", os.defpath)},
            capture_output=True,
            text=True,
            check=False,
        )
        answer = done.stdout.strip()
        if done.returncode != 0 or not answer.startswith("{ok, "):
            raise StackProblem("RabbitMQ 拒绝了管理操作", f"RabbitMQ refused an administrative step: {answer[:300]}")
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
        """A node that was killed during its very first start may have no account, or an old password: mend that."""
        password = f'<<"{self._password()}">>'
        self.administer(
            f'case rabbit_auth_backend_internal:lookup_user(<<"{USER}">>) of '
            "{ok, _} -> ok; "
            f'_ -> rabbit_auth_backend_internal:add_user(<<"{USER}">>, {password}, <<"{USER}">>) end, '
            f'case rabbit_vhost:exists(<<"{VHOST}">>) of true -> ok; '
            f'_ -> rabbit_vhost:add(<<"{VHOST}">>, <<"{USER}">>) end, {_grant(VHOST)}'
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
            "PATH": os.environ.get("PATH", os.defpath),
            "HOME": str(own / "home"),
            "LANG": "C.UTF-8",
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


def locate() -> Path:
    """The package's scripts; raises StackProblem with what to do where it is missing."""
    scripts = find_scripts()
    if scripts is None:
        raise StackProblem(
            "未找到 RabbitMQ：请执行 sudo apt-get install rabbitmq-server，或用 DASAI_AMQP_URL 指定一个现有的 RabbitMQ",
            "RabbitMQ is not here: run `sudo apt-get install rabbitmq-server`, or name a RabbitMQ of yours in DASAI_AMQP_URL",
        )
    return scripts


def _once(path: Path) -> str:
    """A random word kept in a file that only its owner reads; made where it is missing."""
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
