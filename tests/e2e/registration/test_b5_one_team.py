"""B5: a representative, by identity card, residence permit or passport, is in one team only across the whole edition."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from cli.synthetic import PLACE, resident_id
from tests.e2e.registration.running import Contest, refused

BORN = date(1991, 4, 5)
# identity cards, and residence permits of Hong Kong, Macao and Taiwan residents; each with place codes nobody has
PLACES = {"card": PLACE, "hong_kong": "810000", "macao": "820000", "taiwan": "830000"}


def registration(contest: Contest, *people: tuple[str, str]) -> dict[str, Any]:
    """What registers a new team of these people, each a kind of document and its number."""
    body = contest.body(people=1)
    (like,) = body["representatives"]
    given = [like | {"identity_kind": kind, "identity_number": number} for kind, number in people]
    return body | {"representatives": given}


def resident(contest: Contest, place: str = PLACE) -> str:
    """A right number that nobody else in this run has."""
    # the day of birth is no synthetic person's of this run together with the sequence: those go through all of both
    return resident_id(place, BORN.replace(year=1960 + contest.index() // 900), 1 + contest.index() % 900)


def test_b5_a_person_free_of_teams_is_taken_and_one_in_a_team_is_refused(contest: Contest) -> None:
    """B5: the first team takes the person; the second, of another organisation and account, is refused and learns why."""
    user, other = contest.user(), contest.user()
    body = contest.body()
    first = user.post("/api/v1/teams", body)
    assert first["state"] == "registered"
    lead = contest.body()
    again = {**lead, "representatives": [body["representatives"][0] | {"organisation_uscc": lead["lead"]["uscc"]}]}
    assert refused(lambda: other.post("/api/v1/teams", again)) == (409, "B5_REPRESENTATIVE_IN_ANOTHER_TEAM")


@pytest.mark.parametrize("document", PLACES)
def test_b5_a_number_counts_by_its_checksum_and_date(contest: Contest, document: str) -> None:
    """B5, K4: a right number is taken and masked; wrong ones are told by their place in the body, never by what they say."""
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
        assert [one["field"] for one in problem["faults"]] == ["representatives[1].identity_number"]
        assert bad not in str(problem)
    (taken,) = user.post("/api/v1/teams", registration(contest, ("resident", number)))["representatives"]
    assert (taken["identity_kind"], taken["masked_identity_number"]) == (
        "resident",
        f"{number[0]}{'*' * 16}{number[-1]}",
    )
    spaced = f"{number[:6]} {number[6:14]}-{number[14:].lower()}"
    again = registration(contest, ("resident", spaced))
    assert refused(lambda: user.post("/api/v1/teams", again)) == (409, "B5_REPRESENTATIVE_IN_ANOTHER_TEAM")


def test_b5_a_passport_has_its_form_and_is_no_identity_card(contest: Contest) -> None:
    """B5: letters and digits, five to nine of them; another document is another number, the same one is the same person."""
    user = contest.user()
    number = f"E{50_000_000 + contest.index()}"
    for bad in ("", "E123", "E1234567890", "E1234?678", "护照一二三四五", resident(contest)):
        body = registration(contest, ("passport", bad))
        problem = contest.problem(lambda body=body: user.post("/api/v1/teams", body))  # type: ignore[misc]
        assert (problem["status"], problem["code"]) == (422, "B5_IDENTITY_INVALID")
        assert [one["field"] for one in problem["faults"]] == ["representatives[0].identity_number"]
    as_card = registration(contest, ("resident", number))
    assert refused(lambda: user.post("/api/v1/teams", as_card)) == (422, "B5_IDENTITY_INVALID")
    (taken,) = user.post("/api/v1/teams", registration(contest, ("passport", number)))["representatives"]
    assert (taken["identity_kind"], taken["masked_identity_number"][0]) == ("passport", "E")
    again = registration(contest, ("passport", number.lower()))
    assert refused(lambda: user.post("/api/v1/teams", again)) == (409, "B5_REPRESENTATIVE_IN_ANOTHER_TEAM")


def test_b5_the_same_person_twice_in_one_team_is_refused(contest: Contest) -> None:
    """B5: however the number is written; at registration and when people change. Two people are accepted."""
    user = contest.user()
    one, other = resident(contest), resident(contest)
    wide = "".join(chr(ord(character) + 0xFEE0) for character in one)  # full-width
    twice = registration(contest, ("resident", one), ("resident", wide))
    assert refused(lambda: user.post("/api/v1/teams", twice)) == (422, "B5_REPRESENTATIVE_TWICE")
    body = registration(contest, ("resident", one), ("resident", other))
    team = user.post("/api/v1/teams", body)
    assert len(team["representatives"]) == 2
    address = f"/api/v1/teams/{team['facts']['team_id']}"
    changed = {"representatives": body["representatives"] + body["representatives"][:1]}
    assert refused(lambda: user.patch(address, changed)) == (422, "B5_REPRESENTATIVE_TWICE")
