"""B3, B8: what becomes known after a team submitted goes to its reviewer, and is lifted."""

from __future__ import annotations

from typing import Any

from cli.demo.client import User
from cli.synthetic import PLACE, uscc
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
            # later than what other tests told of this list as a whole
            "as_of": f"2024-06-03T{day:02d}:00:00+08:00",
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


def related(contest: Contest, lower: str, upper: str, day: int, **changes: Any) -> None:
    """A register says that one is a subsidiary of the other."""
    line = {"line": 2, "lower_uscc": lower, "upper_uscc": upper, "kind": "subsidiary"} | changes
    body = {"as_of": f"2024-05-{day:02d}T00:00:00+08:00", "source": "synthetic register", "lines": [line]}
    assert contest.secretariat.post("/api/v1/affiliation-imports", body)["imported"] == 1


def test_b8_a_relation_known_later_reaches_the_case_and_ends(contest: Contest) -> None:
    """B8, D1: also where the new relation is not the team's own but above it; an ended one is lifted."""
    organiser = contest.scheme(SHARED)["organising_bodies"][0]["uscc"]
    team, host = passed(contest, contest.user())
    holding = contest.body()["lead"]["uscc"]
    before = codes(host, team)

    related(contest, team["facts"]["lead"]["uscc"], holding, 1)
    related(contest, holding, organiser, 1)
    contest.until(lambda: codes(host, team) == [*before, "B8_AFFILIATED"], "the relation reaches the case")
    assert host.get(f"/api/v1/cases/{team['facts']['team_id']}")["state"] != "decided"
    related(contest, holding, organiser, 2, ended=True)
    contest.until(lambda: codes(host, team) == before, "the finding is lifted")


def test_b8_a_relation_that_ends_reaches_the_team_above_it(contest: Contest) -> None:
    """B8, D1: the organiser is two levels below the team's lead: found, and lifted when either relation ends."""
    organiser = contest.scheme(SHARED)["organising_bodies"][0]["uscc"]
    team, host = passed(contest, contest.user())
    lead, between = team["facts"]["lead"]["uscc"], contest.body()["lead"]["uscc"]
    before = codes(host, team)
    related(contest, between, lead, 1)
    related(contest, organiser, between, 1)
    contest.until(lambda: codes(host, team) == [*before, "B8_AFFILIATED"], "the relation reaches the case")
    related(contest, organiser, between, 2, ended=True)
    contest.until(lambda: codes(host, team) == before, "the end of it reaches the case")
    related(contest, organiser, between, 3)
    contest.until(lambda: codes(host, team) == [*before, "B8_AFFILIATED"], "found again")
    related(contest, between, lead, 2, ended=True)
    contest.until(lambda: codes(host, team) == before, "the other end reaches the case")


def test_b8_an_organiser_that_a_new_scheme_adds_is_found_among_the_teams(contest: Contest) -> None:
    """B8, A5: the team's own lead and another's parent come to organise: both are found; another team is left alone."""
    place = contest.own_place()
    code, host = contest.open(place)
    users = [contest.user() for _ in range(3)]
    own, child, other = [contest.register(user, place) for user in users]
    parent = {"name": "合成测试母公司", "uscc": uscc("91", PLACE, 70_000_000 + contest.index()), "role": "organiser"}
    related(contest, child["facts"]["lead"]["uscc"], parent["uscc"], 1)
    lead = {"name": own["facts"]["lead"]["name"], "uscc": own["facts"]["lead"]["uscc"], "role": "co_host"}

    def found(number: int, team: dict[str, Any]) -> list[tuple[str, str, bool]]:
        shown = users[number].get(f"/api/v1/teams/{team['facts']['team_id']}")["findings"]
        return [(one["code"], one["subject"], one["lifted"]) for one in shown]

    scheme = contest.scheme(place)
    scheme["organising_bodies"] = [*scheme["organising_bodies"], lead, parent]
    address = f"/api/v1/divisions/{code}"
    host.post(f"{address}/scheme-versions", {"scheme": scheme, "reason": "增列组织单位。"})
    contest.committee().post(f"{address}/approval", {"scheme_version": 2})
    host.post(f"{address}/publication")
    mine, above = "B8_ORGANISER_TAKES_PART", "B8_AFFILIATED"
    contest.until(lambda: found(0, own) == [(mine, lead["uscc"], False)], "the lead is found")
    contest.until(lambda: found(1, child) == [(above, parent["uscc"], False)], "the parent is found")
    related(contest, child["facts"]["lead"]["uscc"], parent["uscc"], 2, ended=True)
    contest.until(lambda: found(1, child) == [(above, parent["uscc"], True)], "it is no parent any more")
    assert (found(0, own), found(2, other)) == ([(mine, lead["uscc"], False)], [])
