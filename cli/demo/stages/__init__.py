"""The contest, stage by stage, as people run it: every call goes through the gateway."""

from __future__ import annotations

from collections.abc import Callable

from .divisions import divisions
from .final import awards, final, report
from .logo import logo
from .messages import messages
from .national import national_check
from .recommendation import recommendation
from .registration import registration
from .review import review
from .running import Demo, DemoError, Progress
from .scoring import scoring

STAGES: tuple[tuple[str, Callable[[Demo], None]], ...] = (
    ("分赛申请与开放 divisions", divisions),
    ("标识使用授权 logo", logo),
    ("报名与提交 registration", registration),
    ("资格审查 review", review),
    ("分赛评审 scoring", scoring),
    ("推荐 recommendation", recommendation),
    ("全国审核与公示 national check", national_check),
    ("总决赛 final", final),
    ("获奖公示 awards", awards),
    ("举报与追回 report", report),
    ("消息 messages", messages),
)


def run(demo: Demo) -> None:
    """Run all stages in order."""
    for name, action in STAGES:
        with demo.stage(name):
            action(demo)


__all__ = ["STAGES", "Demo", "DemoError", "Progress", "run"]
