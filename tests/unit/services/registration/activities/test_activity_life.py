"""A state machine of an activity: it changes while people sign up and off, and places are never overbooked (A6, K2, K4)."""

from __future__ import annotations

import copy
from collections import Counter
from collections.abc import Callable
from datetime import timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from chassis.kernel.clock import Instant
from chassis.kernel.refusal import Refusal
from services.registration.activities.events import SignUpTold
from services.registration.activities.model import Activity, ActivityState, SignUp, SignUpState
from tests.unit.services.registration import builders as a
from tests.unit.services.registration.activities.test_activity import PERSON, check_no_names, facts

MS, HOUR = timedelta(milliseconds=1), timedelta(hours=1)
BEGINS = a.beijing(6, 20, 9)
CLOSES = BEGINS - 9 * HOUR
MOMENTS = (a.WHILE_OPEN, CLOSES, CLOSES + MS, BEGINS - HOUR, BEGINS - MS, BEGINS, BEGINS + HOUR)
WHO = st.integers(0, 4)


class Activities(RuleBasedStateMachine):
    """An activity and its sign-ups, with a set in place of the store's unique index; time only advances."""

    def __init__(self) -> None:
        super().__init__()
        self.activity = Activity.publish(
            "activity", a.division(), facts(sign_up_closes=CLOSES), check_no_names, at=a.WHILE_OPEN
        )
        self.activity.take_events()
        self.people: dict[int, SignUp] = {}
        self.moment = 0
        # notifications by person and edition
        self.notifications: Counter[tuple[int, int]] = Counter()

    @property
    def at(self) -> Instant:
        """Return the contest time."""
        return MOMENTS[self.moment]

    def _host(self, act: Callable[[Activity], None]) -> bool:
        """Let the host act on the activity; return True if that was not refused."""
        before, after = self.activity, copy.deepcopy(self.activity)
        try:
            act(after)
        except Refusal:
            return False
        after.take_events()
        assert before.state is ActivityState.PUBLISHED, "a cancelled activity can't change"
        assert self.at < before.facts.begins, "nothing changes after it has begun"
        assert after.facts.capacity >= before.facts.capacity
        assert after.edition == before.edition + 1
        self.activity = after
        return True

    @rule(moments=st.sampled_from((0, 0, 1, 2)))
    def time_passes(self, moments: int) -> None:
        self.moment = min(self.moment + moments, len(MOMENTS) - 1)

    @rule(
        capacity=st.integers(1, 5),
        closes=st.sampled_from((CLOSES, BEGINS - HOUR, BEGINS, BEGINS + HOUR)),
        with_reason=st.sampled_from((True, True, False)),
    )
    def change(self, capacity: int, closes: Instant, with_reason: bool) -> None:
        new = facts(capacity=capacity, begins=BEGINS, ends=BEGINS + 2 * HOUR, sign_up_closes=closes)
        before = self.activity.facts.sign_up_closes
        if self._host(
            lambda activity: activity.change(new, check_no_names, "调整" if with_reason else " ", at=self.at)
        ):
            assert with_reason
            assert closes <= BEGINS
            assert self.at <= closes or closes == before, "a past closing may stay, but not be set"

    @rule(with_reason=st.booleans(), sure=st.sampled_from((False, False, True)))
    def cancel(self, with_reason: bool, sure: bool) -> None:
        if sure and self._host(
            lambda activity: activity.cancel(check_no_names, "天气原因" if with_reason else "", at=self.at)
        ):
            assert with_reason
            assert self.activity.state is ActivityState.CANCELLED

    @rule(who=WHO, first=st.integers(1, 5))
    def join(self, who: int, first: int) -> None:
        """Sign up and take the first free place from `first` on."""
        blank = SignUp.blank(f"s{who}", self.activity.id, f"account{who}", at=self.at)
        before = self.people.get(who, blank)
        after = copy.deepcopy(before)
        allowed = self.activity.state is ActivityState.PUBLISHED and self.at <= self.activity.facts.sign_up_closes
        try:
            after.join(self.activity, PERSON, at=self.at)
        except Refusal:
            assert not allowed or before.state is SignUpState.SIGNED_UP
            return
        assert allowed
        assert before.state is SignUpState.SIGNED_OFF
        capacity = self.activity.facts.capacity
        taken = {sign_up.held_place for sign_up in self.people.values()}
        for place in (1 + (first + step) % capacity for step in range(capacity)):
            after.take(place)
            if after.held_place not in taken:
                after.take_events()
                self.people[who] = after
                return
        signed_up = sum(sign_up.state is SignUpState.SIGNED_UP for sign_up in self.people.values())
        assert signed_up == capacity, "nobody is refused while a place is free"

    @rule(who=WHO)
    def leave(self, who: int) -> None:
        if who not in self.people:
            return
        before, after = self.people[who], copy.deepcopy(self.people[who])
        try:
            after.leave(self.activity, at=self.at)
        except Refusal:
            assert before.state is SignUpState.SIGNED_OFF or self.at >= self.activity.facts.begins
            return
        assert self.at < self.activity.facts.begins
        after.take_events()
        self.people[who] = after

    @rule(who=WHO, ago=st.integers(0, 1))
    def notify(self, who: int, ago: int) -> None:
        """Notify a person of an edition, perhaps late or a second time."""
        edition = self.activity.edition - ago
        if who not in self.people or edition < 2:
            return
        person = self.people[who]
        cancelled = self.activity.state is ActivityState.CANCELLED and ago == 0
        notified = person.notify(edition, "合成宣讲会", "调整", cancelled=cancelled, at=self.at)
        events = [raised.event for raised in person.take_events()]
        assert [type(event) for event in events] == [SignUpTold] * notified
        assert not notified or person.state is SignUpState.SIGNED_UP, "who signed off is not notified"
        self.notifications[who, edition] += notified

    @invariant()
    def each_place_is_held_once_and_within_the_capacity(self) -> None:
        held = [sign_up.held_place for sign_up in self.people.values() if sign_up.held_place]
        assert len(held) == len(set(held)) <= self.activity.facts.capacity
        assert set(held) <= {f"activity/{place:05d}" for place in range(1, self.activity.facts.capacity + 1)}

    @invariant()
    def name_and_place_are_kept_only_while_signed_up(self) -> None:
        for sign_up in self.people.values():
            signed_up = sign_up.state is SignUpState.SIGNED_UP
            assert (sign_up.person is not None) == signed_up
            assert bool(sign_up.held_place) == signed_up
            assert sign_up.told_edition <= self.activity.edition

    @invariant()
    def each_person_is_notified_of_an_edition_once(self) -> None:
        assert all(times <= 1 for times in self.notifications.values())


Activities.TestCase.settings = settings(max_examples=100, stateful_step_count=30, deadline=None)
TestActivityLife = Activities.TestCase
