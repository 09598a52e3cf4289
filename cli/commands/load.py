"""`./dasai load`: many participants at once, against a stack whose divisions are open."""

from __future__ import annotations

import os
import sys
from typing import Annotated

import httpx
import typer

from cli.network import reaching
from cli.stack.deployment import DataOption, Deployment
from cli.stack.program import ROOT

SCENARIO = ROOT / "tests" / "load" / "locustfile.py"
HOST = ("-H", "--host")
HELP = ("-h", "--help")
DEFAULTS = {("-u", "--users"): "50", ("-r", "--spawn-rate"): "5"}


def load(
    arguments: Annotated[
        list[str] | None,
        typer.Argument(metavar="[LOCUST ARGUMENTS]", help="locust的参数 · what locust takes (./dasai load -- --help)"),
    ] = None,
    data: DataOption = None,
) -> None:
    """以许多参赛者同时使用平台，仅限演练环境。默认对本机运行的系统，50人，每秒增加5人，历时2分钟。

    Let many participants use a rehearsal at once, by locust; by default 50 of them, 5 more each second, for two minutes,
    on the local stack. Never against a real contest.
    """
    words = completed(arguments or [])
    host = host_of(words)
    if host is None and not _names(words, HELP):
        host = Deployment(data).gateway_url
        words += ["--host", host]
    if host is not None and "--headless" in words:  # locust's own page lets a person change the address
        with reaching("平台", "the platform at", host):
            httpx.get(host, timeout=30)
    os.chdir(ROOT)
    os.execv(sys.executable, [sys.executable, "-m", "locust", "-f", str(SCENARIO), *words])  # noqa: S606 - our own interpreter


def completed(arguments: list[str]) -> list[str]:
    """Return locust's arguments with our defaults for those that are not there; a page of locust's own only if asked for."""
    words = list(arguments)
    for names, value in DEFAULTS.items():
        if not _names(words, names):
            words += [names[1], value]
    if not _names(words, ("--headless", "--autostart", "--web-port", "-P", "--web-host", *HELP)):
        words.append("--headless")
        if not _names(words, ("-t", "--run-time")):
            words += ["--run-time", "2m"]
    return words


def host_of(words: list[str]) -> str | None:
    """Return the address of the platform that locust's arguments name; None if they name none."""
    for name in HOST:
        for place, word in enumerate(words):
            if word.startswith(f"{name}="):
                return word.partition("=")[2]
            if word == name and place + 1 < len(words):
                return words[place + 1]
    return None


def _names(words: list[str], names: tuple[str, ...]) -> bool:
    return any(word == name or word.startswith(f"{name}=") for word in words for name in names)
