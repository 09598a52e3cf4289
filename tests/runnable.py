"""The examples of a document that are marked as run: a fenced block that begins with ```sh run."""

from __future__ import annotations

import re
from pathlib import Path

_BLOCK = re.compile(r"^( *)```sh run\n(.*?)^\1```$", re.MULTILINE | re.DOTALL)


def examples_of(document: Path) -> list[str]:
    """Return the scripts that a document marks as run, without the indentation of their list."""
    blocks = _BLOCK.findall(document.read_text(encoding="utf-8"))
    return [re.sub(rf"(?m)^{indent}", "", script) for indent, script in blocks]


def without_comments(script: str) -> str:
    """Return a script without its comments, which are in the language of the document."""
    return re.sub(r" +# .*", "", script)
