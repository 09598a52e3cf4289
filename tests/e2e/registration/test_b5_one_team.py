"""B5, B7: a representative, by identity card, residence permit or passport, is in one team; a project is registered once.

A refusal says why, and nothing about another's team.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from cli.demo.client import User
from cli.synthetic import PLACE, resident_id
from tests.divisions import SHARED
from tests.e2e.registration.running import STATED, Contest, refused

BORN = date(1991, 4, 5)
# place codes of identity cards (one that nobody has) and of residence permits for Hong Kong, Macao and Taiwan residents
PLACES = {"card": PLACE, "hong_kong": "810000", "macao": "820000", "taiwan": "830000"}


def registration(contest: Contest, *people: tuple[str, str]) -> dict[str, Any]:
    """Return a request for a new team of these people, each given as a kind of document and its number."""
    body = contest.body(people=1)
    (template,) = body["representatives"]
    representatives = [template | {"identity_kind": kind, "identity_number": number} for kind, number in people]
    return body | {"representatives": representatives}


def resident(contest: Contest, place: str = PLACE) -> str:
    """Return a valid number that nobody else in this run has."""
    # day of birth and sequence together are no synthetic person's of this run, though those use every day and sequence
    return resident_id(place, BORN.replace(year=1960 + contest.index() // 900), 1 + contest.index() % 900)


def faults(problem: dict[str, Any]) -> list[str]:
    """Return the fields at fault."""
    return [fault["field"] for fault in problem["faults"]]


def test_b5_a_person_in_no_team_is_accepted_and_a_person_in_another_team_is_refused(contest: Contest) -> None:
    """B5, K1: accept the first team; refuse the second and say which of its five people it is, but not which team."""
    user, other = contest.user(), contest.user()
    body = contest.body()
    first = user.post("/api/v1/teams", body)
    assert first["state"] == "registered"
    again = contest.body(people=5)
    again["representatives"][2] = body["representatives"][0] | {"organisation_uscc": again["lead"]["uscc"]}
    problem = contest.problem(lambda: other.post("/api/v1/teams", again))
    assert (problem["status"], problem["code"]) == (409, "B5_REPRESENTATIVE_IN_ANOTHER_TEAM")
    assert problem["facts"] == {}
    (fault,) = problem["faults"]
    assert fault["field"] == "representatives[2]"
    assert fault["zh"] == "该代表已在其他团队报名。"
    for secret in (first["facts"]["team_id"], first["facts"]["team_name"], body["representatives"][0]["name"]):
        assert secret not in str(problem)
    own = contest.register(other, people=1)
    change = STATED | {
        "representatives": [
            person | {"organisation_uscc": own["facts"]["lead"]["uscc"]} for person in again["representatives"]
        ]
    }
    changed = contest.problem(lambda: other.patch(f"/api/v1/teams/{own['facts']['team_id']}", change))
    assert changed["code"] == "B5_REPRESENTATIVE_IN_ANOTHER_TEAM"
    assert faults(changed) == ["representatives[2]"]
    again["representatives"].pop(2)
    assert other.post("/api/v1/teams", again)["state"] == "registered"


def test_b5_b7_an_account_that_registers_the_same_team_again_is_told_its_own_team(contest: Contest) -> None:
    """B5, B7: name the account's own team if the answer got lost and the same request is sent under a new key."""
    user = contest.user()
    body = contest.body()
    team = user.post("/api/v1/teams", body)
    problem = contest.problem(lambda: user.post("/api/v1/teams", body))
    own = {"team_id": team["facts"]["team_id"], "team_name": team["facts"]["team_name"]}
    assert (problem["status"], problem["code"]) == (409, "B5_REGISTERED_BY_YOU")
    assert problem["facts"] == own
    assert faults(problem) == ["representatives[0]", "representatives[1]", "project_name", "team_name"]
    assert own["team_id"] in problem["detail"]
    people = [person | {"organisation_uscc": body["lead"]["uscc"]} for person in contest.body()["representatives"]]
    renamed = contest.problem(lambda: user.post("/api/v1/teams", body | {"representatives": people}))
    assert renamed["code"] == "B7_REGISTERED_BY_YOU"
    assert renamed["facts"] == own


def test_b7_a_project_name_in_use_is_refused_with_the_organisation_that_uses_it(contest: Contest) -> None:
    """B7, K1: name the organisation that registered the project, not its team; accept a second phase of the project."""
    user, other = contest.user(), contest.user()
    body = contest.body()
    team = user.post("/api/v1/teams", body)
    people = [person | {"organisation_uscc": body["lead"]["uscc"]} for person in contest.body()["representatives"]]
    second = body | {"representatives": people, "team_name": "另一支队伍"}
    problem = contest.problem(lambda: other.post("/api/v1/teams", second))
    assert problem["code"] == "B7_REGISTERED_ELSEWHERE"
    assert problem["facts"] == {}
    (fault,) = problem["faults"]
    lead = body["lead"]
    assert fault["field"] == "project_name"
    assert lead["uscc"] in fault["zh"]
    assert body["project_name"] in fault["zh"]
    assert team["facts"]["team_id"] not in str(problem)
    assert body["team_name"] not in str(problem)
    assert (
        refused(lambda: other.post("/api/v1/teams", second | {"project_name": body["project_name"] + "。"}))[0] == 409
    )
    assert (
        other.post("/api/v1/teams", second | {"project_name": body["project_name"] + "二期"})["state"] == "registered"
    )


@pytest.mark.parametrize("document", PLACES)
def test_b5_an_identity_number_is_checked_by_checksum_length_and_birth_date(contest: Contest, document: str) -> None:
    """B5, K4: accept and mask a valid number; refuse others, naming their field and never repeating the number."""
    user = contest.user()
    number = resident(contest, PLACES[document])
    wrong = (
        number[:-1] + ("0" if number[-1] != "0" else "1"),  # another check character
        number[:17],  # a character short
        resident_id(PLACES[document], date(2024, 12, 31), 7),  # born after today
        number[:6] + "19910231" + number[14:],  # no such day
    )
    right = ("resident", resident(contest))
    for bad in wrong:
        body = registration(contest, right, ("resident", bad))
        problem = contest.problem(lambda body=body: user.post("/api/v1/teams", body))  # type: ignore[misc]
        assert (problem["status"], problem["code"]) == (422, "B5_IDENTITY_INVALID")
        assert [fault["field"] for fault in problem["faults"]] == ["representatives[1].identity_number"]
        assert bad not in str(problem)
    (representative,) = user.post("/api/v1/teams", registration(contest, ("resident", number)))["representatives"]
    assert representative["identity_kind"] == "resident"
    assert representative["masked_identity_number"] == f"{number[0]}{'*' * 16}{number[-1]}"
    spaced = f"{number[:6]} {number[6:14]}-{number[14:].lower()}"
    again = registration(contest, ("resident", spaced))
    other = contest.user()
    assert refused(lambda: other.post("/api/v1/teams", again)) == (409, "B5_REPRESENTATIVE_IN_ANOTHER_TEAM")


def test_b1_b5_b9_k4_everything_that_is_wrong_with_a_new_team_is_refused_at_once(contest: Contest) -> None:
    """B1, B5, B9, K4: refuse with all that is wrong of consent, organisation, person and names; accept once it is mended."""
    user = contest.user()
    number = resident(contest)
    right = registration(contest, ("resident", number))
    (person,) = right["representatives"]
    wrong = right | {
        "identity_consent": "2000-1",
        "lead": right["lead"] | {"uscc": "911101991234567890"},
        "representatives": [person | {"identity_number": number[:17]}],
        "project_name": "++",
    }
    problem = contest.problem(lambda: user.post("/api/v1/teams", wrong))
    assert (problem["status"], problem["code"]) == (422, "K4_CONSENT_MISSING")
    fields = ["identity_consent", "lead.uscc", "representatives[0].identity_number", "project_name"]
    assert faults(problem) == fields
    assert number[:17] not in str(problem)
    assert user.post("/api/v1/teams", right)["state"] == "registered"


def test_b5_a_passport_number_has_its_own_form_and_is_no_identity_card_number(contest: Contest) -> None:
    """B5: accept letters and digits, five to nine; refuse an identity card's number; the same number is the same person."""
    user = contest.user()
    number = f"E{50_000_000 + contest.index()}"
    for bad in ("", "E123", "E1234567890", "E1234?678", "护照一二三四五", resident(contest)):
        body = registration(contest, ("passport", bad))
        problem = contest.problem(lambda body=body: user.post("/api/v1/teams", body))  # type: ignore[misc]
        assert (problem["status"], problem["code"]) == (422, "B5_IDENTITY_INVALID")
        assert [fault["field"] for fault in problem["faults"]] == ["representatives[0].identity_number"]
    as_card = registration(contest, ("resident", number))
    assert refused(lambda: user.post("/api/v1/teams", as_card)) == (422, "B5_IDENTITY_INVALID")
    (representative,) = user.post("/api/v1/teams", registration(contest, ("passport", number)))["representatives"]
    assert representative["identity_kind"] == "passport"
    assert representative["masked_identity_number"][0] == "E"
    again = registration(contest, ("passport", number.lower()))
    other = contest.user()
    assert refused(lambda: other.post("/api/v1/teams", again)) == (409, "B5_REPRESENTATIVE_IN_ANOTHER_TEAM")


def test_b5_travel_permits_and_older_cards_are_accepted_each_by_its_form(contest: Contest) -> None:
    """A1, B5: accept every kind of paper that the edition lists, refuse another form; a renewed permit is the same person."""
    user, other = contest.user(), contest.user()
    index = contest.index()
    numbers = {
        "resident": resident(contest),
        "hmt_residence": resident(contest, PLACES["macao"]),
        "hk_macao_permit": f"H{30_000_000 + index}00",
        "taiwan_permit": f"{40_000_000 + index}",
        "foreign_resident": f"USA1100900228{index % 100:02d}",
        "passport": f"E{60_000_000 + index}",
    }
    assert [*numbers] == [kind.id for kind in contest.plan.edition.identity_kinds]
    papers = list(numbers.items())
    first = user.post("/api/v1/teams", registration(contest, *papers[:5]))
    assert [person["identity_kind"] for person in first["representatives"]] == [kind for kind, _ in papers[:5]]
    second = user.post(
        "/api/v1/teams", registration(contest, papers[5], ("foreign_resident", resident(contest, "911156")))
    )
    assert [person["identity_kind"] for person in second["representatives"]] == ["passport", "foreign_resident"]
    for kind, number in (
        ("hk_macao_permit", f"A{30_000_000 + index}"),
        ("taiwan_permit", f"{40_000_000 + index}0"),
        ("hmt_residence", resident(contest)),
        ("foreign_resident", "USA110090023001"),
    ):
        body = registration(contest, (kind, number))
        assert refused(lambda body=body: other.post("/api/v1/teams", body)) == (422, "B5_IDENTITY_INVALID")
    for kind, number in (("hk_macao_permit", f"h{30_000_000 + index} 01"), ("resident", numbers["hmt_residence"])):
        body = registration(contest, (kind, number))
        assert refused(lambda body=body: other.post("/api/v1/teams", body)) == (
            409,
            "B5_REPRESENTATIVE_IN_ANOTHER_TEAM",
        )
    problem = contest.problem(lambda: other.post("/api/v1/teams", registration(contest, ("library_card", "1234567"))))
    assert (problem["status"], problem["code"]) == (422, "FIELDS_INVALID")
    (fault,) = problem["faults"]
    assert fault["field"] == "representatives[0].identity_kind"
    assert all(kind in fault["zh"] for kind in numbers)


def test_b5_the_same_person_twice_in_a_team_is_refused(contest: Contest) -> None:
    """B5: refuse at registration and when people change, however the number is written; accept two people."""
    user = contest.user()
    number, other_number = resident(contest), resident(contest)
    wide = "".join(chr(ord(character) + 0xFEE0) for character in number)  # full-width
    twice = registration(contest, ("resident", number), ("resident", wide))
    assert refused(lambda: user.post("/api/v1/teams", twice)) == (422, "B5_REPRESENTATIVE_TWICE")
    body = registration(contest, ("resident", number), ("resident", other_number))
    team = user.post("/api/v1/teams", body)
    assert len(team["representatives"]) == 2
    address = f"/api/v1/teams/{team['facts']['team_id']}"
    changed = STATED | {"representatives": body["representatives"] + body["representatives"][:1]}
    assert refused(lambda: user.patch(address, changed)) == (422, "B5_REPRESENTATIVE_TWICE")


def test_b5_k1_the_same_name_and_organisation_under_another_document_is_a_finding_for_both_reviewers(
    contest: Contest,
) -> None:
    """B5, D1, K1: register both teams; each reviewer learns of the pair, no participant does; a change of people lifts it."""
    user, other = contest.user(), contest.user()
    first_body = registration(contest, ("resident", resident(contest)))
    lead = first_body["lead"]
    name = f"合成重名{contest.index()}"
    first_body["representatives"][0] |= {"name": name}
    second_body = registration(contest, ("passport", f"E{70_000_000 + contest.index()}")) | {"lead": lead}
    second_body["representatives"][0] |= {"name": f" {name[:2]} {name[2:]}", "organisation_uscc": lead["uscc"]}
    first, second = user.post("/api/v1/teams", first_body), other.post("/api/v1/teams", second_body)
    host = contest.staff({"role": "host", "division": contest.plan.divisions[SHARED]})

    def findings(who: User, team: dict[str, Any]) -> list[tuple[str, bool]]:
        shown = who.get(f"/api/v1/teams/{team['facts']['team_id']}")["findings"]
        return [(finding["code"], finding["lifted"]) for finding in shown]

    for team in (first, second):
        contest.until(lambda team=team: findings(host, team) == [("B5_SAME_NAME", False)], "the pair is a finding")  # type: ignore[misc]
    assert findings(user, first) == findings(other, second) == []
    (found,) = host.get(f"/api/v1/teams/{first['facts']['team_id']}")["findings"]
    assert found["other_team_id"] == second["facts"]["team_id"], "of the same division"
    assert name not in str(found)
    contest.submit(user, first)

    def case_codes() -> list[str]:
        cases = host.every("/api/v1/cases", "cases", division_code=contest.plan.divisions[SHARED])
        if first["facts"]["team_id"] not in [case["team"]["team_id"] for case in cases]:
            return []
        return [finding["code"] for finding in host.get(f"/api/v1/cases/{first['facts']['team_id']}")["findings"]]

    contest.until(lambda: "B5_SAME_NAME" in case_codes(), "review hears of the pair")
    case = f"/api/v1/cases/{first['facts']['team_id']}"
    # the finding is an event of its own and may come first
    contest.until(lambda: host.get(case)["submission_number"] == 1, "review hears of the submission")
    own_case = user.get(case)
    assert second["facts"]["team_id"] not in str(own_case), "the team's own case does not name the other"
    remarks = user.get(f"/api/v1/teams/{first['facts']['team_id']}/completeness")["remarks"]
    assert "B5_SAME_NAME" not in [remark["code"] for remark in remarks]
    people = [contest.body()["representatives"][0] | {"organisation_uscc": lead["uscc"]}]
    other.patch(f"/api/v1/teams/{second['facts']['team_id']}", STATED | {"representatives": people})
    for team in (first, second):
        contest.until(lambda team=team: findings(host, team) == [("B5_SAME_NAME", True)], "the finding is lifted")  # type: ignore[misc]
    contest.until(lambda: "B5_SAME_NAME" not in case_codes(), "review hears of it")
