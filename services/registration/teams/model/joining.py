"""Several organisations in one team: asked, consenting, leaving, who leads, and whose accounts act (rules B2, B7, B8)."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.facts.teams import Organisation
from chassis.kernel.clock import Instant
from chassis.kernel.refusal import refuse_unless

from ...editions.model import Requirements
from .. import rules
from ..events import TeamAccountsChanged, TeamChanged
from .entry import check_names
from .submitting import Submitting


@dataclass(kw_only=True)
class Joining(Submitting):
    """A team whose organisations come and go."""

    def add_co_organisation(
        self, organisation: Organisation, organisers: frozenset[str], requirements: Requirements, *, at: Instant
    ) -> None:
        """One more organisation is asked to join, until the registration deadline (rules B2, B8)."""
        self._require_composable(at)
        check_names(organisation.name)
        refuse_unless(organisation.uscc not in organisers, rules.B8_ORGANISER_TAKES_PART, uscc=organisation.uscc)
        self._ask(organisation, requirements)
        self.draft = self.draft.moved_on()
        self.raise_event(TeamChanged(team=self.facts), at)

    def remove_co_organisation(self, uscc: str, *, at: Instant) -> None:
        """Part with one that stands for nobody and nothing in the team (rule B2).

        One that consented until the registration deadline; one that did not until the deadline of submission. From the
        registration deadline on people stay (rule B6), and so does the organisation of one: what is left is to ask it again.
        """
        self._require_writable(at)
        self.consents.of(uscc)
        if uscc in self.consents.given:
            self._require_composable(at)
        people = any(person.organisation_uscc == uscc for person in self.representatives)
        changeable = not people or at <= self.registration_closes
        refuse_unless(changeable, rules.B2_CONSENT_NEEDED, uscc=uscc, closes=self.submission_closes)
        needed = people or any(piece.owner_uscc == uscc for piece in self.evidence)
        refuse_unless(not needed, rules.B2_ORGANISATION_NEEDED, uscc=uscc)
        self._part_with(uscc)
        self._forget_findings_of(uscc, at)
        self.draft = self.draft.moved_on()
        self._hold()
        self.raise_event(TeamChanged(team=self.facts), at)

    def renew_invitation(self, uscc: str, *, at: Instant) -> None:
        """Ask a co-organisation again that has not consented; the code before is void (rule B2)."""
        self._require_writable(at)
        self.consents = self.consents.ask_again(uscc)

    def answer_invitation(self, uscc: str, account_id: str, *, consent: bool, at: Instant) -> None:
        """A co-organisation says yes or no, by an account that is not the team's yet (rules B2, B7).

        From here it holds the team's names, and its account acts for it.
        """
        self._require_writable(at)
        self._answer(uscc, account_id, consent=consent, at=at)
        self._hold()
        self.raise_event(TeamChanged(team=self.facts), at)

    def take_consent_back(self, account_id: str, *, at: Instant) -> None:
        """A co-organisation changes its mind while nothing is submitted, until the registration deadline (rule B2).

        From then on who takes part is fixed, or taking back and being left out would be a way around it.
        """
        refuse_unless(not self.receipts, rules.B2_CONSENT_STANDS)
        self._require_composable(at)
        self._take_back(account_id, at=at)
        self._hold()
        self.raise_event(TeamChanged(team=self.facts), at)

    def hand_over_lead(self, uscc: str, account_id: str, *, at: Instant) -> None:
        """The lead offers its place to a co-organisation; that one takes it (rule B2), until the registration deadline."""
        self._require_composable(at)
        if uscc != self.lead.uscc and account_id in self.accounts_of(uscc):
            self._take_lead(uscc, at=at)
            self.draft = self.draft.moved_on()
            self.raise_event(TeamChanged(team=self.facts), at)
        else:
            self.require_lead(account_id)
            self._offer(uscc)

    def invite_colleagues(self, account_id: str, *, at: Instant) -> None:
        """An account opens the team to colleagues of its organisation; the code before is void (rules B2, K1)."""
        self._require_active()
        self.members = self.members.inviting(self.acts_for(account_id))

    def end_colleague_invitation(self, account_id: str) -> None:
        """Nobody is let in any more by the code of the account's organisation (rule K1)."""
        self.members = self.members.ended(self.acts_for(account_id))

    def let_colleague_in(self, uscc: str, account_id: str, requirements: Requirements, *, at: Instant) -> None:
        """A colleague's account acts for the organisation that invited it, also after submission closed (rules B2, K1)."""
        self._require_active()
        refuse_unless(account_id not in self.account_ids, rules.B2_ACTS_ALREADY)
        limit = requirements.max_accounts
        refuse_unless(len(self.accounts_of(uscc)) < limit, rules.B2_TOO_MANY_ACCOUNTS, limit=limit)
        self._let_in(account_id, uscc, at=at)
        self._tell_accounts(at)

    def part_with_account(self, account_id: str, by: str, *, at: Instant) -> None:
        """An account leaves or is removed by a colleague, whatever became of the team; the last one stays (rules B2, K1)."""
        colleagues = self.accounts_of(self.acts_for(by))
        refuse_unless(account_id in colleagues, rules.B2_NO_COLLEAGUE)
        refuse_unless(len(colleagues) > 1, rules.B2_LAST_ACCOUNT)
        self._let_go(account_id)
        self._tell_accounts(at)

    def _tell_accounts(self, at: Instant) -> None:
        # before it submits nobody else answers its accounts, and its submission tells which they are
        told = TeamAccountsChanged(team=self.facts) if self.receipts else TeamChanged(team=self.facts)
        self.raise_event(told, at)
