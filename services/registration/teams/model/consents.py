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
    """What one co-organisation said; `invitation` is the number of its last code, and only that is good."""

    uscc: str
    state: ConsentState = ConsentState.ASKED
    invitation: int = 1
    # the account that answered for it
    by: str = ""
    answered_at: Instant | None = None


@dataclass(frozen=True, kw_only=True)
class Consents:
    """One of each co-organisation of a team."""

    each: tuple[Consent, ...] = ()
    # how many invitations the team made, also to organisations that it parted with: no number comes twice, or a code that was
    # void would be good again
    invited: int = 0

    def of(self, uscc: str) -> Consent:
        """The consent of that co-organisation; refuses B2_NO_CO_ORGANISATION."""
        found = next((one for one in self.each if one.uscc == uscc), None)
        return found if found is not None else refuse(rules.B2_NO_CO_ORGANISATION)

    @property
    def given(self) -> frozenset[str]:
        """Codes of those that consented."""
        return frozenset(one.uscc for one in self.each if one.state is ConsentState.GIVEN)

    def ask(self, codes: Iterable[str]) -> Consents:
        """Ask these too."""
        new = tuple(Consent(uscc=code, invitation=number) for number, code in enumerate(codes, self.invited + 1))
        return replace(self, each=(*self.each, *new), invited=self.invited + len(new))

    def ask_again(self, uscc: str) -> Consents:
        """A new invitation: the code before is void. Refuses B2_ANSWERED_BEFORE where it consented."""
        before = self.of(uscc)
        refuse_unless(before.state is not ConsentState.GIVEN, rules.B2_ANSWERED_BEFORE, uscc=uscc)
        number = self.invited + 1
        return replace(self._with(Consent(uscc=uscc, invitation=number)), invited=number)

    def answer(self, uscc: str, account_id: str, *, consent: bool, at: Instant) -> Consents:
        """It consents or declines, once an invitation."""
        before = self.of(uscc)
        refuse_unless(before.state is ConsentState.ASKED, rules.B2_ANSWERED_BEFORE, uscc=uscc)
        state = ConsentState.GIVEN if consent else ConsentState.DECLINED
        return self._with(replace(before, state=state, by=account_id, answered_at=at))

    def take_back(self, uscc: str, *, at: Instant) -> Consents:
        """What was given is taken back."""
        return self._with(replace(self.of(uscc), state=ConsentState.DECLINED, answered_at=at))

    def without(self, uscc: str) -> Consents:
        """It is no co-organisation any more."""
        self.of(uscc)
        return replace(self, each=tuple(one for one in self.each if one.uscc != uscc))

    def swapped(self, uscc: str, former_lead: str, account_id: str, *, at: Instant) -> Consents:
        """`uscc` leads now, and who led takes its place beside it, by the account that led."""
        before = self.of(uscc)
        beside = Consent(
            uscc=former_lead, state=ConsentState.GIVEN, invitation=before.invitation, by=account_id, answered_at=at
        )
        return replace(self, each=tuple(beside if one.uscc == uscc else one for one in self.each))

    def _with(self, consent: Consent) -> Consents:
        return replace(self, each=tuple(consent if one.uscc == consent.uscc else one for one in self.each))


NO_CONSENTS = Consents()


def invitation_code(team_id: str, consent: Consent, sign: Signer) -> str:
    """What a co-organisation shows to answer; it follows from the platform's key and is stored nowhere."""
    return short_code(f"invitation to {team_id}/{consent.uscc}/{consent.invitation}", sign)
