"""Things of scoring's model as a test needs them: right in every way until a test says otherwise. All synthetic."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from dasai.common.v1 import contest_pb2

from chassis.kernel.clock import BEIJING, Instant, instant
from chassis.mapping import messages
from services.scoring.model.facts import (
    Aggregation,
    Criterion,
    Organisation,
    OrganisationKind,
    Scheme,
    Stage,
    TeamFacts,
)
from services.scoring.model.panel import Expert
from services.scoring.model.ranking import Ranking, SheetScores
from services.scoring.model.round import Round
from services.scoring.model.sheet import Score, Scoresheet

NOW: Instant = instant(datetime(2024, 8, 26, 9, 0, tzinfo=BEIJING))
LATER: Instant = instant(datetime(2024, 8, 27, 9, 0, tzinfo=BEIJING))
RUBRIC = (
    Criterion(id="value", name="价值", weight="0.6"),
    Criterion(id="novelty", name="创新", weight="0.3"),
    Criterion(id="team", name="团队", weight="0.1"),
)


def scheme(**changes: Any) -> Scheme:
    """Three criteria, mean of two experts."""
    right = Scheme(
        rubric=RUBRIC,
        scale="100",
        experts_per_project=2,
        aggregation=Aggregation.MEAN,
        decimals=2,
        tie_breakers=("value", "novelty"),
        disagreement="20",
    )
    return replace(right, **changes)


def filed(**changes: Any) -> contest_pb2.Scheme:
    """The scheme as its division filed it; how far apart experts may be is not in it."""
    one = scheme(**changes)
    return contest_pb2.Scheme(
        rubric=messages(one.rubric, contest_pb2.Criterion),
        scale=one.scale,
        experts_per_project=one.experts_per_project,
        aggregation=f"AGGREGATION_{one.aggregation.upper()}",
        decimals=one.decimals,
        tie_breakers=one.tie_breakers,
        local_awards=messages(one.local_awards, contest_pb2.LocalAward),
    )


def team(number: int, **changes: Any) -> TeamFacts:
    """A team with an organisation of its own."""
    right = TeamFacts(
        team_id=f"team-{number:03d}",
        edition="2024",
        division_code="110000",
        track="industry",
        topic_id="industry-1",
        team_name=f"合成{number}队",
        project_name=f"合成数据项目{number}",
        lead=Organisation(uscc=f"TEAM{number}", name=f"合成测试企业{number}", kind=OrganisationKind.ENTERPRISE),
        person_keys=(f"person-{number}",),
        account_ids=(f"participant-{number}",),
    )
    return replace(right, **changes)


def expert(number: int, **changes: Any) -> Expert:
    """An expert of an organisation that takes no part."""
    return replace(Expert(account_id=f"expert-{number}", organisation_uscc=f"EXPERT{number}"), **changes)


def experts(count: int) -> tuple[Expert, ...]:
    """That many."""
    return tuple(expert(number) for number in range(count))


def round_of(count: int, stage: Stage = Stage.DIVISION) -> Round:
    """A round with that many projects."""
    made = Round.empty(stage, "110000", "industry")
    for number in range(count):
        made.enter(team(number), at=NOW)
    made.take_events()
    return made


def scores(value: str = "80", novelty: str = "70", people: str = "60") -> tuple[Score, ...]:
    """A score for each criterion."""
    given = zip(RUBRIC, (value, novelty, people), strict=True)
    return tuple(Score(criterion_id=one.id, score=score, comment="合成评语") for one, score in given)


def sheet(**changes: Any) -> Scoresheet:
    """An expert's empty sheet."""
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


def scored(team_number: int, expert_number: int, *values: str) -> SheetScores:
    """A sheet as it goes into a ranking: a score for each criterion, or one for all of them."""
    given = values if len(values) > 1 else values * len(RUBRIC)
    return SheetScores(
        sheet_id=f"sheet-{team_number:03d}-{expert_number}",
        team_id=team(team_number).team_id,
        expert=expert_number,
        scores=tuple((one.id, value) for one, value in zip(RUBRIC, given, strict=True)),
    )


def sign(form: bytes) -> tuple[str, str]:
    """Signs nothing; the signature is of no matter to the rules."""
    return "key", form.hex()[:8]


def frozen(sheets: tuple[SheetScores, ...], *, number: int = 1, **changes: Any) -> Ranking:
    """A frozen ranking of the teams that have a sheet."""
    names = sorted({one.team_id for one in sheets})
    return Ranking.freeze(
        number,
        round_id="final-industry",
        stage=Stage.FINAL,
        division_code="",
        track="industry",
        teams=tuple(team(int(name[-3:])) for name in names),
        sheets=sheets,
        scheme=scheme(**changes),
        sign=sign,
        at=NOW,
    )
