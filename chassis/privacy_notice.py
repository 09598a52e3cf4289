"""The privacy notice in force, from its file (rule K4)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

from .settings import Misconfigured, settings


@dataclass(frozen=True, kw_only=True)
class PrivacyNotice:
    """The privacy notice, and the text of the consent to process identity numbers, in Chinese and English.

    Both have the same version.
    """

    version: str
    notice_zh: str
    notice_en: str
    identity_numbers_zh: str
    identity_numbers_en: str


@lru_cache(maxsize=1)
def privacy_notice() -> PrivacyNotice:
    """Return the notice of DASAI_PRIVACY_NOTICE_FILE; raises Misconfigured if the file is not as it should be."""
    return read_notice(settings().privacy_notice_file)


def read_notice(path: Path) -> PrivacyNotice:
    """Return the notice of a file; raises Misconfigured if it is not as it should be."""
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        notice = PrivacyNotice(**{name: str(text).strip() for name, text in content.items()})
    except (OSError, AttributeError, TypeError, ValueError, yaml.YAMLError) as error:
        raise Misconfigured(f"DASAI_PRIVACY_NOTICE_FILE: {type(error).__name__}; see docs/en/operators.md") from None
    if not all((notice.version, notice.notice_zh, notice.notice_en)):
        raise Misconfigured("DASAI_PRIVACY_NOTICE_FILE: the version and both texts of the notice are required")
    return notice
