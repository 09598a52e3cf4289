"""A5, K1: divisions are listed in short for pages that show no scheme."""

from __future__ import annotations

from tests.divisions import SHARED
from tests.e2e.registration.running import Contest


def test_a5_k1_divisions_in_short_have_their_dates_and_no_scheme(contest: Contest) -> None:
    """A5, K1: state, dates and tracks once the scheme is published; before, nobody sees a date, not even the host."""
    place = contest.own_place()
    code, host = contest.apply(place)
    scheme = contest.scheme(SHARED)
    for reader in (contest.public(), host):
        answer = reader.get("/api/v1/divisions?brief=true&page_size=200")
        assert answer["divisions"] == []
        summaries = {summary["code"]: summary for summary in answer["summaries"]}
        open_one = summaries[contest.plan.divisions[SHARED]]
        assert open_one["state"] in ("open", "closed")
        assert open_one["tracks"] == [choice["track"] for choice in scheme["tracks"]]
        assert set(open_one) == {
            "code",
            "name",
            "state",
            "tracks",
            "registration_opens",
            "registration_closes",
            "submission_closes",
        }
        name = contest.plan.edition.official_division_name(code)
        assert summaries[code] == {"code": code, "name": name, "state": "applied", "tracks": []}
    whole = contest.public().get("/api/v1/divisions?page_size=200")
    assert whole["summaries"] == []
    assert all("scheme" in each for each in whole["divisions"] if each["state"] == "open")
