"""The plan of a simulated contest keeps to what its edition offers."""

from __future__ import annotations

from collections import Counter

import pytest

from chassis.edition import Edition, load_edition
from cli.demo import DEFAULT_TEAMS
from cli.demo.world import FEWEST_TEAMS, Plan, PlannedTeam
from cli.stack.program import ROOT

EDITION = load_edition(ROOT / "editions" / "2024.yaml")


def with_closed(track: str, topic: str) -> Edition:
    """Return the edition with a track closed, and a topic of another."""
    tracks = [
        each.model_copy(
            update={
                "closed": each.code == track,
                "topics": tuple(known.model_copy(update={"closed": known.id == topic}) for known in each.topics),
            }
        )
        for each in EDITION.tracks
    ]
    return EDITION.model_copy(update={"tracks": tuple(tracks)})


def planned(edition: Edition) -> tuple[set[str], set[str]]:
    """Return the topics that some division runs, and those that some team chooses."""
    plan = Plan(edition, 400, 5)
    schemes = [plan.scheme(place) for place in range(len(plan.divisions))]
    run = {topic["topic_id"] for scheme in schemes for track in scheme["tracks"] for topic in track["topics"]}
    return run, {team.topic for team in plan.planned_teams()}


def test_a1_divisions_run_every_offered_topic_and_no_closed_one() -> None:
    """A1: an edition's newer version may close a track and a topic; teams choose what divisions run."""
    everything = {topic.id for topic in EDITION.topics}
    run, chosen = planned(EDITION)
    assert (run, chosen - run) == (everything, set())
    run, chosen = planned(with_closed("green", "urban-2"))
    assert run == everything - {"urban-2", "green-1", "green-2", "green-3", "green-4"}
    assert chosen - run == set()


def track_of(team: PlannedTeam) -> tuple[str, str]:
    """Return the division and track of a team."""
    return team.division, EDITION.track_of(team.topic).code


@pytest.mark.parametrize("seed", [1, 2, 7])
@pytest.mark.parametrize("teams", [FEWEST_TEAMS, 34, 40, DEFAULT_TEAMS, 60, 75, 300])
def test_planted_cases_have_a_place_at_any_number_of_teams(teams: int, seed: int) -> None:
    """F1, F5, F6: a crowded track, and a pair across divisions of which both are sure to be recommended."""
    plan = Plan(EDITION, teams, seed)
    planned = plan.planned_teams()
    assert [team.index for team in planned] == list(range(teams))
    original, copy = (team for team in planned if team.excellent)
    assert (copy.copies, original.copies) == (original.index, None)
    assert (original.division == copy.division, original.topic == copy.topic) == (False, True)
    # the best of their rounds, for means keep the order; and there is a next for the lost place
    aggregations = {plan.scheme(plan.divisions.index(team.division))["aggregation"] for team in (original, copy)}
    assert aggregations == {"mean"}
    quota = EDITION.quotas.recommended_per_division_track
    rejected = plan.rejected(planned)
    sizes = Counter(track_of(team) for team in planned if team not in rejected)
    assert sizes[track_of(copy)] > quota
    assert rejected != []
    assert [team for team in rejected if team.excellent] == []


def test_by_default_nearly_every_division_has_a_team_and_every_prize_a_project() -> None:
    """A3, G2: a contest of the whole nation."""
    planned = Plan(EDITION, DEFAULT_TEAMS, 1).planned_teams()
    assert len({team.division for team in planned}) >= 30
    largest = Counter(EDITION.track_of(team.topic).code for team in planned).most_common(1)[0][1]
    assert largest >= sum(prize.quota for prize in EDITION.prizes.per_track)
