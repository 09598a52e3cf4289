"""B1: participating organisations by their unified social credit code, of the four kinds, through the gateway."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from cli.synthetic import PLACE, uscc
from tests.e2e.registration.running import Contest, refused

KINDS = ("enterprise", "public_institution", "research_institute", "university")
# registering departments of GB 32100: establishment, foreign offices, judiciary, culture, civil affairs, tourism, religion,
# unions, commerce, military, rural collectives, others; and the kind of organisation within each
DEPARTMENTS = ("12", "21", "31", "41", "52", "61", "71", "81", "91", "A1", "N1", "Y1")


@pytest.mark.parametrize("place", range(len(DEPARTMENTS)))
def test_b1_a_right_code_of_every_department_takes_part_and_a_wrong_one_does_not(contest: Contest, place: int) -> None:
    """B1: checksum, characters and department are checked; the record keeps code, name and kind."""
    user = contest.user()
    code, kind = uscc(DEPARTMENTS[place], PLACE, 60_000_000 + contest.index()), KINDS[place % len(KINDS)]
    lead = {"uscc": code, "name": f"合成单位{DEPARTMENTS[place]}", "kind": kind}
    body = contest.body(lead=lead)
    body["representatives"] = [one | {"organisation_uscc": code} for one in body["representatives"]]
    other = "0" if code[-1] != "0" else "1"
    for wrong in (code[:-1] + other, "O" + code[1:], code[:17], "0" + code[1:]):
        bad = body | {"lead": lead | {"uscc": wrong}}
        assert refused(lambda bad=bad: user.post("/api/v1/teams", bad)) == (422, "B1_USCC_INVALID")
    unknown = body | {"lead": lead | {"kind": "government"}}
    assert refused(lambda: user.post("/api/v1/teams", unknown)) == (422, "FIELDS_INVALID")
    assert user.post("/api/v1/teams", body)["facts"]["lead"] == lead
    assert contest.secretariat.get(f"/api/v1/organisations/{code}")["organisation"] == lead


def test_b1_an_organisation_named_by_many_at_once_is_one_record(contest: Contest) -> None:
    """B1, B4: ten teams bring one new organisation at the same moment: all register, and its code stands for one record."""
    lead = contest.body()["lead"]
    bodies = []
    for _ in range(10):
        body = contest.body(people=1)
        bodies.append(body | {"lead": lead, "representatives": [
            one | {"organisation_uscc": lead["uscc"]} for one in body["representatives"]
        ]})  # fmt: skip
    user = contest.user()
    with ThreadPoolExecutor(len(bodies)) as pool:
        teams = list(pool.map(lambda body: user.post("/api/v1/teams", body), bodies))
    assert [team["facts"]["lead"] for team in teams] == [lead] * len(bodies)
    found = contest.secretariat.get("/api/v1/organisations", query=lead["uscc"])["organisations"]
    assert [one["organisation"] for one in found] == [lead]
    short = contest.body(lead=lead | {"uscc": lead["uscc"][:-1]})
    assert refused(lambda: user.post("/api/v1/teams", short)) == (422, "B1_USCC_INVALID")


def test_b1_an_individual_business_is_no_legal_person(contest: Contest) -> None:
    """B1: department 9, category 2 of GB 32100 is refused as lead and as co-organisation; a farmers' cooperative (93) is one."""
    user = contest.user()

    def body(category: str) -> dict[str, Any]:
        code = uscc(category, PLACE, 61_000_000 + contest.index())
        made = contest.body(lead={"uscc": code, "name": "合成单位", "kind": "enterprise"})
        return made | {"representatives": [one | {"organisation_uscc": code} for one in made["representatives"]]}

    trader, farmers = body("92"), body("93")
    assert refused(lambda: user.post("/api/v1/teams", trader)) == (409, "B1_NOT_A_LEGAL_PERSON")
    joint = farmers | {"co_organisations": [trader["lead"]]}
    assert refused(lambda: user.post("/api/v1/teams", joint)) == (409, "B1_NOT_A_LEGAL_PERSON")
    assert user.post("/api/v1/teams", farmers)["state"] == "registered"


def test_b1_a_name_typed_first_hides_no_other(contest: Contest) -> None:
    """B1: an organisation is found by every name that a team stated, and staff see where names and kinds disagree."""
    first = contest.body()
    lead = first["lead"]
    taken = lead | {"name": f"抢先填写的名称{contest.index()}", "kind": "university"}
    contest.user().post("/api/v1/teams", first | {"lead": taken})
    second = contest.body(lead=lead)
    second["representatives"] = [one | {"organisation_uscc": lead["uscc"]} for one in second["representatives"]]
    contest.user().post("/api/v1/teams", second)
    for name in (taken["name"], lead["name"]):
        (found,) = contest.secretariat.get("/api/v1/organisations", query=name)["organisations"]
        assert (found["organisation"], found["also_stated"]) == (taken, [lead]), name
