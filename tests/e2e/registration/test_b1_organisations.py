"""B1: participating organisations, of four kinds, by their unified social credit code, through the gateway."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from cli.synthetic import PLACE, uscc
from tests.e2e.registration.running import Contest, refused

KINDS = ("enterprise", "public_institution", "research_institute", "university")
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
    assert contest.secretariat.get(f"/api/v1/organisations/{code}")["organisation"] == lead


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
    organisations = contest.secretariat.get("/api/v1/organisations", query=lead["uscc"])["organisations"]
    assert [organisation["organisation"] for organisation in organisations] == [lead]
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
    for name in (typed_first["name"], lead["name"]):
        (organisation,) = contest.secretariat.get("/api/v1/organisations", query=name)["organisations"]
        assert organisation["organisation"] == typed_first, name
        assert organisation["also_stated"] == [lead], name
