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
    """An open invitation to colleagues of one organisation, until there is a newer one or it is ended."""

    uscc: str
    number: int


@dataclass(frozen=True, kw_only=True)
class Members:
    """A team's accounts, and its open invitations to colleagues.

    `joined` and `invited` count all members and invitations there ever were, so that no number comes twice; `changes` counts
    how often the accounts changed, so that older news of them never overwrites newer.
    """

    each: tuple[Member, ...] = ()
    invitations: tuple[ColleagueInvitation, ...] = ()
    joined: int = 0
    invited: int = 0
    changes: int = 0

    @property
    def account_ids(self) -> tuple[str, ...]:
        """Return the accounts that act for the team."""
        return tuple(member.account_id for member in self.each)

    def of(self, account_id: str) -> Member:
        """Return the member with that account; raises KeyError if there is none."""
        return {member.account_id: member for member in self.each}[account_id]

    def accounts_of(self, uscc: str) -> tuple[str, ...]:
        """Return the accounts that act for one organisation."""
        return tuple(member.account_id for member in self.each if member.uscc == uscc)

    def invitation_of(self, uscc: str) -> ColleagueInvitation | None:
        """Return the open invitation to colleagues of that organisation."""
        return next((invitation for invitation in self.invitations if invitation.uscc == uscc), None)

    def with_member(self, account_id: str, uscc: str, since: Instant) -> Members:
        """Let an account act for an organisation from now on."""
        new = Member(account_id=account_id, uscc=uscc, since=since, number=self.joined + 1)
        return replace(self, each=(*self.each, new), joined=new.number, changes=self.changes + 1)

    def without_member(self, account_id: str) -> Members:
        """Let an account act no more; the open invitation of its organisation ends, because the account knows its code."""
        left = tuple(member for member in self.each if member.account_id != account_id)
        return replace(self.end_invitation(self.of(account_id).uscc), each=left, changes=self.changes + 1)

    def without_organisation(self, uscc: str) -> Members:
        """Let no account act for that organisation any more."""
        members = self
        for account_id in self.accounts_of(uscc):
            members = members.without_member(account_id)
        return members

    def invite(self, uscc: str) -> Members:
        """Open a new invitation to colleagues of an organisation: the one before is void."""
        new = ColleagueInvitation(uscc=uscc, number=self.invited + 1)
        ended = self.end_invitation(uscc)
        return replace(ended, invitations=(*ended.invitations, new), invited=new.number)

    def end_invitation(self, uscc: str) -> Members:
        """End the open invitation to colleagues of that organisation, if there is one."""
        return replace(
            self, invitations=tuple(invitation for invitation in self.invitations if invitation.uscc != uscc)
        )


NO_MEMBERS = Members()


def colleague_code(team_id: str, invitation: ColleagueInvitation, sign: Signer) -> str:
    """Return the code that a colleague shows to be let in; it follows from the platform's key and is stored nowhere."""
    return short_code(f"colleagues of {team_id}/{invitation.uscc}/{invitation.number}", sign)
