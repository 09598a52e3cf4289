"""Refusals, clocks, canonical form, identifiers."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from chassis.kernel.canonical import canonical_json, digest
from chassis.kernel.clock import BEIJING, FileClock, SystemClock, clock_from, day_end, days_end, instant
from chassis.kernel.identifiers import derived_id, snake_case
from chassis.kernel.refusal import (
    Code,
    FieldFault,
    Kind,
    Refusal,
    RefusedTogether,
    Term,
    enumerated,
    names,
    refusal_of,
    refuse,
    refuse_unless,
)

LATE = Code("C1_LATE", Kind.REFUSED, "已于{closes}截止。", "Closed at {closes}.")


def test_a_refusal_carries_code_facts_and_both_texts() -> None:
    """One code gives rule, Chinese and English."""
    refuse_unless(True, LATE, closes="x")
    with pytest.raises(Refusal) as refused:
        refuse_unless(False, LATE, closes="8月10日")
    assert (refused.value.zh, refused.value.en) == ("已于8月10日截止。", "Closed at 8月10日.")
    assert (LATE.rule, Code("NOT_FOUND", Kind.NOT_FOUND, "", "").rule) == ("C1", "")


def test_braces_in_a_fact_are_what_somebody_typed() -> None:
    """They are filled by no other fact."""
    code = Code("X", Kind.REFUSED, "{first}，{second}，{third}", "{first}, {second}, {third}")
    refusal = Refusal(code, {"first": "{second}", "second": "{first} {}"})
    assert (refusal.zh, refusal.en) == ("{second}，{first} {}，{third}", "{second}, {first} {}, {third}")


def test_an_instant_in_a_refusal_is_utc_for_programs_and_beijing_time_for_people() -> None:
    """23:59:59.999 of the last day must not read as eight hours before."""
    with pytest.raises(Refusal) as refused:
        refuse_unless(False, LATE, closes=day_end(2024, 8, 5))
    assert refused.value.facts == {"closes": "2024-08-05T15:59:59.999000+00:00"}
    assert refused.value.zh == "已于北京时间2024年8月5日 23:59:59截止。"
    assert refused.value.en == "Closed at 5 August 2024, 23:59:59 Beijing time."


def test_a_term_has_a_word_for_programs_and_words_for_people() -> None:
    """Stable facts, and both texts in their own language (K5)."""
    with pytest.raises(Refusal) as refused:
        refuse_unless(False, LATE, closes=Term("first_stage", "初评", "the first stage"))
    assert refused.value.facts == {"closes": "first_stage"}
    assert (refused.value.zh, refused.value.en) == ("已于初评截止。", "Closed at the first stage.")


def test_several_terms_are_joined_as_each_language_does() -> None:
    """One fact, and none of the other language's commas (K5)."""
    joined = enumerated((Term("a", "甲", "A"), Term("b", "乙", "B")))
    assert joined == Term("a,b", "甲、乙", "A, B")
    assert enumerated(()) == Term("", "", "")
    assert names(["甲", "乙"]) == Term("甲,乙", "甲、乙", "甲, 乙")


def test_refusals_of_independent_checks_are_raised_together() -> None:
    """The code is the first one's; each refusal is a fault of its field, or of the field that the caller names."""
    named = FieldFault("b", "乙有误。", "B is wrong.")
    together = RefusedTogether()
    with together.at("a"):
        refuse_unless(False, LATE, closes="8月10日")
    with together.at("c"):
        refuse(Code("B", Kind.INVALID, "", ""), faults=[named])
    with together.at():
        refuse(Code("D", Kind.INVALID, "丁有误。", "D is wrong."))
    with together.at("e"):
        right = 5
    with pytest.raises(Refusal) as refused:
        together.refuse()
    assert (refused.value.code, refused.value.facts, right) == (LATE, {"closes": "8月10日"}, 5)
    late = FieldFault("a", "已于8月10日截止。", "Closed at 8月10日.")
    assert refused.value.faults == (late, named, FieldFault("", "丁有误。", "D is wrong."))


def test_a_refusal_that_does_not_depend_on_what_was_sent_is_raised_at_once() -> None:
    """It says nothing of the request; without any refusal nothing is raised, and a single one stays as it is."""
    together = RefusedTogether()
    with pytest.raises(Refusal) as refused, together.at("a"):
        refuse(Code("AWAY", Kind.UNAVAILABLE, "", ""))
    assert (refused.value.code.name, refused.value.faults) == ("AWAY", ())
    together.refuse()
    with together.at():
        refuse_unless(False, LATE, closes="x")
    with pytest.raises(Refusal) as refused:
        together.refuse()
    assert refused.value.faults == ()


def test_a_deadline_given_as_a_date_ends_with_that_day_in_beijing() -> None:
    """23:59:59.999, Asia/Shanghai."""
    assert day_end(2024, 5, 31) == datetime(2024, 5, 31, 15, 59, 59, 999000, tzinfo=UTC)


@pytest.mark.parametrize("since", [datetime(2024, 7, 30, 0, 0, tzinfo=BEIJING), day_end(2024, 7, 30)])
def test_whole_days_end_with_the_last_of_them_in_beijing(since: datetime) -> None:
    """D3, F6: counted from the day after, whenever in the day it began, over the end of a month too."""
    assert days_end(since, 5) == day_end(2024, 8, 4)


def test_instants_have_a_zone_and_milliseconds() -> None:
    """A naive time is no instant."""
    assert instant(datetime(2024, 1, 1, 8, 0, 0, 1999, tzinfo=BEIJING)) == datetime(
        2024, 1, 1, 0, 0, 0, 1000, tzinfo=UTC
    )
    with pytest.raises(ValueError, match="time zone"):
        instant(datetime(2024, 1, 1))  # noqa: DTZ001 - naive on purpose


def test_one_move_of_the_file_clock_is_seen_by_every_reader(tmp_path: Path) -> None:
    """A whole contest runs in minutes by moving one clock, forward and back."""
    mine, theirs = FileClock(tmp_path / "clock"), clock_from(tmp_path / "clock")
    assert abs(theirs.now() - SystemClock().now()) < timedelta(seconds=5)
    for moment in (datetime(2024, 6, 1, tzinfo=UTC), datetime(2023, 6, 1, tzinfo=UTC)):
        mine.move_to(moment)
        assert timedelta() <= theirs.now() - moment < timedelta(seconds=5)


def test_the_file_clock_stands_still_at_a_millisecond_until_it_is_moved(tmp_path: Path) -> None:
    """So that the last millisecond of a deadline, and the first after it, can be tried with every process."""
    mine, theirs = FileClock(tmp_path / "clock"), clock_from(tmp_path / "clock")
    last = day_end(2024, 8, 5)
    mine.stand_at(last)
    time.sleep(0.01)
    assert (theirs.now(), mine.now()) == (last, last)
    mine.stand_at(last + timedelta(milliseconds=1))
    assert theirs.now() == last + timedelta(milliseconds=1)
    mine.move_to(last)
    assert timedelta() <= theirs.now() - last < timedelta(seconds=5)
    time.sleep(0.01)
    assert theirs.now() > last
    mine.path.unlink()
    assert abs(theirs.now() - SystemClock().now()) < timedelta(seconds=5)


def test_the_canonical_form_is_one_for_equal_values() -> None:
    """Key order does not matter, floats have no place."""
    assert canonical_json({"b": 1, "a": "值"}) == '{"a":"值","b":1}'.encode()
    assert digest({"a": [1, 2]}) == digest({"a": (1, 2)})
    with pytest.raises(TypeError):
        digest({"a": [0.1]})


def test_identifiers() -> None:
    """Derived ids are the same for the same parts, and parts don't run together."""
    assert derived_id("a", "b") == derived_id("a", "b") != derived_id("ab", "")
    assert snake_case("TeamRegistered") == "team_registered"


def test_k5_a_number_of_thousands_is_written_as_each_language_does() -> None:
    """K5: 5000 in Chinese and for programs, 5,000 in English."""
    refusal = refusal_of(Code("LONG", Kind.INVALID, "最多{limit}字。", "At most {limit} characters."), limit=5000)
    assert (refusal.facts["limit"], refusal.zh, refusal.en) == ("5000", "最多5000字。", "At most 5,000 characters.")
