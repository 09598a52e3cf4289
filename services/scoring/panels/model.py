"""Panels of experts, and what keeps an expert from scoring a project (rules E1, E2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import ClassVar

from chassis.facts.roles import AccountFacts, Grant, Role
from chassis.facts.teams import TeamFacts
from chassis.kernel.aggregate import Aggregate
from chassis.kernel.clock import Instant
from chassis.kernel.refusal import refuse_unless
from chassis.text.codes import normalised_code

from ..shared.rules import E3_REASON_MISSING
from ..shared.scheme import Scheme
from . import rules
from .events import AppointedExpert, ExpertRecused, ExpertsAppointed, InterestsDeclared

FINAL = "final"


def division_panel_id(division_code: str) -> str:
    """Return the identifier of a division's panel, `division-<code>`; the final's is FINAL."""
    return f"division-{division_code}"


def expert_roles(panel_id: str) -> tuple[Grant, ...]:
    """Return the roles of which a panel's experts hold one (rules E1, K1).

    An expert who holds nation-wide may sit on each panel. One of a division, whom its host made an expert, sits on that
    division's only: those of the final are the secretariat's to choose.
    """
    national = Grant(Role.EXPERT)
    return (national,) if panel_id == FINAL else (Grant(Role.EXPERT, panel_id.removeprefix("division-")), national)


@dataclass(frozen=True, kw_only=True)
class Expert:
    """An expert, with the account's own organisation; interests are team ids and organisation codes that it must not score.

    `inactive` as long as the account lacks the role or may not be used.
    """

    account_id: str
    organisation_uscc: str
    tracks: tuple[str, ...] = ()
    interests: tuple[str, ...] = ()
    inactive: bool = False

    def may_score(self, team: TeamFacts) -> bool:
        """Return True if no interest lies between this expert and the project (rule E2)."""
        # also as an earlier release kept them, which is as they were typed
        barred = {normalised_code(code) for code in (self.organisation_uscc, *self.interests)}
        own = self.account_id in team.account_ids
        of_team = {normalised_code(code) for code in (team.team_id, *team.usccs)}
        return not own and not (of_team & barred)

    def scores_track(self, track: str) -> bool:
        """Return True if the expert was appointed for the track."""
        return not self.tracks or track in self.tracks

    def after(self, account: AccountFacts, panel_id: str) -> Expert:
        """Return the expert as the account is now; the organisation that it leaves stays an interest (rule E2)."""
        return replace(
            self,
            organisation_uscc=account.organisation_uscc,
            interests=self.interests_at(account.organisation_uscc),
            inactive=not account.holds(*expert_roles(panel_id)),
        )

    def interests_at(self, organisation_uscc: str) -> tuple[str, ...]:
        """Return the interests once the expert works for this organisation: the one that it leaves stays among them (rule E2)."""
        left = {self.organisation_uscc} - {organisation_uscc, ""}
        return tuple(sorted({*self.interests, *left})) if left else self.interests


@dataclass(frozen=True, kw_only=True)
class Recusal:
    """An expert stepped back from a project of its own accord."""

    account_id: str
    team_id: str
    reason: str
    at: Instant


@dataclass(kw_only=True)
class Panel(Aggregate):
    """The experts of a division or of the final; of a division also its scheme, once that has come."""

    DECIDED: ClassVar[tuple[str, ...]] = ("experts",)

    experts: tuple[Expert, ...] = ()
    recusals: tuple[Recusal, ...] = ()
    scheme: Scheme | None = None
    scheme_version: int = 0
    # counts the changes of the experts that events tell of; 0 if only an earlier release has made any
    changes: int = 0

    def record_scheme(self, version: int, scheme: Scheme) -> None:
        """Keep the scheme that the division published; an older one never overwrites a newer."""
        if version >= self.scheme_version:
            self.scheme, self.scheme_version = scheme, version

    def appoint(self, experts: tuple[Expert, ...], *, at: Instant) -> None:
        """Name the experts (rule E1).

        The interests and recusals of an expert stay, also those of one who was off the panel in between.
        """
        former = {expert.account_id: expert for expert in self.experts}
        distinct = {expert.account_id: expert for expert in experts}
        self.experts = tuple(
            replace(
                expert,
                interests=tuple(
                    sorted(
                        {
                            *expert.interests,
                            *former.get(expert.account_id, expert).interests_at(expert.organisation_uscc),
                            *self._recused_teams(expert.account_id),
                        }
                    )
                ),
            )
            for expert in distinct.values()
        )
        self._tell_experts(at)

    def follow_accounts(self, accounts: Mapping[str, AccountFacts], *, at: Instant) -> bool:
        """Bring the experts in line with their accounts, by account id; return True if anything changed (rules E1, E2).

        Who lost the role, or whose account is disabled, stays on the panel: what was submitted counts, and somebody else scores
        the rest, until that is undone.
        """
        before = self.experts
        self.experts = tuple(
            expert.after(accounts[expert.account_id], self.id) if expert.account_id in accounts else expert
            for expert in self.experts
        )
        if self.experts == before:
            return False
        self._tell_experts(at)
        return True

    def _tell_experts(self, at: Instant) -> None:
        appointed = tuple(
            AppointedExpert(
                account_id=expert.account_id,
                organisation_uscc=expert.organisation_uscc,
                tracks=expert.tracks,
                interests=expert.interests,
                inactive=expert.inactive,
            )
            for expert in self.experts
        )
        self.changes += 1
        self.raise_event(ExpertsAppointed(panel_id=self.id, experts=appointed), at)

    def declare(self, account_id: str, interests: tuple[str, ...], *, at: Instant) -> None:
        """Add interests that an expert declares (rule E2); none is ever taken away."""
        self._bar(account_id, interests)
        self.changes += 1
        declared = InterestsDeclared(panel_id=self.id, account_id=account_id, interests=interests)
        self.raise_event(declared, at)

    def _bar(self, account_id: str, interests: tuple[str, ...]) -> None:
        refuse_unless(self.expert(account_id) is not None, rules.E1_NOT_ON_PANEL)
        self.experts = tuple(
            replace(expert, interests=tuple(sorted({*expert.interests, *interests})))
            if expert.account_id == account_id
            else expert
            for expert in self.experts
        )

    def recuse(self, account_id: str, team_id: str, reason: str, *, at: Instant) -> None:
        """Let an expert step back from a project, with a reason (rule E2)."""
        refuse_unless(bool(reason.strip()), E3_REASON_MISSING)
        self._bar(account_id, (team_id,))
        if team_id not in self._recused_teams(account_id):
            recusal = Recusal(account_id=account_id, team_id=team_id, reason=reason, at=at)
            self.recusals = (*self.recusals, recusal)
            self.changes += 1
            recused = ExpertRecused(
                panel_id=self.id, account_id=account_id, team_id=team_id, reason=reason, number=len(self.recusals)
            )
            self.raise_event(recused, at)

    def expert(self, account_id: str) -> Expert | None:
        """Return the expert of an account, or None."""
        return next((expert for expert in self.experts if expert.account_id == account_id), None)

    def _recused_teams(self, account_id: str) -> tuple[str, ...]:
        return tuple(recusal.team_id for recusal in self.recusals if recusal.account_id == account_id)
