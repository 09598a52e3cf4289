"""Loads an edition file: readable, of the right types, holding to the rules; or all that is wrong with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from os import PathLike
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from .mistakes import EditionError, Mistake
from .reading import MAX_BYTES, read
from .rules import mistakes_in
from .schema import Edition

# what an edition has to hold to beyond its types: answers with all that it breaks
Rules = Callable[[Edition], list[Mistake]]
# pydantic's kinds of error, in our words; {name} is filled from the error's own facts
_TEXTS: dict[str, tuple[str, str, str]] = {
    "missing": ("MISSING", "缺少此项，请补上", "is missing: add it"),
    "extra_forbidden": (
        "UNKNOWN_KEY",
        "没有这一项，请检查拼写或删除",
        "no such key: mind the spelling, or remove it",
    ),
    "string_type": ("NOT_TEXT", "应为文本，请加引号", "must be text: quote it"),
    "string_pattern_mismatch": ("TEXT_FORM", "文本格式不符，应符合 {pattern}", "not of the form {pattern}"),
    "string_too_short": ("TEXT_EMPTY", "文本不能为空，请填写", "must not be empty: fill it in"),
    "string_too_long": (
        "TEXT_LONG",
        "文本最多 {max_length} 个字符，请缩短",
        "at most {max_length} characters: shorten it",
    ),
    "bool_type": ("NOT_YES_OR_NO", "应为 true 或 false，不加引号", "must be true or false, not quoted"),
    "int_type": ("NOT_WHOLE_NUMBER", "应为不加引号的整数", "must be a whole number, not quoted"),
    "greater_than": ("TOO_SMALL", "应大于 {gt}", "must be above {gt}"),
    "greater_than_equal": ("TOO_SMALL", "应不小于 {ge}", "must be at least {ge}"),
    "less_than_equal": ("TOO_LARGE_NUMBER", "应不大于 {le}", "must be at most {le}"),
    "date_type": (
        "NOT_A_DATE",
        "应为不加引号的日期，如 2024-05-31",
        "must be a date, not quoted, such as 2024-05-31",
    ),
    "literal_error": ("NOT_A_CHOICE", "应为其中之一：{expected}", "must be one of: {expected}"),
    "decimal_text": (
        "NOT_A_DECIMAL",
        '应为加引号的十进制数，如 "0.25"',
        'must be a quoted decimal, such as "0.25"',
    ),
    "tuple_type": ("NOT_A_LIST", "应为列表", "must be a list"),
    "too_short": ("LIST_EMPTY", "至少要有 {min_length} 项", "must have at least {min_length}"),
    "model_type": ("NOT_A_MAPPING", "应为“键: 值”的映射", "must be a mapping of keys to values"),
}


def load_edition(path: str | PathLike[str]) -> Edition:
    """Return the edition in the file (A1); raises EditionError with every mistake in it."""
    edition, mistakes = inspect(path)
    if mistakes or edition is None:
        raise EditionError(str(path), mistakes)
    return edition


def inspect(path: str | PathLike[str], rules: Rules = mistakes_in) -> tuple[Edition | None, list[Mistake]]:
    """Return the edition, or None if a type is wrong, and the mistakes by line; never raises for what a file holds.

    `rules` are by default those of an edition by itself.
    """
    try:
        with Path(path).open("rb") as file:
            data = file.read(MAX_BYTES + 1)  # one byte too many is enough to refuse it
    except OSError as error:
        reason = error.strerror or type(error).__name__
        mistake = Mistake((), "CANNOT_OPEN", f"打不开文件，请检查路径和权限：{reason}", f"can't open it: {reason}", 1)
        return None, [mistake]
    return parse(data, rules)


def parse(data: bytes, rules: Rules = mistakes_in) -> tuple[Edition | None, list[Mistake]]:
    """Do the same as `inspect` for the file's bytes."""
    content = read(data)
    mistakes = list(content.mistakes)
    edition = None
    if not any(mistake.place == () for mistake in mistakes):  # else there is no value worth looking into
        broken = {mistake.place for mistake in mistakes}
        try:
            edition = Edition.model_validate(content.value)
        except ValidationError as error:
            more = [_mistake(detail) for detail in error.errors(include_url=False, include_input=False)]
        else:
            more = rules(edition)
        mistakes += [
            replace(mistake, line=content.line(mistake.place)) for mistake in more if mistake.place not in broken
        ]
    mistakes.sort(key=lambda mistake: mistake.line)
    return edition, mistakes


def _mistake(detail: Any) -> Mistake:
    place = tuple(detail["loc"])
    code, zh, en = _TEXTS.get(detail["type"], ("INVALID", "填写有误：{msg}", "is not right: {msg}"))
    facts = {"msg": detail["msg"], **detail.get("ctx", {})}
    return Mistake(place, code, zh.format(**facts), en.format(**facts))
