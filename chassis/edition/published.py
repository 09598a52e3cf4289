"""The check that every published text goes through: official names (J1), lists of organisers (J2), identity numbers (K4).

A command that takes a text which will be published, now or by an event of it, calls `require_publishable` first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from ..kernel.refusal import Code, FieldFault, refuse
from ..refusals import J1_NAME_ALTERED, J2_ORGANISERS_NOT_WHOLE, K4_IDENTITY_NUMBER
from ..text.identity import IdentityForm, form_of, normalised_number
from .current import edition
from .names import check_listed_organisers, check_names
from .schema import Edition

# between the characters of a number as people write it; the number itself also in full width
_GAP = r"[\s\u00ad\u200b-\u200f\u2060\ufeff\-‐-―－_.·]{0,3}"
_DIGIT = "[0-9０-９]"
_RESIDENT = re.compile(rf"(?<!{_DIGIT})(?:{_DIGIT}{_GAP}){{17}}[0-9０-９xXｘＸ](?![0-9A-Za-z０-９])")
# other papers have no check digit: a number counts as one of theirs only if the paper is named before it
_OTHER = re.compile(
    r"(?:护照|通行证|回乡证|台胞证|居住证|居留证|身份证|证件)(?:号码|号)?[\s：:（(为是]{0,4}"
    rf"(?P<number>[A-Za-zＡ-Ｚａ-ｚ]{{0,3}}{_GAP}(?:{_DIGIT}{_GAP}){{7,17}}[0-9０-９xXｘＸ]?)"
)
_SHOWN_INSTEAD = "＊＊＊＊＊＊"
# nobody who could be named is born later
_LATEST = date(2099, 12, 31)


@dataclass(frozen=True, slots=True)
class TextMistake:
    """A mistake in a text that is to be published: the code that refuses it, and how to mend it."""

    code: Code
    zh: str
    en: str


def check_published(text: str, edition: Edition) -> list[TextMistake]:
    """Return everything in a text that keeps it from being published (J1, J2, K4); never a number that was found."""
    numbers = _number_mistakes(text)
    names = [TextMistake(J1_NAME_ALTERED, mistake.zh, mistake.en) for mistake in check_names(text, edition)]
    lists = [
        TextMistake(J2_ORGANISERS_NOT_WHOLE, mistake.zh, mistake.en)
        for mistake in check_listed_organisers(text, edition)
    ]
    return [*numbers, *names, *lists]


def require_publishable(**texts: str) -> None:
    """Refuse texts, by the names of their fields, that can't be published as they are, with every mistake in each.

    The code is that of the gravest: K4_IDENTITY_NUMBER, J1_NAME_ALTERED, J2_ORGANISERS_NOT_WHOLE.
    """
    _refuse_mistakes(
        [(field, mistake) for field, text in texts.items() for mistake in check_published(text, edition())]
    )


def holds_identity_number(text: str) -> bool:
    """Return True if a text holds the number of an identity document."""
    return any(_identity_numbers(text))


def require_no_identity_numbers(**texts: str) -> None:
    """Refuse K4_IDENTITY_NUMBER for texts that are kept as they are typed and published nowhere, by the names of their fields.

    Such as names and reasons: in clear a number would be in the database, events and audit trail for good, though everywhere
    else numbers are sealed (rule K4).
    """
    _refuse_mistakes([(field, mistake) for field, text in texts.items() for mistake in _number_mistakes(text)])


def _refuse_mistakes(mistakes: list[tuple[str, TextMistake]]) -> None:
    for code in (K4_IDENTITY_NUMBER, J1_NAME_ALTERED, J2_ORGANISERS_NOT_WHOLE):
        if any(mistake.code == code for _, mistake in mistakes):
            refuse(code, faults=[FieldFault(field, f"{mistake.zh}。", f"{mistake.en}.") for field, mistake in mistakes])


def _number_mistakes(text: str) -> list[TextMistake]:
    return [
        TextMistake(
            K4_IDENTITY_NUMBER,
            f"第{_line(text, start)}行含有证件号码，请删除",
            f"line {_line(text, start)} holds the number of an identity document: remove it",
        )
        for start, _ in _identity_numbers(text)
    ]


def without_identity_numbers(text: str) -> str:
    """Return a text with the numbers of identity documents hidden: for texts that were checked by nobody, or long ago (K4)."""
    for start, end in reversed(list(_identity_numbers(text))):
        text = text[:start] + _SHOWN_INSTEAD + text[end:]
    return text


def _identity_numbers(text: str) -> Iterator[tuple[int, int]]:
    """Yield where numbers of identity documents begin and end, in order."""
    places = {match.span() for match in _RESIDENT.finditer(text) if _is_resident(match.group())}
    for match in _OTHER.finditer(text):
        if not any(start < match.end("number") and match.start("number") < end for start, end in places):
            places.add(match.span("number"))
    yield from sorted(places)


def _is_resident(written: str) -> bool:
    number = "".join(re.findall("[0-9X]", normalised_number(written)))
    return form_of((IdentityForm.GB_11643,), number, _LATEST) is not None


def _line(text: str, at: int) -> int:
    return text.count("\n", 0, at) + 1
