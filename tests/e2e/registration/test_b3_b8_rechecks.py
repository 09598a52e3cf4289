"""B3, B8: what becomes known after a team submitted goes to its reviewer, and is lifted."""

from __future__ import annotations

from typing import Any

from cli.demo.client import User
from tests.e2e.registration.running import SHARED, Contest

JUDGEMENTS = {"compliance": True, "authenticity": True, "lawfulness": True}


def passed(contest: Contest, user: User) -> tuple[dict[str, Any], User]:
    """A team that submitted and passed, and a host of its division."""
    host = contest.staff({"role": "host", "division": contest.plan.divisions[SHARED]})
    team = contest.register(user)
    contest.submit(user, team)
    case = f"/api/v1/cases/{team['facts']['team_id']}"
    shown = host.every("/api/v1/cases", "cases", division_code=contest.plan.divisions[SHARED])
    assert isinstance(shown, list)

    def there() -> bool:
        listed = host.every("/api/v1/cases", "cases", division_code=contest.plan.divisions[SHARED])
        return any(one["team"]["team_id"] == team["facts"]["team_id"] for one in listed)

    contest.until(there, "the case is there")
    body = {"submission_number": 1, "outcome": "passed", "reason": "形式审查通过", "judgements": JUDGEMENTS}
    assert host.post(f"{case}/decision", body)["state"] == "decided"
    return team, host


def codes(host: User, team: dict[str, Any]) -> list[str]:
    """Codes of what speaks against the team in its case."""
    return [one["code"] for one in host.get(f"/api/v1/cases/{team['facts']['team_id']}")["findings"]]


def test_b3_a_later_listing_reaches_the_case_and_is_lifted(contest: Contest) -> None:
    """B3, D1: the passed case is open again with the finding, the team reads it too; a later whole list lifts it."""
    user = contest.user()
    team, host = passed(contest, user)
    other, _ = passed(contest, contest.user())
    address = f"/api/v1/cases/{team['facts']['team_id']}"

    def imported(uscc: str, day: int, **changes: Any) -> None:
        body = {
            "list": "dishonest_judgment_debtor",
            "as_of": f"2024-05-{day:02d}T00:00:00+08:00",
            "source": "synthetic list for tests",
            "entries": [{"uscc": uscc, "name": "合成测试企业"}],
        }
        contest.secretariat.post("/api/v1/credit-lists", body | changes)

    before = codes(host, team)
    imported(team["facts"]["lead"]["uscc"], 1)
    contest.until(lambda: codes(host, team) == [*before, "B3_CREDIT_LISTED"], "the listing reaches the case")
    assert host.get(address)["state"] != "decided"
    (found,) = user.get(f"/api/v1/teams/{team['facts']['team_id']}")["findings"]
    assert (found["code"], found["subject"], found["lifted"]) == (
        "B3_CREDIT_LISTED",
        "dishonest_judgment_debtor",
        False,
    )
    nobody = contest.body()["lead"]["uscc"]
    imported(nobody, 2, complete=True)
    contest.until(lambda: codes(host, team) == before, "the finding is lifted")
    assert user.get(f"/api/v1/teams/{team['facts']['team_id']}")["findings"][0]["lifted"]
    assert host.get(f"/api/v1/cases/{other['facts']['team_id']}")["state"] == "decided"


def test_b8_a_relation_known_later_reaches_the_case_and_ends(contest: Contest) -> None:
    """B8, D1: also where the new relation is not the team's own but above it; an ended one is lifted."""
    organiser = contest.scheme(SHARED)["organising_bodies"][0]["uscc"]
    team, host = passed(contest, contest.user())
    holding = contest.body()["lead"]["uscc"]
    before = codes(host, team)

    def related(lower: str, upper: str, day: int, **changes: Any) -> None:
        line = {"line": 2, "lower_uscc": lower, "upper_uscc": upper, "kind": "subsidiary"} | changes
        body = {"as_of": f"2024-05-{day:02d}T00:00:00+08:00", "source": "synthetic register", "lines": [line]}
        assert contest.secretariat.post("/api/v1/affiliation-imports", body)["imported"] == 1

    related(team["facts"]["lead"]["uscc"], holding, 1)
    related(holding, organiser, 1)
    contest.until(lambda: codes(host, team) == [*before, "B8_AFFILIATED"], "the relation reaches the case")
    assert host.get(f"/api/v1/cases/{team['facts']['team_id']}")["state"] != "decided"
    related(holding, organiser, 2, ended=True)
    contest.until(lambda: codes(host, team) == before, "the finding is lifted")
