"""The plan of a simulated contest keeps to what its edition offers."""

from __future__ import annotations

from chassis.edition import Edition, load_edition
from cli.demo.world import Plan
from cli.stack.program import ROOT

EDITION = load_edition(ROOT / "editions" / "2024.yaml")


def with_closed(track: str, topic: str) -> Edition:
    """The edition with a track closed, and a topic of another."""
    tracks = [
        one.model_copy(
            update={
                "closed": one.code == track,
                "topics": tuple(each.model_copy(update={"closed": each.id == topic}) for each in one.topics),
            }
        )
        for one in EDITION.tracks
    ]
    return EDITION.model_copy(update={"tracks": tuple(tracks)})


def planned(edition: Edition) -> tuple[set[str], set[str]]:
    """Topics that some division runs, and those that some team chooses."""
    plan = Plan(edition, 400, 5)
    schemes = [plan.scheme(place) for place in range(len(plan.divisions))]
    run = {topic["topic_id"] for scheme in schemes for track in scheme["tracks"] for topic in track["topics"]}
    return run, {team.topic for team in plan.planned_teams()}


def test_a1_divisions_run_all_that_is_offered_and_nothing_that_is_closed() -> None:
    """A1: an edition's newer version may close a track and a topic; teams choose what divisions run."""
    everything = {topic.id for topic in EDITION.topics}
    run, chosen = planned(EDITION)
    assert (run, chosen - run) == (everything, set())
    run, chosen = planned(with_closed("green", "urban-2"))
    assert run == everything - {"urban-2", "green-1", "green-2", "green-3", "green-4"}
    assert chosen - run == set()
