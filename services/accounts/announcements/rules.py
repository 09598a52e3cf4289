"""The refusals of announcements."""

from __future__ import annotations

from chassis.kernel.refusal import Code, FieldFault

TITLE_INVALID = FieldFault("title", "标题须为1至120个字符。", "A title has 1 to 120 characters.")
TEXT_INVALID = FieldFault("text", "正文须为1至4000个字符。", "A text has 1 to 4000 characters.")
ENGLISH_INVALID = FieldFault(
    "text_en",
    "英文标题和正文须同时填写，或都不填写，长度与中文要求相同。",
    "The English title and text are given both or neither, as long as the Chinese ones may be.",
)
DIVISION_UNKNOWN = FieldFault("division_code", "没有该分赛，请核对代码。", "There is no such division: check its code.")

ALL: tuple[Code, ...] = ()
