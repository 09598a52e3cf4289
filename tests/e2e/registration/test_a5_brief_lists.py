"""A5, K1: divisions are listed in short for pages that show no scheme."""

from __future__ import annotations

from tests.divisions import SHARED
from tests.e2e.registration.running import Contest


def test_a5_divisions_in_short_have_their_dates_and_no_scheme(contest: Contest) -> None:
    """A5: state, dates and tracks of a published scheme; a whole list has schemes and no summaries."""
    answer = contest.public().get("/api/v1/divisions", brief="true", page_size=200)
    assert answer["divisions"] == []
    summaries = {summary["code"]: summary for summary in answer["summaries"]}
    summary = summaries[contest.plan.divisions[SHARED]]
    assert summary["state"] in ("open", "closed")
    assert summary["tracks"] == [choice["track"] for choice in contest.scheme(SHARED)["tracks"]]
    dates = {"registration_opens", "registration_closes", "submission_closes"}
    assert set(summary) == {"code", "name", "state", "tracks", *dates}
    whole = contest.public().get("/api/v1/divisions", page_size=200)
    assert whole["summaries"] == []
    assert all("scheme" in each for each in whole["divisions"] if each["state"] == "open")
