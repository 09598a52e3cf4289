"""The defects for which a file is refused, and their details in Chinese and English (rules C7, K5)."""

from __future__ import annotations

import enum

from chassis.kernel.refusal import Term


class Defect(enum.StrEnum):
    """A reason to refuse a file: the name of the refusal without the rule's id."""

    TYPE_NOT_ALLOWED = "TYPE_NOT_ALLOWED"
    DAMAGED = "DAMAGED"
    BOMB = "BOMB"
    POLYGLOT = "POLYGLOT"
    MACRO = "MACRO"
    ENCRYPTED = "ENCRYPTED"
    ACTIVE_CONTENT = "ACTIVE_CONTENT"


class Detail(enum.Enum):
    """The part of a file that has the defect, in Chinese and English; the refusal names it, and it is no content of the file."""

    # of every file
    UNKNOWN = ("无法识别的格式", "an unknown format")
    UNREADABLE = ("文件内容", "the content of the file")
    PDF_INSIDE = ("开头部分藏有PDF", "a PDF within the first bytes")
    ZIP_BEHIND = ("末尾藏有压缩包", "an archive at the end")
    FOREIGN_BEFORE = ("正文之前有其他内容", "bytes before the beginning")
    PAGE_BEFORE = ("正文之前有程序或网页", "a program or page before the beginning")
    TIME = ("检查所需的计算时间过长", "too much computing time")
    MEMORY = ("检查所需的内存过大", "too much memory")
    CHECKER_ENDED = ("检查程序两次异常中止", "the check broke off twice")
    # PDF
    PDF = ("PDF结构", "the structure of the PDF")
    PDF_BEHIND = ("PDF结尾之后还有内容", "bytes behind the end of the PDF")
    PDF_PAGES = ("PDF没有页面", "a PDF without pages")
    PDF_OBJECTS = ("PDF对象过多", "too many objects in the PDF")
    PDF_STREAMS = ("PDF数据流展开后过大", "streams of the PDF that grow too large")
    PDF_FILTERS = ("PDF数据流压缩层数过多", "streams of the PDF packed too often")
    PDF_PASSWORD = ("PDF密码或权限保护", "a password or permissions of the PDF")
    PDF_SCRIPT = ("PDF脚本", "a script in the PDF")
    PDF_ATTACHMENT = ("PDF附件", "a file attached to the PDF")
    PDF_FORM = ("PDF动态表单（XFA）或提交动作", "an XFA form, or one that is sent, in the PDF")
    PDF_MEDIA = ("PDF多媒体", "media in the PDF")
    PDF_LAUNCH = ("PDF启动程序的动作", "an action of the PDF that starts a program")
    PDF_OUTSIDE = ("PDF引用外部文件", "a reference of the PDF to another file")
    PDF_LINK = (
        "PDF自动打开的链接，或非http、https、mailto链接",
        "a link of the PDF that opens by itself or is no web address",
    )
    # images
    PNG = ("PNG结构", "the structure of the PNG")
    PNG_CHECKSUM = ("PNG校验和", "a checksum of the PNG")
    PNG_PIXELS = ("PNG像素数据多于其尺寸", "more pixels in the PNG than its size")
    PNG_CHUNKS = ("PNG数据块过多", "too many chunks in the PNG")
    PNG_TEXT = ("PNG文字或配置信息过大", "a text or profile of the PNG that is too large")
    PNG_FOREIGN = ("PNG中的非标准数据块", "a chunk of the PNG that is not standard")
    PNG_BEHIND = ("PNG结尾之后还有内容", "bytes behind the end of the PNG")
    JPEG = ("JPEG结构", "the structure of the JPEG")
    JPEG_SCANS = ("JPEG扫描过多", "too many scans in the JPEG")
    JPEG_BEHIND = (
        "JPEG结尾之后还有内容，可将照片截图或另存为PNG后再上传",
        "bytes behind the end of the JPEG: save it as a PNG, or upload a screenshot of it",
    )
    JPEG_MOVING = (
        "JPEG结尾之后附有视频（动态照片），请在手机相机中关闭动态照片（实况、Motion Photo）后重拍，或在相册中另存为静态照片",
        "a film behind the JPEG (a moving photo): switch off moving photos in the camera, or save it as a still picture",
    )
    IMAGE_SIZE = ("图片尺寸过大", "an image of too many pixels")
    IMAGE_NOTES = ("图片元数据中含有网页、程序等内容", "a page, program or other file in the notes of an image")
    # archives
    ZIP = ("压缩包结构", "the structure of the archive")
    ZIP_ENTRY = ("压缩包中的文件", "a file in the archive")
    ZIP_ENTRIES = ("压缩包内文件过多", "too many files in the archive")
    ZIP_BYTES = ("压缩包展开后过大", "an archive that unpacks too large")
    ZIP_RATIO = ("压缩比过高", "a file packed more than real ones are")
    ZIP_DEPTH = ("压缩包层层嵌套", "archives in archives in archives")
    ZIP_OVERLAP = ("压缩包内文件相互重叠", "files that overlap in the archive")
    ZIP_GAP = ("压缩包内文件之间夹有内容", "bytes between the files of the archive")
    ZIP_BEFORE = ("压缩包之前还有内容", "bytes before the archive")
    ZIP_AFTER = ("压缩包之后还有内容", "bytes behind the archive")
    ZIP_NAME_TWICE = ("压缩包内有同名文件", "two files of one name in the archive")
    ZIP_PATH = ("压缩包内路径指向包外", "a path that leads out of the archive")
    ZIP_PASSWORD = ("压缩包密码", "a password of the archive")
    ZIP_PROGRAM = ("压缩包内的程序、脚本或快捷方式", "a program, script or shortcut in the archive")
    ZIP_OLE = ("压缩包内的旧版Office等复合文件", "a compound file, such as old Office, in the archive")
    # office documents
    OFFICE_NONE = ("不是Office文档的压缩包", "an archive that is no office document")
    OFFICE_OTHER = ("其他类型的Office文档", "an office document of another kind")
    OFFICE_XML = ("Office文档的XML", "the XML of the office document")
    OFFICE_LARGE = ("Office文档的XML过大", "XML of the office document that is too large")
    OFFICE_ENTITIES = ("XML实体定义", "XML entities")
    OFFICE_MACRO = ("Office宏", "a macro of the office document")
    OFFICE_PASSWORD = ("Office密码", "a password of the office document")
    OFFICE_OBJECT = ("Office嵌入对象或控件", "an object or control in the office document")
    OFFICE_LINK = ("Office文档引用外部内容", "outside content that the office document refers to")
    OFFICE_DDE = ("Office动态数据交换（DDE）", "dynamic data exchange (DDE) in the office document")
    OFFICE_ACTION = ("幻灯片启动程序的动作", "an action of a slide that starts a program")
    OLE = ("旧版Office等复合文件", "a compound file, such as old Office")
    # films and models
    MP4 = ("MP4结构", "the structure of the MP4")
    MP4_BOXES = ("MP4数据盒过多", "too many boxes in the MP4")
    MP4_BRAND = ("其他类型的ISO媒体", "ISO media of another brand")
    MP4_FOREIGN = ("MP4中的其他内容", "other content in the MP4")
    MP4_BEHIND = ("MP4结尾之后还有内容", "bytes behind the end of the MP4")
    MP4_NO_FILM = ("MP4中没有视频", "an MP4 without a film")
    GLB = ("glTF结构", "the structure of the glTF")
    GLB_VERSION = ("其他版本的glTF", "glTF of another version")
    GLB_FOREIGN = ("glTF中的其他内容", "other content in the glTF")
    GLB_BEHIND = ("glTF结尾之后还有内容", "bytes behind the end of the glTF")

    @property
    def term(self) -> Term:
        """Return the detail with a plain word for programs and the words that people read."""
        zh, en = self.value
        return Term(self.name.lower(), zh, en)


class DefectError(Exception):
    """Raised if a file has a defect; `detail` says where, or is a media type, which has one name in all languages."""

    def __init__(self, defect: Defect, detail: Detail | str) -> None:
        self.defect = defect
        self.detail = detail.term if isinstance(detail, Detail) else Term(detail, detail, detail)
        super().__init__(f"{defect} {self.detail.fact}")


def require(condition: bool, defect: Defect, detail: Detail) -> None:
    """Raise DefectError unless the condition is true."""
    if not condition:
        raise DefectError(defect, detail)
