"""Teams come, change, leave and come back in any order: no order of these is a way around a rule (B4 to B7, B10, C1, C12)."""

from __future__ import annotations

import copy
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from chassis.kernel.clock import Instant
from chassis.kernel.refusal import Refusal
from services.registration.model.team import Team, TeamState
from tests.unit.services.registration import builders as a

PERSON = st.sampled_from([f"p{number}" for number in range(9)])
# mostly one or two, so that most are taken; now and then none, too many, or somebody twice
PEOPLE = st.one_of(*[st.lists(PERSON, min_size=1, max_size=2, unique=True)] * 4, st.lists(PERSON, max_size=7))
ORGANISATIONS = st.integers(1, 3)
NAMES = st.sampled_from(["合成数据项目", "合成·数据 项目", "别的项目", "第三个项目"])
MOMENTS = (
    a.OPENS,
    a.WHILE_OPEN,
    a.REGISTRATION_CLOSES,
    a.REGISTRATION_CLOSES + timedelta(milliseconds=1),
    a.SUBMISSION_CLOSES,
    a.SUBMISSION_CLOSES + timedelta(milliseconds=1),
)
GONE = (TeamState.WITHDRAWN,)


class Teams(RuleBasedStateMachine):
    """Teams behind the store's two unique indexes; time only goes on."""

    def __init__(self) -> None:
        super().__init__()
        self.stored: dict[str, Team] = {}
        self.moment = 0

    @property
    def at(self) -> Instant:
        """Contest time now."""
        return MOMENTS[self.moment]

    def _write(self, identifier: str, act: Callable[[Team | None], Team]) -> None:
        """What a command does: change a copy under the rules, store it where both unique indexes take it."""
        before = self.stored.get(identifier)
        try:
            after = act(copy.deepcopy(before))
        except Refusal:
            return
        after.take_events()
        others = [team for name, team in self.stored.items() if name != identifier]
        taken = {key for team in others for key in (*team.held_persons, *team.held_names)}
        if taken & {*after.held_persons, *after.held_names}:
            return
        self._hold_to_the_rules(before, after)
        self.stored[identifier] = after

    def _hold_to_the_rules(self, before: Team | None, after: Team) -> None:
        assert self.at <= a.SUBMISSION_CLOSES, "nothing is written after the deadline"
        if before is None:
            assert self.at <= a.REGISTRATION_CLOSES
            return
        fixed = ("edition", "division_code", "track", "topic_id", "registered_at")
        assert all(getattr(before, name) == getattr(after, name) for name in fixed)
        assert after.receipts[: len(before.receipts)] == before.receipts
        if self.at > a.REGISTRATION_CLOSES:
            assert after.representatives == before.representatives
            assert after.lead == before.lead
            assert set(after.organisations) <= set(before.organisations)
            assert set(before.joined) <= set(after.joined), "who takes part is fixed"
        if len(after.receipts) > len(before.receipts):
            assert set(after.joined) == set(after.organisations), "nobody is submitted for who did not consent"
        for code in after.consents.given - before.consents.given - {before.lead.uscc}:
            assert after.consents.account_of(code) not in before.account_ids, "nobody consents for another"
            assert not (before.state in GONE and after.state not in GONE), "nobody comes back after registration"
        if before.receipts:
            assert after.project_name == before.project_name
        assert before.state is not TeamState.DISQUALIFIED

    def _each(self, pick: int, change: Callable[[Team], Any]) -> None:
        identifier = sorted(self.stored)[pick % len(self.stored)]

        def act(team: Team | None) -> Team:
            assert team is not None
            change(team)
            return team

        self._write(identifier, act)

    @initialize()
    def somebody_is_there(self) -> None:
        self.register(1, 2, ["p0"], "合成数据项目")
        assert len(self.stored) == 1

    @rule()
    def time_goes_on(self) -> None:
        self.moment = min(self.moment + 1, len(MOMENTS) - 1)

    @rule(lead=ORGANISATIONS, partner=ORGANISATIONS, people=PEOPLE, project=NAMES)
    def register(self, lead: int, partner: int, people: list[str], project: str) -> None:
        identifier = f"team{len(self.stored)}"
        entry = a.entry(
            lead=a.organisation(lead),
            co_organisations=(a.organisation(partner),) if partner != lead else (),
            representatives=tuple(a.person(key, a.code(lead)) for key in people),
            project_name=project,
            team_name=f"{identifier}队",
        )
        self._write(identifier, lambda _: Team.register(identifier, entry, a.division(), a.REQUIREMENTS, at=self.at))

    @precondition(lambda self: self.stored)
    @rule(pick=st.integers(0, 9), people=PEOPLE, project=st.one_of(st.just(""), NAMES))
    def change(self, pick: int, people: list[str], project: str) -> None:
        self._each(
            pick,
            lambda team: team.change(
                team_name="",
                project_name=project,
                representatives=tuple(a.person(key, team.lead.uscc) for key in people),
                requirements=a.REQUIREMENTS,
                at=self.at,
            ),
        )

    @precondition(lambda self: self.stored)
    @rule(
        pick=st.integers(0, 3),
        partner=ORGANISATIONS,
        account=st.sampled_from(("account", "p1", "p2", "p3")),
        yes=st.booleans(),
    )
    def answer(self, pick: int, partner: int, account: str, yes: bool) -> None:
        code = a.code(partner)
        self._each(pick, lambda team: team.answer_invitation(code, account, consent=yes, at=self.at))

    @precondition(lambda self: self.stored)
    @rule(
        pick=st.integers(0, 3), partner=ORGANISATIONS, what=st.sampled_from(("add", "remove", "ask again", "take back"))
    )
    def compose(self, pick: int, partner: int, what: str) -> None:
        code = a.code(partner)

        def change(team: Team) -> None:
            if what == "add":
                team.add_co_organisation(a.organisation(partner), frozenset(), a.REQUIREMENTS, at=self.at)
            elif what == "remove":
                team.remove_co_organisation(code, at=self.at)
            elif what == "ask again":
                team.renew_invitation(code, at=self.at)
            else:
                team.take_consent_back(team.consents.account_of(code), at=self.at)

        self._each(pick, change)

    @precondition(lambda self: any(team.consents.given for team in self.stored.values()))
    @rule(pick=st.integers(0, 3))
    def change_the_mind(self, pick: int) -> None:
        """Whoever consented takes it back: a rule of its own, since most that are asked for it at random never consented."""
        joined = sorted(name for name, team in self.stored.items() if team.consents.given)
        name = joined[pick % len(joined)]
        account = self.stored[name].consents.account_of(min(self.stored[name].consents.given))
        self._each(sorted(self.stored).index(name), lambda team: team.take_consent_back(account, at=self.at))

    @precondition(lambda self: self.stored)
    @rule(pick=st.integers(0, 3), partner=ORGANISATIONS)
    def hand_over(self, pick: int, partner: int) -> None:
        def change(team: Team) -> None:
            code = a.code(partner)
            led = next(one for one in team.account_ids if team.acts_for(one) == team.lead.uscc)
            team.hand_over_lead(code, led, at=self.at)
            team.hand_over_lead(code, team.consents.account_of(code), at=self.at)

        self._each(pick, change)

    @precondition(lambda self: self.stored)
    @rule(pick=st.integers(0, 3))
    def submit(self, pick: int) -> None:
        def whole(team: Team) -> None:
            team.save_declaration(a.SECTIONS, team.draft.revision, a.REQUIREMENTS, at=self.at)
            team.attach(a.audit(team.lead.uscc), a.REQUIREMENTS, at=self.at)
            team.submit(team.draft.revision, a.REQUIREMENTS, a.sign, at=self.at)

        self._each(pick, whole)

    @precondition(lambda self: self.stored)
    @rule(pick=st.integers(0, 3))
    def withdraw(self, pick: int) -> None:
        self._each(pick, lambda team: team.withdraw(at=self.at))

    @precondition(lambda self: self.stored)
    @rule(pick=st.integers(0, 3))
    def revive(self, pick: int) -> None:
        self._each(pick, lambda team: team.revive(a.division(), at=self.at))

    @precondition(lambda self: self.stored)
    @rule(pick=st.integers(0, 3))
    def disqualify(self, pick: int) -> None:
        """Another service's word: it comes at any time, and asks no deadline."""
        team = self.stored[sorted(self.stored)[pick % len(self.stored)]]
        held = team.held_persons
        team.learn_disqualification("B10_FALSEHOOD", "材料不实")
        assert team.held_persons == held, "being barred frees nobody"

    @invariant()
    def one_person_in_one_team_and_one_project_once(self) -> None:
        live = [team for team in self.stored.values() if team.state not in GONE]
        people = [person.match_key for team in live for person in team.representatives]
        assert len(people) == len(set(people))
        bare = [
            (organisation.uscc, "".join(filter(str.isalnum, team.project_name)))
            for team in live
            for organisation in team.joined
        ]
        assert len(bare) == len(set(bare))

    @invariant()
    def one_to_five_people_one_lead_and_the_gone_hold_nothing(self) -> None:
        for team in self.stored.values():
            assert 1 <= len(team.representatives) <= 5
            codes = [organisation.uscc for organisation in team.organisations]
            assert codes.count(team.lead.uscc) == 1
            assert (team.state in GONE) == (not team.held_persons) == (not team.held_names)
            assert not (team.state not in GONE and team.disqualification_code) or team.state is TeamState.DISQUALIFIED


Teams.TestCase.settings = settings(max_examples=300, stateful_step_count=25, deadline=None)
TestNoWayAround = Teams.TestCase
