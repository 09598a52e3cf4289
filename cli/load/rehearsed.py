"""Refuse to load a platform that is no rehearsal, so that synthetic teams never register in a real contest."""

from __future__ import annotations

import httpx
from lxml import html

from cli.network import reaching
from cli.stack.program import StackProblem

# of the block that each page of a rehearsal shows, and no page of a real contest (gateway/portals/templates/base.html)
MARK = "dasai-rehearsal"


def require_rehearsal(host: str) -> None:
    """Raise StackProblem unless the platform at this address says on its home page that it is a rehearsal."""
    with reaching("平台", "the platform at", host):
        answer = httpx.get(host, headers={"Accept": "text/html"}, timeout=30)
    if not is_of_rehearsal(answer):
        raise StackProblem(
            f"{host} 未标明为演练，拒绝施加压力：压力测试会写入虚构的团队，只能用于演练环境"
            "（./dasai up --rehearse 或 --at 启动）",
            f"{host} does not say that it is a rehearsal, so it is not loaded: a load test registers teams that nobody is, and "
            "is for rehearsals alone (start one with ./dasai up --rehearse or --at)",
        )


def is_of_rehearsal(answer: httpx.Response) -> bool:
    """Return True if an answer is a page that says that this is a rehearsal; text of whoever takes part can't say it."""
    if not answer.is_success or "html" not in answer.headers.get("content-type", "") or not answer.text.strip():
        return False
    blocks = html.fromstring(answer.text).iter("div")
    marked = [block for block in blocks if MARK in block.get("class", "").split()]
    return any(next(block.iterancestors("main"), None) is None for block in marked)
