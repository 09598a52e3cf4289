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
E1_NO_SUCH_EXPERT = Code(
    "E1_NO_SUCH_EXPERT",
    Kind.INVALID,
    "所列账号不是可在此评审委员会任职的在用专家账号，请按各字段的提示核对：分赛须为本分赛或全国的专家，总决赛须为全国的专家；"
    "刚刚接受邀请的，请稍后重试。",
    "Not each of these accounts is an active expert's who may sit on this panel: see each field. A division's experts hold their "
    "role in it or nation-wide, those of the final nation-wide. One that accepted its invitation a moment ago may take a moment: "
    "try again shortly.",
)
E1_ORGANISATION_DIFFERS = Code(
    "E1_ORGANISATION_DIFFERS",
    Kind.INVALID,
    "专家所在单位以其账号登记的为准，请按各字段的提示核对。",
    "The organisation of an expert is that of the account: see each field.",
)

ALL = tuple(value for value in list(globals().values()) if isinstance(value, Code))
