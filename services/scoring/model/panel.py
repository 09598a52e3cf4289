"""Panels, and who scores what: even, free of interests, reproducible (rules E1, E2)."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace

from chassis.kernel.aggregate import Aggregate
from chassis.kernel.refusal import refuse, refuse_unless

from . import rules
from .facts import Scheme, TeamFacts


@dataclass(frozen=True, kw_only=True)
class Expert:
    """An expert; interests are team ids and organisation codes that it must not score."""

    account_id: str
    organisation_uscc: str
    tracks: tuple[str, ...] = ()
    interests: tuple[str, ...] = ()

    def may_score(self, team: TeamFacts) -> bool:
        """Whether nothing stands between this expert and the project (rule E2)."""
        barred = {self.organisation_uscc, *self.interests}
        own = self.account_id in team.account_ids
        return not own and team.team_id not in barred and not (team.usccs & barred)


@dataclass(kw_only=True)
class Panel(Aggregate):
    """`division-<code>` or `final`; of a division also its scheme, once that has come."""

    experts: tuple[Expert, ...] = ()
    scheme: Scheme | None = None
    scheme_version: int = 0

    def learn_scheme(self, version: int, scheme: Scheme) -> None:
        """The division published a scheme; an older one never overwrites a newer."""
        if version >= self.scheme_version:
            self.scheme, self.scheme_version = scheme, version

    def require_scheme(self) -> Scheme:
        """The division's scheme; refuses E3_UNKNOWN_SCHEME until its event has come."""
        if self.scheme is None:
            refuse(rules.E3_UNKNOWN_SCHEME)
        return self.scheme

    def appoint(self, experts: tuple[Expert, ...]) -> None:
        """Name the experts (rule E1); interests that those who stay declared are kept."""
        declared = {one.account_id: one.interests for one in self.experts}
        distinct = {one.account_id: one for one in experts}
        self.experts = tuple(
            replace(one, interests=tuple(sorted({*one.interests, *declared.get(one.account_id, ())})))
            for one in distinct.values()
        )

    def declare(self, account_id: str, interests: tuple[str, ...]) -> None:
        """An expert declares interests (rule E2); what is declared stays declared."""
        refuse_unless(any(one.account_id == account_id for one in self.experts), rules.E1_NOT_ON_PANEL)
        self.experts = tuple(
            replace(one, interests=tuple(sorted({*one.interests, *interests}))) if one.account_id == account_id else one
            for one in self.experts
        )


@dataclass(frozen=True, kw_only=True)
class Assignment:
    """One project for one expert."""

    team_id: str
    account_id: str


def assign(
    teams: Sequence[TeamFacts], experts: Sequence[Expert], track: str, per_project: int, seed: str
) -> tuple[Assignment, ...]:
    """Give each project its experts (rule E2).

    Projects with the fewest able experts choose first; each takes the least loaded. Ties go by a draw from the seed, so
    that same input and seed give the same result. Refuses E2_NOT_ENOUGH_EXPERTS.
    """
    able_experts = sorted(
        (one for one in experts if not one.tracks or track in one.tracks), key=lambda one: one.account_id
    )
    chance = random.Random(f"{seed}/{track}")  # noqa: S311 - reproducible by anyone who knows the published seed
    drawn = {one.account_id: chance.random() for one in able_experts}
    ordered = sorted(teams, key=lambda team: team.team_id)
    turns = {team.team_id: chance.random() for team in ordered}
    able = {team.team_id: [one for one in able_experts if one.may_score(team)] for team in ordered}
    load = dict.fromkeys(drawn, 0)
    given: list[Assignment] = []
    for team in sorted(ordered, key=lambda one: (len(able[one.team_id]), turns[one.team_id])):
        choice = able[team.team_id]
        if len(choice) < per_project:
            refuse(rules.E2_NOT_ENOUGH_EXPERTS, team=team.team_id, needed=per_project, able=len(choice))
        for one in sorted(choice, key=lambda expert: (load[expert.account_id], drawn[expert.account_id]))[:per_project]:
            load[one.account_id] += 1
            given.append(Assignment(team_id=team.team_id, account_id=one.account_id))
    return tuple(given)


def drawn_order(teams: Sequence[TeamFacts], seed: str) -> tuple[TeamFacts, ...]:
    """The order of the roadshow, drawn from a published seed (rule G1)."""
    order = sorted(teams, key=lambda team: team.team_id)
    random.Random(f"{seed}/order").shuffle(order)  # noqa: S311 - reproducible by anyone who knows the published seed
    return tuple(order)
