"""B3, B8: a listing or relation known after a team submitted reaches its review case, and is lifted later."""

from __future__ import annotations

from typing import Any

from cli.demo.client import User
from cli.synthetic import PLACE, uscc
from tests.divisions import SHARED
from tests.e2e.registration.running import Contest

JUDGEMENTS = {"compliance": True, "authenticity": True, "lawfulness": True}


def team_that_passed(contest: Contest, user: User) -> tuple[dict[str, Any], User]:
    """Return a team that submitted and passed review, and a host of its division."""
    host = contest.staff({"role": "host", "division": contest.plan.divisions[SHARED]})
    team = contest.register(user)
    contest.submit(user, team)
    case = f"/api/v1/cases/{team['facts']['team_id']}"

    def case_exists() -> bool:
        cases = host.every("/api/v1/cases", "cases", division_code=contest.plan.divisions[SHARED])
        return team["facts"]["team_id"] in [listed["team"]["team_id"] for listed in cases]

    contest.until(case_exists, "the case exists")
    body = {"submission_number": 1, "outcome": "passed", "reason": "形式审查通过", "judgements": JUDGEMENTS}
    assert host.post(f"{case}/decision", body)["state"] == "decided"
    return team, host


def codes(host: User, team: dict[str, Any]) -> list[str]:
    """Return the codes of the findings in the team's case."""
    return [finding["code"] for finding in host.get(f"/api/v1/cases/{team['facts']['team_id']}")["findings"]]


def test_b3_a_listing_after_the_decision_reopens_the_case_until_a_later_list_lifts_it(contest: Contest) -> None:
    """B3, D1: reopen the case with a finding that the team reads too; a later complete list lifts it; no other case changes."""
    user = contest.user()
    team, host = team_that_passed(contest, user)
    other, _ = team_that_passed(contest, contest.user())
    address = f"/api/v1/cases/{team['facts']['team_id']}"

    def import_list(uscc: str, **changes: Any) -> None:
        body = {
            "list": "dishonest_judgment_debtor",
            "as_of": contest.list_date(),
            "source": "synthetic list for tests",
            "entries": [{"uscc": uscc, "name": "合成测试企业"}],
        }
        contest.secretariat.post("/api/v1/credit-lists", body | changes)

    codes_before = codes(host, team)
    import_list(team["facts"]["lead"]["uscc"])
    contest.until(lambda: codes(host, team) == [*codes_before, "B3_CREDIT_LISTED"], "the listing reaches the case")
    assert host.get(address)["state"] != "decided"
    (finding,) = user.get(f"/api/v1/teams/{team['facts']['team_id']}")["findings"]
    assert finding["code"] == "B3_CREDIT_LISTED"
    assert finding["subject"] == "dishonest_judgment_debtor"
    assert finding["lifted"] is False
    nobody = contest.body()["lead"]["uscc"]
    import_list(nobody, complete=True)
    contest.until(lambda: codes(host, team) == codes_before, "the finding is lifted")
    assert user.get(f"/api/v1/teams/{team['facts']['team_id']}")["findings"][0]["lifted"]
    assert host.get(f"/api/v1/cases/{other['facts']['team_id']}")["state"] == "decided"


def related(contest: Contest, lower: str, upper: str, day: int, **changes: Any) -> None:
    """Import a relation from a register: `lower` is a subsidiary of `upper`, unless `changes` say otherwise."""
    line = {"line": 2, "lower_uscc": lower, "upper_uscc": upper, "kind": "subsidiary"} | changes
    body = {"as_of": f"2024-05-{day:02d}T00:00:00+08:00", "source": "synthetic register", "lines": [line]}
    assert contest.secretariat.post("/api/v1/affiliation-imports", body)["imported"] == 1


def test_b8_a_relation_after_the_decision_reopens_the_case_until_it_ends(contest: Contest) -> None:
    """B8, D1: also if the new relation is not the team's own but its parent's; lift the finding when the relation ends."""
    organiser = contest.scheme(SHARED)["organising_bodies"][0]["uscc"]
    team, host = team_that_passed(contest, contest.user())
    holding = contest.body()["lead"]["uscc"]
    before = codes(host, team)

    related(contest, team["facts"]["lead"]["uscc"], holding, 1)
    related(contest, holding, organiser, 1)
    contest.until(lambda: codes(host, team) == [*before, "B8_AFFILIATED"], "the relation reaches the case")
    assert host.get(f"/api/v1/cases/{team['facts']['team_id']}")["state"] != "decided"
    related(contest, holding, organiser, 2, ended=True)
    contest.until(lambda: codes(host, team) == before, "the finding is lifted")


def test_b8_an_organiser_below_the_lead_is_a_finding_until_either_relation_ends(contest: Contest) -> None:
    """B8, D1: raise the finding if the organiser is two levels below the team's lead; lift it when either relation ends."""
    organiser = contest.scheme(SHARED)["organising_bodies"][0]["uscc"]
    team, host = team_that_passed(contest, contest.user())
    lead, between = team["facts"]["lead"]["uscc"], contest.body()["lead"]["uscc"]
    before = codes(host, team)
    related(contest, between, lead, 1)
    related(contest, organiser, between, 1)
    contest.until(lambda: codes(host, team) == [*before, "B8_AFFILIATED"], "the relation reaches the case")
    related(contest, organiser, between, 2, ended=True)
    contest.until(lambda: codes(host, team) == before, "the end of the lower relation reaches the case")
    related(contest, organiser, between, 3)
    contest.until(lambda: codes(host, team) == [*before, "B8_AFFILIATED"], "the renewed relation reaches the case")
    related(contest, between, lead, 2, ended=True)
    contest.until(lambda: codes(host, team) == before, "the end of the upper relation reaches the case")
    assert "B8_AFFILIATED" not in codes(host, team)


def test_b8_an_organiser_that_a_new_scheme_version_adds_is_a_finding_of_its_teams(contest: Contest) -> None:
    """B8, A5: raise findings if a team's lead and another lead's parent become organisers; raise none for a third team."""
    place = contest.own_place()
    code, host = contest.open(place)
    users = [contest.user() for _ in range(3)]
    own, child, other = [contest.register(user, place) for user in users]
    parent = {"name": "合成测试母公司", "uscc": uscc("91", PLACE, 70_000_000 + contest.index()), "role": "organiser"}
    related(contest, child["facts"]["lead"]["uscc"], parent["uscc"], 1)
    lead = {"name": own["facts"]["lead"]["name"], "uscc": own["facts"]["lead"]["uscc"], "role": "co_host"}

    def findings(number: int, team: dict[str, Any]) -> list[tuple[str, str, bool]]:
        of_team = users[number].get(f"/api/v1/teams/{team['facts']['team_id']}")["findings"]
        return [(finding["code"], finding["subject"], finding["lifted"]) for finding in of_team]

    scheme = contest.scheme(place)
    scheme["organising_bodies"] = [*scheme["organising_bodies"], lead, parent]
    address = f"/api/v1/divisions/{code}"
    host.post(f"{address}/scheme-versions", {"scheme": scheme, "reason": "增列组织单位。"})
    contest.committee().post(f"{address}/approval", {"scheme_version": 2})
    host.post(f"{address}/publication")
    mine, above = "B8_ORGANISER_TAKES_PART", "B8_AFFILIATED"
    contest.until(lambda: findings(0, own) == [(mine, lead["uscc"], False)], "the lead is a finding")
    contest.until(lambda: findings(1, child) == [(above, parent["uscc"], False)], "the parent is a finding")
    related(contest, child["facts"]["lead"]["uscc"], parent["uscc"], 2, ended=True)
    contest.until(lambda: findings(1, child) == [(above, parent["uscc"], True)], "the ended relation lifts the finding")
    assert findings(0, own) == [(mine, lead["uscc"], False)]
    assert findings(2, other) == []
