"""B4, B6, B10, C1, C12: a team's people, its word, its topic, and how it leaves and comes back."""

from __future__ import annotations

from datetime import datetime, timedelta

from tests.e2e.registration.running import Contest, refused

MS = timedelta(milliseconds=1)


def test_b4_b10_five_people_and_a_declared_truth(contest: Contest) -> None:
    """B4, B10: five people who declare the truth are a team; six are none, and neither is an undeclared one."""
    user = contest.user()
    body = contest.body(people=5)
    six = body | {"representatives": body["representatives"] + contest.body(people=1)["representatives"]}
    assert refused(lambda: user.post("/api/v1/teams", six)) == (409, "B4_TOO_MANY_REPRESENTATIVES")
    assert refused(lambda: user.post("/api/v1/teams", body | {"declared_true": False}))[1] == "B10_NOT_DECLARED_TRUE"
    assert len(user.post("/api/v1/teams", body)["representatives"]) == 5


def test_c1_the_topic_has_no_way_to_change(contest: Contest) -> None:
    """C1: a name may change, a topic, a track and a division may not: the address knows no such field."""
    user = contest.user()
    team = contest.register(user)
    address = f"/api/v1/teams/{team['facts']['team_id']}"
    assert user.call("PATCH", address, {"team_name": "新队名"})["facts"]["team_name"] == "新队名"
    for field in ("topic_id", "track", "division_code"):
        assert refused(lambda field=field: user.call("PATCH", address, {field: "110000"}))[1] == "FIELDS_INVALID"


def test_b6_c12_people_change_and_teams_come_back_until_registration_closes(contest: Contest) -> None:
    """B6, C12, A4: before the deadline people change and a team comes back; after it neither, though it may still leave."""
    place = contest.own_place()
    closes = datetime.fromisoformat(contest.scheme(place)["registration_opens"]) + timedelta(days=20)
    contest.open(place, registration_closes=closes.isoformat())
    user = contest.user()
    team = contest.register(user, place)
    address = f"/api/v1/teams/{team['facts']['team_id']}"
    lead = team["facts"]["lead"]["uscc"]
    people = [one | {"organisation_uscc": lead} for one in contest.body(people=1)["representatives"]]
    assert len(user.call("PATCH", address, {"representatives": people})["representatives"]) == 1
    user.post(f"{address}/withdrawal")
    assert user.post(f"{address}/revival")["state"] == "registered"
    contest.clock.move_to(closes + MS)
    again = [one | {"organisation_uscc": lead} for one in contest.body(people=1)["representatives"]]
    change = lambda: user.call("PATCH", address, {"representatives": again})  # noqa: E731 as short as it is
    assert refused(change)[1] == "B6_REPRESENTATIVES_FIXED"
    assert user.post(f"{address}/withdrawal")["state"] == "withdrawn"
    assert refused(lambda: user.post(f"{address}/revival"))[1] == "A4_NOT_OPEN"
