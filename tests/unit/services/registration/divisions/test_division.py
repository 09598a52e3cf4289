"""Divisions and their schemes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from chassis.kernel.refusal import Refusal
from services.registration.divisions import rules as divisions_rules
from services.registration.divisions.events import RegistrationClosed, RegistrationOpened
from services.registration.divisions.model.division import Division, DivisionState
from services.registration.divisions.model.filing import FilingState
from services.registration.divisions.model.scheme import Aggregation, Criterion, Fee, TopicChoice, TrackChoice
from tests.unit.services.registration import builders as a

UNTIL = a.beijing(5, 31, 23, 59)
MS = timedelta(milliseconds=1)


def _apply(at: Any = a.APPLIES, **changes: Any) -> Division:
    return Division.apply("110000", a.scheme(**changes), a.CATALOGUE, by="host", until=UNTIL, at=at)


def test_a3_a_scheme_with_a_fee_is_refused() -> None:
    """A3: participants are charged nothing."""
    assert _apply().state is DivisionState.APPLIED
    with pytest.raises(Refusal) as refused:
        _apply(fees=(Fee(purpose="报名费", amount_fen=1),))
    assert refused.value.code == divisions_rules.A3_FEE_STATED


def test_a4_applications_close_to_the_millisecond() -> None:
    """A4: in time at the last millisecond, late at the next; a returned one may be mended later."""
    assert _apply(UNTIL).state is DivisionState.APPLIED
    with pytest.raises(Refusal) as refused:
        _apply(UNTIL + MS)
    assert refused.value.code == divisions_rules.A4_APPLICATION_LATE
    division = _apply()
    division.send_back(("请补充组织单位",), by="secretariat", at=a.APPLIES)
    division.apply_again(a.scheme(), a.CATALOGUE, by="host", until=UNTIL, at=UNTIL + MS)
    assert (division.state, division.scheme_version) == (DivisionState.APPLIED, 2)


def test_a4_only_an_approved_division_is_published_and_opens() -> None:
    """A4: published before approval is refused; approved, published and due it opens."""
    division = _apply()
    with pytest.raises(Refusal) as refused:
        division.publish(by="host", at=a.APPLIES)
    assert refused.value.code == divisions_rules.A4_WRONG_STATE
    division.approve(by="secretariat", at=a.APPLIES)
    division.publish(by="host", at=a.APPLIES)
    assert not division.run_clock(a.OPENS - MS)
    assert division.run_clock(a.OPENS)
    assert division.state is DivisionState.OPEN


def test_a4_registration_is_judged_by_the_timetable_to_the_millisecond() -> None:
    """A4: open from the first to the last millisecond, whatever the timer has done."""
    division = a.division()
    division.require_registration(a.OPENS)
    division.require_registration(a.REGISTRATION_CLOSES)
    for outside in (a.OPENS - MS, a.REGISTRATION_CLOSES + MS):
        with pytest.raises(Refusal) as refused:
            division.require_registration(outside)
        assert refused.value.code == divisions_rules.A4_NOT_OPEN


def test_a_clock_that_jumped_opens_and_closes_as_of_the_due_instants() -> None:
    """A4: both are overdue after an outage; their events carry when they were due."""
    division = _apply()
    division.approve(by="secretariat", at=a.APPLIES)
    division.publish(by="host", at=a.APPLIES)
    division.take_events()
    assert division.run_clock(a.SUBMISSION_CLOSES + timedelta(days=3))
    assert [(type(one.event), one.at) for one in division.raised] == [
        (RegistrationOpened, a.OPENS),
        (RegistrationClosed, a.SUBMISSION_CLOSES),
    ]
    assert not division.run_clock(a.SUBMISSION_CLOSES + timedelta(days=4))


def test_a5_the_scheme_is_fixed_once_registration_opened() -> None:
    """A5: filed again while applied, refused once open."""
    division = _apply()
    division.apply_again(a.scheme(), a.CATALOGUE, by="host", until=UNTIL, at=a.APPLIES)
    assert division.scheme_version == 2
    with pytest.raises(Refusal) as refused:
        a.division().apply_again(a.scheme(), a.CATALOGUE, by="host", until=UNTIL, at=a.APPLIES)
    assert refused.value.code == divisions_rules.A5_SCHEME_FIXED


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"tracks": ()}, divisions_rules.A5_SCHEME_INVALID),
        ({"tracks": (TrackChoice(track="magic"),)}, divisions_rules.A5_SCHEME_INVALID),
        (
            {"tracks": (TrackChoice(track="magic", topics=(TopicChoice(topic_id="x"),)),)},
            divisions_rules.A2_UNKNOWN_TRACK,
        ),
        (
            {"tracks": (TrackChoice(track="industry", topics=(TopicChoice(topic_id="finance-1"),)),)},
            divisions_rules.A2_UNKNOWN_TRACK,
        ),
        ({"rubric": (Criterion(id="value", name="价值", weight="0.9"),)}, divisions_rules.A5_SCHEME_INVALID),
        ({"rubric": (Criterion(id="value", name="价值", weight="viel"),)}, divisions_rules.A5_SCHEME_INVALID),
        ({"tie_breakers": ("beauty",)}, divisions_rules.A5_SCHEME_INVALID),
        ({"recommended_per_track": 3}, divisions_rules.A5_SCHEME_INVALID),
        ({"aggregation": Aggregation.TRIMMED_MEAN, "experts_per_project": 2}, divisions_rules.A5_SCHEME_INVALID),
        ({"registration_opens": a.SUBMISSION_CLOSES}, divisions_rules.A5_SCHEME_INVALID),
        ({"organising_bodies": ()}, divisions_rules.A5_SCHEME_INVALID),
    ],
)
def test_a2_a5_what_no_scheme_may_state(changes: dict[str, Any], code: Any) -> None:
    """A2, A5: tracks and topics of the edition, weights that sum to 1, a timetable in order, quotas within the edition's."""
    if changes.get("tracks") == (TrackChoice(track="magic"),):
        code = divisions_rules.A2_UNKNOWN_TRACK
    with pytest.raises(Refusal) as refused:
        _apply(**changes)
    assert refused.value.code == code


def test_a4_what_was_decided_and_by_whom_stays_on_record() -> None:
    """A4: every version filed is kept with who and when; one that was not read can't be decided on."""
    division = _apply()
    division.send_back(("请补充",), by="secretariat", at=a.APPLIES, version=1)
    division.apply_again(a.scheme(decimals=3), a.CATALOGUE, by="host", until=UNTIL, at=a.APPLIES + MS)
    with pytest.raises(Refusal) as refused:
        division.approve(by="secretariat", at=a.APPLIES, version=1)
    assert (refused.value.code, refused.value.facts) == (divisions_rules.A4_VERSION_MOVED_ON, {"version": "2"})
    division.approve(by="secretariat", at=a.APPLIES + 2 * MS, version=2)
    division.publish(by="host", at=a.APPLIES + 3 * MS)
    assert [(one.version, one.state, one.filed_by, one.decided_by, one.published_by) for one in division.filings] == [
        (1, FilingState.RETURNED, "host", "secretariat", ""),
        (2, FilingState.PUBLISHED, "host", "secretariat", "host"),
    ]
    assert division.filings[0].return_reasons == ("请补充",)
    assert division.filings[0].digest != division.filings[1].digest == division.scheme.digest


def test_a4_a_return_needs_reasons() -> None:
    """A4: none, or an empty one, is refused."""
    for reasons in ((), ("", "x")):
        with pytest.raises(Refusal) as refused:
            _apply().send_back(reasons, by="secretariat", at=a.APPLIES)
        assert refused.value.code == divisions_rules.A4_NO_REASON


def test_a5_an_approved_scheme_whose_opening_passed_is_filed_and_approved_anew() -> None:
    """A5: published in the last millisecond before it opens, refused in the next; the host files a new timetable."""
    division = _apply()
    division.approve(by="secretariat", at=a.APPLIES)
    with pytest.raises(Refusal) as refused:
        division.publish(by="host", at=a.OPENS + MS)
    assert refused.value.code == divisions_rules.A5_PUBLISHED_LATE
    later = a.scheme(registration_opens=a.OPENS + timedelta(days=2))
    division.apply_again(later, a.CATALOGUE, by="host", until=UNTIL, at=a.OPENS + MS)
    with pytest.raises(Refusal) as refused:
        division.publish(by="host", at=a.OPENS + MS)
    assert refused.value.code == divisions_rules.A4_WRONG_STATE
    division.approve(by="secretariat", at=a.OPENS + MS)
    division.publish(by="host", at=a.OPENS + timedelta(days=2))
    assert division.state is DivisionState.PUBLISHED
