"""What pages say in the language of a visitor, so that one test walks a journey in both (rule K5).

A test names a text in Chinese, as the catalogue has it; on English pages the same entry's English is looked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from gateway.portals.words import Text, catalogue

_VALUE = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Spoken:
    """The language of a visitor, by the beginning of addresses: empty for Chinese, `/en` for English."""

    prefix: str = ""

    def __call__(self, chinese: str) -> re.Pattern[str]:
        """Return what matches a text that a button, link or field has as a whole."""
        return re.compile(rf"^\s*(?:{self._either(chinese, part=False)})\s*$")

    def part(self, chinese: str) -> re.Pattern[str]:
        """Return what matches a text in which, in Chinese, these words stand; a value in it stands for anything."""
        return re.compile(self._either(chinese, part=True))

    def _either(self, chinese: str, *, part: bool) -> str:
        if not self.prefix:
            return re.escape(chinese)
        english = sorted(set(_in_english(chinese, part=part)))
        assert english, f"no page says {chinese}"
        return "|".join(english)


def _in_english(chinese: str, *, part: bool) -> Iterator[str]:
    """Yield the patterns of what pages say in English for a Chinese text, or for those in which it stands."""
    exact = [text for text in catalogue().values() if text.zh == chinese or (part and chinese in text.zh)]
    for text in exact:
        yield from _patterns(text, {})
    if exact:
        return
    for text in catalogue().values():
        if _VALUE.search(text.zh) and (values := _values(text.zh, chinese)) is not None:
            yield from _patterns(text, values)


def _values(template: str, said: str) -> dict[str, str] | None:
    """Return the values of a text that says this; None if it does not, or is hardly more than its values."""
    if len(_VALUE.sub("", template)) < 2:
        return None
    names = iter(_VALUE.findall(template))
    pieces = (re.escape(piece) for piece in _VALUE.split(template)[::2])
    pattern = next(pieces)
    for piece in pieces:
        pattern += f"(?P<{next(names)}>.+){piece}"
    match = re.fullmatch(pattern, said)
    return None if match is None else match.groupdict()


def _patterns(text: Text, values: dict[str, str]) -> Iterator[str]:
    """Yield the patterns of a text's English, with its values in English if they are texts themselves."""
    for version in filter(None, (text.en, text.one)):
        pieces = _VALUE.split(version)
        yield "".join(
            re.escape(piece) if place % 2 == 0 else _value(values.get(piece)) for place, piece in enumerate(pieces)
        )


def _value(chinese: str | None) -> str:
    if chinese is None:
        return ".*"
    said = sorted({re.escape(text.en) for text in catalogue().values() if text.zh == chinese})
    return f"(?:{'|'.join(said)})" if said else re.escape(chinese)


CHINESE = Spoken()
ZH_DESK, EN_PHONE = (CHINESE, 1280, True), (Spoken("/en"), 390, False)
