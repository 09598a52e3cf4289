"""The refusals of uploads and material (rule C7)."""

from __future__ import annotations

from chassis.kernel.refusal import Code, Kind

C7_NAME_INVALID = Code(
    "C7_NAME_INVALID",
    Kind.INVALID,
    "文件名不可用：{what}。请改名后重新上传。",
    "The file's name can't be used ({what}): rename it and upload it again.",
)
C7_EXTENSION_NOT_ALLOWED = Code(
    "C7_EXTENSION_NOT_ALLOWED",
    Kind.INVALID,
    "此类材料不接受“{extension}”文件，可用：{allowed}。",
    "This kind of material takes no {extension} files, but: {allowed}.",
)
C7_EMPTY = Code(
    "C7_EMPTY", Kind.INVALID, "文件是空的，请选择有内容的文件。", "The file is empty: choose one with content."
)
C7_TOO_LARGE = Code(
    "C7_TOO_LARGE",
    Kind.INVALID,
    "文件过大（{size}）：此类材料每个文件最多{limit}，请压缩或拆分后重新上传。",
    "The file is too large ({size}): at most {limit} each for this kind; make it smaller or split it.",
)
C7_TOTAL_TOO_LARGE = Code(
    "C7_TOTAL_TOO_LARGE",
    Kind.INVALID,
    "全部材料合计最多{total}：已有及正在上传的为{others}，剩余空间不足，无法上传该文件（{size}），请先删除不需要的材料。",
    "All files together take at most {total}: there are {others} already or on their way, and this one has {size}. "
    "Remove some that are not needed first.",
)
C7_KEPT_FULL = Code(
    "C7_KEPT_FULL",
    Kind.REFUSED,
    "本团队累计上传的材料已达上限（{files}个文件、{total}，含已从草稿中删除、但在保留期内的），不能再上传新文件。"
    "请从已上传的材料中选用，或联系分赛主办方。",
    "What the team has uploaded in all has reached its limit ({files} files, {total}, with what left the draft and is retained). "
    "Choose from what was uploaded, or ask the division's host.",
)
C7_TOO_MANY_UPLOADS = Code(
    "C7_TOO_MANY_UPLOADS",
    Kind.REFUSED,
    "同时进行的上传最多{limit}个，请先完成或取消其中一些。",
    "At most {limit} uploads at a time: finish or cancel some first.",
)
C7_TYPE_NOT_ALLOWED = Code(
    "C7_TYPE_NOT_ALLOWED",
    Kind.INVALID,
    "文件内容的类型（{what}）不在允许范围内，请转换为允许的格式后重新上传。",
    "By its content the file is {what}, which is not allowed here: convert it and upload it again.",
)
C7_EXTENSION_MISMATCH = Code(
    "C7_EXTENSION_MISMATCH",
    Kind.INVALID,
    "文件扩展名与内容不符：内容是{what}。请用正确的扩展名，或上传正确的文件。",
    "The file's extension does not fit its content, which is {what}: name it rightly, or upload the right file.",
)
C7_BOMB = Code(
    "C7_BOMB",
    Kind.INVALID,
    "文件展开后过大或过于复杂（{what}），请简化后重新上传。",
    "Unpacked, the file grows too large or too complex ({what}): make it simpler and upload it again.",
)
C7_POLYGLOT = Code(
    "C7_POLYGLOT",
    Kind.INVALID,
    "文件中夹带其他内容（{what}），请重新导出一份干净的文件后上传。",
    "The file carries something else ({what}): export it anew and upload that.",
)
C7_MACRO = Code(
    "C7_MACRO",
    Kind.INVALID,
    "文件含有宏，请另存为不含宏的格式后重新上传。",
    "The file holds macros: save it without them and upload it again.",
)
C7_ENCRYPTED = Code(
    "C7_ENCRYPTED",
    Kind.INVALID,
    "文件有密码或加密保护，请解除后重新上传。",
    "The file is encrypted or has a password: take that off and upload it again.",
)
C7_ACTIVE_CONTENT = Code(
    "C7_ACTIVE_CONTENT",
    Kind.INVALID,
    "文件含有脚本、可执行内容或附件（{what}），请去除后重新上传。",
    "The file holds scripts, programs or attachments ({what}): take them out and upload it again.",
)
C7_DAMAGED = Code(
    "C7_DAMAGED",
    Kind.INVALID,
    "文件不完整或已损坏（{what}），请检查后重新上传。",
    "The file is damaged or not whole ({what}): check it and upload it again.",
)
C7_MALWARE = Code(
    "C7_MALWARE",
    Kind.INVALID,
    "文件被查出含有恶意软件（{what}），已删除。请检查您的设备。",
    "Malware was found in the file ({what}) and it was deleted: check your device.",
)
C7_UPLOAD_INCOMPLETE = Code(
    "C7_UPLOAD_INCOMPLETE",
    Kind.REFUSED,
    "文件尚未传完，请从断点继续上传。",
    "The file is not whole yet: go on with the upload where it stopped.",
)
C7_UPLOAD_ENDED = Code(
    "C7_UPLOAD_ENDED",
    Kind.REFUSED,
    "该上传已结束或已过期，请重新开始上传。",
    "This upload has ended or expired: begin a new one.",
)
C7_UPLOAD_FINISHING = Code(
    "C7_UPLOAD_FINISHING",
    Kind.REFUSED,
    "文件已传完，正在检查和保存，暂不能取消；稍后可从材料中删除。",
    "The file is whole and is being checked and kept: it can't be given up now. Remove it from the evidence in a moment.",
)
C7_NOT_UPLOADED = Code(
    "C7_NOT_UPLOADED",
    Kind.REFUSED,
    "本团队没有上传过文件“{what}”，请先上传材料。",
    "The team has not uploaded {what}: upload it first.",
)
C7_MATERIAL_LOST = Code(
    "C7_MATERIAL_LOST",
    Kind.REFUSED,
    "文件“{what}”在平台的存储中缺失或已损坏，请重新上传该文件后再提交。给您带来不便，我们深表歉意。",
    "Our storage has lost or damaged the file {what}: upload it again, then submit. We are sorry.",
)
C7_MATERIAL_WITHHELD = Code(
    "C7_MATERIAL_WITHHELD",
    Kind.REFUSED,
    "文件“{what}”保存后被查出含有恶意软件，不提供下载。",
    "Malware was found in the file {what} after it was kept: it is not handed out.",
)

# the refusals of a file for its content, by name: an upload keeps the name of its own
CONTENT_REFUSALS = {
    code.name: code
    for code in (
        C7_TYPE_NOT_ALLOWED,
        C7_EXTENSION_MISMATCH,
        C7_BOMB,
        C7_POLYGLOT,
        C7_MACRO,
        C7_ENCRYPTED,
        C7_ACTIVE_CONTENT,
        C7_DAMAGED,
        C7_MALWARE,
    )
}
