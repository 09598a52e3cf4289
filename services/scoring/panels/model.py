"""Panels of experts, and what keeps an expert from scoring a project (rules E1, E2)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

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


@dataclass(frozen=True, kw_only=True)
class Expert:
    """An expert; interests are team ids and organisation codes that it must not score."""

    account_id: str
    organisation_uscc: str
    tracks: tuple[str, ...] = ()
    interests: tuple[str, ...] = ()

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
        declared = {expert.account_id: expert.interests for expert in self.experts}
        distinct = {expert.account_id: expert for expert in experts}
        self.experts = tuple(
            replace(
                expert,
                interests=tuple(
                    sorted(
                        {
                            *expert.interests,
                            *declared.get(expert.account_id, ()),
                            *self._recused_teams(expert.account_id),
                        }
                    )
                ),
            )
            for expert in distinct.values()
        )
        appointed = tuple(
            AppointedExpert(
                account_id=expert.account_id,
                organisation_uscc=expert.organisation_uscc,
                tracks=expert.tracks,
                interests=expert.interests,
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
