"""Invariants of all teams after any steps in any order (rules A5, B2 to B8, B10, C1, C4 to C12, K1)."""

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

from .step_checks import changed_fields, check_accounts, check_colleagues, check_findings

MS, DAY = timedelta(milliseconds=1), timedelta(days=1)
CLOSINGS = (a.REGISTRATION_CLOSES, a.REGISTRATION_CLOSES + DAY, a.SUBMISSION_CLOSES, a.SUBMISSION_CLOSES + DAY)
# supplements are due before or after submission closes
DUE = (a.REGISTRATION_CLOSES, a.SUBMISSION_CLOSES + 2 * DAY)
# each deadline, first or prolonged, to the millisecond
MOMENTS = (a.OPENS, a.WHILE_OPEN, *(closing + step for closing in (*CLOSINGS, DUE[-1]) for step in (timedelta(), MS)))
DIVISIONS, TOPICS = ("110000", "120000"), ("industry-1", "industry-2")
REFUSE_ABOVE = Decimal("0.5")
REQUIREMENTS = replace(
    a.REQUIREMENTS,
    iteration=Iteration(main_sections=("value.cases",), review_above=Decimal("0.3"), refuse_above=REFUSE_ABOVE),
)
GONE = (TeamState.WITHDRAWN,)
# fields of a team that other services, hosts and timers may change, and no others
CHANGED_BY_OTHERS = {"state", "reviews", "supplements", "registration_closes", "submission_closes", "findings"}


class TeamInvariants(RuleBasedStateMachine):
    """Teams of two divisions behind the store's two unique indexes; time only advances."""

    def __init__(self) -> None:
        super().__init__()
        topics = tuple(TopicChoice(topic_id=topic_id) for topic_id in TOPICS)
        self.divisions = {
            code: a.division(code, tracks=(TrackChoice(track="industry", topics=topics),)) for code in DIVISIONS
        }
        # when registration and submission close in each published scheme
        self.published = {code: [(a.REGISTRATION_CLOSES, a.SUBMISSION_CLOSES)] for code in DIVISIONS}
        self.stored: dict[str, Team] = {}
        self.moment = 0
        # what was chosen at registration, and every receipt that was issued: neither ever changes
        self.chosen: dict[str, tuple[str, ...]] = {}
        self.issued: dict[str, tuple[Receipt, ...]] = {}
        # the last event to review about each finding of a team
        self.reported: dict[str, dict[str, TeamFindingChanged]] = {}

    @property
    def at(self) -> Instant:
        """Return the contest time now."""
        return MOMENTS[self.moment]

    def storable(self, before: Team | None, after: Team) -> Team | None:
        """Return the changed team to store, None if a unique index refuses it."""
        after.take_events()
        others = [team for name, team in self.stored.items() if name != after.id]
        taken = {key for team in others for key in (*team.held_persons, *team.held_names)}
        return None if taken & {*after.held_persons, *after.held_names} else after

    def write(self, identifier: str, act: Callable[[Team | None], Team]) -> bool:
        """Change a copy of the team under the rules and store it, as a command does; return True if it was accepted."""
        return self._store(identifier, act, self._check_rules)

    def record(self, identifier: str, change: Callable[[Team], Any]) -> None:
        """Change a copy of the team by an event and store it; no deadline applies."""

        def act(team: Team | None) -> Team:
            assert team is not None
            change(team)
            return team

        self._store(identifier, act, _check_event)

    def change_accounts(self, identifier: str, act: Callable[[Team | None], Team]) -> bool:
        """Change the accounts of a copy of the team and store it (rules B2, K1); return True if it was accepted."""
        return self._store(identifier, act, check_colleagues)

    def write_answer(self, identifier: str, act: Callable[[Team | None], Team]) -> bool:
        """Answer a supplement, which has its own deadline (rule C11); return True if it was accepted."""
        return self._store(identifier, act, self._check_answer)

    def _store(
        self,
        identifier: str,
        act: Callable[[Team | None], Team],
        check: Callable[[Team | None, Team], None],
    ) -> bool:
        before = self.stored.get(identifier)
        try:
            after = act(copy.deepcopy(before))
        except Refusal:
            return False
        events = [raised.event for raised in after.raised if isinstance(raised.event, TeamFindingChanged)]
        team = self.storable(before, after)
        if team is None:
            return False
        check(before, team)
        if before is not None:
            check_accounts(before, team)
            check_findings(before, team, events)
        self.reported.setdefault(identifier, {}).update({event.key: event for event in events})
        self.stored[identifier] = team
        self.issued[identifier] = (
            *self.issued.get(identifier, ()),
            *team.receipts[len(before.receipts) if before else 0 :],
        )
        self.chosen.setdefault(identifier, _chosen(team))
        return True

    def _check_rules(self, before: Team | None, after: Team) -> None:
        scheme = self.divisions[after.division_code].scheme
        assert self.at <= scheme.submission_closes, "nothing is written after the deadline"
        if before is None:
            assert a.OPENS <= self.at <= scheme.registration_closes
            assert (after.track, after.topic_id) in scheme.topics
            return
        assert before.state is not TeamState.DISQUALIFIED, "a disqualified team changes nothing"
        if before.state in GONE:
            assert after.state is TeamState.REGISTERED, "a withdrawn team can only be revived"
            assert not before.receipts, "a submitted team can't withdraw"
            assert not before.reviews.disqualification_code
        if self.at > scheme.registration_closes:
            self._check_fixed_fields(before, after)
        if len(after.receipts) > len(before.receipts):
            assert set(after.composition.joined) == set(after.organisations), (
                "every organisation consented before submission"
            )
            assert after.receipts[-1].submitted_at == self.at
        _check_consents(before, after)
        if before.receipts:
            assert after.project_name == before.project_name

    @staticmethod
    def _check_fixed_fields(before: Team, after: Team) -> None:
        assert after.representatives == before.representatives
        assert after.lead == before.lead
        assert set(after.organisations) <= set(before.organisations)
        assert set(before.composition.joined) <= set(after.composition.joined), "the organisations are fixed"
        assert not (before.state in GONE and after.state not in GONE), "no team is revived after registration"

    def _check_answer(self, before: Team | None, after: Team) -> None:
        assert before is not None
        assert before.state in (TeamState.REGISTERED, TeamState.SUBMITTED)
        assert changed_fields(before, after) <= {"supplements"}, "an answer changes only the supplement"
        pairs = zip(before.supplements.requests, after.supplements.requests, strict=True)
        ((old, new),) = [(old, new) for old, new in pairs if old != new]
        assert old.state is SupplementState.ASKED
        assert new.state is SupplementState.ANSWERED
        assert self.at <= old.due_at, "no answer after its due date"

    @invariant()
    def each_person_and_project_is_in_one_team(self) -> None:
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
    def each_team_has_one_to_five_people_and_one_lead(self) -> None:
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
    def each_account_acts_for_one_organisation(self) -> None:
        for team in self.stored.values():
            by_organisation = [team.members.accounts_of(organisation.uscc) for organisation in team.composition.joined]
            assert all(1 <= len(accounts) <= REQUIREMENTS.max_accounts for accounts in by_organisation)
            assert sorted(account for accounts in by_organisation for account in accounts) == sorted(team.account_ids)
            assert len({team.members.of(account).number for account in team.account_ids}) == len(team.account_ids)
            inviting = [invitation.uscc for invitation in team.members.invitations]
            assert len(inviting) == len(
                set(inviting) & {organisation.uscc for organisation in team.composition.joined}
            ), "only a joined organisation invites"

    @invariant()
    def review_knows_each_open_finding(self) -> None:
        for name, team in self.stored.items():
            findings = {finding.key: finding for finding in team.findings.each}
            assert len(findings) == len(team.findings.each)
            for key, event in self.reported[name].items():
                assert event.lifted == (key not in findings or findings[key].lifted)

    @invariant()
    def choices_and_receipts_never_change(self) -> None:
        assert {name: _chosen(team) for name, team in self.stored.items()} == self.chosen
        assert {name: team.receipts for name, team in self.stored.items()} == self.issued
        for receipts in self.issued.values():
            assert [receipt.submission_number for receipt in receipts] == list(range(1, len(receipts) + 1))
        numbers = [receipt.number for receipts in self.issued.values() for receipt in receipts]
        assert len(numbers) == len(set(numbers))

    @invariant()
    def no_team_has_a_later_deadline_than_its_division(self) -> None:
        for team in self.stored.values():
            scheme = self.divisions[team.division_code].scheme
            assert team.registration_closes <= scheme.registration_closes
            assert team.submission_closes <= scheme.submission_closes


def published_division(division: Division, *, at: Instant, **changes: Any) -> Division | None:
    """Return the division with a new version of its scheme in force, None if it is refused (rule A5)."""
    changed = copy.deepcopy(division)
    try:
        changed.file_version(replace(changed.scheme, **changes), a.CATALOGUE, "延长", by="host", at=at)
        changed.approve(a.CATALOGUE, by="secretariat", at=at)
        changed.publish(a.CATALOGUE, by="host", at=at)
    except Refusal:
        return None
    changed.take_events()
    return changed


def _chosen(team: Team) -> tuple[str, ...]:
    return team.edition, team.division_code, team.track, team.topic_id, team.registered_at.isoformat()


def _check_consents(before: Team, after: Team) -> None:
    for code in after.composition.consents.consented - before.composition.consents.consented - {before.lead.uscc}:
        assert after.composition.consents.of(code).by not in before.account_ids, "nobody consents for another"
    if before.receipts:
        declined = {
            consent.uscc for consent in after.composition.consents.each if consent.state is ConsentState.DECLINED
        }
        assert not declined & before.composition.consents.consented, (
            "consent can't be withdrawn once the project was submitted"
        )
    if after.lead != before.lead:
        assert before.composition.lead_offered_to == after.lead.uscc, "both organisations agree to the new lead"
        assert after.lead.uscc in before.composition.consents.consented
        assert set(after.organisations) == set(before.organisations)


def _check_event(before: Team | None, after: Team) -> None:
    assert before is not None
    assert changed_fields(before, after) <= CHANGED_BY_OTHERS
    disqualified = {name: getattr(after.reviews, name) for name in ("disqualification_code", "disqualification_reason")}
    assert after.reviews == replace(before.reviews, **disqualified), "only review changes its decisions"
    assert after.findings.names == before.findings.names, "no step screens names"
    assert before.is_active or after.findings.sequence == before.findings.sequence
    assert after.held_persons == before.held_persons, "a disqualified team's people stay bound"
    assert after.state in (before.state, TeamState.DISQUALIFIED)
    assert after.registration_closes >= before.registration_closes
    assert after.submission_closes >= before.submission_closes
    requests = {request.number: request for request in after.supplements.requests}
    assert len(requests) == len(after.supplements.requests), "a request that arrives twice is recorded once"
    for old in before.supplements.requests:
        assert requests[old.number] == old or old.state is SupplementState.ASKED, (
            "an answered or lapsed request doesn't change"
        )
