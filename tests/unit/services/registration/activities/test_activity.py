"""A6: an activity is told whole, free of charge, and those signed up are told of every change."""

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


def no_fault(field: str, text: str) -> Iterator[FilingFault]:
    """Official names are tried elsewhere."""
    yield from ()


def facts(**changes: Any) -> ActivityFacts:
    """A briefing that may be published."""
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
    """A published activity."""
    made = Activity.publish("activity", a.division(), facts(**changes), no_fault, at=a.WHILE_OPEN)
    made.take_events()
    return made


def signed_up(of: Activity) -> SignUp:
    """Somebody with the first place."""
    made = SignUp.blank("sign-up", of.id, "account", at=a.WHILE_OPEN)
    made.join(of, PERSON, at=a.WHILE_OPEN)
    made.take(1)
    made.take_events()
    return made


def faults(**changes: Any) -> list[str]:
    """The fields for which these facts are refused."""
    with pytest.raises(Refusal) as refused:
        activity(**changes)
    return sorted({fault.field for fault in refused.value.faults})


def test_a6_an_activity_with_time_and_place_is_published() -> None:
    """A6: accepted, online only too."""
    assert activity().state == "published"
    assert activity(place="", online_address="会议号见通知").facts.place == ""


def test_a6_every_fault_is_told_at_once() -> None:
    """A6: refused without title, place, order of times, places: all of them named together."""
    wrong = {"title": " ", "place": "", "ends": a.beijing(6, 20, 8), "sign_up_closes": a.beijing(6, 21), "capacity": 0}
    assert faults(**wrong) == ["capacity", "ends", "place", "sign_up_closes", "title"]


def test_a3_a6_an_activity_that_charges_is_refused() -> None:
    """A3, A6: a fee in the words is refused; free of charge is accepted."""
    assert faults(text="报名费200元，现场缴纳。") == ["text"]
    assert activity(text="本活动免费，不收取任何费用。").state == "published"


def test_a6_a_division_that_is_not_held_has_no_activities() -> None:
    """A6: refused where the division is not approved, or none has applied."""
    with pytest.raises(Refusal) as refused:
        Activity.publish("activity", None, facts(), no_fault, at=a.WHILE_OPEN)
    assert refused.value.code == activities_rules.A6_DIVISION_NOT_HELD


def test_a6_a_change_is_told_once_to_each() -> None:
    """A6, K2: whoever has a place keeps it and is told of each edition once; a stranger is told nothing."""
    held = activity()
    person, gone = signed_up(held), signed_up(held)
    gone.leave(held, at=a.WHILE_OPEN)
    gone.take_events()
    held.change(facts(place="合成会议中心二层", capacity=3), no_fault, "场地调整", at=a.WHILE_OPEN)
    assert [type(one.event) for one in held.raised] == [ActivityChanged]
    assert person.tell(2, "场地调整", cancelled=False, at=a.WHILE_OPEN)
    assert not person.tell(2, "场地调整", cancelled=False, at=a.WHILE_OPEN)
    assert not gone.tell(2, "场地调整", cancelled=False, at=a.WHILE_OPEN)
    assert [type(one.event) for one in person.raised] == [SignUpTold]
    assert person.held_place == "activity/00001"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        pytest.param({"capacity": 1}, activities_rules.A6_CAPACITY_LOWERED, id="fewer places"),
        pytest.param({"reason": " "}, activities_rules.A6_NO_REASON, id="no reason"),
        pytest.param({"at": a.beijing(6, 20, 9)}, activities_rules.A6_BEGUN, id="it has begun"),
    ],
)
def test_a6_changes_that_are_refused(change: dict[str, Any], code: Any) -> None:
    """A6: fewer places, no reason, or too late."""
    held = activity()
    at, reason = change.pop("at", a.WHILE_OPEN), change.pop("reason", "调整")
    with pytest.raises(Refusal) as refused:
        held.change(facts(**change), no_fault, reason, at=at)
    assert refused.value.code == code
    assert held.edition == 1


def test_a6_the_place_may_change_after_sign_up_closed_and_sign_up_may_not_be_moved_into_the_past() -> None:
    """A6: accepted as long as the closing stays as it was published; refused where it is another one that has passed."""
    held, after = activity(), a.beijing(6, 20, 7)
    held.change(facts(place="合成会议中心二层"), no_fault, "场地调整", at=after)
    assert held.facts.place == "合成会议中心二层"
    with pytest.raises(Refusal) as refused:
        held.change(facts(sign_up_closes=a.beijing(6, 18)), no_fault, "调整", at=after)
    assert [fault.field for fault in refused.value.faults] == ["sign_up_closes"]


def test_a6_nobody_signs_up_for_what_is_cancelled_or_closed() -> None:
    """A6: accepted to the last millisecond, refused after it and once cancelled."""
    held = activity()
    held.require_sign_up(held.facts.sign_up_closes)
    with pytest.raises(Refusal) as refused:
        held.require_sign_up(held.facts.sign_up_closes + timedelta(milliseconds=1))
    assert refused.value.code == activities_rules.A6_SIGN_UP_CLOSED
    held.cancel(no_fault, "天气原因", at=a.WHILE_OPEN)
    assert [type(one.event) for one in held.raised] == [ActivityCancelled]
    with pytest.raises(Refusal) as refused:
        held.require_sign_up(a.WHILE_OPEN)
    assert refused.value.code == activities_rules.A6_CANCELLED


def test_a6_k4_who_signs_off_leaves_nothing_behind_and_may_come_back() -> None:
    """A6, K4: name and contact are erased with the place; twice in or twice out is refused."""
    held = activity()
    person = signed_up(held)
    with pytest.raises(Refusal) as refused:
        person.join(held, PERSON, at=a.WHILE_OPEN)
    assert refused.value.code == activities_rules.A6_SIGNED_UP_ALREADY
    person.leave(held, at=a.WHILE_OPEN)
    assert (person.person, person.held_place) == (None, "")
    with pytest.raises(Refusal) as refused:
        person.leave(held, at=a.WHILE_OPEN)
    assert refused.value.code == activities_rules.A6_NOT_SIGNED_UP
    person.join(held, PERSON, at=a.WHILE_OPEN)
    assert person.person == PERSON
