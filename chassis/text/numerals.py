"""Numbers in Chinese and Roman numerals and in digits of other scripts, as the digits 0 to 9."""

from __future__ import annotations

import re

import unicodedata2 as unicodedata

# the forms that banks write are numerals too, 陆 and 拾 in any word: what is compared, nobody reads
_CHINESE_DIGITS = {
    numeral: str(value)
    for value, numerals in enumerate(
        ("〇零", "一壹", "二贰弐", "三叁叄", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖")
    )
    for numeral in numerals
}
_CHINESE_UNITS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_TENS = {"廿": "二十", "卅": "三十"}
_RUN = re.compile(f"[{''.join([*_CHINESE_DIGITS, *_CHINESE_UNITS, *_TENS])}]+")
_DIGIT, _ZERO = f"[{''.join(numeral for numeral, digit in _CHINESE_DIGITS.items() if digit != '0')}]", "[〇零]?"
# a number below ten thousand as it is said: 一千二百零三, 十五
_SAID = re.compile(
    f"(?:(?P<thousands>{_DIGIT})[千仟]{_ZERO})?(?:(?P<hundreds>{_DIGIT})[百佰]{_ZERO})?"
    f"(?:(?P<tens>{_DIGIT}?)(?P<ten>[十拾]))?(?P<ones>{_DIGIT})?"
)
# Unicode has Roman numerals as characters of their own
ROMAN_CHARACTERS = re.compile("([\u2160-\u2188]+)")
# I to XXXIX in Latin letters that nothing Latin is beside; X alone is a letter, or the contest's times sign
_ROMAN_WORD = re.compile(r"(?<![a-z0-9])(?!x(?![a-z0-9]))(?=[ivx])(x{0,3}(?:ix|iv|v?i{0,3}))(?![a-z0-9])")
_ROMAN = re.compile(r"(?=.)m{0,3}(cm|cd|d?c{0,3})(xc|xl|l?x{0,3})(ix|iv|v?i{0,3})")
_ROMAN_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}


def with_digits(text: str) -> str:
    """Return the text with every number in the digits 0 to 9: Ⅱ, 二, 贰 and ٢ become 2; it must be simplified, without blanks."""
    text = ROMAN_CHARACTERS.sub(lambda match: _roman_characters(match[0]), text)
    text = _RUN.sub(lambda match: _chinese(match[0]), text)
    return text if text.isascii() else "".join(map(_digit, text))


def with_roman_words_as_digits(text: str) -> str:
    """Return the text, in lower case, with Roman numerals in Latin letters as digits, if they are words of their own: II, XIV."""
    return _ROMAN_WORD.sub(lambda match: _roman(match[1]), text)


def _digit(character: str) -> str:
    value = unicodedata.decimal(character, None)
    return character if value is None else str(value)


def _roman_characters(characters: str) -> str:
    letters = unicodedata.normalize("NFKC", characters).casefold()
    return _roman(letters) if _ROMAN.fullmatch(letters) else letters


def _roman(letters: str) -> str:
    values = [_ROMAN_VALUES[letter] for letter in letters]
    following = [*values[1:], 0]
    return str(sum(-value if value < after else value for value, after in zip(values, following, strict=True)))


def _chinese(numerals: str) -> str:
    for tens, spelt in _TENS.items():
        numerals = numerals.replace(tens, spelt)
    if not any(unit in numerals for unit in _CHINESE_UNITS):
        return "".join(_CHINESE_DIGITS[numeral] for numeral in numerals)
    digits, place = "", 0
    while place < len(numerals):
        said = _SAID.match(numerals, place)
        if said is not None and said.end() > place + 1:
            digits += _value(said)
            place = said.end()
        else:  # a digit or unit on its own
            numeral = numerals[place]
            digits += _CHINESE_DIGITS.get(numeral) or str(_CHINESE_UNITS[numeral])
            place += 1
    return digits


def _value(said: re.Match[str]) -> str:
    tens = said["tens"] or ("一" if said["ten"] else "")
    places = ((said["thousands"], 1000), (said["hundreds"], 100), (tens, 10), (said["ones"], 1))
    return str(sum(int(_CHINESE_DIGITS[digit]) * unit for digit, unit in places if digit))
