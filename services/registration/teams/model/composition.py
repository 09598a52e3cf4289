"""The organisations of a team: one lead, and co-organisations that consent each for itself (rules B2, B8)."""

from __future__ import annotations

import enum
from collections.abc import Iterable
from dataclasses import dataclass, replace

from chassis.facts.teams import Organisation
from chassis.kernel.clock import Instant
from chassis.kernel.refusal import FieldFault, Term, refuse, refuse_unless

from ...editions.model import Requirements
from ...shared.receipts import Signer, short_code
from .. import rules

_TWICE = Term("organisation_twice", "同一单位填写了两次", "an organisation is given twice")


class ConsentState(enum.StrEnum):
    """asked -> given or declined; given -> declined while nothing is submitted."""

    ASKED = "asked"
    GIVEN = "given"
    DECLINED = "declined"


@dataclass(frozen=True, kw_only=True)
class Consent:
    """The answer of a co-organisation; `invitation` is the number of its last code, the only valid code."""

    uscc: str
    state: ConsentState = ConsentState.ASKED
    invitation: int = 1
    # the account that answered for it
    by: str = ""
    answered_at: Instant | None = None


@dataclass(frozen=True, kw_only=True)
class Consents:
    """The consents of a team's co-organisations."""

    each: tuple[Consent, ...] = ()
    # how many invitations the team made, also to organisations that left: no number comes twice, or a void code would be
    # valid again
    invited: int = 0

    def of(self, uscc: str) -> Consent:
        """Return the consent of that co-organisation; refuses B2_NO_CO_ORGANISATION."""
        consent = next((consent for consent in self.each if consent.uscc == uscc), None)
        return consent if consent is not None else refuse(rules.B2_NO_CO_ORGANISATION)

    @property
    def consented(self) -> frozenset[str]:
        """Return the codes of those that consented."""
        return frozenset(consent.uscc for consent in self.each if consent.state is ConsentState.GIVEN)

    def ask(self, codes: Iterable[str]) -> Consents:
        """Return the consents with these organisations asked too."""
        new = tuple(Consent(uscc=code, invitation=number) for number, code in enumerate(codes, self.invited + 1))
        return replace(self, each=(*self.each, *new), invited=self.invited + len(new))

    def ask_again(self, uscc: str) -> Consents:
        """Return the consents with a new invitation, which voids the code before. Refuses B2_ANSWERED_BEFORE if it consented."""
        before = self.of(uscc)
        refuse_unless(before.state is not ConsentState.GIVEN, rules.B2_ANSWERED_BEFORE, uscc=uscc)
        number = self.invited + 1
        return replace(self._with(Consent(uscc=uscc, invitation=number)), invited=number)

    def answer(self, uscc: str, account_id: str, *, consent: bool, at: Instant) -> Consents:
        """Note that the organisation consents or declines, once for each invitation."""
        before = self.of(uscc)
        refuse_unless(before.state is ConsentState.ASKED, rules.B2_ANSWERED_BEFORE, uscc=uscc)
        state = ConsentState.GIVEN if consent else ConsentState.DECLINED
        return self._with(replace(before, state=state, by=account_id, answered_at=at))

    def take_back(self, uscc: str, *, at: Instant) -> Consents:
        """Note that the organisation takes its consent back."""
        return self._with(replace(self.of(uscc), state=ConsentState.DECLINED, answered_at=at))

    def without(self, uscc: str) -> Consents:
        """Return the consents without that organisation, which is no co-organisation any more."""
        self.of(uscc)
        return replace(self, each=tuple(consent for consent in self.each if consent.uscc != uscc))

    def swapped(self, uscc: str, former_lead: str, account_id: str, *, at: Instant) -> Consents:
        """Return the consents after `uscc` has become the lead and the former lead has taken its place."""
        before = self.of(uscc)
        beside = Consent(
            uscc=former_lead, state=ConsentState.GIVEN, invitation=before.invitation, by=account_id, answered_at=at
        )
        return replace(self, each=tuple(beside if consent.uscc == uscc else consent for consent in self.each))

    def _with(self, consent: Consent) -> Consents:
        return replace(self, each=tuple(consent if known.uscc == consent.uscc else known for known in self.each))


NO_CONSENTS = Consents()


def invitation_code(team_id: str, consent: Consent, sign: Signer) -> str:
    """Return the code that a co-organisation shows to answer; it follows from the platform's key and is stored nowhere."""
    return short_code(f"invitation to {team_id}/{consent.uscc}/{consent.invitation}", sign)


@dataclass(frozen=True, kw_only=True)
class Composition:
    """The organisations of a team, what each co-organisation answered, and whom the lead has offered its place."""

    lead: Organisation
    co_organisations: tuple[Organisation, ...] = ()
    consents: Consents = NO_CONSENTS
    lead_offered_to: str = ""

    @classmethod
    def of(cls, lead: Organisation, partners: tuple[Organisation, ...], requirements: Requirements) -> Composition:
        """Return a new team's composition, each partner asked; refuses B2_TEAM_COMPOSITION, B2_TOO_MANY_ORGANISATIONS."""
        codes = [lead.uscc, *(partner.uscc for partner in partners)]
        faults = [
            FieldFault(
                f"co_organisations[{place}].uscc",
                f"第{place + 1}家联合单位已在本团队中，请填写其他单位或删除。",
                f"Co-organisation {place + 1} is in the team already: give another one, or remove it.",
            )
            for place, partner in enumerate(partners)
            if partner.uscc in codes[: place + 1]
        ]
        if faults:
            refuse(rules.B2_TEAM_COMPOSITION, faults=faults, what=_TWICE)
        asked = NO_CONSENTS.ask(partner.uscc for partner in partners)
        return cls(lead=lead, co_organisations=partners, consents=asked)._checked(requirements)

    @property
    def organisations(self) -> tuple[Organisation, ...]:
        """Return the lead and its co-organisations."""
        return (self.lead, *self.co_organisations)

    @property
    def joined(self) -> tuple[Organisation, ...]:
        """Return the lead and the co-organisations that consented."""
        return (self.lead, *(partner for partner in self.co_organisations if partner.uscc in self.consents.consented))

    @property
    def unanswered(self) -> tuple[Organisation, ...]:
        """Return the co-organisations that did not consent."""
        return tuple(partner for partner in self.co_organisations if partner.uscc not in self.consents.consented)

    def co_organisation(self, uscc: str) -> Organisation:
        """Return the co-organisation with that code; refuses B2_NO_CO_ORGANISATION."""
        self.consents.of(uscc)
        return next(partner for partner in self.co_organisations if partner.uscc == uscc)

    def ask(self, organisation: Organisation, requirements: Requirements) -> Composition:
        """Ask one more organisation; refuses B2_TEAM_COMPOSITION, B2_TOO_MANY_ORGANISATIONS."""
        more = replace(self, co_organisations=(*self.co_organisations, organisation))._checked(requirements)
        return replace(more, consents=self.consents.ask((organisation.uscc,)))

    def ask_again(self, uscc: str) -> Composition:
        """Renew the invitation of a co-organisation that did not consent; refuses B2_ANSWERED_BEFORE."""
        return replace(self, consents=self.consents.ask_again(uscc))

    def answer(self, uscc: str, account_id: str, *, consent: bool, at: Instant) -> Composition:
        """Note what a co-organisation answered, by which account."""
        return replace(self, consents=self.consents.answer(uscc, account_id, consent=consent, at=at))

    def take_back(self, uscc: str, *, at: Instant) -> Composition:
        """Note that an organisation took its consent back; refuses B2_LEAD_STAYS for the lead."""
        refuse_unless(uscc != self.lead.uscc, rules.B2_LEAD_STAYS)
        return replace(self, consents=self.consents.take_back(uscc, at=at))._without_offer_to(uscc)

    def part_with(self, uscc: str) -> Composition:
        """Leave a co-organisation out; refuses B2_NO_CO_ORGANISATION."""
        left = tuple(partner for partner in self.co_organisations if partner.uscc != uscc)
        return replace(self, consents=self.consents.without(uscc), co_organisations=left)._without_offer_to(uscc)

    def offer_lead(self, uscc: str) -> Composition:
        """Offer the lead to a co-organisation; refuses B2_NO_CO_ORGANISATION, B2_NOT_CONSENTED."""
        self.consents.of(uscc)
        refuse_unless(uscc in self.consents.consented, rules.B2_NOT_CONSENTED, uscc=uscc)
        return replace(self, lead_offered_to=uscc)

    def take_lead(self, uscc: str, former_account_id: str, *, at: Instant) -> Composition:
        """Let the co-organisation lead that was offered it; who led takes its place. Refuses B2_LEAD_NOT_OFFERED."""
        refuse_unless(self.lead_offered_to == uscc, rules.B2_LEAD_NOT_OFFERED)
        former = self.lead
        return Composition(
            lead=self.co_organisation(uscc),
            co_organisations=tuple(former if partner.uscc == uscc else partner for partner in self.co_organisations),
            consents=self.consents.swapped(uscc, former.uscc, former_account_id, at=at),
        )

    def _checked(self, requirements: Requirements) -> Composition:
        codes = [organisation.uscc for organisation in self.organisations]
        refuse_unless(len(codes) == len(set(codes)), rules.B2_TEAM_COMPOSITION, what=_TWICE)
        limit, count = requirements.max_co_organisations, len(self.co_organisations)
        refuse_unless(count <= limit, rules.B2_TOO_MANY_ORGANISATIONS, limit=limit, count=count)
        return self

    def _without_offer_to(self, uscc: str) -> Composition:
        return replace(self, lead_offered_to="") if self.lead_offered_to == uscc else self
