"""The stack that runs on this machine, as another command finds it: by the environment, else by the default data folder."""

from __future__ import annotations

import os
from pathlib import Path

from . import state
from .program import ROOT, StackProblem
from .state import StackState

DEFAULT_DATA = Path(os.environ.get("DASAI_DATA") or ROOT / "data")


def running_amqp_url() -> str:
    """RabbitMQ of DASAI_AMQP_URL, else of the stack that runs on the default data folder; raises StackProblem."""
    return os.environ.get("DASAI_AMQP_URL") or _running().urls["amqp"]


def running_mongodb_url() -> str:
    """The database of DASAI_MONGODB_URL, else of the stack that runs on the default data folder; raises StackProblem."""
    return os.environ.get("DASAI_MONGODB_URL") or _running().urls["mongodb"]


def _running() -> StackState:
    found = state.read(DEFAULT_DATA)
    if found is None or not found.running or not found.urls:
        raise StackProblem(
            "系统没有在运行：请先执行 ./dasai up，或设置 DASAI_AMQP_URL 和 DASAI_MONGODB_URL",
            "nothing runs: start it with ./dasai up, or set DASAI_AMQP_URL and DASAI_MONGODB_URL",
        )
    return found
