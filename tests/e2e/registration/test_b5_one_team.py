"""B5: a representative is in one team only, across the whole edition."""

from __future__ import annotations

from tests.e2e.registration.running import Contest, refused


def test_b5_a_person_free_of_teams_is_taken_and_one_in_a_team_is_refused(contest: Contest) -> None:
    """B5: the first team takes the person; the second, of another organisation and account, is refused and learns why."""
    user, other = contest.user(), contest.user()
    body = contest.body()
    first = user.post("/api/v1/teams", body)
    assert first["state"] == "registered"
    lead = contest.body()
    again = {**lead, "representatives": [body["representatives"][0] | {"organisation_uscc": lead["lead"]["uscc"]}]}
    assert refused(lambda: other.post("/api/v1/teams", again)) == (409, "B5_REPRESENTATIVE_IN_ANOTHER_TEAM")
