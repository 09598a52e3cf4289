"""A2: a division runs the tracks and topics that it published, and no others."""

from __future__ import annotations

from tests.e2e.registration.running import SHARED, Contest, refused


def test_a2_a_topic_that_is_run_is_registered_for_and_another_is_refused(contest: Contest) -> None:
    """A2: a track of the division is taken; one that it does not run, and a unit that is none of the 32, are refused."""
    user = contest.user()
    run = contest.plan.tracks_of(SHARED)
    other = next(track for track in contest.plan.edition.tracks if track.code not in run)
    team = contest.register(user)
    assert team["facts"]["track"] == run[0]
    strange = contest.body(track=other.code, topic_id=other.topics[0].id)
    assert refused(lambda: user.post("/api/v1/teams", strange)) == (409, "A2_TRACK_NOT_RUN")
    nowhere = contest.body(division_code="990000")
    assert refused(lambda: user.post("/api/v1/teams", nowhere)) == (422, "A2_UNKNOWN_DIVISION")


def test_a2_a_scheme_chooses_among_the_editions_tracks_and_refines_topics(contest: Contest) -> None:
    """A2: refined words are published, a topic left out is refused; what no edition has is told, each with its field."""
    place = contest.own_place()
    topic = contest.plan.edition.track("industry").topics[0].id
    refined = {"topic_id": topic, "refined_title": "装备制造数据协同", "refined_text": "聚焦本地装备制造。"}
    wrong = [{"track": "magic", "topics": []}, {"track": "industry", "topics": [refined, {"topic_id": "industry-99"}]}]
    host = contest.staff({"role": "host", "division": contest.plan.divisions[place]})
    address = f"/api/v1/divisions/{contest.plan.divisions[place]}/application"
    contest.clock.move_to(contest.plan.applies)
    problem = contest.problem(lambda: host.put(address, {"scheme": contest.scheme(place, tracks=wrong)}))
    assert (problem["code"], [one["field"] for one in problem["faults"]]) == (
        "A2_UNKNOWN_TRACK",
        ["tracks[0].track", "tracks[1].topics[1].topic_id"],
    )
    code, _ = contest.open(place, tracks=[{"track": "industry", "topics": [refined]}])
    assert contest.public().get(f"/api/v1/divisions/{code}")["scheme"]["tracks"][0]["topics"] == [refined]
    user, chosen = contest.user(), {"track": "industry", "topic_id": topic}
    other = chosen | {"topic_id": contest.plan.edition.track("industry").topics[1].id}
    assert refused(lambda: contest.register(user, place, **other)) == (409, "A2_TOPIC_NOT_RUN")
    assert contest.register(user, place, **chosen)["facts"]["topic_id"] == topic
