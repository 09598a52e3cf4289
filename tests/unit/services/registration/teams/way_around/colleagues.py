"""Colleagues come by codes, and go, in any order (rules B2, K1)."""

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

from .oracle import REQUIREMENTS
from .picking import PICK, Picking, somebody

# the first two consent for organisations as well
STRANGERS = ("p1", "p2", "s1", "s2", "s3", "s4")


class Colleagues(Picking):
    """Every way to act for an organisation of a team."""

    def _act(self, pick: int, act: Callable[[Team], Any]) -> bool:
        def change(team: Team | None) -> Team:
            assert team is not None
            act(team)
            return team

        return self.come_and_go(self._picked(pick), change)

    @somebody
    @rule(pick=PICK, member=PICK, ends=st.sampled_from((False, False, True)))
    def invite_colleagues(self, pick: int, member: int, ends: bool) -> None:
        """One of the team's accounts opens it to colleagues, or ends that; the code is remembered by everybody."""
        account = self._account(pick, member)
        if ends:
            self._act(pick, lambda team: team.end_colleague_invitation(account))
            self._is_void(self._picked(pick), self.stored[self._picked(pick)].acts_for(account))
        elif self._act(pick, lambda team: team.invite_colleagues(account, at=self.at)):
            team = self.stored[self._picked(pick)]
            uscc = team.acts_for(account)
            opened = team.members.invitation_of(uscc)
            assert opened is not None
            code = colleague_code(team.id, opened, a.sign)
            assert code not in self.codes, "no code comes twice"
            self.codes[code] = (team.id, uscc)
            self.good[team.id, uscc] = code

    @precondition(lambda self: self.codes)
    @rule(number=PICK, team_pick=PICK, account=st.sampled_from(STRANGERS), last=st.booleans())
    def come_by_a_code(self, number: int, team_pick: int, account: str, last: bool) -> None:
        """Somebody shows a code that was open once, to the team that it is of or to another."""
        code = list(self.codes)[-1 if last else number % len(self.codes)]
        team_id, uscc = self.codes[code]
        pick = sorted(self.stored).index(team_id) if last else team_pick

        def act(team: Team) -> None:
            open_to = [one.uscc for one in team.members.invitations if colleague_code(team.id, one, a.sign) == code]
            refuse_unless(len(open_to) == 1, teams_rules.B2_COLLEAGUE_CODE_WRONG)
            team.let_colleague_in(open_to[0], account, REQUIREMENTS, at=self.at)

        if self._act(pick, act):
            assert self._picked(pick) == team_id, "a code is good for its own team"
            assert self.good.get((team_id, uscc)) == code, "only the newest is good, until somebody who knew it left"
            assert self.stored[team_id].acts_for(account) == uscc

    @somebody
    @rule(pick=PICK, member=PICK, other=PICK, colleague=st.sampled_from((True, True, False)))
    def part_with_account(self, pick: int, member: int, other: int, colleague: bool) -> None:
        """One of the team's accounts removes a colleague, itself, or one of another organisation."""
        by, before = self._account(pick, member), self.stored[self._picked(pick)]
        those = before.members.accounts_of(before.acts_for(by)) if colleague else before.account_ids
        gone = those[other % len(those)]
        if self._act(pick, lambda team: team.part_with_account(gone, by, at=self.at)):
            assert before.acts_for(by) == before.acts_for(gone), "nobody is removed by another organisation"
            assert gone not in self.stored[before.id].account_ids
            self._is_void(before.id, before.acts_for(by))

    def _is_void(self, team_id: str, uscc: str) -> None:
        self.good.pop((team_id, uscc), None)

    def _account(self, pick: int, member: int) -> str:
        accounts = self.stored[self._picked(pick)].account_ids
        return accounts[member % len(accounts)]
