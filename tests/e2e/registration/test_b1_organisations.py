"""B1: participating organisations by their unified social credit code, of the four kinds, through the gateway."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

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
