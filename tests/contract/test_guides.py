"""The guides of the roles: what they name is on the pages, and their pictures and commands exist."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cli.shots.guides import PICTURES
from cli.stack.program import ROOT
from gateway.portals import words
from gateway.portals.language import Language


def guides_of(*roles: str) -> list[Any]:
    """Return the guides of these roles in each language, for a test."""
    return [
        pytest.param(ROOT / "docs" / language / f"{role}.md", language, id=f"{role}-{language}")
        for role in roles
        for language in ("zh", "en")
    ]


PICTURED = guides_of("participants", "hosts", "secretariat")
GUIDES = [*PICTURED, *guides_of("experts", "reviewers")]
_LABEL = re.compile(r"\*\*([^*\n]+)\*\*")
_PICTURE = re.compile(r"!\[[^\]]+\]\(([^)]+)\)")
_VALUE = re.compile(r"\\\{\w+\\\}")


def texts_of(language: Language) -> list[re.Pattern[str]]:
    """Return patterns of all texts of the pages in a language; a value in a text stands for anything."""
    texts = [text.in_language(language) for text in words.catalogue().values()]
    return [re.compile(_VALUE.sub(".*", re.escape(text))) for text in texts]


def unknown_labels(guide: str, language: Language) -> Iterator[str]:
    """Yield the labels of a guide that no page has."""
    texts = texts_of(language)
    for label in _LABEL.findall(guide):
        if not any(text.fullmatch(label) for text in texts):
            yield label


@pytest.mark.parametrize(("path", "language"), GUIDES)
def test_what_a_guide_names_is_on_the_pages(path: Path, language: Language) -> None:
    """K5: each word in bold is a link, button or heading of a page in that language."""
    assert sorted(unknown_labels(path.read_text(encoding="utf-8"), language)) == []


@pytest.mark.parametrize(("path", "language"), PICTURED)
def test_a_guide_has_pictures_and_each_is_there(path: Path, language: Language) -> None:
    """As `./dasai shots --guides` made them, of the guide's own language."""
    pictures = _PICTURE.findall(path.read_text(encoding="utf-8"))
    assert len(pictures) >= 4
    for picture in pictures:
        assert (path.parent / picture).is_file(), picture
        assert f"/{language}/" in picture


@pytest.mark.parametrize("role", ["participants", "hosts", "secretariat"])
def test_guides_in_both_languages_have_the_same_parts(role: str) -> None:
    """K5: chapter for chapter, picture for picture; each links to the other once, at its top."""
    zh, en = (str((ROOT / "docs" / language / f"{role}.md").read_text(encoding="utf-8")) for language in ("zh", "en"))
    assert zh.count("\n## ") == en.count("\n## ") >= 7
    assert zh.count("\n### ") == en.count("\n### ")
    assert (zh.count(f"(../en/{role}.md)"), en.count(f"(../zh/{role}.md)")) == (1, 1)
    assert [Path(each).name for each in _PICTURE.findall(zh)] == [Path(each).name for each in _PICTURE.findall(en)]


def test_a_label_that_no_page_has_is_reported() -> None:
    """A renamed button makes the guide wrong."""
    assert list(unknown_labels("点击**没有这个按钮**", "zh")) == ["没有这个按钮"]


@pytest.mark.parametrize(("path", "language"), GUIDES)
def test_each_picture_of_a_guide_is_renewed_with_the_others(path: Path, language: Language) -> None:
    """`./dasai shots --guides` makes it anew, so that no guide shows a page as it was."""
    renewed = {picture.file(language) for picture in PICTURES}
    shown = {(path.parent / picture).resolve() for picture in _PICTURE.findall(path.read_text(encoding="utf-8"))}
    assert sorted(shown - renewed) == []
    assert sorted(file for file in shown if not file.is_file()) == []
