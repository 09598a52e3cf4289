"""A state machine of a division: no order of steps by host, secretariat and clock gets around rules A4 and A5."""

from __future__ import annotations

import copy
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from chassis.facts.schemes import Criterion
from chassis.kernel.refusal import Refusal
from services.registration.divisions.model.division import PUBLIC, Division, DivisionState
from services.registration.divisions.model.filing import FilingState
from services.registration.divisions.model.scheme import Scheme, TopicChoice, TrackChoice
from services.registration.divisions.model.scheme_change import JUDGING_FIELDS
from services.registration.divisions.model.scheme_check import TIMETABLE
from services.registration.teams.model.team import Team
from tests.unit.services.registration import builders as a

UNTIL = a.beijing(5, 31, 23, 59)
TOPICS = ("industry-1", "industry-2")
RUBRIC = (Criterion(id="value", name="价值", weight="1"),)


@st.composite
def schemes(draw: st.DrawFn) -> Scheme:
    """Draw a scheme that may be filed."""
    topics = draw(st.lists(st.sampled_from(TOPICS), min_size=1, max_size=2, unique=True))
    scheme = a.scheme(
        tracks=(TrackChoice(track="industry", topics=tuple(TopicChoice(topic_id=topic) for topic in topics)),),
        registration_opens=a.OPENS + draw(st.integers(-1, 1)) * timedelta(days=1),
        registration_closes=a.REGISTRATION_CLOSES + draw(st.integers(-1, 1)) * timedelta(days=1),
        submission_closes=a.SUBMISSION_CLOSES + draw(st.integers(-1, 1)) * timedelta(days=1),
    )
    return replace(scheme, rubric=RUBRIC) if draw(st.booleans()) else scheme


class Life(RuleBasedStateMachine):
    """A division and the teams in it."""

    @initialize(scheme=schemes())
    def host_applies(self, scheme: Scheme) -> None:
        self.now = a.APPLIES
        self.approved: set[str] = set()
        self.teams: list[Team] = []
        self.in_force: list[Scheme] = []
        self.division = Division.apply("110000", scheme, a.CATALOGUE, by="host", until=UNTIL, at=self.now)

    @rule(hours=st.integers(1, 50))
    def time_passes(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    # most mistakes happen near deadlines; the closing is seldom jumped to, so that other steps come before it
    @rule(milliseconds=st.integers(-1, 1), closing=st.integers(0, 4))
    def a_deadline_comes(self, milliseconds: int, closing: int) -> None:
        scheme = self.division.scheme
        moment = scheme.submission_closes if closing == 0 else scheme.registration_opens
        if self.division.state in PUBLIC or closing:
            self.now = max(self.now, moment + timedelta(milliseconds=milliseconds))

    @precondition(lambda self: self.division.state not in PUBLIC)
    @rule()
    def it_is_approved_published_and_opens(self) -> None:
        self.secretariat_approves()
        self.host_publishes()
        self.a_deadline_comes(1, 1)

    @precondition(lambda self: self.division.state in PUBLIC)
    @rule(scheme=schemes(), topic=st.sampled_from(TOPICS))
    def a_version_is_filed_approved_and_published(self, scheme: Scheme, topic: str) -> None:
        in_force = self.division.scheme
        # deadlines stay the same, so that the version is refused only for what it takes away
        times = {name: getattr(in_force, name) for name in TIMETABLE}
        self.host_files_a_version(replace(scheme, **times))
        self.secretariat_approves()
        self.a_deadline_comes(0, 1)
        self.team_registers(topic)
        self.host_publishes()

    @rule()
    def timer_runs(self) -> None:
        self.division.run_clock(self.now)

    def _try(self, action: str, *arguments: object, **named: object) -> bool:
        # the store writes all or nothing: a refused command changes nothing
        before = copy.deepcopy(self.division)
        try:
            getattr(self.division, action)(*arguments, at=self.now, **named)
        except Refusal:
            self.division = before
            return False
        return True

    @rule(scheme=schemes())
    def host_files_again(self, scheme: Scheme) -> None:
        self._try("apply_again", scheme, a.CATALOGUE, by="host", until=UNTIL)

    @rule(scheme=schemes())
    def host_files_a_version(self, scheme: Scheme) -> None:
        self._try("file_version", scheme, a.CATALOGUE, "理由", by="host")

    @rule()
    def secretariat_approves(self) -> None:
        digest = self.division.latest.digest
        if self._try("approve", a.CATALOGUE, by="secretariat"):
            self.approved.add(digest)

    @rule()
    def secretariat_returns(self) -> None:
        self._try("send_back", ("理由",), by="secretariat")

    @rule()
    def host_publishes(self) -> None:
        before = self.division.scheme if self.division.state in PUBLIC else None
        if not self._try("publish", a.CATALOGUE, by="host"):
            return
        after = self.division.scheme
        # A4: only exactly what was approved is published
        assert after.digest in self.approved
        assert self.division.latest.state is FilingState.PUBLISHED
        if before is None:
            assert self.now <= after.registration_opens
        elif self.teams:
            # A5: nothing that was published to a team is taken from it
            assert before.topics <= after.topics
            assert after.registration_closes >= before.registration_closes
            assert after.submission_closes >= before.submission_closes
        if before is not None and self.division.scoring_began_at is not None and self.teams:
            assert [getattr(before, name) for name in (*JUDGING_FIELDS, "rubric", "stages")] == [
                getattr(after, name) for name in (*JUDGING_FIELDS, "rubric", "stages")
            ]
        for team in self.teams:
            team.prolong(after.registration_closes, after.submission_closes)

    @precondition(lambda self: self.teams)
    @rule()
    def scoring_begins(self) -> None:
        self.division.begin_scoring(self.now)

    @rule(topic=st.sampled_from(TOPICS))
    def team_registers(self, topic: str) -> None:
        self.division.run_clock(self.now)
        with suppress(Refusal):
            entry = a.entry(topic_id=topic)
            self.teams.append(Team.register("team", entry, self.division, a.REQUIREMENTS, at=self.now))
            # A4: a team registers only in an approved and published division that is open by the timetable
            assert self.division.scheme.digest in self.approved
            assert self.division.state is DivisionState.OPEN
            assert self.division.scheme.registration_opens <= self.now <= self.division.scheme.registration_closes

    @invariant()
    def teams_keep_their_topics_and_deadlines(self) -> None:
        """Check A2, A5: the division runs the topic of every registered team, and the team has the division's deadlines."""
        for team in self.teams:
            self.division.scheme.require_topic(team.track, team.topic_id)
            assert team.submission_closes == self.division.scheme.submission_closes
            assert team.registration_closes == self.division.scheme.registration_closes

    @invariant()
    def history_is_complete(self) -> None:
        """Check A4, A5: version numbers have no gap, at most one version waits, and the one in force is marked as published."""
        filings = self.division.filings
        assert [filing.version for filing in filings] == list(range(1, len(filings) + 1))
        waiting = [filing for filing in filings if filing.state in (FilingState.FILED, FilingState.APPROVED)]
        assert len(waiting) <= 1
        if self.division.state in PUBLIC:
            in_force = filings[self.division.scheme_version - 1]
            assert in_force.state is FilingState.PUBLISHED
            assert in_force.digest == self.division.scheme.digest
            assert (self.division.revision is not None) == bool(waiting)


Life.TestCase.settings = settings(max_examples=100, stateful_step_count=30, deadline=None)
TestLife = Life.TestCase
