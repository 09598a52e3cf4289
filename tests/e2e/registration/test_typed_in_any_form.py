"""B1, B9, C5, D2, E2: codes, names and passwords as people type and paste them."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from typing import Any

import pytest
from dasai_client import Refused

from cli.demo.client import User
from tests.divisions import SHARED
from tests.e2e.registration.running import PASSWORD, Contest, refused

FORMS = {
    "lower case": str.lower,
    "a hyphen": lambda code: f"{code[:8]}-{code[8:]}",
    "blanks": lambda code: f" {code[:6]} {code[6:]}",
    "full width": lambda code: "".join(chr(ord(character) + 0xFEE0) for character in code),
}
# an open division: its place, its code and its host
Opened = tuple[int, str, User]
UNSEEN = ("\u200b", "\u3164", "\u202e张三", "张\n三")


@pytest.fixture(scope="module")
def opened(nation: Contest) -> Opened:
    """Return a division that is open, for the tests of this file."""
    place = nation.own_place()
    return (place, *nation.open(place))


@pytest.mark.parametrize("form", FORMS)
def test_b1_c5_a_code_is_the_same_in_every_form(contest: Contest, form: str) -> None:
    """B1, B5, C5: register with codes typed so, and hand in material of an owner typed so; keep and show one form."""
    typed = FORMS[form]
    user, body = contest.user(), contest.body(people=2)
    code = body["lead"]["uscc"]
    people = [person | {"organisation_uscc": typed(code)} for person in body["representatives"]]
    team = user.post("/api/v1/teams", body | {"lead": body["lead"] | {"uscc": typed(code)}, "representatives": people})
    assert team["facts"]["lead"]["uscc"] == code
    assert [person["organisation_uscc"] for person in team["representatives"]] == [code, code]
    piece = contest.plan.synthetic.evidence(contest.index(), code)[0]
    team_id = team["facts"]["team_id"]
    user.upload(team_id, replace(piece, owner_uscc=typed(code)))
    assert [piece["owner_uscc"] for piece in user.get(f"/api/v1/teams/{team_id}")["evidence"]] == [code]
    strange = contest.plan.synthetic.organisation(contest.index(), "university").uscc
    assert refused(lambda: user.upload(team_id, replace(piece, owner_uscc=typed(strange)))) == (409, "C5_FOREIGN_OWNER")


def test_d2_a_reviewer_never_gets_the_project_of_their_organisation_however_its_code_is_typed(
    nation: Contest, opened: Opened
) -> None:
    """D2: refuse the own organisation's reviewer and take another; refuse to appoint with what is no code."""
    place, code, host = opened
    user = nation.user()
    team = nation.register(user, place)
    lead = team["facts"]["lead"]["uscc"]
    other = nation.plan.synthetic.organisation(nation.index(), "university").uscc
    role = {"role": "reviewer", "division": code}
    own, free = (nation.staff(role, organisation_uscc=uscc) for uscc in (lead, other))
    ids = [own.account_id, free.account_id]
    nation.appoint_reviewers(host, code, own, free)

    def appoint(*codes: str) -> Any:
        reviewers = [{"account_id": ids[place], "organisation_uscc": uscc} for place, uscc in enumerate(codes)]
        return host.put(f"/api/v1/divisions/{code}/reviewers", {"reviewers": reviewers})

    for wrong in ("某某公司", lead[:-1], ""):
        problem = nation.problem(lambda wrong=wrong: appoint(wrong))  # type: ignore[misc]
        assert (problem["status"], problem["code"]) == (422, "FIELDS_INVALID")
        assert [fault["field"] for fault in problem["faults"]] == ["reviewers[0].organisation_uscc"]
    for form in FORMS.values():
        appoint(form(lead))
        (reviewer,) = host.get(f"/api/v1/divisions/{code}/reviewers")["reviewers"]
        assert reviewer["organisation_uscc"] == lead
    appoint(FORMS["a hyphen"](lead), FORMS["full width"](other))
    nation.submit(user, team)
    address = f"/api/v1/cases/{team['facts']['team_id']}"

    def case() -> dict[str, Any]:
        try:
            return dict(nation.secretariat.get(address))
        except Refused:
            return {"reviewer_id": ""}

    nation.until(lambda: case()["reviewer_id"] != "", "the case has a reviewer")
    assert case()["reviewer_id"] == ids[1]
    reassign = lambda: host.post(f"{address}/reassignment", {"reviewer_id": ids[0]})  # noqa: E731 - a short call
    assert refused(reassign) == (409, "D2_OWN_ORGANISATION")


def test_e2_experts_and_their_interests_are_kept_in_one_form(nation: Contest, opened: Opened) -> None:
    """E2: take codes in any form and teams' ids; refuse free text, which would be no conflict with anybody."""
    place, code, host = opened
    lead, other = (nation.office("university") for _ in range(2))
    expert = nation.staff({"role": "expert", "division": code}, organisation_uscc=lead)
    account_id = expert.account_id
    nation.appoint_experts(host, f"division-{code}", expert)
    panel = f"/api/v1/panels/division-{code}"

    def appoint(uscc: str) -> Any:
        return host.put(f"{panel}/experts", {"experts": [{"account_id": account_id, "organisation_uscc": uscc}]})

    assert refused(lambda: appoint("某某大学")) == (422, "FIELDS_INVALID")
    for form in FORMS.values():
        appoint(form(lead))
        assert [line["organisation_uscc"] for line in host.get(panel)["experts"]] == [lead]
    team_id = nation.register(nation.user(), place)["facts"]["team_id"]
    problem = nation.problem(lambda: expert.post(f"{panel}/interests", {"interests": [other, "某某公司"]}))
    assert (problem["status"], problem["code"]) == (422, "FIELDS_INVALID")
    assert [fault["field"] for fault in problem["faults"]] == ["interests[1]"]
    expert.post(f"{panel}/interests", {"interests": [FORMS["lower case"](other), team_id.upper()]})
    assert [line["interests"] for line in host.get(panel)["experts"]] == [sorted([other, team_id])]


@pytest.mark.parametrize("text", UNSEEN)
def test_b9_names_that_no_reader_sees_are_refused_wherever_they_are_typed(contest: Contest, text: str) -> None:
    """B9: as the names of teams are, with the field and the place; the same request with what can be read is taken."""
    code = contest.plan.divisions[SHARED]
    host = contest.staff({"role": "host", "division": code})
    user = contest.user()
    body = contest.body(people=1)
    person = body["representatives"][0]
    activity = {
        "kind": "topic_briefing", "title": "赛题发布会", "place": "市民中心三层", "capacity": 10,
        "begins": "2024-06-20T09:00:00+08:00", "ends": "2024-06-20T11:00:00+08:00",
        "sign_up_closes": "2024-06-19T18:00:00+08:00",
    }  # fmt: skip
    address = f"/api/v1/divisions/{code}/activities"
    made = host.post(address, activity)
    sign_ups = f"/api/v1/activities/{made['activity_id']}/sign-ups"
    for call, field in (
        (
            lambda: user.post("/api/v1/teams", body | {"representatives": [person | {"name": text}]}),
            "representatives[0].name",
        ),
        (lambda: host.post(address, activity | {"title": text}), "title"),
        (lambda: host.post(address, activity | {"place": text}), "place"),
        (lambda: user.post(sign_ups, {"name": text}), "name"),
    ):
        problem = contest.problem(call)
        assert (problem["status"], [fault["field"] for fault in problem["faults"]]) == (422, [field])
    lines = text.replace("\n", "\u200d")
    judgements = dict.fromkeys(("compliance", "authenticity", "lawfulness"), True)
    decision = {"submission_number": 1, "outcome": "passed", "judgements": judgements, "reason": lines}
    team_id = user.post("/api/v1/teams", body)["facts"]["team_id"]
    for call, field in (
        (lambda: host.post(f"/api/v1/cases/{team_id}/decision", decision), "reason"),
        (lambda: user.post(f"/api/v1/teams/{team_id}/supplements/1/answer", {"text": lines}), "text"),
    ):
        problem = contest.problem(call)
        assert (problem["status"], [fault["field"] for fault in problem["faults"]]) == (422, [field])
    assert user.post(sign_ups, {"name": "㵟"})["sign_up_id"]


def test_k1_a_password_and_a_login_name_are_the_same_from_every_keyboard(contest: Contest) -> None:
    """K1: sign up on one machine and sign in on another that composes letters otherwise, with a blank pasted behind the login."""
    login, password = f"keyboards-{contest.index()}", "mot de passé très sûr"
    contest.public().sign_up(login, password)
    for typed in (login, f"{login} ", f"{login.upper()}\u3000", f"\ufeff{login}"):
        assert contest.public().sign_in(typed, unicodedata.normalize("NFD", password)).token
    wrong = lambda: contest.public().sign_in(login, PASSWORD)  # noqa: E731 - a short call
    assert refused(wrong) == (401, "SIGN_IN_FAILED")


def test_c7_file_names_with_blanks_of_any_width_are_taken(contest: Contest) -> None:
    """C7: as macOS and input methods write them, and 120 characters of any script; one more is refused with that limit."""
    user = contest.user()
    team = contest.register(user)
    team_id, code = team["facts"]["team_id"], team["facts"]["lead"]["uscc"]
    names = ("截屏\u202f1.pdf", "审计\u3000报告.pdf", "资信\u00a0证明.pdf", "材" * 116 + ".pdf")
    pieces = contest.plan.synthetic.evidence(contest.index(), code)
    for name, piece in zip(names, pieces, strict=False):
        user.upload(team_id, replace(piece, file_name=name))
    kept = [piece["file_name"] for piece in user.get(f"/api/v1/teams/{team_id}")["evidence"]]
    assert kept == ["截屏 1.pdf", "审计 报告.pdf", "资信 证明.pdf", names[3]]
    long = replace(pieces[0], file_name="材" * 117 + ".pdf")
    problem = contest.problem(lambda: user.upload(team_id, long))
    assert (problem["status"], problem["code"], problem["facts"]) == (422, "C7_NAME_INVALID", {"what": "long"})
    assert "120" in problem["detail"]
