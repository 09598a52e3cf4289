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

E1_TRACK_UNKNOWN = Code(
    "E1_TRACK_UNKNOWN",
    Kind.INVALID,
    "有赛道不在本届大赛的范围内，可填的代码：{tracks}。各赛道均可评审的，留空。",
    "A track is none of the edition's: give codes among {tracks}, or none for all tracks.",
)
E1_LINE_TRACK_UNKNOWN = Code(
    "E1_LINE_TRACK_UNKNOWN",
    Kind.INVALID,
    "有赛道不在本届大赛的范围内。请填写赛道名称或代码，多个以顿号或分号隔开；各赛道均可评审的，留空。",
    "A track is none of the edition's: give names or codes, separated by semicolons, or leave it empty for all tracks.",
)
E2_LINE_INTEREST_UNKNOWN = Code(
    "E2_LINE_INTEREST_UNKNOWN",
    Kind.INVALID,
    "回避的团队须填写团队编号，单位须填写统一社会信用代码，多个以顿号或分号隔开。",
    "An interest is a team's id or an organisation's unified social credit code; separate several by semicolons.",
)

ALL = tuple(value for value in list(globals().values()) if isinstance(value, Code))
