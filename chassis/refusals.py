"""Codes that any process may refuse with, whatever the rule. A service's own are in the `rules.py` of its subjects."""

from __future__ import annotations

from .kernel.refusal import Code, Kind

NOT_FOUND = Code(
    "NOT_FOUND",
    Kind.NOT_FOUND,
    "没有找到所请求的内容，请核对地址或编号。",
    "No such {what}: check the address or the identifier.",
)
FIELDS_INVALID = Code(
    "FIELDS_INVALID",
    Kind.INVALID,
    "有字段填写有误，请按各字段的提示修改。",
    "Some fields are not right: see each of them.",
)
FORBIDDEN = Code(
    "K1_FORBIDDEN",
    Kind.FORBIDDEN,
    "当前账号无权进行此操作，请使用有权限的账号或联系管理员。",
    "This account may not do that: use one that may, or ask whoever granted it.",
)
UNAUTHENTICATED = Code(
    "K1_UNAUTHENTICATED",
    Kind.UNAUTHENTICATED,
    "尚未登录，或者登录、访问令牌已失效。请登录后再进行操作；程序须在请求头Authorization中以“Bearer 令牌”的形式附有效的令牌。",
    "Nobody is signed in, or the session or API token has ended: sign in, then try again. A program sends a valid token in "
    "the header Authorization, as Bearer and the token.",
)
MOVED_ON = Code(
    "CHANGED_MEANWHILE",
    Kind.CONFLICT,
    "内容刚刚有更新（可能来自其他人，也可能来自您的另一窗口），请刷新后重试，本次内容未写入。",
    "This changed meanwhile, in another window of yours or by someone else: read it again and repeat. Nothing of yours was lost.",
)
KEY_REUSED = Code(
    "IDEMPOTENCY_KEY_REUSED",
    Kind.INVALID,
    "同一个 Idempotency-Key 被用于不同的请求，请为新请求使用新的键。",
    "This Idempotency-Key was used for another request: use a new key for a new request.",
)
PAGE_TOKEN_INVALID = Code(
    "PAGE_TOKEN_INVALID",
    Kind.INVALID,
    "page_token 不是由同一列表、同样的筛选条件得到的，请从第一页重新开始。",
    "This page_token is not from this list with these filters: begin again with the first page.",
)
UNAVAILABLE = Code(
    "UNAVAILABLE",
    Kind.UNAVAILABLE,
    "服务暂时繁忙，请稍后用同样的内容重试，不会重复提交。",
    "A part is busy or restarting: repeat the same request shortly, it won't count twice.",
)
TOO_MANY_TRIES = Code(
    "TOO_MANY_TRIES",
    Kind.UNAVAILABLE,
    "尝试次数过多，请{seconds}秒后再试。",
    "Too many tries: try again in {seconds} seconds.",
)
STORAGE_FULL = Code(
    "STORAGE_FULL",
    Kind.UNAVAILABLE,
    "平台存储空间暂时不足，运维人员已得到通知。已上传的部分已保存，请稍后从断点继续。",
    "The storage is full and operators are told. What was uploaded is kept: go on from where it stopped in a while.",
)
FILE_AWAY = Code(
    "FILE_AWAY",
    Kind.UNAVAILABLE,
    "该文件暂时无法读取，已记录并通知运维人员，请稍后重试。文件的登记信息仍在。",
    "This file can't be read at the moment; operators are told, its record is there. Try again later.",
)
INTERNAL = Code(
    "INTERNAL",
    Kind.UNAVAILABLE,
    "系统出现意外错误，已记录，请稍后重试。",
    "Something went wrong on our side and was recorded: try again shortly.",
)
J1_NAME_ALTERED = Code(
    "J1_NAME_ALTERED",
    Kind.INVALID,
    "将公开的文字中，大赛或分赛的名称不规范，请按各字段的提示改为规范全称。",
    "A text that will be published does not give the official name of the contest or a division exactly: see each field.",
)
J2_ORGANISERS_NOT_WHOLE = Code(
    "J2_ORGANISERS_NOT_WHOLE",
    Kind.INVALID,
    "将公开的文字中，组织架构须完整表述各机构全称，不得增删，请按各字段的提示修改。",
    "A text that will be published lists the organisers: list all by their full names, none added or left out. See each field.",
)
K3_LIST_INVALID = Code(
    "K3_LIST_INVALID",
    Kind.INVALID,
    "名单须有1至{limit}行，请核对文件；模板中的示例行不计入。",
    "A list has 1 to {limit} lines, not counting the template's example: check the file.",
)
K3_FILE_UNREADABLE = Code(
    "K3_FILE_UNREADABLE",
    Kind.INVALID,
    "无法读取名单文件。请下载模板填写，上传不超过{limit}行的CSV（UTF-8或GB 18030）或XLSX文件，首行须有以下各列：{columns}。"
    "通过接口导入的，文件以Base64编码。",
    "The file can't be read. Fill in the template and upload a CSV (UTF-8 or GB 18030) or XLSX file of at most {limit} lines; "
    "its first line must name the columns {columns}. In a request to the API the file is in base64.",
)
K3_MERGED_CELLS = Code(
    "K3_MERGED_CELLS",
    Kind.INVALID,
    "工作表中{cells}为合并单元格，无法判断各行的内容。请取消合并并逐行填写后重新上传。",
    "The cells {cells} are merged, so it can't be told what each line says: unmerge them, fill in each line and upload again.",
)
K3_LINE_EMPTY = Code("K3_LINE_EMPTY", Kind.INVALID, "本列不能为空，请填写。", "This column must be filled in.")
K3_LINE_TWICE = Code(
    "K3_LINE_TWICE",
    Kind.INVALID,
    "与前面的一行重复，请删除其中一行。",
    "An earlier line says the same: remove one of the two.",
)
K3_EXPORT_TOO_LONG = Code(
    "K3_EXPORT_TOO_LONG",
    Kind.REFUSED,
    "名单超过{limit}行，无法导出为一个文件。请按条件筛选后分别导出。",
    "The list has more than {limit} lines, too many for one file: narrow it by its filters and export the parts.",
)
K4_IDENTITY_NUMBER = Code(
    "K4_IDENTITY_NUMBER",
    Kind.INVALID,
    "此处不得填写证件号码，请删除后重新提交。",
    "This is no place for the number of an identity document: remove it and send it again.",
)
ALL = (
    J1_NAME_ALTERED,
    J2_ORGANISERS_NOT_WHOLE,
    K3_LIST_INVALID,
    K3_FILE_UNREADABLE,
    K3_MERGED_CELLS,
    K3_LINE_EMPTY,
    K3_LINE_TWICE,
    K3_EXPORT_TOO_LONG,
    K4_IDENTITY_NUMBER,
    NOT_FOUND,
    FIELDS_INVALID,
    FORBIDDEN,
    UNAUTHENTICATED,
    MOVED_ON,
    KEY_REUSED,
    UNAVAILABLE,
    TOO_MANY_TRIES,
    STORAGE_FULL,
    FILE_AWAY,
    INTERNAL,
)
