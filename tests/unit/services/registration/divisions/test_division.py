"""A division is applied for, approved, published, opened and closed (rules A2 to A5)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from chassis.facts.schemes import Aggregation, Criterion
from chassis.kernel.refusal import Refusal
from services.registration.divisions import rules as divisions_rules
from services.registration.divisions.events import RegistrationClosed, RegistrationOpened
from services.registration.divisions.model.division import Division, DivisionState
from services.registration.divisions.model.filing import FilingState
from services.registration.divisions.model.scheme import Fee, TopicChoice, TrackChoice
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
    """A4: accepted in the last millisecond, refused in the next; a returned application may be filed again after that."""
    assert _apply(UNTIL).state is DivisionState.APPLIED
    with pytest.raises(Refusal) as refused:
        _apply(UNTIL + MS)
    assert refused.value.code == divisions_rules.A4_APPLICATION_LATE
    division = _apply()
    division.send_back(("请补充组织单位",), by="secretariat", at=a.APPLIES)
    division.apply_again(a.scheme(), a.CATALOGUE, by="host", until=UNTIL, at=UNTIL + MS)
    assert division.state is DivisionState.APPLIED
    assert division.scheme_version == 2


def test_a4_only_an_approved_division_is_published_and_opens() -> None:
    """A4: publication before approval is refused; once approved and published, the division opens when it is due."""
    division = _apply()
    with pytest.raises(Refusal) as refused:
        division.publish(a.CATALOGUE, by="host", at=a.APPLIES)
    assert refused.value.code == divisions_rules.A4_WRONG_STATE
    division.approve(a.CATALOGUE, by="secretariat", at=a.APPLIES)
    division.publish(a.CATALOGUE, by="host", at=a.APPLIES)
    assert not division.run_clock(a.OPENS - MS)
    assert division.run_clock(a.OPENS)
    assert division.state is DivisionState.OPEN


def test_a4_registration_is_judged_by_the_timetable_to_the_millisecond() -> None:
    """A4: teams may register from the first to the last millisecond, even if the timer has not run."""
    division = a.division()
    division.require_registration(a.OPENS)
    division.require_registration(a.REGISTRATION_CLOSES)
    for outside in (a.OPENS - MS, a.REGISTRATION_CLOSES + MS):
        with pytest.raises(Refusal) as refused:
            division.require_registration(outside)
        assert refused.value.code == divisions_rules.A4_NOT_OPEN


def test_a_clock_that_jumped_opens_and_closes_as_of_the_due_instants() -> None:
    """A4: both are overdue after an outage; their events have the instants when they were due."""
    division = _apply()
    division.approve(a.CATALOGUE, by="secretariat", at=a.APPLIES)
    division.publish(a.CATALOGUE, by="host", at=a.APPLIES)
    division.take_events()
    assert division.run_clock(a.SUBMISSION_CLOSES + timedelta(days=3))
    assert [(type(raised.event), raised.at) for raised in division.raised] == [
        (RegistrationOpened, a.OPENS),
        (RegistrationClosed, a.SUBMISSION_CLOSES),
    ]
    assert not division.run_clock(a.SUBMISSION_CLOSES + timedelta(days=4))


def test_a5_a_scheme_can_be_filed_again_until_it_is_published() -> None:
    """A5: accepted while the application waits, refused once registration is open."""
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
        ({"tracks": (TrackChoice(track="magic"),)}, divisions_rules.A2_UNKNOWN_TRACK),
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
def test_a2_a5_an_invalid_scheme_is_refused(changes: dict[str, Any], code: Any) -> None:
    """A2, A5: tracks and topics are the edition's, weights sum to 1, deadlines are in order, quotas are within the edition's."""
    with pytest.raises(Refusal) as refused:
        _apply(**changes)
    assert refused.value.code == code


def test_a4_every_filing_and_who_decided_on_it_stays_on_record() -> None:
    """A4: each version keeps who filed, decided on and published it; a decision on an older version is refused."""
    division = _apply()
    division.send_back(("请补充",), by="secretariat", at=a.APPLIES, version=1)
    division.apply_again(a.scheme(decimals=3), a.CATALOGUE, by="host", until=UNTIL, at=a.APPLIES + MS)
    with pytest.raises(Refusal) as refused:
        division.approve(a.CATALOGUE, by="secretariat", at=a.APPLIES, version=1)
    assert refused.value.code == divisions_rules.A4_VERSION_MOVED_ON
    assert refused.value.facts == {"version": "2"}
    division.approve(a.CATALOGUE, by="secretariat", at=a.APPLIES + 2 * MS, version=2)
    division.publish(a.CATALOGUE, by="host", at=a.APPLIES + 3 * MS)
    assert [(filing.version, filing.state) for filing in division.filings] == [
        (1, FilingState.RETURNED),
        (2, FilingState.PUBLISHED),
    ]
    assert [(filing.filed_by, filing.decided_by, filing.published_by) for filing in division.filings] == [
        ("host", "secretariat", ""),
        ("host", "secretariat", "host"),
    ]
    assert division.filings[0].return_reasons == ("请补充",)
    assert division.filings[0].digest != division.filings[1].digest == division.scheme.digest


def test_a4_a_return_needs_reasons() -> None:
    """A4: a return without reasons, or with an empty one, is refused."""
    for reasons in ((), ("", "x")):
        with pytest.raises(Refusal) as refused:
            _apply().send_back(reasons, by="secretariat", at=a.APPLIES)
        assert refused.value.code == divisions_rules.A4_NO_REASON


def test_a5_an_approved_scheme_whose_opening_has_passed_must_be_filed_and_approved_again() -> None:
    """A5: publication after the opening of registration is refused; the host files a new timetable and has it approved."""
    division = _apply()
    division.approve(a.CATALOGUE, by="secretariat", at=a.APPLIES)
    with pytest.raises(Refusal) as refused:
        division.publish(a.CATALOGUE, by="host", at=a.OPENS + MS)
    assert refused.value.code == divisions_rules.A5_PUBLISHED_LATE
    later = a.scheme(registration_opens=a.OPENS + timedelta(days=2))
    division.apply_again(later, a.CATALOGUE, by="host", until=UNTIL, at=a.OPENS + MS)
    with pytest.raises(Refusal) as refused:
        division.publish(a.CATALOGUE, by="host", at=a.OPENS + MS)
    assert refused.value.code == divisions_rules.A4_WRONG_STATE
    division.approve(a.CATALOGUE, by="secretariat", at=a.OPENS + MS)
    division.publish(a.CATALOGUE, by="host", at=a.OPENS + timedelta(days=2))
    assert division.state is DivisionState.PUBLISHED
