"""Refusals that more than one subject of scoring gives."""

from __future__ import annotations

from chassis.kernel.refusal import Code, Kind

# asked for when a submitted sheet is changed, an expert steps back, or a ranking is reopened
E3_REASON_MISSING = Code("E3_REASON_MISSING", Kind.INVALID, "请写明理由。", "Give a reason.")
E3_UNKNOWN_SCHEME = Code(
    "E3_UNKNOWN_SCHEME",
    Kind.UNAVAILABLE,
    "评审方案尚未同步，请稍后重试。",
    "The division's scheme has not arrived yet: try again shortly.",
)

ALL = tuple(value for value in list(globals().values()) if isinstance(value, Code))
