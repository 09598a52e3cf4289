"""The organisations that make up a team, and which of them an account acts for (rule B2)."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.facts.teams import Organisation
from chassis.kernel.aggregate import Aggregate
from chassis.kernel.clock import Instant
from chassis.kernel.refusal import Term, refuse_unless

from ...editions.model import Requirements
from .. import rules
from .consents import NO_CONSENTS, Consents
from .members import NO_MEMBERS, Members


@dataclass(kw_only=True)
class Composition(Aggregate):
    """One lead, and co-organisations that consent each for itself."""

    lead: Organisation
    co_organisations: tuple[Organisation, ...] = ()
    account_ids: tuple[str, ...] = ()
    accounts_changed: int = 0
    # of each account more than its id, and who may join them
    members: Members = NO_MEMBERS
    consents: Consents = NO_CONSENTS
    # the co-organisation that the lead has offered the lead to
    lead_offered_to: str = ""

    @property
    def organisations(self) -> tuple[Organisation, ...]:
        """Lead and co-organisations."""
        return (self.lead, *self.co_organisations)

    @property
    def joined(self) -> tuple[Organisation, ...]:
        """The lead, and those that consented."""
        given = self.consents.given
        return (self.lead, *(one for one in self.co_organisations if one.uscc in given))

    def acts_for(self, account_id: str) -> str:
        """The code of the organisation that one of the team's accounts acts for; raises KeyError for any other account."""
        return self.members.of(account_id).uscc

    def accounts_of(self, uscc: str) -> tuple[str, ...]:
        """The accounts that act for one organisation."""
        return tuple(one for one in self.account_ids if self.acts_for(one) == uscc)

    def number_of(self, account_id: str) -> int:
        """By which number the team calls an account of its own: nobody else ever had it, or will."""
        return self.members.of(account_id).number

    def since(self, account_id: str) -> Instant:
        """Since when one of its accounts acts for the team."""
        return self.members.of(account_id).since

    def require_lead(self, account_id: str) -> None:
        """Refuse what is the lead's to do for the accounts of others."""
        leads = account_id in self.account_ids and self.acts_for(account_id) == self.lead.uscc
        refuse_unless(leads, rules.B2_LEAD_ONLY)

    def _require_composed(self, requirements: Requirements) -> None:
        codes = [one.uscc for one in self.organisations]
        twice = Term("organisation_twice", "同一单位填写了两次", "an organisation is given twice")
        refuse_unless(len(codes) == len(set(codes)), rules.B2_TEAM_COMPOSITION, what=twice)
        limit, count = requirements.max_co_organisations, len(self.co_organisations)
        refuse_unless(count <= limit, rules.B2_TOO_MANY_ORGANISATIONS, limit=limit, count=count)

    def _ask(self, organisation: Organisation, requirements: Requirements) -> None:
        self.co_organisations = (*self.co_organisations, organisation)
        self._require_composed(requirements)
        self.consents = self.consents.ask((organisation.uscc,))

    def _part_with(self, uscc: str) -> None:
        self._part_with_accounts(uscc)
        self.consents = self.consents.without(uscc)
        self.co_organisations = tuple(one for one in self.co_organisations if one.uscc != uscc)
        self._forget_offer(uscc)

    def _let_in(self, account_id: str, uscc: str, *, at: Instant) -> None:
        self.members = self.members.with_one(account_id, uscc, at)
        self.account_ids = (*self.account_ids, account_id)
        self.accounts_changed += 1

    def _let_go(self, account_id: str) -> None:
        # whoever leaves knows the code that was open
        self.members = self.members.ended(self.acts_for(account_id)).without(account_id)
        self.account_ids = tuple(one for one in self.account_ids if one != account_id)
        self.accounts_changed += 1

    def _part_with_accounts(self, uscc: str) -> None:
        for account_id in self.accounts_of(uscc):
            self._let_go(account_id)

    def _answer(self, uscc: str, account_id: str, *, consent: bool, at: Instant) -> None:
        refuse_unless(account_id not in self.account_ids, rules.B2_OWN_ACCOUNT)
        self.consents = self.consents.answer(uscc, account_id, consent=consent, at=at)
        if consent:
            self._let_in(account_id, uscc, at=at)

    def _take_back(self, account_id: str, *, at: Instant) -> None:
        uscc = self.acts_for(account_id)
        refuse_unless(uscc != self.lead.uscc, rules.B2_LEAD_STAYS)
        self._part_with_accounts(uscc)
        self.consents = self.consents.take_back(uscc, at=at)
        self._forget_offer(uscc)

    def _offer(self, uscc: str) -> None:
        self.consents.of(uscc)
        refuse_unless(uscc in self.consents.given, rules.B2_NOT_CONSENTED, uscc=uscc)
        self.lead_offered_to = uscc

    def _take_lead(self, uscc: str, *, at: Instant) -> None:
        refuse_unless(self.lead_offered_to == uscc, rules.B2_LEAD_NOT_OFFERED)
        former = self.lead
        led = self.accounts_of(former.uscc)[0]
        self.consents = self.consents.swapped(uscc, former.uscc, led, at=at)
        self.lead = next(one for one in self.co_organisations if one.uscc == uscc)
        self.co_organisations = tuple(former if one.uscc == uscc else one for one in self.co_organisations)
        self.lead_offered_to = ""

    def _forget_offer(self, uscc: str) -> None:
        if self.lead_offered_to == uscc:
            self.lead_offered_to = ""
