"""Translate events of scoring to the messages that follow from them."""

from __future__ import annotations

from collections.abc import Iterable

from dasai.common.v1 import contest_pb2
from dasai.scoring.v1 import events_pb2

from chassis.facts.roles import Role

from ...directory import requests as directory
from ..requests import Audience, Heard, Notice
from .parts import NOTHING, to_hosts, to_team, to_team_of

_DIVISION_PANEL = "division-"


def experts_appointed(event: events_pb2.ExpertsAppointed) -> Heard:
    """Tell each expert who may score, once, that it is on the panel (rule E1)."""
    told = Notice(
        template="expert_appointed",
        audience=Audience(accounts=tuple(expert.account_id for expert in event.experts if not expert.inactive)),
        once=f"experts of {event.panel_id}",
    )
    return Heard(notices=(told,))


def experts_assigned(event: events_pb2.ExpertsAssigned) -> Heard:
    """Tell each expert once for a round that it has projects to score (rule E2)."""
    projects: dict[str, tuple[str, ...]] = {}
    for assignment in event.assignments:
        projects[assignment.account_id] = (*projects.get(assignment.account_id, ()), assignment.team_id)
    has = directory.RecordAssignments(round_id=event.round_id, division_code=event.division_code, projects=projects)
    told = Notice(
        template="sheets_assigned",
        audience=Audience(accounts=tuple(sorted(projects))),
        once=f"sheets of {event.round_id}",
    )
    return Heard(updates=(has,), notices=(told,))


def expert_recused(event: events_pb2.ExpertRecused) -> Heard:
    """Tell who names another expert (rule E2): the division's hosts, of the final the secretariat."""
    recused = directory.RecordRecusal(panel_id=event.panel_id, account_id=event.account_id, team_id=event.team_id)
    if event.panel_id.startswith(_DIVISION_PANEL):
        told = to_hosts("expert_recused", event.panel_id.removeprefix(_DIVISION_PANEL))
    else:
        told = Notice(template="final_expert_recused", audience=Audience(roles=(Role.SECRETARIAT,)))
    return Heard(updates=(recused,), notices=(told,))


def scoresheet_submitted(event: events_pb2.ScoresheetSubmitted) -> Heard:
    """Keep that the expert need not be reminded of this sheet (rule E3)."""
    if not event.account_id:  # of a release before
        return NOTHING
    scored = directory.RecordScored(round_id=event.round_id, account_id=event.account_id, team_id=event.team_id)
    return Heard(updates=(scored,))


def seed_drawn(event: events_pb2.SeedDrawn) -> Heard:
    """Tell the finalists when they present (rule G1); a division's draw has no order."""
    return Heard(
        notices=tuple(
            to_team_of("final_order_drawn", team_id, place=str(place))
            for place, team_id in enumerate(event.team_ids, 1)
        )
    )


def ranking_frozen(event: events_pb2.RankingFrozen) -> Heard:
    """Tell the teams of a division's ranking, which is public from now on (rules E6, K1)."""
    if event.stage != contest_pb2.STAGE_DIVISION:
        return NOTHING
    ranked = (project.team for project in event.projects if not project.struck)
    return Heard(notices=tuple(to_team("ranking_frozen", team, division=event.division_code) for team in ranked))


def ranking_reopened(event: events_pb2.RankingReopened) -> Heard:
    """Tell the division's hosts that the committee reopened a ranking, and why (rule E6)."""
    return Heard(notices=(to_hosts("ranking_reopened", event.division_code, reason=event.reason),))


def local_awards_granted(event: events_pb2.LocalAwardsGranted) -> Heard:
    """Tell the teams that have a new local award of it, and those whose award was withdrawn (rules E7, K2)."""
    # a release before told the whole list alone
    added = event.changes.added if event.HasField("changes") else event.awards
    withdrawn = _to_teams_of("local_award_withdrawn", event.division_code, event.changes.withdrawn)
    return Heard(notices=(*withdrawn, *_to_teams_of("local_award_granted", event.division_code, added)))


def _to_teams_of(template: str, division: str, awards: Iterable[events_pb2.GrantedAward]) -> tuple[Notice, ...]:
    """Return a notice to each team of these awards, which names all of its own."""
    categories: dict[str, list[str]] = {}
    for award in awards:
        categories.setdefault(award.team_id, []).append(award.category)
    return tuple(
        to_team_of(template, team_id, division=division, award="、".join(of_team))
        for team_id, of_team in categories.items()
    )


def local_award_changed(event: events_pb2.LocalAwardChanged) -> Heard:
    """Tell the team that its local awards are lost, suspended, or count again (rules D1, E7, H4)."""
    told = to_team_of(
        "local_award_changed",
        event.team_id,
        division=event.division_code,
        award="、".join(event.categories),
        standing=events_pb2.AwardStanding.Name(event.standing).removeprefix("AWARD_STANDING_").lower(),
    )
    return Heard(notices=(told,))
