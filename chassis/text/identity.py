"""Numbers of persons' identity papers, of representatives and reporters alike: forms, checksums, masks (rules A1, B5, H2, K4).

Which kinds of paper there are is the edition's (`identity_kinds`); each kind names the forms that its numbers have.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Iterable
from datetime import date

from .codes import normalised_code

# GB 11643-1999
_RIC_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_RIC_CHECKS = "10X98765432"
_RIC = re.compile(r"[1-9][0-9]{16}[0-9X]")
_EARLIEST_BIRTH = date(1900, 1, 1)
# of permits, the issue stands behind the holder's own number: a letter and eight digits, or eight digits
_HK_MACAO = re.compile(r"(?P<holder>[HM][0-9]{8})(?:[0-9]{2})?")
_TAIWAN = re.compile(r"(?P<holder>[0-9]{8})(?:[0-9]{2}[A-Z]?)?")
# nationality, place of issue, date of birth without century, two digits more
_OLD_FOREIGN_RESIDENT = re.compile(r"[A-Z]{3}[0-9]{4}[0-9]{2}(?P<month>[0-9]{2})(?P<day>[0-9]{2})[0-9]{2}")
# ICAO 9303-4: letters and digits, at most nine; no country numbers its passports by letters alone
_PASSPORT = re.compile(r"(?=.*[0-9])[A-Z0-9]{5,9}")
_BRACKETS = str.maketrans("", "", "()[]（）")


class IdentityForm(enum.StrEnum):
    """A form that numbers of identity papers have."""

    # GB 11643, of any place
    GB_11643 = "gb_11643"
    # GB 11643 of a residence permit for residents of Hong Kong, Macao and Taiwan (places 81, 82, 83)
    HMT_RESIDENCE = "hmt_residence"
    # GB 11643 of a permanent residence card for foreigners (9)
    FOREIGN_RESIDENT = "foreign_resident"
    # the fifteen characters of such a card as it was issued until 2023
    OLD_FOREIGN_RESIDENT = "old_foreign_resident"
    HK_MACAO_PERMIT = "hk_macao_permit"
    TAIWAN_PERMIT = "taiwan_permit"
    PASSPORT = "passport"


_PLACES = {
    IdentityForm.GB_11643: ("",),
    IdentityForm.HMT_RESIDENCE: ("81", "82", "83"),
    IdentityForm.FOREIGN_RESIDENT: ("9",),
}


def normalised_number(typed: str) -> str:
    """Return a number as it is checked, compared and stored: as codes are, and without the brackets of older permits."""
    return normalised_code(typed).translate(_BRACKETS)


def form_of(forms: Iterable[IdentityForm], number: str, today: date) -> IdentityForm | None:
    """Return the first of these forms that a normalised number has, None if it has none of them (rule B5).

    Checksums are verified where a form has one, and dates of birth: none is after `today`.
    """
    return next((form for form in forms if _has_form(form, number, today)), None)


def _has_form(form: IdentityForm, number: str, today: date) -> bool:
    if form in _PLACES:
        return number.startswith(_PLACES[form]) and _is_gb_11643(number, today)
    if form is IdentityForm.OLD_FOREIGN_RESIDENT:
        match = _OLD_FOREIGN_RESIDENT.fullmatch(number)
        # a leap year, for the century is not in the number
        return match is not None and _date(2000, int(match["month"]), int(match["day"])) is not None
    patterns = {IdentityForm.HK_MACAO_PERMIT: _HK_MACAO, IdentityForm.TAIWAN_PERMIT: _TAIWAN}
    return patterns.get(form, _PASSPORT).fullmatch(number) is not None


def _is_gb_11643(number: str, today: date) -> bool:
    if not _RIC.fullmatch(number):
        return False
    born = _date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    return born is not None and _EARLIEST_BIRTH <= born <= today and resident_check_character(number[:17]) == number[17]


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def resident_check_character(first: str) -> str:
    """Return the 18th character for the first 17 digits (GB 11643)."""
    return _RIC_CHECKS[sum(int(digit) * weight for digit, weight in zip(first, _RIC_WEIGHTS, strict=True)) % 11]


def matched_text(form: IdentityForm, number: str) -> str:
    """Return what a person is matched by (rule B5): the same for a renewed permit, and under whichever kind it was given."""
    if form in _PLACES:
        return f"resident:{number}"
    if form in (IdentityForm.HK_MACAO_PERMIT, IdentityForm.TAIWAN_PERMIT):
        match = (_HK_MACAO if form is IdentityForm.HK_MACAO_PERMIT else _TAIWAN).fullmatch(number)
        return f"{form}:{match['holder'] if match else number}"
    return f"{form}:{number}"


def mask_number(number: str) -> str:
    """Return the number with all characters masked but the first and the last."""
    return number[:1] + "*" * (len(number) - 2) + number[-1:]


def mask_name(name: str) -> str:
    """Return the name with all characters masked but the first."""
    return name[:1] + "*" * max(len(name) - 1, 1)
