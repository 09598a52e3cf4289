"""K1, K2: how many teams registered and submitted, for the division's own host and for the whole contest."""

from __future__ import annotations

from typing import Any

from cli.demo.client import User
from tests.e2e.registration.running import Contest, refused

ADDRESS = "/api/v1/figures"


def test_k1_k2_figures_are_counted_for_the_own_host_and_the_secretariat(contest: Contest) -> None:
    """K1, K2: GetFigures: accept the division's host, and the secretariat for all; refuse other divisions, all, and others."""
    place = contest.own_place()
    code, host = contest.open(place)
    reviewer = contest.staff({"role": "reviewer", "division": code}, organisation_uscc=contest.office())
    user = contest.user()
    first, second, leaving = (contest.register(user, place) for _ in range(3))
    contest.submit(user, first)
    left = f"/api/v1/teams/{leaving['facts']['team_id']}/withdrawal"
    user.post(left)
    expected = {"taking_part": 2, "submitted": 1, "withdrawn": 1, "disqualified": 0}

    def figures(who: User, **query: str) -> dict[str, Any]:
        return dict(who.get(ADDRESS, **query))

    contest.until(lambda: figures(host, division_code=code)["teams"] == expected, "the division is counted")
    own = figures(host, division_code=code)
    assert [(each["group"], each["teams"]) for each in own["tracks"]] == [(second["facts"]["track"], expected)]
    assert [each["teams"] for each in own["organisation_kinds"]] == [expected]
    hours = [(each["registered"], each["submitted"]) for each in own["hours"]]
    assert [sum(counts) for counts in zip(*hours, strict=True)] == [3, 1]
    assert (own["division_code"], own["divisions"]) == (code, [])
    for who in (contest.secretariat, contest.committee()):
        whole = figures(who)
        assert [each["teams"] for each in whole["divisions"] if each["group"] == code] == [expected]
        assert whole["teams"]["taking_part"] == sum(each["teams"]["taking_part"] for each in whole["divisions"])
        assert figures(who, division_code=code)["teams"] == expected

    elsewhere = contest.plan.divisions[place + 1]
    forbidden = (403, "K1_FORBIDDEN")
    assert refused(lambda: figures(host)) == forbidden
    assert refused(lambda: figures(host, division_code=elsewhere)) == forbidden
    for outsider in (reviewer, user):
        assert refused(lambda asker=outsider: figures(asker, division_code=code)) == forbidden
    assert refused(lambda: figures(contest.public(), division_code=code)) == (401, "K1_UNAUTHENTICATED")
    assert refused(lambda: figures(contest.secretariat, division_code="999999")) == (422, "A2_UNKNOWN_DIVISION")
