"""The texts of the pages: each in Chinese and English side by side, in `gateway/portals/texts`, a file for each subject.

A key is the file's name and the way inside it: `sign_in.title`. A text may name values (`{count}`); an English text that depends
on a number has `one` and `other`, chosen by `count`. Values are escaped unless they are Markup, as links are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from markupsafe import Markup, escape

from .language import Language, current

FOLDER = Path(__file__).parent / "texts"
_VALUE = re.compile(r"\{(\w+)\}")


class TextMissing(KeyError):
    """A template or page names a text that the catalogue does not have."""


@dataclass(frozen=True, slots=True)
class Text:
    """A text in both languages; `one` is the English one for a single thing, if that differs."""

    zh: str
    en: str
    one: str = ""

    def in_language(self, language: Language, count: object = None) -> str:
        """Return the text in a language."""
        if language == "zh":
            return self.zh
        return self.one if self.one and count in (1, "1") else self.en

    @property
    def values(self) -> dict[str, set[str]]:
        """Return the names of the values that each version has, by version."""
        versions = {"zh": self.zh, "en": self.en, **({"one": self.one} if self.one else {})}
        return {name: set(_VALUE.findall(version)) for name, version in versions.items()}


@cache
def catalogue() -> Mapping[str, Text]:
    """Return all texts by key; raises TypeError or ValueError for an entry that is not a text in both languages."""
    texts: dict[str, Text] = {}
    for file in sorted(FOLDER.glob("*.yaml")):
        content = yaml.safe_load(file.read_text(encoding="utf-8"))
        texts |= dict(_texts(file.stem, content))
    return texts


def _texts(key: str, content: Any) -> Iterator[tuple[str, Text]]:
    if not isinstance(content, dict):
        raise TypeError(f"{key}: neither a text in both languages nor a group of them")
    if content.keys() & {"zh", "en"}:
        yield key, _text(key, content)
        return
    for name, inner in content.items():
        yield from _texts(f"{key}.{name}", inner)


def _text(key: str, content: dict[str, Any]) -> Text:
    zh, en = content.get("zh"), content.get("en")
    forms = en if isinstance(en, dict) else {"other": en}
    plural, singular = forms.get("other"), forms.get("one", "")
    if content.keys() != {"zh", "en"} or not all(isinstance(form, str) for form in (zh, plural, singular)):
        raise ValueError(f"{key}: needs `zh` and `en`, each a text")
    return Text(str(zh), str(plural), str(singular))


def text(key: str, /, **values: object) -> Markup:
    """Return a text in the language of the page that is being rendered; raises TextMissing for a key that there is not."""
    return text_in(current(), key, **values)


def rule(code: str) -> Markup:
    """Return what a rule says by which somebody lost something, in words; its code if there are none."""
    return text(f"rulings.rule.{code}") if f"rulings.rule.{code}" in catalogue() else escape(code)


def text_in(language: Language, key: str, /, **values: object) -> Markup:
    """Return a text in a language."""
    found = catalogue().get(key)
    if found is None:
        raise TextMissing(key)
    said = escape(found.in_language(language, values.get("count")))
    return said.format(**{name: _number(value, language) for name, value in values.items()}) if values else said


def _number(value: object, language: Language) -> object:
    """Return a number as each language writes it: 5000 in Chinese, 5,000 in English; any other value as it is."""
    return f"{value:,}" if type(value) is int and language == "en" else value


def said(value: Any, stem: str = "") -> str | Markup:
    """Return what a value says in the page's language: a pair, or an object or mapping with `zh` and `en`.

    `stem` names a pair of fields: `said(item, "words")` is of `words_zh` and `words_en`. What is there in Chinese only is
    marked as Chinese on an English page.
    """
    zh, en = _pair(value, f"{stem}_" if stem else "")
    if current() == "zh" or zh == en:
        return zh
    return en or (Markup('<span lang="zh-CN">{}</span>').format(zh) if zh else "")


def _pair(value: Any, stem: str) -> tuple[str, str]:
    if isinstance(value, tuple):
        zh, en = value
    elif isinstance(value, Mapping):
        zh, en = value.get(f"{stem}zh"), value.get(f"{stem}en")
    else:
        zh, en = getattr(value, f"{stem}zh"), getattr(value, f"{stem}en", "")
    return str(zh or ""), str(en or "")
