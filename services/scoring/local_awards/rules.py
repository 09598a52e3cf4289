"""Refusals about a division's own awards, by rule id."""

from __future__ import annotations

from chassis.kernel.refusal import Code, Kind

E7_NO_RANKING = Code(
    "E7_NO_RANKING",
    Kind.REFUSED,
    "项目{team}不在本分赛已冻结的排名中，不能授奖。",
    "Project {team} is in no frozen ranking of this division and can't get an award.",
)
E7_CASE_OPEN = Code(
    "E7_CASE_OPEN",
    Kind.REFUSED,
    "项目{team}的资格审查已重新开启，或不通过的决定尚未生效，有最终结论前不能授予新的奖项。",
    "The review case of project {team} is open again, or its rejection is not final yet: it gets no new award until then.",
)
E7_OWN_ORGANISATION = Code(
    "E7_OWN_ORGANISATION",
    Kind.REFUSED,
    "以下项目的团队含有该账号持有人本人或所在单位，不得由该账号授奖或撤奖：{teams}。请由本分赛主办方的其他账号办理。",
    "The teams of these projects are the account's own, or of its own organisation: {teams}. Another account of the host grants "
    "the awards.",
)
E7_AWARDS_MOVED_ON = Code(
    "E7_AWARDS_MOVED_ON",
    Kind.CONFLICT,
    "本分赛的奖项在此期间已由他人变更，本次授奖未保存。请核对现有奖项后重新提交。",
    "Somebody else has changed the awards of the division meanwhile, and these were not granted: check the awards as they are "
    "now, then submit again.",
)
E7_QUOTA_EXCEEDED = Code(
    "E7_QUOTA_EXCEEDED",
    Kind.REFUSED,
    "“{category}”按方案最多{quota}个，当前为{count}个。",
    "The scheme has {quota} of {category}, not {count}.",
)
E7_UNKNOWN_CATEGORY = Code(
    "E7_UNKNOWN_CATEGORY",
    Kind.INVALID,
    "方案中没有该奖项，可选：{offered}。",
    "The scheme has no such award, but: {offered}.",
)
E7_GRANTED_TWICE = Code(
    "E7_GRANTED_TWICE", Kind.INVALID, "同一奖项重复授予项目{team}。", "Project {team} is named twice in one category."
)

ALL = tuple(value for value in list(globals().values()) if isinstance(value, Code))
