"""Activities are complete and free of charge, and those signed up are notified of each change (rule A6)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from chassis.kernel.refusal import Refusal
from services.registration.activities import rules as activities_rules
from services.registration.activities.events import ActivityCancelled, ActivityChanged, SignUpTold
from services.registration.activities.model import Activity, ActivityFacts, ActivityKind, SealedPerson, SignUp
from services.registration.divisions.model.filing_faults import FilingFault
from tests.unit.services.registration import builders as a

PERSON = SealedPerson(
    masked_name="合*", masked_contact="1**2", organisation="", key_id="k", nonce=b"n", ciphertext=b"c"
)


def check_no_names(field: str, text: str) -> Iterator[FilingFault]:
    """Check no names: test_scheme_check.py tests that."""
    yield from ()


def facts(**changes: Any) -> ActivityFacts:
    """Return a briefing that may be published."""
    right: dict[str, Any] = {
        "kind": ActivityKind.TOPIC_BRIEFING,
        "title": "合成赛题宣讲会",
        "text": "介绍本分赛区赛题。",
        "place": "合成会议中心一层",
        "begins": a.beijing(6, 20, 9),
        "ends": a.beijing(6, 20, 11),
        "sign_up_closes": a.beijing(6, 19),
        "capacity": 2,
    }
    return ActivityFacts(**right | changes)


def activity(**changes: Any) -> Activity:
    """Return a published activity."""
    published = Activity.publish("activity", a.division(), facts(**changes), check_no_names, at=a.WHILE_OPEN)
    published.take_events()
    return published


def signed_up(of: Activity) -> SignUp:
    """Return a sign-up that holds the first place."""
    sign_up = SignUp.blank("sign-up", of.id, "account", at=a.WHILE_OPEN)
    sign_up.join(of, PERSON, at=a.WHILE_OPEN)
    sign_up.take(1)
    sign_up.take_events()
    return sign_up


def refused_fields(**changes: Any) -> list[str]:
    """Return the fields of the faults for which an activity is refused."""
    with pytest.raises(Refusal) as refused:
        activity(**changes)
    return sorted({fault.field for fault in refused.value.faults})


def test_a6_an_activity_with_time_and_place_is_published() -> None:
    """A6: an activity at a place is accepted, and one that is only online."""
    assert activity().state == "published"
    assert activity(place="", online_address="会议号见通知").facts.place == ""


def test_a6_all_faults_are_reported_at_once() -> None:
    """A6: no title, no place, times out of order and no capacity are named in one refusal."""
    wrong = {"title": " ", "place": "", "ends": a.beijing(6, 20, 8), "sign_up_closes": a.beijing(6, 21), "capacity": 0}
    assert refused_fields(**wrong) == ["capacity", "ends", "place", "sign_up_closes", "title"]


def test_a3_a6_an_activity_that_charges_is_refused() -> None:
    """A3, A6: a text that states a fee is refused; one that says it is free is accepted."""
    assert refused_fields(text="报名费200元，现场缴纳。") == ["text"]
    assert activity(text="本活动免费，不收取任何费用。").state == "published"


def test_a6_a_division_that_nobody_applied_for_publishes_no_activities() -> None:
    """A6: the application of the division must be approved first."""
    with pytest.raises(Refusal) as refused:
        Activity.publish("activity", None, facts(), check_no_names, at=a.WHILE_OPEN)
    assert refused.value.code == activities_rules.A6_DIVISION_NOT_HELD


def test_a6_each_person_signed_up_is_notified_once_of_a_change() -> None:
    """A6, K2: whoever has a place keeps it and is notified of each edition once; who signed off is not notified."""
    published = activity()
    sign_up, signed_off = signed_up(published), signed_up(published)
    signed_off.leave(published, at=a.WHILE_OPEN)
    signed_off.take_events()
    published.change(facts(place="合成会议中心二层", capacity=3), check_no_names, "场地调整", at=a.WHILE_OPEN)
    assert [type(raised.event) for raised in published.raised] == [ActivityChanged]
    assert sign_up.notify(2, "合成宣讲会", "场地调整", cancelled=False, at=a.WHILE_OPEN)
    assert not sign_up.notify(2, "合成宣讲会", "场地调整", cancelled=False, at=a.WHILE_OPEN)
    assert not signed_off.notify(2, "合成宣讲会", "场地调整", cancelled=False, at=a.WHILE_OPEN)
    assert [type(raised.event) for raised in sign_up.raised] == [SignUpTold]
    assert sign_up.held_place == "activity/00001"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        pytest.param({"capacity": 1}, activities_rules.A6_CAPACITY_LOWERED, id="fewer places"),
        pytest.param({"reason": " "}, activities_rules.A6_NO_REASON, id="no reason"),
        pytest.param({"at": a.beijing(6, 20, 9)}, activities_rules.A6_BEGUN, id="it has begun"),
    ],
)
def test_a6_an_invalid_change_is_refused(change: dict[str, Any], code: Any) -> None:
    """A6: fewer places, no reason, or a change after the beginning is refused."""
    published = activity()
    at, reason = change.pop("at", a.WHILE_OPEN), change.pop("reason", "调整")
    with pytest.raises(Refusal) as refused:
        published.change(facts(**change), check_no_names, reason, at=at)
    assert refused.value.code == code
    assert published.edition == 1


def test_a6_all_that_is_wrong_with_a_change_is_told_at_once() -> None:
    """A6: no reason, no title and fewer places are one refusal, each at its field."""
    published = activity()
    with pytest.raises(Refusal) as refused:
        published.change(facts(title=" ", capacity=1), check_no_names, " ", at=a.WHILE_OPEN)
    assert [fault.field for fault in refused.value.faults] == ["reason", "title", "capacity"]
    assert published.edition == 1


def test_a6_after_sign_up_closed_the_place_may_change_but_the_closing_not_to_another_past_time() -> None:
    """A6: a change that keeps the published closing is accepted; another closing that has passed is refused."""
    published, after = activity(), a.beijing(6, 20, 7)
    published.change(facts(place="合成会议中心二层"), check_no_names, "场地调整", at=after)
    assert published.facts.place == "合成会议中心二层"
    with pytest.raises(Refusal) as refused:
        published.change(facts(sign_up_closes=a.beijing(6, 18)), check_no_names, "调整", at=after)
    assert [fault.field for fault in refused.value.faults] == ["sign_up_closes"]


def test_a6_nobody_signs_up_after_the_closing_or_for_a_cancelled_activity() -> None:
    """A6: accepted to the last millisecond, refused after it, and refused after a cancellation."""
    published = activity()
    published.require_sign_up(published.facts.sign_up_closes)
    with pytest.raises(Refusal) as refused:
        published.require_sign_up(published.facts.sign_up_closes + timedelta(milliseconds=1))
    assert refused.value.code == activities_rules.A6_SIGN_UP_CLOSED
    published.cancel(check_no_names, "天气原因", at=a.WHILE_OPEN)
    assert [type(raised.event) for raised in published.raised] == [ActivityCancelled]
    with pytest.raises(Refusal) as refused:
        published.require_sign_up(a.WHILE_OPEN)
    assert refused.value.code == activities_rules.A6_CANCELLED


def test_a6_k4_signing_off_erases_name_and_contact_and_allows_to_sign_up_again() -> None:
    """A6, K4: the place is given back too; signing up or off twice is refused."""
    published = activity()
    sign_up = signed_up(published)
    with pytest.raises(Refusal) as refused:
        sign_up.join(published, PERSON, at=a.WHILE_OPEN)
    assert refused.value.code == activities_rules.A6_SIGNED_UP_ALREADY
    sign_up.leave(published, at=a.WHILE_OPEN)
    assert sign_up.person is None
    assert sign_up.held_place == ""
    with pytest.raises(Refusal) as refused:
        sign_up.leave(published, at=a.WHILE_OPEN)
    assert refused.value.code == activities_rules.A6_NOT_SIGNED_UP
    sign_up.join(published, PERSON, at=a.WHILE_OPEN)
    assert sign_up.person == PERSON
