"""Material (rule C7): what a file is refused for."""

from __future__ import annotations

from chassis.kernel.refusal import Code, Kind

REFUSED, INVALID = Kind.REFUSED, Kind.INVALID

C7_NAME_INVALID = Code(
    "C7_NAME_INVALID",
    INVALID,
    "文件名不可用：{what}。请改名后重新上传。",
    "The file's name can't be used ({what}): rename it and upload it again.",
)
C7_EXTENSION_NOT_ALLOWED = Code(
    "C7_EXTENSION_NOT_ALLOWED",
    INVALID,
    "此类材料不接受“{extension}”文件，可用：{allowed}。",
    "This kind of material takes no {extension} files, but: {allowed}.",
)
C7_EMPTY = Code("C7_EMPTY", INVALID, "文件是空的，请选择有内容的文件。", "The file is empty: choose one with content.")
C7_TOO_LARGE = Code(
    "C7_TOO_LARGE",
    INVALID,
    "文件过大：此类材料每个文件最多{limit}字节，全部材料合计最多{total}字节。",
    "The file is too large: at most {limit} bytes each for this kind, and {total} in all.",
)
C7_TOO_MANY_FILES = Code(
    "C7_TOO_MANY_FILES",
    REFUSED,
    "材料最多{limit}个文件，请先删除不需要的材料。",
    "At most {limit} files: remove some that are not needed first.",
)
C7_TOO_MANY_UPLOADS = Code(
    "C7_TOO_MANY_UPLOADS",
    REFUSED,
    "同时进行的上传最多{limit}个，请先完成或取消其中一些。",
    "At most {limit} uploads at a time: finish or cancel some first.",
)
C7_TYPE_NOT_ALLOWED = Code(
    "C7_TYPE_NOT_ALLOWED",
    INVALID,
    "文件内容的类型（{what}）不在允许范围内，请转换为允许的格式后重新上传。",
    "By its content the file is {what}, which is not allowed here: convert it and upload it again.",
)
C7_EXTENSION_MISMATCH = Code(
    "C7_EXTENSION_MISMATCH",
    INVALID,
    "文件扩展名与内容不符：内容是{what}。请用正确的扩展名，或上传正确的文件。",
    "The file's extension does not fit its content, which is {what}: name it rightly, or upload the right file.",
)
C7_BOMB = Code(
    "C7_BOMB",
    INVALID,
    "文件展开后过大或过于复杂（{what}），请简化后重新上传。",
    "Unpacked, the file grows too large or too complex ({what}): make it simpler and upload it again.",
)
C7_POLYGLOT = Code(
    "C7_POLYGLOT",
    INVALID,
    "文件中夹带其他内容（{what}），请重新导出一份干净的文件后上传。",
    "The file carries something else ({what}): export it anew and upload that.",
)
C7_MACRO = Code(
    "C7_MACRO",
    INVALID,
    "文件含有宏，请另存为不含宏的格式后重新上传。",
    "The file holds macros: save it without them and upload it again.",
)
C7_ENCRYPTED = Code(
    "C7_ENCRYPTED",
    INVALID,
    "文件有密码或加密保护，请解除后重新上传。",
    "The file is encrypted or has a password: take that off and upload it again.",
)
C7_ACTIVE_CONTENT = Code(
    "C7_ACTIVE_CONTENT",
    INVALID,
    "文件含有脚本、可执行内容或附件（{what}），请去除后重新上传。",
    "The file holds scripts, programs or attachments ({what}): take them out and upload it again.",
)
C7_DAMAGED = Code(
    "C7_DAMAGED",
    INVALID,
    "文件不完整或已损坏（{what}），请检查后重新上传。",
    "The file is damaged or not whole ({what}): check it and upload it again.",
)
C7_MALWARE = Code(
    "C7_MALWARE",
    INVALID,
    "文件被查出含有恶意软件（{what}），已删除。请检查您的设备。",
    "Malware was found in the file ({what}) and it was deleted: check your device.",
)
C7_UPLOAD_INCOMPLETE = Code(
    "C7_UPLOAD_INCOMPLETE",
    REFUSED,
    "文件尚未传完，请从断点继续上传。",
    "The file is not whole yet: go on with the upload where it stopped.",
)
C7_UPLOAD_ENDED = Code(
    "C7_UPLOAD_ENDED",
    REFUSED,
    "该上传已结束或已过期，请重新开始上传。",
    "This upload has ended or expired: begin a new one.",
)
C7_NOT_UPLOADED = Code(
    "C7_NOT_UPLOADED",
    REFUSED,
    "本团队没有上传过该文件，请先上传材料。",
    "The team has not uploaded that file: upload it first.",
)
