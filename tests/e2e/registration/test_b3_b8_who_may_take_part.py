"""B3, B8: credit lists and affiliation, through the gateway."""

from __future__ import annotations

import itertools
from typing import Any

from cli.demo.client import RefusedError, User
from tests.e2e.registration.running import SHARED, Contest, refused


def _listed(contest: Contest, uscc: str, day: int, *, complete: bool = False) -> dict[str, Any]:
    body = {
        "list": "major_tax_violation",
        "as_of": f"2024-05-{day:02d}T00:00:00+08:00",
        "source": "synthetic list for tests",
        "complete": complete,
        "entries": [{"uscc": uscc, "name": "合成测试企业"}],
    }
    return dict(contest.secretariat.post("/api/v1/credit-lists", body))


def test_b3_listed_refused_lifted_accepted(contest: Contest) -> None:
    """B3: refused while a list names it, at registration and at submission; accepted once a later whole list does not."""
    user, body = contest.user(), contest.body()
    uscc, another = body["lead"]["uscc"], contest.body()["lead"]["uscc"]
    _listed(contest, uscc, 1)
    assert refused(lambda: user.post("/api/v1/teams", body)) == (409, "B3_CREDIT_LISTED")
    _listed(contest, another, 2, complete=True)
    known = contest.secretariat.get(f"/api/v1/organisations/{uscc}")
    assert (len(known["listings"]), known["in_force"]) == (1, [])
    team = user.post("/api/v1/teams", body)
    contest.write(user, team)
    ready = contest.attach(user, team)
    _listed(contest, uscc, 3)
    address = f"/api/v1/teams/{team['facts']['team_id']}"
    submit = {"draft_revision": ready["draft_revision"]}
    problem = contest.problem(lambda: user.post(f"{address}/submissions", submit))
    assert (problem["status"], problem["code"]) == (409, "B3_CREDIT_LISTED")
    assert told(user, address) == (False, [("B3_CREDIT_LISTED", problem["title"])])
    _listed(contest, another, 4, complete=True)
    assert told(user, address) == (True, [])
    assert user.post(f"{address}/submissions", submit)["submission_number"] == 1


def told(user: User, address: str) -> tuple[bool, list[tuple[str, str]]]:
    """Whether a team that has all reads that it may submit, and what it reads to be in the way (rule C4)."""
    found = user.get(f"{address}/completeness")
    assert found["complete"]
    assert all(one["zh"] in found["words_zh"] for one in found["obstacles"])
    return found["may_submit"], [(one["code"], one["zh"]) for one in found["obstacles"]]


def _relations(contest: Contest, lines: list[dict[str, Any]], day: int = 1) -> dict[str, Any]:
    body = {"as_of": f"2024-06-{day:02d}T00:00:00+08:00", "source": "synthetic register for tests", "lines": lines}
    return dict(contest.secretariat.post("/api/v1/affiliation-imports", body))


def test_b8_a_descendant_at_any_depth_is_refused_and_told_the_way(contest: Contest) -> None:
    """B8: three levels below an organiser is refused, with the way; after the relation ended the same team is accepted."""
    organiser = contest.scheme(SHARED)["organising_bodies"][0]["uscc"]
    user, body = contest.user(), contest.body()
    codes = [body["lead"]["uscc"], contest.body()["lead"]["uscc"], contest.body()["lead"]["uscc"], organiser]
    lines = [
        {"line": 2 + place, "lower_uscc": lower, "upper_uscc": upper, "kind": "subsidiary"}
        for place, (lower, upper) in enumerate(itertools.pairwise(codes))
    ]
    assert _relations(contest, lines) == {"imported": 3, "unchanged": 0, "faults": []}
    assert _relations(contest, lines) == {"imported": 0, "unchanged": 3, "faults": []}
    problem = _problem(lambda: user.post("/api/v1/teams", body))
    assert (problem["status"], problem["code"]) == (409, "B8_AFFILIATED")
    steps = list(itertools.pairwise(codes))
    assert problem["facts"]["way"] == "; ".join(f"{lower} subsidiary {upper}" for lower, upper in steps)
    # each language its own words (K5)
    assert f"（{'；'.join(f'{lower} → {upper}（子公司）' for lower, upper in steps)}）" in problem["detail"]
    assert f"({'; '.join(f'{lower} → {upper} (subsidiary)' for lower, upper in steps)})" in problem["detail_en"]
    assert (problem["facts"]["uscc"], problem["facts"]["organiser"]) == (codes[0], organiser)
    assert _relations(contest, [lines[1] | {"ended": True}], day=2)["imported"] == 1
    assert user.post("/api/v1/teams", body)["state"] == "registered"


def test_b8_found_before_submission_is_refused_then(contest: Contest) -> None:
    """B8: a relation that becomes known after registration is caught at submission."""
    organiser = contest.scheme(SHARED)["organising_bodies"][0]["uscc"]
    user = contest.user()
    team = contest.register(user)
    contest.write(user, team)
    ready = contest.attach(user, team)
    uscc = team["facts"]["lead"]["uscc"]
    _relations(contest, [{"line": 2, "lower_uscc": uscc, "upper_uscc": organiser, "kind": "branch"}])
    address = f"/api/v1/teams/{team['facts']['team_id']}"
    body = {"draft_revision": ready["draft_revision"]}
    problem = contest.problem(lambda: user.post(f"{address}/submissions", body))
    assert (problem["status"], problem["code"]) == (409, "B8_AFFILIATED")
    assert told(user, address) == (False, [("B8_AFFILIATED", problem["title"])])


def test_b8_good_lines_are_taken_and_bad_ones_named(contest: Contest) -> None:
    """B8: the report names line, column and code; only the secretariat imports, and participants see nothing of it (K1)."""
    one, other = contest.body()["lead"]["uscc"], contest.body()["lead"]["uscc"]
    lines = [
        {"line": 2, "lower_uscc": one, "upper_uscc": other, "kind": "held"},
        {"line": 3, "lower_uscc": one[:-1] + "?", "upper_uscc": other, "kind": "held"},
        {"line": 4, "lower_uscc": one, "upper_uscc": one, "kind": "held"},
        {"line": 5, "lower_uscc": one, "upper_uscc": other, "kind": "friend"},
    ]
    report = _relations(contest, lines)
    assert report["imported"] == 1
    assert [(fault["line"], fault["column"], fault["code"]) for fault in report["faults"]] == [
        (3, "lower_uscc", "B8_LINE_CODE_INVALID"),
        (4, "upper_uscc", "B8_LINE_SELF"),
        (5, "kind", "B8_LINE_KIND_UNKNOWN"),
    ]
    known = contest.secretariat.get(f"/api/v1/organisations/{one}/affiliations")
    assert known["in_force"] == [{"upper_uscc": other, "kind": "held"}]
    user = contest.user()
    assert refused(lambda: user.get(f"/api/v1/organisations/{one}/affiliations")) == (403, "K1_FORBIDDEN")
    body = {"as_of": "2024-06-01T00:00:00+08:00", "source": "mine", "lines": lines[:1]}
    assert refused(lambda: user.post("/api/v1/affiliation-imports", body)) == (403, "K1_FORBIDDEN")


def _problem(call: Any) -> dict[str, Any]:
    try:
        call()
    except RefusedError as refused_:
        return refused_.problem
    raise AssertionError("not refused")
