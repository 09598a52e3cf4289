"""A team as it stands: whose it is, where it registered, what it holds alone, until when it may do what (rules B4 to B7, C1)."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from chassis.facts.persons import SamePerson
from chassis.facts.teams import Organisation, TeamFacts
from chassis.kernel.clock import Instant
from chassis.kernel.identifiers import derived_id
from chassis.kernel.refusal import refuse_unless

from ...shared.receipts import Receipt
from ...shared.terms import term
from .. import rules
from .composition import Composition
from .entry import SealedRepresentative, plain


class TeamState(enum.StrEnum):
    """registered -> submitted; from either -> withdrawn or disqualified."""

    REGISTERED = "registered"
    SUBMITTED = "submitted"
    WITHDRAWN = "withdrawn"
    DISQUALIFIED = "disqualified"


class ReviewState(enum.StrEnum):
    """What review said last."""

    PASSED = "passed"
    RETURNED = "returned"
    SUPPLEMENT = "supplement"
    REJECTED = "rejected"


@dataclass(frozen=True, kw_only=True)
class HeldName:
    """A name that one organisation has registered; `field` is `project_name` or `team_name`."""

    key: str
    field: str
    name: str
    organisation: Organisation


@dataclass(kw_only=True)
class Standing(Composition):
    """One team, one project, one division (rules B4, B7)."""

    edition: str
    division_code: str
    track: str
    topic_id: str
    team_name: str
    project_name: str
    state: TeamState
    representatives: tuple[SealedRepresentative, ...] = ()
    # keyed hashes of persons, and each organisation's project and team by name, that are held by this team alone, by unique
    # indexes; empty once it has left
    held_persons: tuple[str, ...] = ()
    held_names: tuple[str, ...] = ()
    # of what it submitted, in order
    receipts: tuple[Receipt, ...] = ()
    registered_at: Instant
    registration_closes: Instant
    submission_closes: Instant

    @property
    def facts(self) -> TeamFacts:
        """What others may know."""
        return TeamFacts(
            team_id=self.id,
            edition=self.edition,
            division_code=self.division_code,
            track=self.track,
            topic_id=self.topic_id,
            team_name=self.team_name,
            project_name=self.project_name,
            lead=self.lead,
            co_organisations=self.co_organisations,
            account_ids=self.account_ids,
            accounts_changed=self.accounts_changed,
        )

    @property
    def persons(self) -> tuple[SamePerson, ...]:
        """Return its representatives by their keyed hashes, for events alone (rules B5, K4)."""
        return tuple(SamePerson(keys=person.match_keys) for person in self.representatives)

    def prolong(self, registration_closes: Instant, submission_closes: Instant) -> bool:
        """The division published later deadlines (rule A5): never an earlier one than was told; whether anything changed."""
        before = (self.registration_closes, self.submission_closes)
        self.registration_closes = max(self.registration_closes, registration_closes)
        self.submission_closes = max(self.submission_closes, submission_closes)
        return (self.registration_closes, self.submission_closes) != before

    @property
    def names_to_hold(self) -> tuple[HeldName, ...]:
        """Project and team by name, for each organisation that takes part (rule B7).

        So a partner is no way to register the project again, and nobody keeps a name from an organisation that was never asked.
        """
        names = (("project", self.project_name), ("team", self.team_name))
        return tuple(
            HeldName(
                key=derived_id(kind, self.edition, organisation.uscc, plain(name)),
                field=f"{kind}_name",
                name=name,
                organisation=organisation,
            )
            for organisation in self.joined
            for kind, name in names
        )

    def _hold(self) -> None:
        self.held_persons = tuple(key for person in self.representatives for key in person.match_keys)
        self.held_names = tuple(held.key for held in self.names_to_hold)

    def _release(self) -> None:
        self.held_persons, self.held_names = (), ()

    def _require_active(self) -> None:
        refuse_unless(self.is_active, rules.TEAM_NOT_ACTIVE, state=term(self.state))

    def _require_composable(self, at: Instant) -> None:
        self._require_active()
        refuse_unless(at <= self.registration_closes, rules.B2_COMPOSITION_FIXED, closes=self.registration_closes)

    @property
    def is_active(self) -> bool:
        """Whether it is in the contest: neither withdrawn nor disqualified."""
        return self.state in (TeamState.REGISTERED, TeamState.SUBMITTED)

    def is_writable(self, at: Instant) -> bool:
        """Whether anything can still be written and submitted (rules C1, C12)."""
        return self.is_active and at <= self.submission_closes

    def _require_writable(self, at: Instant) -> None:
        self._require_active()
        refuse_unless(at <= self.submission_closes, rules.C1_SUBMISSION_CLOSED, closes=self.submission_closes)
