"""What must hold of all teams together, whatever anybody did, in whatever order (rules A5, B2 to B8, B10, C1, C4 to C12, K1)."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

from hypothesis.stateful import RuleBasedStateMachine, invariant

from chassis.kernel.clock import Instant
from chassis.kernel.refusal import Refusal
from services.registration.divisions.model.division import Division
from services.registration.divisions.model.scheme import TopicChoice, TrackChoice
from services.registration.editions.model import Iteration
from services.registration.shared.receipts import Receipt
from services.registration.teams.events import TeamFindingChanged
from services.registration.teams.model.composition import ConsentState
from services.registration.teams.model.supplements import SupplementState
from services.registration.teams.model.team import Team, TeamState
from tests.unit.services.registration import builders as a

from .holding import changed, hold_to_accounts, hold_to_colleagues, hold_to_findings

MS, DAY = timedelta(milliseconds=1), timedelta(days=1)
CLOSINGS = (a.REGISTRATION_CLOSES, a.REGISTRATION_CLOSES + DAY, a.SUBMISSION_CLOSES, a.SUBMISSION_CLOSES + DAY)
# answers to review are due before or after submission closes
DUE = (a.REGISTRATION_CLOSES, a.SUBMISSION_CLOSES + 2 * DAY)
# each deadline, told first or prolonged, to the millisecond
MOMENTS = (a.OPENS, a.WHILE_OPEN, *(one + step for one in (*CLOSINGS, DUE[-1]) for step in (timedelta(), MS)))
DIVISIONS, TOPICS = ("110000", "120000"), ("industry-1", "industry-2")
REFUSE_ABOVE = Decimal("0.5")
REQUIREMENTS = replace(
    a.REQUIREMENTS,
    iteration=Iteration(main_sections=("value.cases",), review_above=Decimal("0.3"), refuse_above=REFUSE_ABOVE),
)
GONE = (TeamState.WITHDRAWN,)
# fields of a team that other services, hosts and timers may change, and no others
CHANGED_BY_OTHERS = {"state", "reviews", "supplements", "registration_closes", "submission_closes", "findings"}


class Oracle(RuleBasedStateMachine):
    """Teams of two divisions behind the store's two unique indexes; time only goes on."""

    def __init__(self) -> None:
        super().__init__()
        topics = tuple(TopicChoice(topic_id=one) for one in TOPICS)
        self.divisions = {
            code: a.division(code, tracks=(TrackChoice(track="industry", topics=topics),)) for code in DIVISIONS
        }
        # when registration and submission close, by each scheme that was published
        self.published = {code: [(a.REGISTRATION_CLOSES, a.SUBMISSION_CLOSES)] for code in DIVISIONS}
        self.stored: dict[str, Team] = {}
        self.moment = 0
        # what was chosen at registration, and every receipt that was given: neither is ever another
        self.chosen: dict[str, tuple[str, ...]] = {}
        self.given: dict[str, tuple[Receipt, ...]] = {}
        # what review was told last of each finding of a team
        self.heard: dict[str, dict[str, TeamFindingChanged]] = {}

    @property
    def at(self) -> Instant:
        """Contest time now."""
        return MOMENTS[self.moment]

    def keep(self, before: Team | None, after: Team) -> Team | None:
        """Store what a command made, where both unique indexes take it; what stands there then, None where they do not."""
        after.take_events()
        others = [team for name, team in self.stored.items() if name != after.id]
        taken = {key for team in others for key in (*team.held_persons, *team.held_names)}
        return None if taken & {*after.held_persons, *after.held_names} else after

    def write(self, identifier: str, act: Callable[[Team | None], Team]) -> bool:
        """What a command of a team's own does: change a copy under the rules, and store it; whether it was taken."""
        return self._store(identifier, act, self._hold_to_the_rules)

    def tell(self, identifier: str, change: Callable[[Team], Any]) -> None:
        """What the team is told: at any time, for no deadline is asked."""

        def act(team: Team | None) -> Team:
            assert team is not None
            change(team)
            return team

        self._store(identifier, act, _hold_to_what_is_told)

    def come_and_go(self, identifier: str, act: Callable[[Team | None], Team]) -> bool:
        """Colleagues come at any time, and go whatever became of the team (rules B2, K1); whether it was taken."""
        return self._store(identifier, act, hold_to_colleagues)

    def answer(self, identifier: str, act: Callable[[Team | None], Team]) -> bool:
        """An answer to review, which has a deadline of its own (rule C11); whether it was taken."""
        return self._store(identifier, act, self._hold_to_answering)

    def _store(
        self,
        identifier: str,
        act: Callable[[Team | None], Team],
        hold: Callable[[Team | None, Team], None],
    ) -> bool:
        before = self.stored.get(identifier)
        try:
            after = act(copy.deepcopy(before))
        except Refusal:
            return False
        told = [one.event for one in after.raised if isinstance(one.event, TeamFindingChanged)]
        kept = self.keep(before, after)
        if kept is None:
            return False
        hold(before, kept)
        if before is not None:
            hold_to_accounts(before, kept)
            hold_to_findings(before, kept, told)
        self.heard.setdefault(identifier, {}).update({one.key: one for one in told})
        self.stored[identifier] = kept
        self.given[identifier] = (
            *self.given.get(identifier, ()),
            *kept.receipts[len(before.receipts) if before else 0 :],
        )
        self.chosen.setdefault(identifier, _chosen(kept))
        return True

    def _hold_to_the_rules(self, before: Team | None, after: Team) -> None:
        scheme = self.divisions[after.division_code].scheme
        assert self.at <= scheme.submission_closes, "nothing is written after the deadline"
        if before is None:
            assert a.OPENS <= self.at <= scheme.registration_closes
            assert (after.track, after.topic_id) in scheme.topics
            return
        assert before.state is not TeamState.DISQUALIFIED, "a disqualified team acts no more"
        if before.state in GONE:
            assert after.state is TeamState.REGISTERED, "who left does nothing but come back"
            assert not before.receipts, "what was submitted is not taken back by leaving"
            assert not before.reviews.disqualification_code
        if self.at > scheme.registration_closes:
            self._hold_to_what_is_fixed(before, after)
        if len(after.receipts) > len(before.receipts):
            assert set(after.composition.joined) == set(after.organisations), (
                "nobody is submitted for who did not consent"
            )
            assert after.receipts[-1].submitted_at == self.at
        _hold_to_consents(before, after)
        if before.receipts:
            assert after.project_name == before.project_name

    @staticmethod
    def _hold_to_what_is_fixed(before: Team, after: Team) -> None:
        assert after.representatives == before.representatives
        assert after.lead == before.lead
        assert set(after.organisations) <= set(before.organisations)
        assert set(before.composition.joined) <= set(after.composition.joined), "who takes part is fixed"
        assert not (before.state in GONE and after.state not in GONE), "nobody comes back after registration"

    def _hold_to_answering(self, before: Team | None, after: Team) -> None:
        assert before is not None
        assert before.state in (TeamState.REGISTERED, TeamState.SUBMITTED)
        assert changed(before, after) <= {"supplements"}, "an answer is no way into what was submitted"
        pairs = zip(before.supplements.requests, after.supplements.requests, strict=True)
        (answered,) = [(old, new) for old, new in pairs if old != new]
        assert answered[0].state is SupplementState.ASKED
        assert answered[1].state is SupplementState.ANSWERED
        assert self.at <= answered[0].due_at, "nothing is answered after its time"

    @invariant()
    def one_person_in_one_team_and_one_project_once(self) -> None:
        live = [team for team in self.stored.values() if team.state not in GONE]
        people = [person.match_key for team in live for person in team.representatives]
        assert len(people) == len(set(people))
        bare = [
            (organisation.uscc, "".join(filter(str.isalnum, team.project_name)))
            for team in live
            for organisation in team.composition.joined
        ]
        assert len(bare) == len(set(bare))

    @invariant()
    def one_to_five_people_one_lead_and_the_gone_hold_nothing(self) -> None:
        for team in self.stored.values():
            assert 1 <= len(team.representatives) <= 5
            codes = [organisation.uscc for organisation in team.organisations]
            assert codes.count(team.lead.uscc) == 1
            assert (team.state in GONE) == (not team.held_persons) == (not team.held_names)
            assert (
                not (team.state not in GONE and team.reviews.disqualification_code)
                or team.state is TeamState.DISQUALIFIED
            )

    @invariant()
    def each_organisation_has_an_account_and_none_acts_for_two(self) -> None:
        for team in self.stored.values():
            by_organisation = [team.members.accounts_of(one.uscc) for one in team.composition.joined]
            assert all(1 <= len(accounts) <= REQUIREMENTS.max_accounts for accounts in by_organisation)
            assert sorted(account for accounts in by_organisation for account in accounts) == sorted(team.account_ids)
            assert len({team.members.of(account).number for account in team.account_ids}) == len(team.account_ids)
            inviting = [one.uscc for one in team.members.invitations]
            assert len(inviting) == len(set(inviting) & {one.uscc for one in team.composition.joined}), (
                "who left lets nobody in"
            )

    @invariant()
    def review_knows_what_stands(self) -> None:
        for name, team in self.stored.items():
            found = {one.key: one for one in team.findings.each}
            assert len(found) == len(team.findings.each)
            for key, word in self.heard[name].items():
                assert word.lifted == (key not in found or found[key].lifted)

    @invariant()
    def topic_and_division_stay_and_no_receipt_is_lost_or_altered(self) -> None:
        assert {name: _chosen(team) for name, team in self.stored.items()} == self.chosen
        assert {name: team.receipts for name, team in self.stored.items()} == self.given
        for receipts in self.given.values():
            assert [one.submission_number for one in receipts] == list(range(1, len(receipts) + 1))
        numbers = [one.number for receipts in self.given.values() for one in receipts]
        assert len(numbers) == len(set(numbers))

    @invariant()
    def no_team_knows_a_later_deadline_than_its_division_published(self) -> None:
        for team in self.stored.values():
            scheme = self.divisions[team.division_code].scheme
            assert team.registration_closes <= scheme.registration_closes
            assert team.submission_closes <= scheme.submission_closes


def published(division: Division, *, at: Instant, **changes: Any) -> Division | None:
    """The division with a new version of its scheme in force (rule A5); None where that is refused."""
    made = copy.deepcopy(division)
    try:
        made.file_version(replace(made.scheme, **changes), a.CATALOGUE, "延长", by="host", at=at)
        made.approve(a.CATALOGUE, by="secretariat", at=at)
        made.publish(a.CATALOGUE, by="host", at=at)
    except Refusal:
        return None
    made.take_events()
    return made


def _chosen(team: Team) -> tuple[str, ...]:
    return team.edition, team.division_code, team.track, team.topic_id, team.registered_at.isoformat()


def _hold_to_consents(before: Team, after: Team) -> None:
    for code in after.composition.consents.given - before.composition.consents.given - {before.lead.uscc}:
        assert after.composition.consents.of(code).by not in before.account_ids, "nobody consents for another"
    if before.receipts:
        back = {one.uscc for one in after.composition.consents.each if one.state is ConsentState.DECLINED}
        assert not back & before.composition.consents.given, "consent stands once the project was submitted"
    if after.lead != before.lead:
        assert before.composition.lead_offered_to == after.lead.uscc, "the lead passes by the word of both"
        assert after.lead.uscc in before.composition.consents.given
        assert set(after.organisations) == set(before.organisations)


def _hold_to_what_is_told(before: Team | None, after: Team) -> None:
    assert before is not None
    assert changed(before, after) <= CHANGED_BY_OTHERS
    disqualified = {name: getattr(after.reviews, name) for name in ("disqualification_code", "disqualification_reason")}
    assert after.reviews == replace(before.reviews, **disqualified), "no decision of review comes from elsewhere"
    assert after.findings.names == before.findings.names, "no step of these screens names"
    assert before.is_active or after.findings.sequence == before.findings.sequence
    assert after.held_persons == before.held_persons, "being barred frees nobody"
    assert after.state in (before.state, TeamState.DISQUALIFIED)
    assert after.registration_closes >= before.registration_closes
    assert after.submission_closes >= before.submission_closes
    there = {one.number: one for one in after.supplements.requests}
    assert len(there) == len(after.supplements.requests), "a request that comes twice is asked once"
    for old in before.supplements.requests:
        assert there[old.number] == old or old.state is SupplementState.ASKED, "what is answered or lapsed stays so"
