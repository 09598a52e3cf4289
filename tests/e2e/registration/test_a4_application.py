"""A4: a host applies in time, the secretariat approves or returns, and only an approved division opens."""

from __future__ import annotations

from datetime import datetime, timedelta

from tests.e2e.registration.running import Contest, refused

MS = timedelta(milliseconds=1)


def test_a4_an_application_is_returned_with_reasons_mended_and_approved(contest: Contest) -> None:
    """A4: a late first application is refused, an answered return is not; who filed and decided, and when, stays on record."""
    place, late = contest.own_place(), contest.own_place()
    code, host = contest.apply(place)
    address = f"/api/v1/divisions/{code}"
    assert refused(lambda: host.post(f"{address}/publication")) == (409, "A4_WRONG_STATE")
    assert refused(lambda: host.post(f"{address}/approval")) == (403, "K1_FORBIDDEN")
    for empty in ([" "], ["请补充评审流程。", ""]):
        unsaid = {"reasons": empty}
        assert refused(lambda unsaid=unsaid: contest.secretariat.post(f"{address}/return", unsaid)) == (
            422,
            "A4_NO_REASON",
        )
    contest.secretariat.post(f"{address}/return", {"reasons": ["请补充评审流程。"]})
    contest.clock.move_to(contest.plan.edition.timetable.applications_until.at + MS)
    assert refused(lambda: contest.apply_now(late)) == (409, "A4_APPLICATION_LATE")
    host.put(f"{address}/application", {"scheme": contest.scheme(place, text="初评、复评、路演。")})
    stale = {"scheme_version": 1}
    assert refused(lambda: contest.secretariat.post(f"{address}/approval", stale)) == (409, "A4_VERSION_MOVED_ON")
    approved = contest.secretariat.post(f"{address}/approval", {"scheme_version": 2})
    assert approved["state"] == "approved"
    history = host.get(address)["versions"]
    assert [(one["version"], one["state"], one["return_reasons"]) for one in history] == [
        (1, "returned", ["请补充评审流程。"]),
        (2, "approved", []),
    ]
    assert [one["filed_by"] for one in history] == [host.account_id] * 2
    assert [one["decided_by"] for one in history] == [contest.secretariat.account_id] * 2
    user = contest.user()
    body = contest.body(place)
    assert refused(lambda: user.post("/api/v1/teams", body)) == (409, "A4_WRONG_STATE")
    other = contest.body(late)
    assert refused(lambda: user.post("/api/v1/teams", other)) == (409, "A4_NOT_APPLIED")


def test_a4_registration_opens_and_closes_by_the_clock_whether_or_not_a_timer_has_come_round(contest: Contest) -> None:
    """A4: refused before the opening, accepted from it to the close, refused a millisecond after, in words that give both."""
    place = contest.own_place()
    opens = datetime.fromisoformat(contest.scheme(place)["registration_opens"])
    code, host = contest.apply(place)
    contest.secretariat.post(f"/api/v1/divisions/{code}/approval")
    host.post(f"/api/v1/divisions/{code}/publication")
    user = contest.user()
    contest.clock.move_to(opens - timedelta(minutes=1))
    assert refused(lambda: contest.register(user, place)) == (409, "A4_NOT_OPEN")
    contest.clock.move_to(opens)
    assert contest.register(user, place)["state"] == "registered"
    assert contest.public().get(f"/api/v1/divisions/{code}")["state"] == "open"
    closes = datetime.fromisoformat(contest.scheme(place)["registration_closes"])
    contest.clock.move_to(closes - timedelta(seconds=30))
    assert contest.register(user, place)["state"] == "registered"
    contest.clock.move_to(closes + MS)
    problem = contest.problem(lambda: contest.register(user, place))
    assert (problem["status"], problem["code"]) == (409, "A4_NOT_OPEN")
    told = {name: datetime.fromisoformat(problem["facts"][name]) for name in ("opens", "closes")}
    assert told == {"opens": opens, "closes": closes}
    assert contest.public().get(f"/api/v1/divisions/{code}")["state"] == "open"  # those registered go on writing
