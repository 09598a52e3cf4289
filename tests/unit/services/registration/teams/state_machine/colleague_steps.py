"""Steps in which colleagues join by codes and leave, in any order (rules B2, K1)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from chassis.kernel.refusal import refuse_unless
from services.registration.teams import rules as teams_rules
from services.registration.teams.model.members import colleague_code
from services.registration.teams.model.team import Team
from tests.unit.services.registration import builders as a

from .invariants import REQUIREMENTS
from .picked_team import PICK, PickedTeam, somebody

# the first two consent for organisations as well
STRANGERS = ("p1", "p2", "s1", "s2", "s3", "s4")


class ColleagueSteps(PickedTeam):
    """Steps that change which accounts act for an organisation of a team."""

    def _change(self, pick: int, act: Callable[[Team], Any]) -> bool:
        def change(team: Team | None) -> Team:
            assert team is not None
            act(team)
            return team

        return self.change_accounts(self._picked(pick), change)

    @somebody
    @rule(pick=PICK, member=PICK, ends=st.sampled_from((False, False, True)))
    def invite_colleagues(self, pick: int, member: int, ends: bool) -> None:
        """Open the team to colleagues by one of its accounts, or end that; the code is remembered."""
        account = self._account(pick, member)
        if ends:
            self._change(pick, lambda team: team.end_colleague_invitation(account))
            self._void_code(self._picked(pick), self.stored[self._picked(pick)].acts_for(account))
        elif self._change(pick, lambda team: team.invite_colleagues(account, at=self.at)):
            team = self.stored[self._picked(pick)]
            uscc = team.acts_for(account)
            opened = team.members.invitation_of(uscc)
            assert opened is not None
            code = colleague_code(team.id, opened, a.sign)
            assert code not in self.codes, "no code is issued twice"
            self.codes[code] = (team.id, uscc)
            self.valid_codes[team.id, uscc] = code

    @precondition(lambda self: self.codes)
    @rule(number=PICK, team_pick=PICK, account=st.sampled_from(STRANGERS), last=st.booleans())
    def join_by_code(self, number: int, team_pick: int, account: str, last: bool) -> None:
        """Use a code that was open once, at its own team or at another."""
        code = list(self.codes)[-1 if last else number % len(self.codes)]
        team_id, uscc = self.codes[code]
        pick = sorted(self.stored).index(team_id) if last else team_pick

        def act(team: Team) -> None:
            inviting_usccs = [
                invitation.uscc
                for invitation in team.members.invitations
                if colleague_code(team.id, invitation, a.sign) == code
            ]
            refuse_unless(len(inviting_usccs) == 1, teams_rules.B2_COLLEAGUE_CODE_WRONG)
            team.let_colleague_in(inviting_usccs[0], account, REQUIREMENTS, at=self.at)

        if self._change(pick, act):
            assert self._picked(pick) == team_id, "a code is good for its own team"
            assert self.valid_codes.get((team_id, uscc)) == code, (
                "only the newest is good, until somebody who knew it left"
            )
            assert self.stored[team_id].acts_for(account) == uscc

    @somebody
    @rule(pick=PICK, member=PICK, other=PICK, colleague=st.sampled_from((True, True, False)))
    def remove_account(self, pick: int, member: int, other: int, colleague: bool) -> None:
        """Remove a colleague, the own account or one of another organisation."""
        by, before = self._account(pick, member), self.stored[self._picked(pick)]
        candidates = before.members.accounts_of(before.acts_for(by)) if colleague else before.account_ids
        removed = candidates[other % len(candidates)]
        if self._change(pick, lambda team: team.part_with_account(removed, by, at=self.at)):
            assert before.acts_for(by) == before.acts_for(removed), "nobody is removed by another organisation"
            assert removed not in self.stored[before.id].account_ids
            self._void_code(before.id, before.acts_for(by))

    def _void_code(self, team_id: str, uscc: str) -> None:
        self.valid_codes.pop((team_id, uscc), None)

    def _account(self, pick: int, member: int) -> str:
        accounts = self.stored[self._picked(pick)].account_ids
        return accounts[member % len(accounts)]
