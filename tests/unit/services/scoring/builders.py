"""Values of scoring as tests need them: right in every way until a test says otherwise. All synthetic."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from dasai.common.v1 import contest_pb2

from chassis.facts.roles import AccountFacts, Grant, Role
from chassis.facts.schemes import Aggregation, Criterion, Stage
from chassis.facts.teams import Organisation, OrganisationKind, TeamFacts
from chassis.kernel.clock import BEIJING, Instant, instant
from chassis.mapping import messages
from services.scoring.panels.model import Expert
from services.scoring.rankings.model import Ranking, SheetScores
from services.scoring.rounds.model.drawing import hash_of
from services.scoring.rounds.model.round import Round
from services.scoring.rounds.model.standing import ReviewEvent, Ruling
from services.scoring.shared.scheme import Scheme
from services.scoring.sheets.model.sheet import Score, Scoresheet
from tests.staff import make_account

NOW: Instant = instant(datetime(2024, 8, 26, 9, 0, tzinfo=BEIJING))
LATER: Instant = instant(datetime(2024, 8, 27, 9, 0, tzinfo=BEIJING))
# that of the platform in every draw, and what all lots of a seed are drawn from
NONCE = "nonce"
RUBRIC = (
    Criterion(id="value", name="价值", weight="0.6"),
    Criterion(id="novelty", name="创新", weight="0.3"),
    Criterion(id="team", name="团队", weight="0.1"),
)


def make_scheme(**changes: Any) -> Scheme:
    """Make a scheme of three criteria and the mean of two experts."""
    scheme = Scheme(
        rubric=RUBRIC,
        scale="100",
        experts_per_project=2,
        aggregation=Aggregation.MEAN,
        decimals=2,
        tie_breakers=("value", "novelty"),
        disagreement="20",
    )
    return replace(scheme, **changes)


def make_filed_scheme(**changes: Any) -> contest_pb2.Scheme:
    """Make the scheme as its division filed it; how far apart experts may be is not in it."""
    scheme = make_scheme(**changes)
    return contest_pb2.Scheme(
        rubric=messages(scheme.rubric, contest_pb2.Criterion),
        scale=scheme.scale,
        experts_per_project=scheme.experts_per_project,
        aggregation=f"AGGREGATION_{scheme.aggregation.upper()}",
        decimals=scheme.decimals,
        tie_breakers=scheme.tie_breakers,
        local_awards=messages(scheme.local_awards, contest_pb2.LocalAward),
        scoring_closes=scheme.scoring_closes,
        stages=messages(scheme.stages, contest_pb2.SchemeStage),
    )


def make_team(number: int, **changes: Any) -> TeamFacts:
    """Make a team with an organisation of its own."""
    team = TeamFacts(
        team_id=f"team-{number:03d}",
        edition="2024",
        division_code="110000",
        track="industry",
        topic_id="industry-1",
        team_name=f"合成{number}队",
        project_name=f"合成数据项目{number}",
        lead=Organisation(uscc=f"TEAM{number}", name=f"合成测试企业{number}", kind=OrganisationKind.ENTERPRISE),
        account_ids=(f"participant-{number}",),
        accounts_changed=1,
    )
    return replace(team, **changes)


def make_expert(number: int, **changes: Any) -> Expert:
    """Make an expert of an organisation that takes no part."""
    return replace(Expert(account_id=f"expert-{number}", organisation_uscc=f"EXPERT{number}"), **changes)


def make_experts(count: int) -> tuple[Expert, ...]:
    """Make that many experts."""
    return tuple(make_expert(number) for number in range(count))


def expert_account(number: int, *grants: Grant, **changes: Any) -> AccountFacts:
    """Make the facts of an expert's account; with the role in division 110000 unless others are given."""
    roles = grants or (Grant(Role.EXPERT, "110000"),)
    return replace(make_account(f"expert-{number}", f"EXPERT{number}", *roles), **changes)


def make_accounts(count: int) -> tuple[AccountFacts, ...]:
    """Make the accounts of that many experts."""
    return tuple(expert_account(number) for number in range(count))


def make_round(count: int, stage: Stage = Stage.DIVISION) -> Round:
    """Make a round with that many projects."""
    round_ = Round.empty(stage, "110000", "industry")
    for number in range(count):
        round_.enter(make_team(number), at=NOW)
    round_.take_events()
    return round_


def make_review_event(ruling: Ruling = Ruling.PASSED, number: int = 1, sequence: int = 1) -> ReviewEvent:
    """Make what review says of a submission: that it passed, unless another ruling is given."""
    return ReviewEvent(number=number, sequence=sequence, ruling=ruling)


def assign_round(
    round_: Round,
    experts: tuple[Expert, ...],
    scheme: Scheme | None = None,
    *,
    seed: str = "seed",
    further: tuple[str, ...] = (),
    at: Instant = NOW,
) -> None:
    """Assign experts to a round, whose seed is committed before if it has none."""
    if not round_.draws and not round_.seed:
        round_.commit_seed(hash_of(seed), "", nonce=NONCE, at=at)
    round_.assign(experts, scheme or make_scheme(), seed if round_.seed == "" else "", further, at=at)


def source_of(seed: str) -> str:
    """Return what lots are drawn from with this seed."""
    return f"{seed}/{NONCE}"


def make_scores(value: str = "80", novelty: str = "70", people: str = "60") -> tuple[Score, ...]:
    """Make a score for each criterion."""
    pairs = zip(RUBRIC, (value, novelty, people), strict=True)
    return tuple(Score(criterion_id=criterion.id, score=score, comment="合成评语") for criterion, score in pairs)


def make_sheet(**changes: Any) -> Scoresheet:
    """Make an expert's empty sheet."""
    values: dict[str, Any] = {
        "id": "sheet-1",
        "round_id": "division-110000-industry",
        "account_id": "expert-1",
        "team_id": "team-001",
        "project_name": "合成数据项目1",
        "rubric": RUBRIC,
        "scale": "100",
    }
    return Scoresheet(**(values | changes))


def make_sheet_scores(team_number: int, expert_number: int, *values: str) -> SheetScores:
    """Make a sheet as it goes into a ranking: a score for each criterion, or the same score for all of them."""
    of_each = values if len(values) > 1 else values * len(RUBRIC)
    return SheetScores(
        sheet_id=f"sheet-{team_number:03d}-{expert_number}",
        team_id=make_team(team_number).team_id,
        expert=expert_number,
        scores=tuple((criterion.id, value) for criterion, value in zip(RUBRIC, of_each, strict=True)),
    )


def sign(form: bytes) -> tuple[str, str]:
    """Sign nothing; the signature does not matter to the rules."""
    return "key", form.hex()[:8]


def make_ranking(
    sheets: tuple[SheetScores, ...],
    *,
    number: int = 1,
    seed: str = "",
    suspended: tuple[str, ...] = (),
    reopened: Ranking | None = None,
    **changes: Any,
) -> Ranking:
    """Make a frozen ranking of the teams that have a sheet; `changes` are of the scheme."""
    team_ids = sorted({sheet.team_id for sheet in sheets})
    return Ranking.freeze(
        number,
        round_id="final-industry",
        stage=Stage.FINAL,
        division_code="",
        track="industry",
        teams=tuple(make_team(int(team_id[-3:])) for team_id in team_ids),
        sheets=sheets,
        scheme=make_scheme(**changes),
        sign=sign,
        at=NOW,
        seed=seed,
        suspended=suspended,
        reopened=reopened,
    )
