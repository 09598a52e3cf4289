"""Refusals of files that are uploaded as evidence of a report, by rule id."""

from __future__ import annotations

from chassis.kernel.refusal import Code, Kind

H2_FILE_NAME = Code(
    "H2_FILE_NAME",
    Kind.INVALID,
    "证据的文件名须为1至{longest}字，不含路径和不可见字符，请改名后重新上传。",
    "The name of an evidence file takes 1 to {longest} characters, no path and nothing invisible: rename it and upload it again.",
)
H2_FILE_TYPE = Code(
    "H2_FILE_TYPE",
    Kind.INVALID,
    "该类型的文件不能作为证据，请转换为PDF、图片、Word、Excel或视频文件后重新上传。",
    "A file of this type is not taken as evidence: convert it to PDF, an image, Word, Excel or a video.",
)
H2_FILE_UNSAFE = Code(
    "H2_FILE_UNSAFE",
    Kind.INVALID,
    "文件已损坏、加密，或者含有宏、脚本等内容（{what}），不能作为证据，请另存为普通文件后重新上传。",
    "The file is damaged, encrypted, or holds macros, scripts or the like ({what}): save it as a plain file and upload it again.",
)
H2_FILE_MALWARE = Code(
    "H2_FILE_MALWARE",
    Kind.INVALID,
    "文件被查出含有恶意软件（{what}），已删除。请检查您的设备。",
    "Malware was found in the file ({what}) and it was deleted: check your device.",
)
H2_FILE_GONE = Code(
    "H2_FILE_GONE",
    Kind.REFUSED,
    "证据文件不存在、已过保留时间，或者已用于其他举报，请重新上传后再提交举报。",
    "An evidence file is not there, was kept for its time, or belongs to another report: upload it again, then file the report.",
)

ALL = tuple(value for value in list(globals().values()) if isinstance(value, Code))
