"""Panels, and who scores what: even, free of interests, reproducible (rules E1, E2)."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from chassis.kernel.aggregate import Aggregate
from chassis.kernel.clock import Instant
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

    def scores_track(self, track: str) -> bool:
        """Whether it was appointed for the track."""
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
    """`division-<code>` or `final`; of a division also its scheme, once that has come."""

    experts: tuple[Expert, ...] = ()
    recusals: tuple[Recusal, ...] = ()
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
        """Name the experts (rule E1). What an expert declared or stepped back from stays, also where it comes again."""
        declared = {one.account_id: one.interests for one in self.experts}
        distinct = {one.account_id: one for one in experts}
        self.experts = tuple(
            replace(
                one,
                interests=tuple(
                    sorted({*one.interests, *declared.get(one.account_id, ()), *self._recused(one.account_id)})
                ),
            )
            for one in distinct.values()
        )

    def declare(self, account_id: str, interests: tuple[str, ...]) -> None:
        """An expert declares interests (rule E2); what is declared stays declared."""
        refuse_unless(self.expert(account_id) is not None, rules.E1_NOT_ON_PANEL)
        self.experts = tuple(
            replace(one, interests=tuple(sorted({*one.interests, *interests}))) if one.account_id == account_id else one
            for one in self.experts
        )

    def recuse(self, account_id: str, team_id: str, reason: str, *, at: Instant) -> None:
        """An expert steps back from a project, with a reason (rule E2)."""
        refuse_unless(bool(reason.strip()), rules.E3_REASON_MISSING)
        self.declare(account_id, (team_id,))
        if all((one.account_id, one.team_id) != (account_id, team_id) for one in self.recusals):
            recusal = Recusal(account_id=account_id, team_id=team_id, reason=reason, at=at)
            self.recusals = (*self.recusals, recusal)

    def expert(self, account_id: str) -> Expert | None:
        """The expert of an account."""
        return next((one for one in self.experts if one.account_id == account_id), None)

    def _recused(self, account_id: str) -> tuple[str, ...]:
        return tuple(one.team_id for one in self.recusals if one.account_id == account_id)


@dataclass(frozen=True, kw_only=True)
class Assignment:
    """One project for one expert."""

    team_id: str
    account_id: str


def admissible(
    assignments: Sequence[Assignment], teams: Sequence[TeamFacts], experts: Sequence[Expert], track: str
) -> tuple[Assignment, ...]:
    """Those that may still stand: the project is there, the expert on the panel, and no interest between them."""
    by_team = {team.team_id: team for team in teams}
    by_account = {one.account_id: one for one in experts if one.scores_track(track)}
    return tuple(
        one
        for one in assignments
        if one.team_id in by_team
        and one.account_id in by_account
        and by_account[one.account_id].may_score(by_team[one.team_id])
    )


def assign(
    teams: Sequence[TeamFacts],
    experts: Sequence[Expert],
    track: str,
    per_project: int,
    seed: str,
    *,
    kept: Sequence[Assignment] = (),
    further: Collection[str] = (),
) -> tuple[Assignment, ...]:
    """Give each project its experts (rule E2); `further` names a project once for every expert beyond `per_project`.

    What is assigned already and may stand, stays (`kept`). Projects with the fewest able experts choose first; each takes
    the least loaded. Ties go by a draw from the seed, so that same input and seed give the same result. Refuses
    E2_NOT_ENOUGH_EXPERTS.
    """
    able_experts = sorted((one for one in experts if one.scores_track(track)), key=lambda one: one.account_id)
    chance = random.Random(f"{seed}/{track}")  # noqa: S311 - reproducible by anyone who knows the published seed
    drawn = {one.account_id: chance.random() for one in able_experts}
    ordered = sorted(teams, key=lambda team: team.team_id)
    turns = {team.team_id: chance.random() for team in ordered}
    able = {team.team_id: [one for one in able_experts if one.may_score(team)] for team in ordered}
    given = list(admissible(kept, teams, experts, track))
    load = Counter(one.account_id for one in given)
    beyond = Counter(further)
    for team in sorted(ordered, key=lambda one: (len(able[one.team_id]), turns[one.team_id])):
        needed = per_project + beyond[team.team_id]
        if len(able[team.team_id]) < needed:
            refuse(rules.E2_NOT_ENOUGH_EXPERTS, team=team.team_id, needed=needed, able=len(able[team.team_id]))
        has = {one.account_id for one in given if one.team_id == team.team_id}
        free = [one for one in able[team.team_id] if one.account_id not in has]
        for one in sorted(free, key=lambda expert: (load[expert.account_id], drawn[expert.account_id]))[
            : max(needed - len(has), 0)
        ]:
            load[one.account_id] += 1
            given.append(Assignment(team_id=team.team_id, account_id=one.account_id))
    return tuple(given)


def drawn_order(teams: Sequence[TeamFacts], seed: str) -> tuple[TeamFacts, ...]:
    """The order of the roadshow, drawn from a published seed (rule G1)."""
    order = sorted(teams, key=lambda team: team.team_id)
    random.Random(f"{seed}/order").shuffle(order)  # noqa: S311 - reproducible by anyone who knows the published seed
    return tuple(order)
