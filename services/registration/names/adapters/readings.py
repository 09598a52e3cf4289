"""How a text looks and sounds, character by character (rules B3, B9)."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import lru_cache

import opencc
import pypinyin

from ...shared.visible_text import is_parting
from ..model.screening import Cell, ListedWord, Spelling, looks_like

_TO_SIMPLIFIED = opencc.OpenCC("t2s")
# letters of other scripts by the Latin ones that they look like, in the case in which they do
_CONFUSABLE = {
    **dict(zip("АВЕЅІЈКМНОРСТУХҮѴԜԚԌҺ", "abesijkmhopctyxyvwqgh", strict=True)),
    **dict(zip("авекмнорстухіјѕһԁԛԝӏѵгпү", "abekmhopctyxijshdqwlvrny", strict=True)),
    **dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "abezhikmnoptyx", strict=True)),
    **dict(zip("αβγεηικνορτυχω", "abyenikvoptuxw", strict=True)),
    **dict(zip("ıɡɑɩʏɪʙɢʜʟɴʀᴀᴄᴅᴇᴊᴋᴍᴏᴘᴛᴜᴠᴡᴢꜰꜱ", "igaiyibghlnracdejkmoptuvwzfs", strict=True)),
}
# letters on a dark ground, and those that flags are made of; Unicode knows no letter behind them
_ON_DARK = {
    first + place: letter
    for first in (0x1F150, 0x1F170, 0x1F1E6)
    for place, letter in enumerate("abcdefghijklmnopqrstuvwxyz")
}
# classes of characters that don't count: marks, separators, punctuation, symbols, what can't be seen
_UNCOUNTED = "MZPSC"


def cells(text: str) -> tuple[Cell, ...]:
    """The text's characters that count."""
    return tuple(_cells(text))


def searched(text: str) -> str:
    """The text as it is searched for: simplified, narrow, in one case, without spaces and punctuation (rule B3)."""
    return "".join(cell.plain for cell in cells(text))


def spelling(listed: ListedWord) -> Spelling:
    """A listed word, read in its own context, so that of a character's sounds the right one counts."""
    found = cells(listed.word)
    said = pypinyin.lazy_pinyin("".join(cell.plain for cell in found), errors="ignore")
    if len(said) != sum(bool(cell.sounds) for cell in found):  # were the dictionary ever to drop one: each by itself
        said = [min(cell.sounds) for cell in found if cell.sounds]
    one_by_one = iter(said)
    syllables = tuple(next(one_by_one) if cell.sounds else "" for cell in found)
    return Spelling(listed=listed, cells=found, syllables=syllables)


def _cells(text: str) -> Iterator[Cell]:
    after_letter = False
    for place, character in enumerate(text):
        if unicodedata.category(character)[0] == "M" or unicodedata.category(character) == "Cf":
            continue  # neither a character nor a gap
        parts = _parts(character.translate(_ON_DARK))
        for raw, narrow, plain, look, sounds in parts:
            letter = "a" <= look <= "z" and not plain.isdigit()
            yield Cell(place, raw, narrow, plain, look, sounds, joined=letter and after_letter)
            after_letter = letter
        if not parts:
            after_letter = False


@lru_cache(maxsize=32_768)
def _parts(character: str) -> tuple[tuple[str, str, str, str, frozenset[str]], ...]:
    """What a character is made of: itself in most cases, several letters for a ligature, nothing where it does not count."""
    found: list[tuple[str, str, str, str, frozenset[str]]] = []
    if is_parting(character):
        return ()
    decomposed = unicodedata.normalize("NFKD", character)
    for one in decomposed:
        for narrow in unicodedata.normalize("NFKD", one.casefold()):
            if unicodedata.category(narrow)[0] in _UNCOUNTED or is_parting(narrow):
                continue
            plain = _simplified(narrow)
            look = looks_like(_CONFUSABLE.get(one, plain))
            raw = character.casefold() if len(decomposed) == 1 else narrow
            found.append((raw, narrow, plain, look, _sounds(plain)))
    return tuple(found)


def _simplified(character: str) -> str:
    # one by one, in words and texts alike: what a dictionary of phrases would keep is turned in both
    turned: str = _TO_SIMPLIFIED.convert(character)
    return turned if len(turned) == 1 else character


def _sounds(character: str) -> frozenset[str]:
    ways = pypinyin.pinyin(character, style=pypinyin.Style.NORMAL, heteronym=True, errors="ignore")
    return frozenset(ways[0]) if ways else frozenset()
