"""A4: a host applies in time, the secretariat approves or returns, and only an approved division opens."""

from __future__ import annotations

from datetime import datetime, timedelta

from tests.divisions import NEVER_APPLIES
from tests.e2e.registration.running import Contest, refused

MS = timedelta(milliseconds=1)


def test_a4_an_application_is_returned_with_reasons_mended_and_approved(contest: Contest) -> None:
    """A4: refuse a first application that is late, accept a late answer to a return; record who filed and who decided.

    A4_OWN_ORGANISATION for the secretariat's account whose own organisation is an organiser; another one approves.
    """
    place, late = contest.own_place(), NEVER_APPLIES
    code, host = contest.apply(place, contact=None)
    address = f"/api/v1/divisions/{code}"
    filed = contest.secretariat.get(address)
    assert "contact" not in filed["scheme"]
    assert [hint["field"] for hint in filed["versions"][-1]["hints"]] == ["contact"]
    # before publication nobody reads a date of it in the list
    summaries = contest.public().get("/api/v1/divisions", brief="true", page_size=200)["summaries"]
    name = contest.plan.edition.official_division_name(code)
    applied = {"code": code, "name": name, "state": "applied", "tracks": []}
    assert [each for each in summaries if each["code"] == code] == [applied]
    assert refused(lambda: host.post(f"{address}/publication")) == (409, "A4_WRONG_STATE")
    assert refused(lambda: host.post(f"{address}/approval")) == (403, "K1_FORBIDDEN")
    for empty in ([" "], ["请补充评审流程。", ""]):
        empty_reasons = {"reasons": empty}
        assert refused(
            lambda empty_reasons=empty_reasons: contest.secretariat.post(f"{address}/return", empty_reasons)
        ) == (
            422,
            "A4_NO_REASON",
        )
    contest.secretariat.post(f"{address}/return", {"reasons": ["请补充评审流程。"]})
    contest.clock.move_to(contest.plan.edition.timetable.applications_until.at + MS)
    assert refused(lambda: contest.apply_now(late)) == (409, "A4_APPLICATION_LATE")
    host.put(f"{address}/application", {"scheme": contest.scheme(place, text="初评、复评、路演。")})
    stale = {"scheme_version": 1}
    assert refused(lambda: contest.secretariat.post(f"{address}/approval", stale)) == (409, "A4_VERSION_MOVED_ON")
    own = contest.national("secretariat", filed["scheme"]["organising_bodies"][0]["uscc"])
    unreasoned = {"reasons": [" "]}
    barred = (409, "A4_OWN_ORGANISATION")  # once registration has heard of the account
    contest.until(lambda: refused(lambda: own.post(f"{address}/return", unreasoned)) == barred, "it is an organiser's")
    assert refused(lambda: own.post(f"{address}/approval", {"scheme_version": 2})) == barred
    approved = contest.secretariat.post(f"{address}/approval", {"scheme_version": 2})
    assert approved["state"] == "approved"
    history = host.get(address)["versions"]
    assert [(version["version"], version["state"], version["return_reasons"]) for version in history] == [
        (1, "returned", ["请补充评审流程。"]),
        (2, "approved", []),
    ]
    assert [version["filed_by"] for version in history] == [host.account_id] * 2
    assert [version["decided_by"] for version in history] == [contest.secretariat.account_id] * 2
    user = contest.user()
    body = contest.body(place)
    assert refused(lambda: user.post("/api/v1/teams", body)) == (409, "A4_WRONG_STATE")
    other = contest.body(late)
    assert refused(lambda: user.post("/api/v1/teams", other)) == (409, "A4_NOT_APPLIED")


def test_a4_a5_a_scheme_filed_from_an_older_view_is_refused(contest: Contest) -> None:
    """A4, A5: A5_FILED_MEANWHILE for who saw no filing or an older one; accepted with the newest, or if nothing is said.

    So for an application and for a new version of a published scheme.
    """
    place = contest.own_place()
    code, host = contest.apply(place)
    address = f"/api/v1/divisions/{code}"

    def applied(text: str, version: int | None = None) -> int:
        seen = {} if version is None else {"seen": {"version": version}}
        body = {"scheme": contest.scheme(place, text=text)} | seen
        return int(host.put(f"{address}/application", body)["versions"][-1]["version"])

    for version in (0, 7):
        assert refused(lambda version=version: applied("从旧页面提交。", version)) == (409, "A5_FILED_MEANWHILE")
    assert applied("同事先提交。", 1) == 2
    assert refused(lambda: applied("从旧页面提交。", 1)) == (409, "A5_FILED_MEANWHILE")
    assert host.get(address)["scheme"]["text"] == "同事先提交。"
    assert applied("不作比较。") == 3
    contest.secretariat.post(f"{address}/approval", {"scheme_version": 3})
    host.post(f"{address}/publication")

    def filed(text: str, version: int) -> int:
        scheme, seen = contest.scheme(place, text=text), {"version": version}
        body = {"scheme": scheme, "reason": "补充说明", "seen": seen}
        return int(host.post(f"{address}/scheme-versions", body)["versions"][-1]["version"])

    assert filed("同事的新版。", 3) == 4
    assert refused(lambda: filed("从旧页面提交的新版。", 3)) == (409, "A5_FILED_MEANWHILE")
    assert filed("核对后的新版。", 4) == 5


def test_a4_registration_opens_and_closes_by_the_clock_without_waiting_for_a_timer(contest: Contest) -> None:
    """A4: refuse before the opening and a millisecond after the close, naming both instants; accept in between."""
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
    instants = {name: datetime.fromisoformat(problem["facts"][name]) for name in ("opens", "closes")}
    assert instants == {"opens": opens, "closes": closes}
    assert contest.public().get(f"/api/v1/divisions/{code}")["state"] == "open"  # those registered go on writing
