"""The organisations that make up a team, and which of them an account acts for (rule B2)."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.kernel.aggregate import Aggregate
from chassis.kernel.clock import Instant
from chassis.kernel.refusal import refuse, refuse_unless

from . import rules
from .consent import NO_CONSENTS, Consents
from .events import Organisation


@dataclass(kw_only=True)
class Composition(Aggregate):
    """One lead, and co-organisations that consent each for itself."""

    lead: Organisation
    co_organisations: tuple[Organisation, ...] = ()
    account_ids: tuple[str, ...] = ()
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
        """The code of the organisation that one of the team's accounts acts for."""
        return self.consents.acts_for(account_id) or self.lead.uscc

    def require_lead(self, account_id: str) -> None:
        """Refuse what is the lead's to do for the accounts of others."""
        leads = account_id in self.account_ids and self.acts_for(account_id) == self.lead.uscc
        refuse_unless(leads, rules.B2_LEAD_ONLY)

    def _ask(self, organisation: Organisation) -> None:
        codes = {one.uscc for one in self.organisations}
        twice = "同一单位填写了两次 / an organisation stands twice"
        refuse_unless(organisation.uscc not in codes, rules.B2_TEAM_COMPOSITION, what=twice)
        self.co_organisations = (*self.co_organisations, organisation)
        self.consents = self.consents.ask((organisation.uscc,))

    def _part_with(self, uscc: str) -> None:
        account = self.consents.account_of(uscc)
        self.consents = self.consents.without(uscc)
        self.co_organisations = tuple(one for one in self.co_organisations if one.uscc != uscc)
        self.account_ids = tuple(one for one in self.account_ids if one != account)
        self._forget_offer(uscc)

    def _answer(self, uscc: str, account_id: str, *, consent: bool, at: Instant) -> None:
        refuse_unless(account_id not in self.account_ids, rules.B2_OWN_ACCOUNT)
        self.consents = self.consents.answer(uscc, account_id, consent=consent, at=at)
        if consent:
            self.account_ids = (*self.account_ids, account_id)

    def _take_back(self, account_id: str, *, at: Instant) -> None:
        uscc = self.consents.acts_for(account_id) or refuse(rules.B2_OWN_ACCOUNT)
        self.consents = self.consents.take_back(uscc, at=at)
        self.account_ids = tuple(one for one in self.account_ids if one != account_id)
        self._forget_offer(uscc)

    def _offer(self, uscc: str) -> None:
        self.consents.of(uscc)
        refuse_unless(uscc in self.consents.given, rules.B2_NOT_CONSENTED, uscc=uscc)
        self.lead_offered_to = uscc

    def _take_lead(self, uscc: str, *, at: Instant) -> None:
        refuse_unless(self.lead_offered_to == uscc, rules.B2_LEAD_NOT_OFFERED)
        former = self.lead
        led = next(one for one in self.account_ids if self.acts_for(one) == former.uscc)
        self.consents = self.consents.swapped(uscc, former.uscc, led, at=at)
        self.lead = next(one for one in self.co_organisations if one.uscc == uscc)
        self.co_organisations = tuple(former if one.uscc == uscc else one for one in self.co_organisations)
        self.lead_offered_to = ""

    def _forget_offer(self, uscc: str) -> None:
        if self.lead_offered_to == uscc:
            self.lead_offered_to = ""
