"""The refusals of affiliations (rule B8)."""

from __future__ import annotations

from chassis.kernel.refusal import Code, Kind

B8_LINES_OR_FILE = Code(
    "B8_LINES_OR_FILE",
    Kind.INVALID,
    "每次导入须有1至{limit}条关系，逐行填写或上传文件，二者只能取其一；更多的关系请分批导入。",
    "An import has 1 to {limit} relations, as lines or as a file, not both; import more in parts.",
)
B8_FILE_UNREADABLE = Code(
    "B8_FILE_UNREADABLE",
    Kind.INVALID,
    "无法读取关系文件。请上传不超过{limit}行的CSV（UTF-8或GB 18030）或XLSX文件，首行为lower_uscc（下级单"
    "位代码）、upper_uscc（上级单位代码）、kind（关系），可另有ended（已终止）。",
    "The file can't be read. Upload a CSV (UTF-8 or GB 18030) or XLSX file of at most {limit} lines; its first line must name"
    " the columns lower_uscc, upper_uscc and kind, and may name ended.",
)
B8_DATE_AHEAD = Code(
    "B8_DATE_AHEAD",
    Kind.INVALID,
    "关系日期{as_of}晚于当前时间，请核对后重新导入。",
    "The date of the relations, {as_of}, is in the future: check it and import again.",
)
B8_LINE_CODE_INVALID = Code(
    "B8_LINE_CODE_INVALID",
    Kind.INVALID,
    "统一社会信用代码不符合GB 32100校验规则，请核对本行。",
    "Not a valid unified social credit code (GB 32100): check this line.",
)
B8_LINE_KIND_UNKNOWN = Code(
    "B8_LINE_KIND_UNKNOWN",
    Kind.INVALID,
    "关系类型须为branch（分公司）、subsidiary（子公司）、held（控股）、subordinate（下属单位）或minority（参股）。",
    "The kind must be branch, subsidiary, held, subordinate or minority.",
)
B8_LINE_ENDED_UNKNOWN = Code(
    "B8_LINE_ENDED_UNKNOWN",
    Kind.INVALID,
    "“已终止”一列须为是（yes、true、1）或否（no、false、0），留空为否。",
    "The column ended must be yes (true, 1) or no (false, 0); empty means no.",
)
B8_LINE_SELF = Code(
    "B8_LINE_SELF",
    Kind.INVALID,
    "上级与下级是同一单位，请核对本行。",
    "Both codes are of the same organisation: check this line.",
)
