"""The refusals of names and word lists (rule B9)."""

from __future__ import annotations

from chassis.kernel.refusal import Code, Kind

B9_NAME_REFUSED = Code(
    "B9_NAME_REFUSED",
    Kind.REFUSED,
    "名称中的“{matched}”不符合法律法规或公序良俗（词表：{list}），请修改后再提交。",
    "“{matched}” in the name is against the law or public morals (word list: {list}): change the name.",
)
B9_NAME_UNREADABLE = Code(
    "B9_NAME_UNREADABLE",
    Kind.INVALID,
    "名称第{place}个字符无法显示，或名称中没有文字；请删除后重新输入名称（从其他软件粘贴时常会带入）。",
    "Character {place} of the name is invisible, or the name has no letters: type it again. Pasted text often brings such"
    " characters.",
)
B9_LIST_INVALID = Code(
    "B9_LIST_INVALID",
    Kind.INVALID,
    "词表须有名称、来源，以及1至{limit}个词，逐条填写或上传文件，二者只能取其一。",
    "A word list has a name, a source and 1 to {limit} words, as lines or as a file, not both.",
)
B9_LIST_OLDER = Code(
    "B9_LIST_OLDER",
    Kind.CONFLICT,
    "词表“{list}”的现行版本截至{as_of}，不能以更早的版本替换。",
    "The list {list} in force is as of {as_of}; an older version can't replace it.",
)
B9_DATE_AHEAD = Code(
    "B9_DATE_AHEAD",
    Kind.INVALID,
    "词表日期{as_of}晚于当前时间，请核对后重新导入。",
    "The date of the word list, {as_of}, is in the future: check it and import again.",
)
B9_FILE_UNREADABLE = Code(
    "B9_FILE_UNREADABLE",
    Kind.INVALID,
    "无法读取词表文件。请上传不超过{limit}行的CSV（UTF-8或GB 18030）或XLSX文件，首行为word（词）和severity（处理）。",
    "The file can't be read. Upload a CSV (UTF-8 or GB 18030) or XLSX file of at most {limit} lines; its first line must name"
    " the columns word and severity.",
)
B9_LINE_WORD_INVALID = Code(
    "B9_LINE_WORD_INVALID",
    Kind.INVALID,
    "词须为1至50字，且含有文字或数字，请核对本行。",
    "A word has 1 to 50 characters, with a letter or digit among them: check this line.",
)
B9_LINE_SEVERITY_UNKNOWN = Code(
    "B9_LINE_SEVERITY_UNKNOWN",
    Kind.INVALID,
    "处理方式须为“拒绝”（refuse）或“人工核对”（human）。",
    "The severity must be refuse or human.",
)
B9_LINE_CONTRADICTS = Code(
    "B9_LINE_CONTRADICTS",
    Kind.INVALID,
    "同一个词在前面已有不同的处理方式，请核对本行。",
    "An earlier line gives this word another severity: check this line.",
)
