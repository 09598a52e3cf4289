"""B1: participating organisations, of the edition's kinds, by their unified social credit code, through the gateway."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from cli.demo.client import User
from cli.synthetic import PLACE, uscc
from tests.divisions import SHARED
from tests.e2e.registration.running import Contest, refused

KINDS = ("enterprise", "public_institution", "research_institute", "university", "other")
# registering department and category of GB 32100: establishment, foreign offices, judiciary, culture, civil affairs,
# tourism, religion, unions, commerce, military, rural collectives, others
DEPARTMENTS = ("12", "21", "31", "41", "52", "61", "71", "81", "91", "A1", "N1", "Y1")


@pytest.mark.parametrize("place", range(len(DEPARTMENTS)))
def test_b1_a_valid_code_of_each_department_is_accepted_and_an_invalid_code_refused(
    contest: Contest, place: int
) -> None:
    """B1: check checksum, characters, length, department and kind; record code, name and kind."""
    user = contest.user()
    code, kind = uscc(DEPARTMENTS[place], PLACE, 60_000_000 + contest.index()), KINDS[place % len(KINDS)]
    lead = {"uscc": code, "name": f"合成单位{DEPARTMENTS[place]}", "kind": kind}
    body = contest.body(lead=lead)
    body["representatives"] = [person | {"organisation_uscc": code} for person in body["representatives"]]
    other = "0" if code[-1] != "0" else "1"
    for wrong in (code[:-1] + other, "O" + code[1:], code[:17], "0" + code[1:]):
        bad = body | {"lead": lead | {"uscc": wrong}}
        assert refused(lambda bad=bad: user.post("/api/v1/teams", bad)) == (422, "B1_USCC_INVALID")
    unknown = body | {"lead": lead | {"kind": "government"}}
    assert refused(lambda: user.post("/api/v1/teams", unknown)) == (422, "FIELDS_INVALID")
    assert user.post("/api/v1/teams", body)["facts"]["lead"] == lead
    known = recorded(contest, contest.secretariat, code)
    assert known["organisation"] == {"uscc": code, "name": "", "kind": ""}
    assert known["also_stated"] == [lead]
    assert known["division_codes"] == [body["division_code"]]


def test_b1_an_organisation_that_ten_teams_name_at_once_is_a_single_record(contest: Contest) -> None:
    """B1, B4: register ten teams that name a new organisation at the same moment, and keep one record of its code."""
    lead = contest.body()["lead"]
    bodies = []
    for _ in range(10):
        body = contest.body(people=1)
        bodies.append(body | {"lead": lead, "representatives": [
            person | {"organisation_uscc": lead["uscc"]} for person in body["representatives"]
        ]})  # fmt: skip
    user = contest.user()
    with ThreadPoolExecutor(len(bodies)) as pool:
        teams = list(pool.map(lambda body: user.post("/api/v1/teams", body), bodies))
    assert [team["facts"]["lead"] for team in teams] == [lead] * len(bodies)
    recorded(contest, contest.secretariat, lead["uscc"])
    organisations = contest.secretariat.get("/api/v1/organisations", query=lead["uscc"])["organisations"]
    assert [organisation["also_stated"] for organisation in organisations] == [[lead]]
    short = contest.body(lead=lead | {"uscc": lead["uscc"][:-1]})
    assert refused(lambda: user.post("/api/v1/teams", short)) == (422, "B1_USCC_INVALID")


def test_b1_an_individual_business_is_refused_as_no_legal_person(contest: Contest) -> None:
    """B1: refuse department 9, category 2 of GB 32100 as lead and as co-organisation; accept a farmers' cooperative (93)."""
    user = contest.user()

    def body(category: str) -> dict[str, Any]:
        code = uscc(category, PLACE, 61_000_000 + contest.index())
        request = contest.body(lead={"uscc": code, "name": "合成单位", "kind": "enterprise"})
        return request | {
            "representatives": [person | {"organisation_uscc": code} for person in request["representatives"]]
        }

    trader, farmers = body("92"), body("93")
    assert refused(lambda: user.post("/api/v1/teams", trader)) == (409, "B1_NOT_A_LEGAL_PERSON")
    joint = farmers | {"co_organisations": [trader["lead"]]}
    assert refused(lambda: user.post("/api/v1/teams", joint)) == (409, "B1_NOT_A_LEGAL_PERSON")
    assert user.post("/api/v1/teams", farmers)["state"] == "registered"


def test_b1_an_organisation_is_searched_by_each_name_that_a_team_stated(contest: Contest) -> None:
    """B1: list the organisation under each name; show staff the names and kinds that disagree."""
    first = contest.body()
    lead = first["lead"]
    typed_first = lead | {"name": f"抢先填写的名称{contest.index()}", "kind": "university"}
    contest.user().post("/api/v1/teams", first | {"lead": typed_first})
    second = contest.body(lead=lead)
    second["representatives"] = [person | {"organisation_uscc": lead["uscc"]} for person in second["representatives"]]
    contest.user().post("/api/v1/teams", second)
    contest.until(lambda: len(also_stated(contest, lead["uscc"])) == 2, "both names are kept")
    for name in (typed_first["name"], lead["name"]):
        (organisation,) = contest.secretariat.get("/api/v1/organisations", query=name)["organisations"]
        assert organisation["organisation"] == {"uscc": lead["uscc"], "name": "", "kind": ""}, name
        assert organisation["also_stated"] == [typed_first, lead], name
    entries = [{"uscc": lead["uscc"], "name": "名单上的规范名称"}]
    listing = {
        "list": "major_tax_violation",
        "as_of": "2024-06-01T08:00:00+08:00",
        "source": "synthetic list for tests",
    }
    contest.secretariat.post("/api/v1/credit-lists", listing | {"entries": entries})
    organisation = contest.secretariat.get(f"/api/v1/organisations/{lead['uscc']}")
    assert organisation["organisation"]["name"] == "名单上的规范名称"


def test_b1_a_team_that_is_refused_leaves_nothing_of_its_organisations(contest: Contest) -> None:
    """B1, B5, B7: refuse a team for a person and for a name that another team holds: its names for a code are not kept."""
    held = contest.body()
    contest.user().post("/api/v1/teams", held)
    same_person, same_name = contest.body(), contest.body()
    partner = contest.body()["lead"]
    same_person |= {
        "lead": same_person["lead"] | {"name": f"冒用的名称{contest.index()}"},
        "co_organisations": [partner],
        "representatives": [held["representatives"][0] | {"organisation_uscc": same_person["lead"]["uscc"]}],
    }
    typed = held["lead"] | {"name": f"冒用的名称{contest.index()}"}
    same_name |= {
        "lead": typed,
        "project_name": held["project_name"],
        "representatives": [person | {"organisation_uscc": typed["uscc"]} for person in same_name["representatives"]],
    }
    user = contest.user()
    assert refused(lambda: user.post("/api/v1/teams", same_person)) == (409, "B5_REPRESENTATIVE_IN_ANOTHER_TEAM")
    assert refused(lambda: user.post("/api/v1/teams", same_name)) == (409, "B7_REGISTERED_ELSEWHERE")
    after = contest.body()
    user.post("/api/v1/teams", after)
    recorded(contest, contest.secretariat, after["lead"]["uscc"])
    for named in (same_person["lead"], partner):
        address = f"/api/v1/organisations/{named['uscc']}"
        assert refused(lambda address=address: contest.secretariat.get(address)) == (404, "NOT_FOUND")
    assert also_stated(contest, held["lead"]["uscc"]) == [held["lead"]]
    user.post("/api/v1/teams", same_person | {"representatives": [
        person | {"organisation_uscc": same_person["lead"]["uscc"]} for person in contest.body()["representatives"]
    ]})  # fmt: skip
    assert recorded(contest, contest.secretariat, partner["uscc"])["also_stated"] == [partner]


def test_k1_a_host_sees_organisations_of_its_own_division_and_those_on_a_list(contest: Contest) -> None:
    """B1, B3, K1: an organisation of another division answers as one that nobody knows, by code and by name; a list is public."""
    code, there = contest.plan.divisions[SHARED], contest.plan.divisions[SHARED - 1]
    here = contest.staff({"role": "host", "division": code})
    elsewhere = contest.staff({"role": "host", "division": there})
    body = contest.body()
    lead = body["lead"] | {"name": f"某某研究中心{contest.index()}"}
    contest.user().post("/api/v1/teams", body | {"lead": lead})
    known = recorded(contest, here, lead["uscc"])
    assert (known["also_stated"], known["division_codes"]) == ([lead], [code])
    unknown = contest.body()["lead"]["uscc"]

    def answer(host: User, uscc: str) -> dict[str, Any]:
        problem = contest.problem(lambda: host.get(f"/api/v1/organisations/{uscc}"))
        return {name: part for name, part in problem.items() if name not in ("instance", "request_id")}

    def found(host: User, query: str) -> list[str]:
        records = host.get("/api/v1/organisations", query=query)["organisations"]
        return [record["organisation"]["uscc"] for record in records]

    assert answer(elsewhere, lead["uscc"]) == answer(elsewhere, unknown)
    for query in (lead["name"], lead["uscc"]):
        assert found(here, query) == [lead["uscc"]], query
        assert found(elsewhere, query) == [], query
    listed = {"list": "major_tax_violation", "as_of": "2024-06-01T09:00:00+08:00", "source": "synthetic list for tests"}
    entries = [{"uscc": uscc, "name": f"名单单位{uscc}"} for uscc in (lead["uscc"], unknown)]
    contest.secretariat.post("/api/v1/credit-lists", listed | {"entries": entries})
    for entry in entries:
        seen = elsewhere.get(f"/api/v1/organisations/{entry['uscc']}")
        assert seen["organisation"] == entry | {"kind": ""}
        assert (len(seen["in_force"]), seen["also_stated"], seen["division_codes"]) == (1, [], [])
        assert found(elsewhere, entry["name"]) == [entry["uscc"]]
        assert found(elsewhere, entry["uscc"]) == [entry["uscc"]]
    assert found(elsewhere, lead["name"]) == []
    participant = contest.user()
    assert refused(lambda: participant.get(f"/api/v1/organisations/{lead['uscc']}")) == (403, "K1_FORBIDDEN")


def recorded(contest: Contest, user: User, code: str) -> dict[str, Any]:
    """Return the organisation once the user finds its record, which follows the team."""

    def is_there() -> bool:
        return user.get("/api/v1/organisations", query=code)["organisations"] != []

    contest.until(is_there, "the organisation of the team is kept")
    return dict(user.get(f"/api/v1/organisations/{code}"))


def also_stated(contest: Contest, code: str) -> list[dict[str, Any]]:
    """Return what teams state of the organisation, as the secretariat sees it."""
    return list(recorded(contest, contest.secretariat, code)["also_stated"])
