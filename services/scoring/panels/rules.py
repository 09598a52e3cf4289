"""Refusals about panels, by rule id."""

from __future__ import annotations

from chassis.kernel.refusal import Code, Kind

E1_UNKNOWN_PANEL = Code(
    "E1_UNKNOWN_PANEL",
    Kind.INVALID,
    "没有该评审委员会，请填写“division-分赛代码”或“final”。",
    "There is no such panel: use division-<code> or final.",
)
E1_NOT_ON_PANEL = Code(
    "E1_NOT_ON_PANEL", Kind.FORBIDDEN, "该账号不是此评审委员会的专家。", "This account is no expert of that panel."
)

ALL = tuple(value for value in list(globals().values()) if isinstance(value, Code))
