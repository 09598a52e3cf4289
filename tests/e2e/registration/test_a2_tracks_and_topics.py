"""A2: a team registers for a track and topic that its division published, and for no other."""

from __future__ import annotations

from datetime import date

from cli.synthetic import PLACE, resident_id
from tests.divisions import SHARED
from tests.e2e.registration.running import Contest, refused


def test_a2_a_team_registers_for_a_track_that_its_division_runs_and_for_no_other(contest: Contest) -> None:
    """A2: accept a track of the division; refuse a track that it does not run, and a division that is none of the 32."""
    user = contest.user()
    tracks = contest.plan.tracks_of(SHARED)
    not_run = next(track for track in contest.plan.edition.tracks if track.code not in tracks)
    team = contest.register(user)
    assert team["facts"]["track"] == tracks[0]
    other_track = contest.body(track=not_run.code, topic_id=not_run.topics[0].id)
    assert refused(lambda: user.post("/api/v1/teams", other_track)) == (409, "A2_TRACK_NOT_RUN")
    no_division = contest.body(division_code="990000")
    assert refused(lambda: user.post("/api/v1/teams", no_division)) == (422, "A2_UNKNOWN_DIVISION")


def test_a2_a_scheme_chooses_tracks_and_topics_of_the_edition_and_may_refine_their_text(contest: Contest) -> None:
    """A2: publish a refined text; refuse a topic left out; name the field of each track or topic that the edition has not."""
    place = contest.own_place()
    topic = contest.plan.edition.track("industry").topics[0].id
    refined = {"topic_id": topic, "refined_title": "装备制造数据协同", "refined_text": "聚焦本地装备制造。"}
    wrong = [{"track": "magic", "topics": []}, {"track": "industry", "topics": [refined, {"topic_id": "industry-99"}]}]
    host = contest.staff({"role": "host", "division": contest.plan.divisions[place]})
    address = f"/api/v1/divisions/{contest.plan.divisions[place]}/application"
    contest.clock.move_to(contest.plan.applies)
    problem = contest.problem(lambda: host.put(address, {"scheme": contest.scheme(place, tracks=wrong)}))
    assert problem["code"] == "A2_UNKNOWN_TRACK"
    assert [fault["field"] for fault in problem["faults"]] == ["tracks[0].track", "tracks[1].topics[1].topic_id"]
    code, _ = contest.open(place, tracks=[{"track": "industry", "topics": [refined]}])
    assert contest.public().get(f"/api/v1/divisions/{code}")["scheme"]["tracks"][0]["topics"] == [refined]
    user, chosen = contest.user(), {"track": "industry", "topic_id": topic}
    other = chosen | {"topic_id": contest.plan.edition.track("industry").topics[1].id}
    assert refused(lambda: contest.register(user, place, **other)) == (409, "A2_TOPIC_NOT_RUN")
    assert contest.register(user, place, **chosen)["facts"]["topic_id"] == topic


def test_a2_k4_nothing_that_was_typed_for_a_topic_or_a_field_stands_in_the_refusal(contest: Contest) -> None:
    """A2, C5, K4: an identity number in the wrong field is in no answer: as division, track, topic, kind, or name of a field."""
    user = contest.user()
    typed = resident_id(PLACE, date(1990, 1, 1), 7)
    body = contest.body()
    for changes, code in (
        ({"topic_id": typed}, "A2_TOPIC_NOT_RUN"),
        ({"track": typed}, "A2_TRACK_NOT_RUN"),
        ({"division_code": "999999"}, "A2_UNKNOWN_DIVISION"),
        ({"division_code": typed}, "FIELDS_INVALID"),
        ({typed: "x"}, "FIELDS_INVALID"),
        ({"lead": body["lead"] | {"kind": typed}}, "FIELDS_INVALID"),
        ({"lead": body["lead"] | {typed: "x"}}, "FIELDS_INVALID"),
    ):
        problem = contest.problem(lambda changes=changes: user.post("/api/v1/teams", body | changes))  # type: ignore[misc]
        assert problem["code"] == code
        assert typed not in str(problem), code
    mistyped = body | {"lead": body["lead"] | {typed: "x"}}
    (fault,) = contest.problem(lambda: user.post("/api/v1/teams", mistyped))["faults"]
    assert fault["field"] == "lead"
    (fault,) = contest.problem(lambda: user.post("/api/v1/teams", body | {"colour": "red"}))["faults"]
    assert fault["field"] == "colour", "a field's name is shown"
    assert user.post("/api/v1/teams", body)["facts"]["topic_id"] == body["topic_id"]
