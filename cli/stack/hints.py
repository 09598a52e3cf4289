"""Command lines that messages tell people to type: with the options that they gave themselves, so that they can be pasted."""

from __future__ import annotations

import os
import shlex
from pathlib import Path

from .program import ROOT

DEFAULT_DATA = Path(os.environ.get("DASAI_DATA") or ROOT / "data")
DEFAULT_PORT_BASE = 8080


def command_line(words: str, data: Path | None = None, port_base: int | None = None) -> str:
    """Return `./dasai` with these words, and with the data folder and the first port if they are not the usual ones."""
    line = f"./dasai {words}"
    if data is not None and data.resolve() != DEFAULT_DATA.resolve():
        line += f" --data {shlex.quote(str(data))}"
    if port_base is not None and port_base != DEFAULT_PORT_BASE:
        line += f" --port-base {port_base}"
    return line
