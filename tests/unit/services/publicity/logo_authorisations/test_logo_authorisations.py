"""Authorisations of the logo: what may be granted, the state by the clock, withdrawal, and what a typed text is (J3)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from chassis.kernel.refusal import Refusal
from services.publicity.logo_authorisations.events import LogoAuthorisationWithdrawn, LogoUse, LogoUseAuthorised
from services.publicity.logo_authorisations.model import (
    AuthorisationState,
    LogoAuthorisation,
    LookedUpBy,
    number_of,
    read_look_up,
)
from tests.unit.services.publicity.builders import beijing

CODE = "91110199000000019X"
GRANTED = beijing("2024-06-20T09:00:00.000")
USE = LogoUse("合成测试研究院0002", CODE, "分赛宣传活动、网站、印刷品", "2024-07-01", "2024-12-31")


def granted(use: LogoUse = USE) -> LogoAuthorisation:
    return LogoAuthorisation.grant("a-1", "BZ-2024-0001", use, by="committee", at=GRANTED)


def refused(act: Callable[[], Any]) -> Refusal:
    with pytest.raises(Refusal) as error:
        act()
    return error.value


def test_a_grant_names_body_scope_and_term_in_one_form() -> None:
    """J3: blanks around and a code as it is typed do not matter; the event says all of it."""
    typed = replace(
        USE, body_name=f" {USE.body_name}\u3000", body_uscc="９１110199-00000001 9x", scope=f"\n{USE.scope} "
    )
    authorisation = granted(typed)
    assert authorisation.use == USE
    assert (authorisation.granted_by, authorisation.granted_at) == ("committee", GRANTED)
    assert [raised.event for raised in authorisation.raised] == [LogoUseAuthorised("a-1", "BZ-2024-0001", USE)]


def test_a_body_without_a_code_and_a_term_of_one_day_are_accepted() -> None:
    """J3: a day is a term; it may be the day of the grant."""
    use = replace(USE, body_uscc="", first_day="2024-06-20", last_day="2024-06-20")
    assert granted(use).use == use


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("body_name", " ", "J3_BODY_MISSING"),
        ("body_name", "甲", "J3_BODY_MISSING"),
        ("body_name", "（——）", "J3_BODY_MISSING"),
        ("body_name", "甲" * 101, "J3_BODY_MISSING"),
        ("body_uscc", "911101990000000190", "J3_USCC_INVALID"),
        ("scope", "\n", "J3_SCOPE_MISSING"),
        ("scope", "甲" * 501, "J3_SCOPE_MISSING"),
        ("first_day", "2024-06-19", "J3_TERM_PAST"),
        ("first_day", "", "J3_DAY_INVALID"),
        ("first_day", "20240701", "J3_DAY_INVALID"),
        ("first_day", "2024-W27-1", "J3_DAY_INVALID"),
        ("last_day", "2024-06-31", "J3_DAY_INVALID"),
        ("last_day", "2024-06-30", "J3_TERM_REVERSED"),
    ],
)
def test_what_can_not_be_granted_is_refused_at_its_field(field: str, value: str, code: str) -> None:
    """J3: with the rule's code, in both languages."""
    refusal = refused(lambda: granted(replace(USE, **{field: value})))
    assert (refusal.code.name, [fault.field for fault in refusal.faults]) == (code, [field])
    assert [bool(fault.zh and fault.en) for fault in refusal.faults] == [True]


def test_all_that_is_wrong_is_told_together() -> None:
    """J3: nobody mends one field after the other."""
    refusal = refused(lambda: granted(LogoUse("", "1", "", "2024-06-01", "x")))
    assert [fault.field for fault in refusal.faults] == ["body_name", "body_uscc", "scope", "first_day", "last_day"]


def test_each_day_that_is_missing_is_asked_for_by_its_name() -> None:
    """J3: the list of what is wrong has no line twice."""
    refusal = refused(lambda: granted(replace(USE, first_day="", last_day="")))
    assert [(fault.zh, fault.en) for fault in refusal.faults] == [
        ("请填写起始日期，例如2024-07-01。", "Give the first day of the term, for example 2024-07-01."),
        ("请填写截止日期，例如2024-07-01。", "Give the last day of the term, for example 2024-07-01."),
    ]


def test_a_grant_that_arrived_before_midnight_begins_on_that_day() -> None:
    """J3: the day is that of Beijing at the time of arrival, not of the clock that stores it."""
    use = replace(USE, first_day="2024-06-20")
    last = beijing("2024-06-20T23:59:59.999")
    assert LogoAuthorisation.grant("a", "BZ-2024-0001", use, by="c", at=last).use.first_day == "2024-06-20"
    midnight = beijing("2024-06-21T00:00:00.000")
    refusal = refused(lambda: LogoAuthorisation.grant("a", "BZ-2024-0001", use, by="c", at=midnight))
    assert (refusal.code.name, refusal.facts["today"]) == ("J3_TERM_PAST", "2024-06-21")


@pytest.mark.parametrize(
    ("at", "state"),
    [
        ("2024-06-30T23:59:59.999", AuthorisationState.PENDING),
        ("2024-07-01T00:00:00.000", AuthorisationState.IN_FORCE),
        ("2024-12-31T23:59:59.999", AuthorisationState.IN_FORCE),
        ("2025-01-01T00:00:00.000", AuthorisationState.EXPIRED),
    ],
)
def test_the_term_is_of_whole_days_in_beijing(at: str, state: AuthorisationState) -> None:
    """J3: to the millisecond, and by no timer."""
    assert granted().state_at(beijing(at)) is state


@pytest.mark.parametrize("at", ["2024-06-25T10:00:00.000", "2024-08-05T10:00:00.000"], ids=["pending", "in force"])
def test_it_is_withdrawn_at_once_with_a_reason(at: str) -> None:
    """J3: before its first day or within its term; it stays withdrawn when the term is over."""
    authorisation = granted()
    authorisation.take_events()
    authorisation.withdraw(" 超出授权范围使用 ", by="committee-2", at=beijing(at))
    assert authorisation.state_at(beijing(at)) is AuthorisationState.WITHDRAWN
    assert authorisation.state_at(beijing("2025-03-01T00:00:00.000")) is AuthorisationState.WITHDRAWN
    assert (authorisation.withdrawn_by, authorisation.withdrawn_at) == ("committee-2", beijing(at))
    assert [raised.event for raised in authorisation.raised] == [
        LogoAuthorisationWithdrawn("a-1", "BZ-2024-0001", "超出授权范围使用")
    ]


@pytest.mark.parametrize("reason", ["", " \n", "\u200b", "甲" * 2001], ids=["none", "blank", "unseen", "too long"])
def test_a_withdrawal_needs_a_reason(reason: str) -> None:
    """J3: of at most 2,000 characters; the refused one changes nothing."""
    authorisation = granted()
    refusal = refused(lambda: authorisation.withdraw(reason, by="committee", at=GRANTED))
    assert (refusal.code.name, authorisation.withdrawn_at) == ("J3_REASON_MISSING", None)


def test_it_is_withdrawn_once_and_not_after_its_term() -> None:
    """J3: who tries is told which of the two it is."""
    expired = refused(lambda: granted().withdraw("理由", by="c", at=beijing("2025-01-01T00:00:00.000")))
    assert (expired.code.name, expired.facts["last_day"]) == ("J3_TERM_OVER", "2024-12-31")
    assert "2024年12月31日" in expired.zh
    assert "31 December 2024" in expired.en
    authorisation = granted()
    authorisation.withdraw("理由", by="c", at=GRANTED)
    again = refused(lambda: authorisation.withdraw("另一理由", by="c", at=beijing("2025-01-01T00:00:00.000")))
    assert (again.code.name, authorisation.withdrawal_reason) == ("J3_ALREADY_WITHDRAWN", "理由")


@pytest.mark.parametrize(
    ("typed", "by", "form"),
    [
        ("BZ-2024-0001", LookedUpBy.NUMBER, "BZ-2024-0001"),
        (" ｂｚ２０２４ 0001\u200b", LookedUpBy.NUMBER, "BZ-2024-0001"),
        ("bz—2024—12", LookedUpBy.NUMBER, "BZ-2024-0012"),
        ("BZ-2024-10000", LookedUpBy.NUMBER, "BZ-2024-10000"),
        ("９１110199 0000 0001 9x", LookedUpBy.USCC, CODE),
        ("合成測試（研究院）", LookedUpBy.NAME, "合成测试研究院"),
        ("2024大赛", LookedUpBy.NAME, "2024大赛"),
        ("Tsinghua University", LookedUpBy.NAME, "tsinghuauniversity"),
    ],
)
def test_what_is_looked_up_is_a_number_a_code_or_a_name(typed: str, by: LookedUpBy, form: str) -> None:
    """J3: however it is typed."""
    assert read_look_up(typed) == (by, form)


@pytest.mark.parametrize(
    "typed", ["911101990000000190", "9111019900000001 9", "91110199000000019XX", "O1110199000000019X"]
)
def test_a_mistyped_code_is_refused_rather_than_not_found(typed: str) -> None:
    """J3: for “nothing known” would be a wrong answer."""
    assert refused(lambda: read_look_up(typed)).code.name == "J3_USCC_INVALID"


@pytest.mark.parametrize("typed", ["", " ", "。。。", "甲"])
def test_too_little_is_not_looked_up(typed: str) -> None:
    """J3: two characters that count at least."""
    assert refused(lambda: read_look_up(typed)).code.name == "J3_LOOK_UP_TOO_SHORT"


def test_numbers_go_on_beyond_four_digits() -> None:
    """J3: they stay readable, and are cited as they are."""
    assert [number_of("2024", ordinal) for ordinal in (1, 9999, 10000)] == [
        "BZ-2024-0001",
        "BZ-2024-9999",
        "BZ-2024-10000",
    ]
