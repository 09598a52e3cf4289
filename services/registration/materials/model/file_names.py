"""Names of files (rule C7): no paths, nothing invisible, an allowed extension."""

from __future__ import annotations

import re
from collections.abc import Iterable

from chassis.kernel.refusal import Term, enumerated, refuse, refuse_unless
from chassis.text.characters import category, normalize

from ..rules import C7_EXTENSION_NOT_ALLOWED, C7_NAME_INVALID

MAX_CHARACTERS = 120
# each type that an edition may allow, by its extensions
EXTENSIONS = {
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ".mp4": "video/mp4",
    ".zip": "application/zip",
    ".glb": "model/gltf-binary",
}
# control, format (bidirectional and zero-width ones), surrogates, private, unassigned, line and paragraph separators
_UNSEEN = frozenset(("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"))
_FORBIDDEN = re.compile(r'[/\\:*?"<>|]')
_DEVICE = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?", re.IGNORECASE)


def clean_name(name: str) -> str:
    """Return the name with its characters normalised; refuses C7_NAME_INVALID with the reason."""
    refuse_unless(not any(map(_unseen, name)), C7_NAME_INVALID, what=_REASONS["unseen"])
    # macOS writes a narrow blank into names of its own, input methods a wide one
    clean: str = normalize("NFC", "".join(" " if character.isspace() else character for character in name))
    # some programs take characters that look like a slash for a slash
    folded = normalize("NFKC", clean)
    refuse_unless("/" not in folded and "\\" not in folded, C7_NAME_INVALID, what=_REASONS["path"])
    refuse_unless(not _FORBIDDEN.search(clean), C7_NAME_INVALID, what=_REASONS["characters"])
    refuse_unless(clean == clean.strip() and not clean.endswith("."), C7_NAME_INVALID, what=_REASONS["ends"])
    refuse_unless(bool(clean) and not clean.startswith((".", "-", "~")), C7_NAME_INVALID, what=_REASONS["begins"])
    refuse_unless(not _DEVICE.fullmatch(folded), C7_NAME_INVALID, what=_REASONS["device"])
    refuse_unless(len(clean) <= MAX_CHARACTERS, C7_NAME_INVALID, what=_REASONS["long"])
    return clean


_SHOWN = re.compile(r"\.[a-z]{1,8}[0-9]{0,2}")


def extension_type(name: str, allowed: Iterable[str]) -> str:
    """Return the media type of the name's extension; refuses C7_EXTENSION_NOT_ALLOWED if it is not allowed."""
    dot = name.rfind(".")
    extension = name[dot:].lower() if dot > 0 else ""
    types = tuple(allowed)
    if EXTENSIONS.get(extension) not in types:
        names = [extension for extension, media_type in EXTENSIONS.items() if media_type in types]
        fits = enumerated(Term(name, name, name) for name in names)
        # what is typed behind the last dot may be anything, an identity number too (rule K4)
        shown = extension if _SHOWN.fullmatch(extension) else "-"
        refuse(C7_EXTENSION_NOT_ALLOWED, extension=shown, allowed=fits)
    return EXTENSIONS[extension]


def _unseen(character: str) -> bool:
    return category(character) in _UNSEEN


_REASONS = {
    reason: Term(reason, zh, en)
    for reason, zh, en in (
        ("unseen", "含有控制字符或不可见字符", "control or invisible characters"),
        ("path", "含有路径分隔符", "path separators"),
        ("characters", '含有 : * ? " < > |', 'one of : * ? " < > |'),
        ("ends", "首尾不能是空格，末尾不能是点", "blanks around it or a dot at its end"),
        ("begins", "不能为空，也不能以 . - ~ 开头", "empty, or begins with . - ~"),
        ("device", "是系统保留名", "a reserved name"),
        ("long", f"最多{MAX_CHARACTERS}个字符", f"at most {MAX_CHARACTERS} characters"),
    )
}
