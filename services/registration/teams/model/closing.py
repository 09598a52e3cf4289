"""The closing of an account, for a team for which it acts (rules B2, K4)."""

from __future__ import annotations

from dataclasses import dataclass

from .members import Members


@dataclass(frozen=True, kw_only=True)
class Closing:
    """The closing of an account, seen from a team with these members."""

    account_id: str
    members: Members

    @property
    def concerns_the_team(self) -> bool:
        """Return True if the account acts for the team."""
        return self.account_id in self.members.account_ids

    @property
    def leaves_nobody(self) -> bool:
        """Return True if no other account acts for the organisation that this account acts for."""
        if not self.concerns_the_team:
            return False
        return self.members.accounts_of(self.members.of(self.account_id).uscc) == (self.account_id,)

    @property
    def members_left(self) -> Members:
        """Return the members after it.

        The last account of an organisation stays on record, so that the division's host can pass the team on.
        """
        stays = not self.concerns_the_team or self.leaves_nobody
        return self.members if stays else self.members.without_member(self.account_id)
