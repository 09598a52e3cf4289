"""Rankings, computed exactly and recomputable by anyone entitled (rules D1, E4, E5, E6, H4)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_EVEN, Decimal, localcontext
from itertools import groupby

from chassis.facts.schemes import Aggregation, Stage
from chassis.facts.teams import TeamFacts
from chassis.kernel.aggregate import Aggregate
from chassis.kernel.canonical import canonical_json, digest
from chassis.kernel.clock import Instant

from ..rounds.model.standing import Standing
from ..shared.lots import lot
from ..shared.scheme import Scheme
from .events import RankedProject, RankingAmended, RankingFrozen

# digits carried before the stated rounding
PRECISION = 50
# of the edition's ways to part projects that are alike in all else: by lots from the round's seed
SEEDED_DRAW = "seeded_draw"
# signs bytes and returns key id and signature, hexadecimal
Signer = Callable[[bytes], tuple[str, str]]


@dataclass(frozen=True, kw_only=True)
class SheetScores:
    """A score sheet as it goes into a ranking; the expert by number within the round."""

    sheet_id: str
    team_id: str
    expert: int
    scores: tuple[tuple[str, str], ...]
    # submitted after `scoring_closes`
    late: bool = False


@dataclass(frozen=True, kw_only=True)
class Result:
    """The projects by rank, and those on which experts are far apart."""

    projects: tuple[RankedProject, ...]
    disputed: tuple[str, ...]


def compute(teams: Sequence[TeamFacts], sheets: Sequence[SheetScores], scheme: Scheme, *, seed: str = "") -> Result:
    """Weigh, aggregate, round, rank (rule E4). The order of teams and sheets does not matter.

    Ties are broken by the criteria that the scheme names, higher mean first; teams still alike are drawn from the seed if the
    scheme says so and there is one, else they share the rank. Scores are rounded half to even to the scheme's decimals, and
    compared as rounded.
    """
    draws = scheme.last_tie_breaker == SEEDED_DRAW and bool(seed)
    with localcontext() as context:
        context.prec = PRECISION
        # always in the same order, so that what is rounded on the way (roots, quotients) is rounded alike for everyone
        sheets = sorted(sheets, key=lambda sheet: sheet.sheet_id)
        weights = {criterion.id: Decimal(criterion.weight) for criterion in scheme.rubric}
        totals = {
            sheet.sheet_id: sum((weights[name] * Decimal(score) for name, score in sheet.scores), Decimal(0))
            for sheet in sheets
        }
        by_team: dict[str, list[SheetScores]] = defaultdict(list)
        for sheet in sheets:
            by_team[sheet.team_id].append(sheet)
        counted = _normalised(sheets, totals) if scheme.aggregation is Aggregation.NORMALISED else totals
        unit = Decimal(1).scaleb(-scheme.decimals)
        scored = []
        for team in teams:
            team_sheets = by_team[team.team_id]
            values = sorted(counted[sheet.sheet_id] for sheet in team_sheets)
            if scheme.aggregation is Aggregation.TRIMMED_MEAN and len(values) > 2:
                values = values[1:-1]
            score = _mean(values).quantize(unit, ROUND_HALF_EVEN)
            ties = tuple(
                -_mean([Decimal(dict(sheet.scores)[name]) for sheet in team_sheets]) for name in scheme.tie_breakers
            )
            scored.append(((-score, ties), team, score))
        scored.sort(key=lambda line: (line[0], line[1].team_id))
        projects: list[RankedProject] = []
        for _, group in groupby(scored, key=lambda line: line[0]):
            alike = [
                RankedProject(team=team, rank=len(projects) + 1, score=format(score, "f")) for _, team, score in group
            ]
            projects.extend(_drawn(alike, seed) if draws and len(alike) > 1 else alike)
        gaps = {
            team_id: max(totals[sheet.sheet_id] for sheet in team_sheets)
            - min(totals[sheet.sheet_id] for sheet in team_sheets)
            for team_id, team_sheets in by_team.items()
        }
        limit = Decimal(scheme.disagreement) if scheme.disagreement else None
        disputed = tuple(sorted(team_id for team_id, gap in gaps.items() if limit is not None and gap >= limit))
    return Result(projects=tuple(projects), disputed=disputed)


def _drawn(alike: Sequence[RankedProject], seed: str) -> Iterator[RankedProject]:
    """Yield projects that share a rank with ranks of their own, by lots that anyone can draw again from the seed."""
    by_lot = sorted(alike, key=lambda project: lot(seed, "tie", project.team.team_id))
    for place, project in enumerate(by_lot):
        yield replace(project, rank=project.rank + place, drawn=True)


def _struck(project: RankedProject) -> RankedProject:
    return replace(project, rank=0, struck=True, suspended=False)


def _mean(values: Sequence[Decimal]) -> Decimal:
    return sum(values, Decimal(0)) / len(values) if values else Decimal(0)


def _normalised(sheets: Sequence[SheetScores], totals: dict[str, Decimal]) -> dict[str, Decimal]:
    """Bring each expert's totals to the mean and spread of all totals; an expert without spread gets the mean."""
    all_totals = [totals[sheet.sheet_id] for sheet in sheets]
    mean, spread = _mean(all_totals), _spread(all_totals)
    by_expert: dict[int, list[Decimal]] = defaultdict(list)
    for sheet in sheets:
        by_expert[sheet.expert].append(totals[sheet.sheet_id])
    normalised = {}
    for sheet in sheets:
        values = by_expert[sheet.expert]
        own_spread = _spread(values)
        offset = (totals[sheet.sheet_id] - _mean(values)) / own_spread * spread if own_spread else Decimal(0)
        normalised[sheet.sheet_id] = mean + offset
    return normalised


def _spread(values: Sequence[Decimal]) -> Decimal:
    mean = _mean(values)
    return (_mean([(value - mean) ** 2 for value in values])).sqrt()


@dataclass(kw_only=True)
class Ranking(Aggregate):
    """A frozen ranking with everything that it was computed from; never changed (rule E6)."""

    round_id: str
    stage: Stage
    division_code: str
    track: str
    number: int
    teams: tuple[TeamFacts, ...]
    sheets: tuple[SheetScores, ...]
    scheme: Scheme
    # from which places are drawn that are alike in all else
    seed: str = ""
    struck: tuple[str, ...] = ()
    suspended: tuple[str, ...] = ()
    # lines of the ranking that was reopened, of projects that left before this freeze; struck
    left: tuple[RankedProject, ...] = ()
    projects: tuple[RankedProject, ...] = ()
    disputed: tuple[str, ...] = ()
    digest: str = ""
    signature: str = ""
    key_id: str = ""
    frozen_at: Instant
    reason: str = ""

    @classmethod
    def freeze(
        cls,
        number: int,
        *,
        round_id: str,
        stage: Stage,
        division_code: str,
        track: str,
        teams: tuple[TeamFacts, ...],
        sheets: tuple[SheetScores, ...],
        scheme: Scheme,
        sign: Signer,
        at: Instant,
        seed: str = "",
        suspended: tuple[str, ...] = (),
        reopened: Ranking | None = None,
    ) -> Ranking:
        """Compute and sign the ranking of a round, and raise its event (rules E4, E6).

        Projects of the `reopened` ranking that are no longer among the teams keep their line in it, struck.
        """
        present = {team.team_id for team in teams}
        before = reopened.projects if reopened is not None else ()
        ranking = cls(
            id=f"{round_id}-{number}",
            round_id=round_id,
            stage=stage,
            division_code=division_code,
            track=track,
            number=number,
            teams=teams,
            sheets=sheets,
            scheme=scheme,
            seed=seed,
            suspended=tuple(sorted(suspended)),
            left=tuple(_struck(project) for project in before if project.team.team_id not in present),
            frozen_at=at,
        )
        ranking._settle(sign)
        ranking.raise_event(
            RankingFrozen(
                ranking_id=ranking.id,
                round_id=round_id,
                stage=stage,
                division_code=division_code,
                track=track,
                number=number,
                projects=ranking.projects,
                digest=ranking.digest,
                signature=ranking.signature,
                frozen_at=at,
                vacant=ranking.vacant,
            ),
            at,
        )
        return ranking

    @property
    def vacant(self) -> bool:
        """Return True if no project was left to rank when it froze."""
        return not self.teams

    def amended(
        self, team_id: str, standing: Standing, number: int, reason: str, sign: Signer, *, at: Instant
    ) -> Ranking:
        """Return the ranking that follows once a project is struck or suspended, or counts again (rules D1, E6, H4).

        This one stays on record.
        """
        struck, suspended = {*self.struck} - {team_id}, {*self.suspended} - {team_id}
        if standing is Standing.STRUCK:
            struck.add(team_id)
        elif standing is Standing.SUSPENDED:
            suspended.add(team_id)
        amended = Ranking(
            id=f"{self.round_id}-{number}",
            round_id=self.round_id,
            stage=self.stage,
            division_code=self.division_code,
            track=self.track,
            number=number,
            teams=self.teams,
            sheets=self.sheets,
            scheme=self.scheme,
            seed=self.seed,
            struck=tuple(sorted(struck)),
            suspended=tuple(sorted(suspended)),
            left=self.left,
            frozen_at=at,
            reason=reason,
        )
        amended._settle(sign)
        amended.raise_event(
            RankingAmended(
                ranking_id=amended.id,
                round_id=self.round_id,
                stage=self.stage,
                division_code=self.division_code,
                track=self.track,
                number=number,
                projects=amended.projects,
                digest=amended.digest,
                signature=amended.signature,
                reason=reason,
            ),
            at,
        )
        return amended

    def recompute(self) -> Result:
        """Compute the result of the recorded sheets again; it equals what was published, or the record was altered (rule E4)."""
        result = compute(self.teams, self.sheets, self.scheme, seed=self.seed)
        remaining = [project for project in result.projects if project.team.team_id not in self.struck]
        struck = [_struck(project) for project in result.projects if project.team.team_id in self.struck]
        moved_up = [
            replace(
                project,
                rank=1 + sum(1 for other in remaining if other.rank < project.rank),
                suspended=project.team.team_id in self.suspended,
            )
            for project in remaining
        ]
        return replace(result, projects=(*moved_up, *struck, *self.left))

    def form(self) -> dict[str, object]:
        """Return the canonical form of scheme, sheets and result, which is signed and digested.

        What a ranking may do without is in it only if it is there: so older rankings keep their digest.
        """
        form: dict[str, object] = {
            "round": self.round_id,
            "number": self.number,
            "rubric": [[criterion.id, criterion.weight] for criterion in self.scheme.rubric],
            "scale": self.scheme.scale,
            "aggregation": self.scheme.aggregation.value,
            "decimals": self.scheme.decimals,
            "tie_breakers": list(self.scheme.tie_breakers),
            "disagreement": self.scheme.disagreement,
            "sheets": [
                [sheet.sheet_id, sheet.team_id, sheet.expert, [list(pair) for pair in sheet.scores]]
                for sheet in sorted(self.sheets, key=lambda sheet: sheet.sheet_id)
            ],
            "projects": [
                [project.team.team_id, project.rank, project.score, project.struck] for project in self.projects
            ],
        }
        late = sorted(sheet.sheet_id for sheet in self.sheets if sheet.late)
        optional = {
            "last_tie_breaker": self.scheme.last_tie_breaker,
            "seed": self.seed,
            "suspended": [project.team.team_id for project in self.projects if project.suspended],
            "late": late,
        }
        return form | {name: value for name, value in optional.items() if value}

    def _settle(self, sign: Signer) -> None:
        result = self.recompute()
        self.projects, self.disputed = result.projects, result.disputed
        self.digest = digest(self.form())
        self.key_id, self.signature = sign(canonical_json(self.form()))


@dataclass(kw_only=True)
class WinnersNotice(Aggregate):
    """The notice of an edition's winners has opened; by the edition. Until then the rankings of the final are not public."""

    opened_at: Instant
