"""A team with its project: from registration to submission, and how it leaves (rules B2 to B10, C1 to C12).

What stands on what, a module each: `standing`, `told`, `submitting`, `joining`, and here how a team comes,
changes and leaves."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.kernel.clock import Instant
from chassis.kernel.refusal import refuse_unless

from ...divisions.model.division import Division
from ...editions.model import Requirements
from ...shared.terms import term
from .. import rules
from ..events import PersonsRekeyed, TeamChanged, TeamRegistered, TeamWithdrawn
from .consents import NO_CONSENTS
from .entry import Entry, SealedRepresentative, check_names, check_representatives
from .joining import Joining
from .standing import TeamState


@dataclass(kw_only=True)
class Team(Joining):
    """One team, one project, one division (rules B4, B7)."""

    @classmethod
    def register(
        cls, identifier: str, entry: Entry, division: Division, requirements: Requirements, *, at: Instant
    ) -> Team:
        """Register in an open division (rules A2, A4, B1, B2, B4, B5, B8, B10, C1)."""
        refuse_unless(entry.declared_true, rules.B10_NOT_DECLARED_TRUE)
        division.require_registration(at)
        division.scheme.require_topic(entry.track, entry.topic_id)
        organisations = (entry.lead, *entry.co_organisations)
        codes = [organisation.uscc for organisation in organisations]
        check_names(entry.team_name, entry.project_name, *(organisation.name for organisation in organisations))
        organisers = {body.uscc for body in division.scheme.organising_bodies}
        for code in codes:
            refuse_unless(code not in organisers, rules.B8_ORGANISER_TAKES_PART, uscc=code)
        check_representatives(entry.representatives, frozenset(codes), requirements)
        team = cls(
            id=identifier,
            edition=entry.edition,
            division_code=division.id,
            track=entry.track,
            topic_id=entry.topic_id,
            team_name=entry.team_name.strip(),
            project_name=entry.project_name.strip(),
            lead=entry.lead,
            co_organisations=entry.co_organisations,
            consents=NO_CONSENTS.ask(one.uscc for one in entry.co_organisations),
            state=TeamState.REGISTERED,
            representatives=entry.representatives,
            salt=entry.salt,
            registered_at=at,
            registration_closes=division.scheme.registration_closes,
            submission_closes=division.scheme.submission_closes,
        )
        team._require_composed(requirements)
        team._let_in(entry.account_id, entry.lead.uscc, at=at)
        team._hold()
        team.raise_event(TeamRegistered(team=team.facts), at)
        return team

    def change(
        self,
        *,
        team_name: str,
        project_name: str,
        representatives: tuple[SealedRepresentative, ...],
        requirements: Requirements,
        at: Instant,
    ) -> None:
        """Names and representatives, until the registration deadline (rules B4 to B7, C10); empty leaves as it is."""
        self._require_active()
        fixed = rules.B6_REPRESENTATIVES_FIXED if representatives else rules.B7_NAMES_FIXED
        refuse_unless(at <= self.registration_closes, fixed, closes=self.registration_closes)
        if project_name and project_name.strip() != self.project_name:
            refuse_unless(not self.receipts, rules.C10_PROJECT_NAME_FIXED)
        check_names(team_name or self.team_name, project_name or self.project_name)
        before = (self.team_name, self.project_name, self.representatives)
        if representatives:
            codes = frozenset(organisation.uscc for organisation in self.organisations)
            check_representatives(representatives, codes, requirements)
            self.representatives = representatives
        self.team_name = team_name.strip() or self.team_name
        self.project_name = project_name.strip() or self.project_name
        if (self.team_name, self.project_name, self.representatives) != before:
            self.draft = self.draft.moved_on()  # all three are frozen with a submission
        self._hold()
        self.raise_event(TeamChanged(team=self.facts), at)

    def rekey(self, people: tuple[SealedRepresentative, ...], *, at: Instant) -> None:
        """The same people sealed and hashed under other keys (rules B5, K4); whoever matches by their hashes is told."""
        self.representatives = people
        if self.held_persons:
            self._hold()
        self.raise_event(PersonsRekeyed(team_id=self.id, persons=self.persons), at)

    def withdraw(self, *, at: Instant) -> None:
        """Leave before the deadline; persons and project are free again (rule C12)."""
        self._require_active()
        refuse_unless(at <= self.submission_closes, rules.C12_WITHDRAWAL_LATE, closes=self.submission_closes)
        self.state = TeamState.WITHDRAWN
        self._release()
        self.raise_event(TeamWithdrawn(team=self.facts, unsubmitted=not self.receipts), at)

    def revive(self, division: Division, *, at: Instant) -> None:
        """A withdrawn team registers again, unchanged, taking all that it held anew (rules A2, A4, B5, B6, B7, C1, C12).

        A team that had submitted stays away: its case is closed, and it registers as another. So does one that was
        disqualified meanwhile: leaving is no way around a disqualification (rule B10). The command asks before whether an
        organisation is listed or affiliated (rules B3, B8), so that what was found before the team left holds no more.
        """
        refuse_unless(self.state is TeamState.WITHDRAWN, rules.TEAM_NOT_ACTIVE, state=term(self.state))
        refuse_unless(not self.disqualification_code, rules.TEAM_NOT_ACTIVE, state=term(TeamState.DISQUALIFIED))
        refuse_unless(not self.receipts, rules.C12_SUBMITTED_BEFORE)
        division.require_registration(at)
        division.scheme.require_topic(self.track, self.topic_id)
        organisers = {body.uscc for body in division.scheme.organising_bodies}
        for organisation in self.organisations:
            refuse_unless(organisation.uscc not in organisers, rules.B8_ORGANISER_TAKES_PART, uscc=organisation.uscc)
        self.state = TeamState.REGISTERED
        self._lift_findings()
        self._hold()
        self.raise_event(TeamRegistered(team=self.facts), at)
