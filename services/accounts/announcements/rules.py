"""The refusals of announcements."""

from __future__ import annotations

from chassis.kernel.refusal import Code, FieldFault

TITLE_INVALID = FieldFault("title", "标题须为1至120个字符。", "A title has 1 to 120 characters.")
TEXT_INVALID = FieldFault("text", "正文须为1至4000个字符。", "A text has 1 to 4,000 characters.")
ENGLISH_INVALID = FieldFault(
    "text_en",
    "英文标题和正文须同时填写，或都不填写，长度与中文要求相同。",
    "The English title and text are given both or neither, as long as the Chinese ones may be.",
)
DIVISION_UNKNOWN = FieldFault("division_code", "没有该分赛，请核对代码。", "There is no such division: check its code.")
ROLES_UNFIT = FieldFault(
    "roles",
    "在分赛范围内，只能向该分赛的主办方、审查员或评审专家发布；其他角色不分分赛，请不填写分赛。不选角色即面向该分赛的团队。",
    "Within a division only its hosts, reviewers and experts can be chosen; others hold nation-wide: leave the division out. "
    "Without roles it goes to the division's teams.",
)

ALL: tuple[Code, ...] = ()
