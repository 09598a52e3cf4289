"""The refusals of organisations and credit lists (rules B1, B3)."""

from __future__ import annotations

from chassis.kernel.refusal import Code, Kind

B1_USCC_INVALID = Code(
    "B1_USCC_INVALID",
    Kind.INVALID,
    "有统一社会信用代码不符合GB 32100校验规则，请核对。",
    "A unified social credit code is not valid (GB 32100): check it.",
)
B1_KIND_UNKNOWN = Code(
    "B1_KIND_UNKNOWN",
    Kind.INVALID,
    "单位类型不在本届大赛的可选范围内，请按提示选择。",
    "The edition has no such kind of organisation: choose one of its own.",
)
B1_NOT_A_LEGAL_PERSON = Code(
    "B1_NOT_A_LEGAL_PERSON",
    Kind.REFUSED,
    "统一社会信用代码{uscc}属于个体工商户，不是独立法人，不得参赛；请以企业、事业单位、科研院所或高校参赛。",
    "{uscc} is the code of an individual business, which is not a legal person and can't take part. Enterprises, public"
    " institutions, research institutes and universities can.",
)
B3_CREDIT_LISTED = Code(
    "B3_CREDIT_LISTED",
    Kind.REFUSED,
    "参赛单位{uscc}在“信用中国”严重失信名单（{list}，截至{as_of}）中，不得参赛。如已移出名单，请联系大赛秘书处导入新名单。",
    "Organisation {uscc} is on a Credit China list ({list}, as of {as_of}) and can't take part. If it was removed from the "
    "list, ask the secretariat to import the newer list.",
)
B3_LIST_INVALID = Code(
    "B3_LIST_INVALID",
    Kind.INVALID,
    "名单须有1至{limit}家单位，逐条填写或上传文件，二者只能取其一；更长的名单请分批导入。",
    "A list has 1 to {limit} organisations, as entries or as a file, not both; import a longer list in parts.",
)
B3_FILE_UNREADABLE = Code(
    "B3_FILE_UNREADABLE",
    Kind.INVALID,
    "无法读取名单文件。请上传不超过{limit}行的CSV（UTF-8或GB 18030）或XLSX文件，首行为uscc（统一社会信用"
    "代码）和name（单位名称）。",
    "The file can't be read. Upload a CSV (UTF-8 or GB 18030) or XLSX file of at most {limit} lines; its first line must name"
    " the columns uscc and name.",
)
B3_LINE_CODE_INVALID = Code(
    "B3_LINE_CODE_INVALID",
    Kind.INVALID,
    "统一社会信用代码不符合GB 32100校验规则，本行未导入；更正后请重新导入。",
    "Not a valid unified social credit code (GB 32100): the line was not imported. Correct it and import it again.",
)
B3_DATE_AHEAD = Code(
    "B3_DATE_AHEAD",
    Kind.INVALID,
    "名单日期{as_of}晚于当前时间，请核对后重新导入。",
    "The date of the list, {as_of}, is in the future: check it and import again.",
)
B3_QUERY_SHORT = Code(
    "B3_QUERY_SHORT",
    Kind.INVALID,
    "请至少输入单位名称的前2个字，或统一社会信用代码的前4位。",
    "Give at least the first 2 characters of a name, or the first 4 of a code.",
)
