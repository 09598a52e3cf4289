"""B3, B8: credit lists and affiliations bar organisations, through the gateway."""

from __future__ import annotations

import itertools
from typing import Any

from cli.demo.client import User
from tests.divisions import SHARED
from tests.e2e.registration.running import Contest, refused


def _import_list(contest: Contest, uscc: str, *, complete: bool = False) -> dict[str, Any]:
    body = {
        "list": "major_tax_violation",
        "as_of": contest.list_date(),
        "source": "synthetic list for tests",
        "complete": complete,
        "entries": [{"uscc": uscc, "name": "合成测试企业"}],
    }
    return dict(contest.secretariat.post("/api/v1/credit-lists", body))


def test_b3_a_listed_organisation_is_refused_until_a_later_complete_list_omits_it(contest: Contest) -> None:
    """B3: refuse a listed organisation at registration and submission; accept it once a later complete list omits it."""
    user, body = contest.user(), contest.body()
    uscc, another = body["lead"]["uscc"], contest.body()["lead"]["uscc"]
    _import_list(contest, uscc)
    assert refused(lambda: user.post("/api/v1/teams", body)) == (409, "B3_CREDIT_LISTED")
    _import_list(contest, another, complete=True)
    known = contest.secretariat.get(f"/api/v1/organisations/{uscc}")
    assert len(known["listings"]) == 1
    assert known["in_force"] == []
    team = user.post("/api/v1/teams", body)
    contest.write(user, team)
    ready = contest.attach(user, team)
    _import_list(contest, uscc)
    address = f"/api/v1/teams/{team['facts']['team_id']}"
    submit = {"draft_revision": ready["draft_revision"]}
    problem = contest.problem(lambda: user.post(f"{address}/submissions", submit))
    assert (problem["status"], problem["code"]) == (409, "B3_CREDIT_LISTED")
    assert obstacles_of(user, address) == (False, [("B3_CREDIT_LISTED", problem["detail"])])
    _import_list(contest, another, complete=True)
    assert obstacles_of(user, address) == (True, [])
    assert user.post(f"{address}/submissions", submit)["submission_number"] == 1


def obstacles_of(user: User, address: str) -> tuple[bool, list[tuple[str, str]]]:
    """Return if a complete team may submit, and the code and Chinese text of each obstacle that it reads (C4)."""
    completeness = user.get(f"{address}/completeness")
    assert completeness["complete"]
    assert all(obstacle["zh"] in completeness["words_zh"] for obstacle in completeness["obstacles"])
    return completeness["may_submit"], [(obstacle["code"], obstacle["zh"]) for obstacle in completeness["obstacles"]]


def _import_relations(contest: Contest, lines: list[dict[str, Any]], day: int = 1) -> dict[str, Any]:
    body = {"as_of": f"2024-06-{day:02d}T00:00:00+08:00", "source": "synthetic register for tests", "lines": lines}
    return dict(contest.secretariat.post("/api/v1/affiliation-imports", body))


def test_b8_a_descendant_of_an_organiser_is_refused_with_the_chain_of_relations(contest: Contest) -> None:
    """B8: refuse an organisation three levels below an organiser, with the chain; accept it after a relation ended."""
    organiser = contest.scheme(SHARED)["organising_bodies"][0]["uscc"]
    user, body = contest.user(), contest.body()
    codes = [body["lead"]["uscc"], contest.body()["lead"]["uscc"], contest.body()["lead"]["uscc"], organiser]
    lines = [
        {"line": 2 + place, "lower_uscc": lower, "upper_uscc": upper, "kind": "subsidiary"}
        for place, (lower, upper) in enumerate(itertools.pairwise(codes))
    ]
    assert _import_relations(contest, lines) == {"imported": 3, "unchanged": 0, "faults": [], "fault_count": 0}
    assert _import_relations(contest, lines) == {"imported": 0, "unchanged": 3, "faults": [], "fault_count": 0}
    problem = contest.problem(lambda: user.post("/api/v1/teams", body))
    assert (problem["status"], problem["code"]) == (409, "B8_AFFILIATED")
    steps = list(itertools.pairwise(codes))
    assert problem["facts"]["way"] == "; ".join(f"{lower} subsidiary {upper}" for lower, upper in steps)
    # each language has its own words (K5)
    assert f"（{'；'.join(f'{lower} → {upper}（子公司）' for lower, upper in steps)}）" in problem["detail"]
    assert f"({'; '.join(f'{lower} → {upper} (subsidiary)' for lower, upper in steps)})" in problem["detail_en"]
    assert problem["facts"]["uscc"] == codes[0]
    assert problem["facts"]["organiser"] == organiser
    assert _import_relations(contest, [lines[1] | {"ended": True}], day=2)["imported"] == 1
    assert user.post("/api/v1/teams", body)["state"] == "registered"


def test_b8_a_relation_known_after_registration_is_refused_at_submission(contest: Contest) -> None:
    """B8: refuse to submit, and list the relation as an obstacle."""
    organiser = contest.scheme(SHARED)["organising_bodies"][0]["uscc"]
    user = contest.user()
    team = contest.register(user)
    contest.write(user, team)
    ready = contest.attach(user, team)
    uscc = team["facts"]["lead"]["uscc"]
    _import_relations(contest, [{"line": 2, "lower_uscc": uscc, "upper_uscc": organiser, "kind": "branch"}])
    address = f"/api/v1/teams/{team['facts']['team_id']}"
    body = {"draft_revision": ready["draft_revision"]}
    problem = contest.problem(lambda: user.post(f"{address}/submissions", body))
    assert (problem["status"], problem["code"]) == (409, "B8_AFFILIATED")
    assert obstacles_of(user, address) == (False, [("B8_AFFILIATED", problem["detail"])])


def test_b8_valid_lines_are_imported_and_faulty_lines_named(contest: Contest) -> None:
    """B8, K1: name line, column and code of each faulty line; refuse participants to import and to read."""
    lower, upper = contest.body()["lead"]["uscc"], contest.body()["lead"]["uscc"]
    lines = [
        {"line": 2, "lower_uscc": lower, "upper_uscc": upper, "kind": "held"},
        {"line": 3, "lower_uscc": lower[:-1] + "?", "upper_uscc": upper, "kind": "held"},
        {"line": 4, "lower_uscc": lower, "upper_uscc": lower, "kind": "held"},
        {"line": 5, "lower_uscc": lower, "upper_uscc": upper, "kind": "friend"},
    ]
    report = _import_relations(contest, lines)
    assert report["imported"] == 1
    assert [(fault["line"], fault["column"], fault["code"]) for fault in report["faults"]] == [
        (3, "lower_uscc", "B8_LINE_CODE_INVALID"),
        (4, "upper_uscc", "B8_LINE_SELF"),
        (5, "kind", "B8_LINE_KIND_UNKNOWN"),
    ]
    affiliations = contest.secretariat.get(f"/api/v1/organisations/{lower}/affiliations")
    assert affiliations["in_force"] == [{"upper_uscc": upper, "kind": "held"}]
    user = contest.user()
    assert refused(lambda: user.get(f"/api/v1/organisations/{lower}/affiliations")) == (403, "K1_FORBIDDEN")
    body = {"as_of": "2024-06-01T00:00:00+08:00", "source": "mine", "lines": lines[:1]}
    assert refused(lambda: user.post("/api/v1/affiliation-imports", body)) == (403, "K1_FORBIDDEN")
