"""The accounts of a team: which of its organisations each acts for, and how colleagues are let in (rules B2, K1)."""

from __future__ import annotations

from dataclasses import dataclass, replace

from chassis.kernel.clock import Instant

from ...shared.receipts import Signer, short_code


@dataclass(frozen=True, kw_only=True)
class Member:
    """An account that acts for an organisation of the team; `number` is what the team calls it by."""

    account_id: str
    uscc: str
    since: Instant
    number: int


@dataclass(frozen=True, kw_only=True)
class ColleagueInvitation:
    """Open to colleagues of one organisation, until there is a newer one or it is ended."""

    uscc: str
    number: int


@dataclass(frozen=True, kw_only=True)
class Members:
    """One of each account, and what is open to colleagues."""

    each: tuple[Member, ...] = ()
    invitations: tuple[ColleagueInvitation, ...] = ()
    # how many members and invitations there ever were: no number comes twice
    joined: int = 0
    invited: int = 0

    def of(self, account_id: str) -> Member:
        """The member with that account; raises KeyError where there is none."""
        return {one.account_id: one for one in self.each}[account_id]

    def invitation_of(self, uscc: str) -> ColleagueInvitation | None:
        """What is open to colleagues of that organisation."""
        return next((one for one in self.invitations if one.uscc == uscc), None)

    def with_one(self, account_id: str, uscc: str, since: Instant) -> Members:
        """An account that acts for an organisation from now on."""
        new = Member(account_id=account_id, uscc=uscc, since=since, number=self.joined + 1)
        return replace(self, each=(*self.each, new), joined=new.number)

    def without(self, account_id: str) -> Members:
        """An account that acts for nobody any more."""
        return replace(self, each=tuple(one for one in self.each if one.account_id != account_id))

    def inviting(self, uscc: str) -> Members:
        """A new invitation to colleagues of an organisation: the one before is void."""
        new = ColleagueInvitation(uscc=uscc, number=self.invited + 1)
        return replace(self.ended(uscc), invitations=(*self.ended(uscc).invitations, new), invited=new.number)

    def ended(self, uscc: str) -> Members:
        """Nothing is open to colleagues of that organisation any more."""
        return replace(self, invitations=tuple(one for one in self.invitations if one.uscc != uscc))


NO_MEMBERS = Members()


def colleague_code(team_id: str, invitation: ColleagueInvitation, sign: Signer) -> str:
    """What a colleague shows to be let in; it follows from the platform's key and is stored nowhere."""
    return short_code(f"colleagues of {team_id}/{invitation.uscc}/{invitation.number}", sign)
