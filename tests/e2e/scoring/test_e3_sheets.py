"""E3, E2, B2: what experts read and write, and who they are."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from dasai_client import Refused

from cli.demo.client import User
from cli.demo.world import EXPERTS_PER_PROJECT
from tests.e2e.registration.running import PASSWORD, Contest, fetch, refused
from tests.e2e.scoring.running import ScoredDivision

MINUTE = timedelta(minutes=1)


@pytest.fixture
def division(contest: Contest) -> ScoredDivision:
    """Open a division with one expert more than a project needs."""
    return ScoredDivision.open(contest, experts=EXPERTS_PER_PROJECT + 1)


def assigned(division: ScoredDivision, track: str, **changes: Any) -> tuple[str, str, list[User]]:
    """Make a round of one team with its experts assigned; return its address, the team's id and the experts who have it."""
    team_id = division.submit(track, **changes)
    division.decide(team_id)
    address = division.round_of(track, [team_id])
    division.draw(address)
    return address, team_id, [expert for expert in division.experts if division.sheets_of(expert, address)]


def roadshow(contest: Contest) -> dict[str, Any]:
    """Return a stage that is not blind, from the close of submission to that of scoring."""
    plan = contest.plan
    return {
        "id": "roadshow",
        "name": "路演",
        "kind": "roadshow",
        "opens": (plan.submission_closes + MINUTE).isoformat(),
        "closes": plan.scoring_closes.isoformat(),
        "experts_per_project": EXPERTS_PER_PROJECT,
        "blind": False,
    }


def test_e3_a_blind_sheet_hides_the_organisation_in_every_form(division: ScoredDivision) -> None:
    """E3: in the project's name, in the text, in rich text; shortened, spaced out, in full width, as it is introduced."""
    contest, track = division.contest, division.track(0)
    lead = contest.plan.synthetic.organisation(contest.index(), "enterprise")
    short = lead.name.removesuffix("有限公司")
    name = f"{short}的数据要素平台{contest.index()}"
    user = contest.user()
    topic = contest.plan.edition.track(track).topics[0].id
    body = contest.body(division.place, track=track, topic_id=topic, project_name=name)
    body["lead"] = {"uscc": lead.uscc, "name": lead.name, "kind": "enterprise"}
    body["representatives"] = [person | {"organisation_uscc": lead.uscc} for person in body["representatives"]]
    team = user.post("/api/v1/teams", body)
    team_id = str(team["facts"]["team_id"])
    written = contest.write(user, team)
    spaced = "".join(f"{letter} " for letter in short)
    words = f"{lead.name}（以下简称“HCQY”）建成本平台。{spaced}投入运营，HCQY 负责，代码{lead.uscc}。"
    section = {"id": "overview.background", "text": f"<p>{words}</p>"}
    user.put(
        f"/api/v1/teams/{team_id}/declaration",
        {"draft_revision": written["draft_revision"], "sections": [section]},
    )
    ready = contest.attach(user, team)
    user.post(f"/api/v1/teams/{team_id}/submissions", {"draft_revision": ready["draft_revision"]})
    division.participants[team_id] = user
    division.decide(team_id)
    address = division.round_of(track, [team_id])
    division.draw(address)
    expert = next(expert for expert in division.experts if division.sheets_of(expert, address))
    listed = division.sheets_of(expert, address)[0]
    sheet = expert.get(f"/api/v1/sheets/{listed['sheet_id']}")
    assert (sheet["blind"], sheet["team_id"]) == (True, "")
    assert listed["project_name"] == sheet["project_name"] == name.replace(short, "〔隐去〕")
    background = next(each for each in sheet["declaration"] if each["id"] == "overview.background")
    assert background["rich"] == ""
    for hidden in (lead.name, short, lead.uscc, "HCQY"):
        assert hidden not in background["text"].replace(" ", "")


def test_e3_a_stage_that_is_not_blind_shows_whose_the_project_is(contest: Contest) -> None:
    """E3: as the scheme says of the stage in which experts get the project."""
    division = ScoredDivision.open(contest, stages=[roadshow(contest)])
    address, team_id, experts = assigned(division, division.track(0))
    sheet = experts[0].get(f"/api/v1/sheets/{division.sheets_of(experts[0], address)[0]['sheet_id']}")
    assert (sheet["blind"], sheet["team_id"]) == (False, team_id)


def test_e3_who_scores_a_project_that_is_not_blind_reads_its_material(contest: Contest) -> None:
    """E2, E3, K1: what was submitted and nothing else; refused to an expert who stepped back, is blind or has no sheet."""
    division = ScoredDivision.open(contest, stages=[roadshow(contest)])
    blind = ScoredDivision.open(contest)
    address, team_id, experts = assigned(division, division.track(0))
    _, hidden_id, unseeing = assigned(blind, blind.track(0))
    # another project of the division, which nobody scores yet
    unscored_id = division.submit(division.track(1))
    expert, lead = experts[0], division.participants[team_id]
    sheet_id = division.sheets_of(expert, address)[0]["sheet_id"]
    submitted = lead.get(f"/api/v1/teams/{team_id}/submissions/1")["evidence"]
    assert expert.get(f"/api/v1/sheets/{sheet_id}")["evidence"] == submitted

    def listed(reader: User, of_team: str) -> dict[str, str]:
        """Return the address of each file that a reader is listed, by its hash."""
        address = f"/api/v1/teams/{of_team}/material"
        return {file["sha256"]: f"{address}/{file['id']}" for file in reader.every(address, "materials")}

    contest.until(lambda: _answered(lambda: listed(expert, team_id)), "registration knows who scores the project")
    files = listed(expert, team_id)
    assert set(files) == {piece["sha256"] for piece in submitted}
    for sha256, path in files.items():
        assert hashlib.sha256(fetch(contest, expert, path).content).hexdigest() == sha256

    hidden = next(iter(listed(blind.participants[hidden_id], hidden_id).values()))
    unscored = next(iter(listed(division.participants[unscored_id], unscored_id).values()))
    path = next(iter(files.values()))
    assert blind.sheets_of(unseeing[0], f"/api/v1/rounds/division-{blind.code}-{blind.track(0)}")
    for reader, of_team, file in (
        (unseeing[0], hidden_id, hidden),
        (unseeing[0], team_id, path),
        (expert, hidden_id, hidden),
        (expert, unscored_id, unscored),
    ):
        for asked in (f"/api/v1/teams/{of_team}/material", file):
            assert refused(lambda asked=asked, reader=reader: reader.get(asked)) == (404, "NOT_FOUND")  # type: ignore[misc]

    recusal = {"sheet_id": sheet_id, "reason": "曾任该项目顾问"}
    expert.post(f"/api/v1/panels/division-{division.code}/recusals", recusal)
    contest.until(
        lambda: not _answered(lambda: listed(expert, team_id)), "registration knows that the expert stepped back"
    )
    assert refused(lambda: expert.get(path)) == (404, "NOT_FOUND")
    assert expert.get(f"/api/v1/sheets/{sheet_id}")["evidence"] == []
    assert set(listed(experts[1], team_id)) == set(files)


def _answered(call: Callable[[], object]) -> bool:
    """Return True unless the call is refused."""
    try:
        call()
    except Refused:
        return False
    return True


def test_e3_a_late_score_needs_a_reason_and_shows_as_late(division: ScoredDivision) -> None:
    """E3: after `scoring_closes` never impossible; a wrong score is told by its form, its decimals or its range."""
    contest = division.contest
    address, _, experts = assigned(division, division.track(1))
    sheets = {expert.account_id: division.sheets_of(expert, address)[0]["sheet_id"] for expert in experts}
    late, *others = experts
    sheet = f"/api/v1/sheets/{sheets[late.account_id]}"
    told = {"８８": "分数须以半角阿拉伯数字填写", "88.12345": "分数最多4位小数。", "101": "分数须在0至100之间。"}
    for score, words in told.items():
        body = {"scores": [division.scores(score)[0]]}
        problem = contest.problem(partial(late.put, sheet, body))
        assert (problem["status"], problem["code"]) == (422, "E3_SCORE_INVALID")
        assert [fault["zh"][: len(words)] for fault in problem["faults"]] == [words]
    for expert in others:
        own = f"/api/v1/sheets/{sheets[expert.account_id]}"
        expert.put(own, {"scores": division.scores("80")})
        expert.post(f"{own}/submission")
    late.put(sheet, {"scores": division.scores("80")})
    contest.clock.move_to(contest.plan.scoring_closes + MINUTE)
    assert refused(lambda: late.post(f"{sheet}/submission")) == (422, "E3_LATE_REASON_MISSING")
    answer = late.post(f"{sheet}/submission", {"reason": "住院期间未能评审"})
    assert [(version["late"], version["reason"]) for version in answer["versions"]] == [(True, "住院期间未能评审")]
    division.host.post(f"{address}/freeze")
    shown = contest.public().get(f"{address}/ranking")["sheets"]
    assert {each["sheet_id"]: each["late"] for each in shown} == {
        sheet_id: account == late.account_id for account, sheet_id in sheets.items()
    }


def test_b2_e2_an_expert_who_joins_a_team_is_not_assigned_to_its_project(contest: Contest) -> None:
    """B2, E2: the account joined after experts were assigned, and counts no more; once it left the team it does again."""
    division = ScoredDivision.open(contest, experts=EXPERTS_PER_PROJECT - 1)
    login = f"joining-{contest.index()}"
    joining = contest.public().sign_up(login, PASSWORD)
    role = {"role": "expert", "division": division.code}
    invited = division.host.post("/api/v1/invitations", {"roles": [role], "organisation_uscc": contest.office()})
    joining.post("/api/v1/invitations/acceptance", {"code": invited["code"]})
    joining.sign_in(login, PASSWORD)
    contest.appoint_experts(division.host, f"division-{division.code}", *division.experts, joining)
    team_id = division.submit(division.track(2))
    division.decide(team_id)
    address = division.round_of(division.track(2), [team_id])
    division.draw(address)
    assert division.host.get(address)["sheets"] == EXPERTS_PER_PROJECT
    lead, team = division.participants[team_id], f"/api/v1/teams/{team_id}"

    def is_short_of_experts() -> bool:
        try:
            division.host.post(f"{address}/assignment", {})
        except Refused as refused:
            return refused.code == "E2_NOT_ENOUGH_EXPERTS"
        return False

    code = lead.post(f"{team}/colleague-invitations")["code"]
    joining.post("/api/v1/colleague-answers", {"team_id": team_id, "code": code})
    contest.until(is_short_of_experts, "scoring knows the account that joined")
    problem = contest.problem(lambda: division.host.post(f"{address}/assignment", {}))
    assert (problem["code"], problem["facts"]["able"]) == ("E2_NOT_ENOUGH_EXPERTS", str(EXPERTS_PER_PROJECT - 1))
    lead.call("DELETE", f"{team}/accounts/{joining.account_id}")
    contest.until(lambda: not is_short_of_experts(), "scoring knows that it left")
    assert division.host.post(f"{address}/assignment", {})["sheets"] == EXPERTS_PER_PROJECT
