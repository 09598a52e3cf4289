"""Activities change and are cancelled while people come and go: never more are in than there are places (rules A6, K2, K4)."""

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
from tests.unit.services.registration.activities.test_activity import PERSON, facts, no_fault

MS, HOUR = timedelta(milliseconds=1), timedelta(hours=1)
BEGINS = a.beijing(6, 20, 9)
CLOSES = BEGINS - 9 * HOUR
MOMENTS = (a.WHILE_OPEN, CLOSES, CLOSES + MS, BEGINS - HOUR, BEGINS - MS, BEGINS, BEGINS + HOUR)
WHO = st.integers(0, 4)


class Activities(RuleBasedStateMachine):
    """One activity and those who sign up, behind the store's unique index on places; time only goes on."""

    def __init__(self) -> None:
        super().__init__()
        self.activity = Activity.publish(
            "activity", a.division(), facts(sign_up_closes=CLOSES), no_fault, at=a.WHILE_OPEN
        )
        self.activity.take_events()
        self.people: dict[int, SignUp] = {}
        self.moment = 0
        # what each was told, by the edition
        self.told: Counter[tuple[int, int]] = Counter()

    @property
    def at(self) -> Instant:
        """Contest time now."""
        return MOMENTS[self.moment]

    def _host(self, act: Callable[[Activity], None]) -> bool:
        """The host changes something; whether it was taken."""
        before, after = self.activity, copy.deepcopy(self.activity)
        try:
            act(after)
        except Refusal:
            return False
        after.take_events()
        assert before.state is ActivityState.PUBLISHED, "what is cancelled stays so"
        assert self.at < before.facts.begins, "nothing changes once it has begun"
        assert after.facts.capacity >= before.facts.capacity
        assert after.edition == before.edition + 1
        self.activity = after
        return True

    @rule(moments=st.sampled_from((0, 0, 1, 2)))
    def time_goes_on(self, moments: int) -> None:
        self.moment = min(self.moment + moments, len(MOMENTS) - 1)

    @rule(
        capacity=st.integers(1, 5),
        closes=st.sampled_from((CLOSES, BEGINS - HOUR, BEGINS, BEGINS + HOUR)),
        why=st.sampled_from((True, True, False)),
    )
    def change(self, capacity: int, closes: Instant, why: bool) -> None:
        new = facts(capacity=capacity, begins=BEGINS, ends=BEGINS + 2 * HOUR, sign_up_closes=closes)
        before = self.activity.facts.sign_up_closes
        if self._host(lambda one: one.change(new, no_fault, "调整" if why else " ", at=self.at)):
            assert why
            assert closes <= BEGINS
            assert self.at <= closes or closes == before, "what is over may stay so, and nothing is moved into the past"

    @rule(why=st.booleans(), sure=st.sampled_from((False, False, True)))
    def cancel(self, why: bool, sure: bool) -> None:
        if sure and self._host(lambda one: one.cancel(no_fault, "天气原因" if why else "", at=self.at)):
            assert why
            assert self.activity.state is ActivityState.CANCELLED

    @rule(who=WHO, first=st.integers(1, 5))
    def join(self, who: int, first: int) -> None:
        """Take one of the places that look free, beginning somewhere; the index decides."""
        blank = SignUp.blank(f"s{who}", self.activity.id, f"account{who}", at=self.at)
        before = self.people.get(who, blank)
        after = copy.deepcopy(before)
        may = self.activity.state is ActivityState.PUBLISHED and self.at <= self.activity.facts.sign_up_closes
        try:
            after.join(self.activity, PERSON, at=self.at)
        except Refusal:
            assert not may or before.state is SignUpState.SIGNED_UP
            return
        assert may
        assert before.state is SignUpState.SIGNED_OFF
        capacity = self.activity.facts.capacity
        taken = {one.held_place for one in self.people.values()}
        for place in (1 + (first + step) % capacity for step in range(capacity)):
            after.take(place)
            if after.held_place not in taken:
                after.take_events()
                self.people[who] = after
                return
        held = sum(one.state is SignUpState.SIGNED_UP for one in self.people.values())
        assert held == capacity, "nobody is turned away while a place is free"

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
    def tell(self, who: int, ago: int) -> None:
        """News of an edition reaches somebody, late perhaps, or once more."""
        edition = self.activity.edition - ago
        if who not in self.people or edition < 2:
            return
        person = self.people[who]
        cancelled = self.activity.state is ActivityState.CANCELLED and ago == 0
        news = person.tell(edition, "调整", cancelled=cancelled, at=self.at)
        raised = [one.event for one in person.take_events()]
        assert [type(one) for one in raised] == [SignUpTold] * news
        assert not news or person.state is SignUpState.SIGNED_UP, "who is not in is told nothing"
        self.told[who, edition] += news

    @invariant()
    def a_place_is_held_by_one_and_none_lies_beyond_the_capacity(self) -> None:
        held = [one.held_place for one in self.people.values() if one.held_place]
        assert len(held) == len(set(held)) <= self.activity.facts.capacity
        assert set(held) <= {f"activity/{place:05d}" for place in range(1, self.activity.facts.capacity + 1)}

    @invariant()
    def whoever_is_in_is_known_and_whoever_left_is_forgotten(self) -> None:
        for one in self.people.values():
            is_in = one.state is SignUpState.SIGNED_UP
            assert (one.person is not None) == bool(one.held_place) == is_in
            assert one.told_edition <= self.activity.edition

    @invariant()
    def each_is_told_of_an_edition_once(self) -> None:
        assert all(times <= 1 for times in self.told.values())


Activities.TestCase.settings = settings(max_examples=100, stateful_step_count=30, deadline=None)
TestActivityLife = Activities.TestCase
