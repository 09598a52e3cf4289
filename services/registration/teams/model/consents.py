"""Consent of co-organisations: asked by an invitation, given or declined by an account of their own (rule B2)."""

from __future__ import annotations

import enum
from collections.abc import Iterable
from dataclasses import dataclass, replace

from chassis.kernel.clock import Instant
from chassis.kernel.refusal import refuse, refuse_unless

from ...shared.receipts import Signer, short_code
from .. import rules


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
    def given(self) -> frozenset[str]:
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
