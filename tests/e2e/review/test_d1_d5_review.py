"""D1 to D5: what a division decides on a submission, and what its team may do against it."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any

import pytest
from dasai_client import Refused

from cli.demo.client import User
from tests.e2e.registration.running import Contest, refused
from tests.e2e.registration.test_h2_reports import report_of

DAY, MINUTE, MS = timedelta(days=1), timedelta(minutes=1), timedelta(milliseconds=1)
HOLD = {"compliance": True, "authenticity": True, "lawfulness": True}
AGAINST = HOLD | {"authenticity": False}
_LOOKS = itertools.count()


class Desk:
    """A division with two hosts and two reviewers, in which teams submit."""

    def __init__(self, contest: Contest, **scheme: Any) -> None:
        self.contest = contest
        self.place = contest.own_place()
        self.code, self.host = contest.open(self.place, **scheme)
        self.other_host = contest.staff({"role": "host", "division": self.code})
        role = {"role": "reviewer", "division": self.code}
        self.reviewers = [contest.staff(role, organisation_uscc=contest.office()) for _ in range(2)]
        self.appoint(*self.reviewers)

    def appoint(self, *reviewers: User) -> dict[str, Any]:
        """Appoint these reviewers, who are of an office each."""
        return self.contest.appoint_reviewers(self.host, self.code, *reviewers)

    def submitted(self) -> tuple[User, str]:
        """Let a new team submit, wait until a reviewer has its case, and return its account and its id."""
        user = self.contest.user()
        team = self.contest.register(user, self.place)
        self.contest.submit(user, team)
        team_id = str(team["facts"]["team_id"])
        listed = lambda: self.host.every("/api/v1/cases", "cases", division_code=self.code, state="assigned")  # noqa: E731
        self.contest.until(lambda: team_id in [case["case_id"] for case in listed()], "the case has a reviewer")
        return user, team_id

    def reviewer_of(self, team_id: str) -> tuple[User, User]:
        """Return the reviewer of the case, and the other one."""
        first, second = self.reviewers
        reviewer_id = self.host.get(f"/api/v1/cases/{team_id}")["reviewer_id"]
        return (first, second) if reviewer_id == first.account_id else (second, first)


@pytest.fixture(scope="module")
def division(nation: Contest) -> Desk:
    """Open a division that the tests of this file share."""
    return Desk(nation)


@pytest.fixture
def desk(division: Desk, contest: Contest) -> Desk:
    """Appoint the division's two reviewers, whoever an earlier test left."""
    division.appoint(*division.reviewers)
    return division


def decision(outcome: str, **changes: Any) -> dict[str, Any]:
    """Return a decision on the first submission; a rejection has a judgement against it."""
    judgements = AGAINST if outcome == "rejected" else HOLD
    return {"submission_number": 1, "outcome": outcome, "judgements": judgements, "reason": "审查意见"} | changes


def test_d3_an_appeal_is_answered_and_reviewed_by_other_persons(contest: Contest, desk: Desk) -> None:
    """D3, D4, K1: refuse to whom it is no business, who decided before, and a second appeal; the team reads the answer."""
    user, team_id = desk.submitted()
    case, team = f"/api/v1/cases/{team_id}", f"/api/v1/teams/{team_id}"
    reviewer, other = desk.reviewer_of(team_id)
    nothing = decision("rejected", judgements=HOLD)
    assert refused(lambda: reviewer.post(f"{case}/decision", nothing)) == (409, "D4_NOTHING_AGAINST")
    named = nothing | {"reason": "参赛单位被列入失信名单，不符合B3。"}
    assert reviewer.post(f"{case}/decision", named)["state"] == "decided"
    contest.until(lambda: user.get(team)["review_state"] == "rejected", "the team reads the rejection")
    stranger = contest.user()
    foreign = contest.staff({"role": "host", "division": contest.plan.divisions[28]})
    reason = {"reason": "两份材料为同一项目的两个阶段。"}
    granted = {"granted": True, "reason": "申诉情况属实。"}
    for account in (stranger, foreign):
        for call in (
            lambda account=account: account.post(f"{case}/appeal", reason),
            lambda account=account: account.get(case),
        ):
            assert refused(call) == (404, "NOT_FOUND")
    # what no case of theirs could be: a participant's account is refused whatever the case, a foreign host's is told of none
    for account, refusal in ((stranger, (403, "K1_FORBIDDEN")), (foreign, (404, "NOT_FOUND"))):
        to_other = {"reviewer_id": other.account_id}
        assert refused(lambda account=account: account.post(f"{case}/appeal/settlement", granted)) == refusal
        assert refused(lambda account=account, body=to_other: account.post(f"{case}/reassignment", body)) == refusal
    assert refused(lambda: desk.host.post(f"{case}/appeal", reason)) == (403, "K1_FORBIDDEN")

    assert user.post(f"{case}/appeal", reason)["state"] == "appealed"
    assert refused(lambda: user.post(f"{case}/appeal", reason)) == (409, "D3_APPEALED_BEFORE")
    assert refused(lambda: user.post(f"{case}/appeal/settlement", granted)) == (403, "K1_FORBIDDEN")
    blank = granted | {"reason": " "}
    assert refused(lambda: desk.host.post(f"{case}/appeal/settlement", blank)) == (422, "D1_REASON_MISSING")
    desk.host.post(f"{case}/appeal/settlement", granted)
    back = {"reviewer_id": reviewer.account_id}
    assert refused(lambda: desk.host.post(f"{case}/reassignment", back)) == (409, "D3_OWN_DECISION")
    contest.until(lambda: desk.host.get(case)["reviewer_id"] == other.account_id, "the other reviewer has the case")
    assert refused(lambda: reviewer.post(f"{case}/decision", decision("passed"))) == (404, "NOT_FOUND")
    assert user.get(team)["review_state"] != "passed"
    assert other.post(f"{case}/decision", decision("passed"))["state"] == "decided"

    contest.until(lambda: user.get(team)["review_state"] == "passed", "the team reads the second decision")
    contest.until(lambda: "appeal_answer" in user.get(team), "the team reads the answer")
    assert user.get(team)["appeal_answer"]["reason"] == granted["reason"]
    assert granted["reason"] in contest.page(user, f"/teams/{team_id}")
    seen, staff = user.get(case), desk.host.get(case)
    assert [each["outcome"] for each in seen["decisions"]] == ["rejected", "passed"]
    assert [each["decided_by"] for each in seen["decisions"]] == ["", ""]
    assert seen["appeal_settlement"] | {"settled_at": ""} == granted | {"settled_by": "", "settled_at": ""}
    assert [each["decided_by"] for each in staff["decisions"]] == [reviewer.account_id, other.account_id]
    assert staff["appeal_settlement"]["settled_by"] == desk.host.account_id
    assert [(each["sequence"], each["reason"]) for each in seen["reopenings"]] == [(2, "appeal_granted")]
    # K4: each sees the own step among what is stored
    for account, kind in ((user, "appeal"), (desk.host, "settled_appeal")):
        parts = account.get("/api/v1/accounts/me/personal-data")["parts"]
        stored = [record["values"] for part in parts for record in part["records"] if record["kind"] == kind]
        assert team_id in [values["team_id"] for values in stored]


def test_d3_a_host_does_not_settle_its_own_rejection_and_an_appeal_has_its_days(contest: Contest, desk: Desk) -> None:
    """D3: refuse the deciding host (another host is accepted), and an appeal after the last of the whole days."""
    user, team_id = desk.submitted()
    late_user, late_id = desk.submitted()
    for rejected in (team_id, late_id):
        desk.host.post(f"/api/v1/cases/{rejected}/decision", decision("rejected"))
    case, reason = f"/api/v1/cases/{team_id}", {"reason": "请予复核。"}
    until = datetime.fromisoformat(user.get(case)["appeal_until"].replace("Z", "+00:00"))
    last = (contest.clock.now() + timedelta(hours=8) + 5 * DAY).date()
    assert (until + timedelta(hours=8)).isoformat() == f"{last}T23:59:59.999000+00:00"
    contest.clock.stand_at(until)
    user.post(f"{case}/appeal", reason)
    contest.clock.stand_at(until + MS)
    late = f"/api/v1/cases/{late_id}/appeal"
    assert refused(lambda: late_user.post(late, reason)) == (409, "D3_APPEAL_LATE")
    contest.clock.move_to(until + MINUTE)
    dismissed = {"granted": False, "reason": "经复核，材料仍与申报不符。"}
    assert refused(lambda: desk.host.post(f"{case}/appeal/settlement", dismissed)) == (409, "D3_OWN_DECISION")
    assert desk.other_host.post(f"{case}/appeal/settlement", dismissed)["state"] == "decided"
    assert user.get(case)["appeal_settlement"]["reason"] == dismissed["reason"]
    contest.until(
        lambda: user.get(f"/api/v1/teams/{team_id}").get("appeal_answer", {}).get("reason") == dismissed["reason"],
        "the team reads the answer",
    )
    answer = contest.page(user, f"/teams/{team_id}")
    assert ("申诉不成立" in answer, dismissed["reason"] in answer) == (True, True)


def test_a5_d1_a_decision_after_the_review_closed_is_late_and_never_impossible(contest: Contest) -> None:
    """A5, D1: refuse it without a reason for the delay; accept it with one, and show it as late."""
    soon = contest.plan.opens + 2 * DAY
    closes = soon + 5 * DAY
    stages = [
        {"id": "first", "name": "初评", "opens": (soon + DAY).isoformat(), "closes": (soon + 20 * DAY).isoformat(),
         "experts_per_project": 3}
    ]  # fmt: skip
    desk = Desk(
        contest,
        registration_closes=soon.isoformat(),
        submission_closes=soon.isoformat(),
        review_closes=closes.isoformat(),
        stages=stages,
    )
    user, team_id = desk.submitted()
    in_time_user, in_time_id = desk.submitted()
    contest.clock.stand_at(closes)
    desk.host.post(f"/api/v1/cases/{in_time_id}/decision", decision("passed"))
    contest.clock.stand_at(closes + MS)
    case = f"/api/v1/cases/{team_id}"
    reviewer, _ = desk.reviewer_of(team_id)
    for body in (decision("passed"), decision("rejected", late_reason=" ")):
        assert refused(lambda body=body: reviewer.post(f"{case}/decision", body)) == (422, "D1_LATE_REASON_MISSING")
    reviewer.post(f"{case}/decision", decision("passed", late_reason="等待有关部门核实材料。"))
    contest.clock.move_to(closes + MINUTE)
    shown = [(each["late"], each["late_reason"]) for each in user.get(case)["decisions"]]
    assert shown == [(True, "等待有关部门核实材料。")]
    in_time = in_time_user.get(f"/api/v1/cases/{in_time_id}")["decisions"]
    assert [(each["late"], each["late_reason"]) for each in in_time] == [(False, "")]


def test_d2_reviewers_are_of_a_known_organisation_and_the_dismissed_keep_no_case(contest: Contest, desk: Desk) -> None:
    """D2: refuse a wrong code by its field, accept the account's own in any form; a dismissed reviewer's case goes to another."""
    _, team_id = desk.submitted()
    reviewer, other = desk.reviewer_of(team_id)
    address = f"/api/v1/divisions/{desk.code}/reviewers"

    def appoint(uscc: str) -> dict[str, Any]:
        body = [{"account_id": other.account_id, "organisation_uscc": uscc}]
        return dict(desk.host.put(address, {"reviewers": body}))

    code = str(other.get("/api/v1/accounts/me")["organisation_uscc"])
    problem = contest.problem(lambda: appoint(code[:-1] + "?"))
    assert (problem["status"], problem["code"]) == (422, "FIELDS_INVALID")
    assert [fault["field"] for fault in problem["faults"]] == ["reviewers[0].organisation_uscc"]
    assert desk.host.get(f"/api/v1/cases/{team_id}")["reviewer_id"] == reviewer.account_id
    typed = appoint(f" {code[:8].lower()}-{code[8:]} ")
    assert [each["organisation_uscc"] for each in typed["reviewers"]] == [code]
    case = f"/api/v1/cases/{team_id}"
    contest.until(lambda: desk.host.get(case)["reviewer_id"] == other.account_id, "the other reviewer has the case")
    assert refused(lambda: reviewer.post(f"{case}/decision", decision("passed"))) == (404, "NOT_FOUND")
    assert other.post(f"{case}/decision", decision("passed"))["state"] == "decided"


def test_d2_who_withdrew_from_a_case_acts_in_it_no_more(contest: Contest, desk: Desk) -> None:
    """D2: D2_RECUSED for a reviewer who withdrew, who is a host too: no reassignment back, decision or settlement; others act."""
    roles = [{"role": role, "division": desk.code} for role in ("host", "reviewer")]
    recusing, other = contest.staff(*roles, organisation_uscc=contest.office()), desk.reviewers[0]
    desk.appoint(recusing)
    user, team_id = desk.submitted()
    case = f"/api/v1/cases/{team_id}"
    desk.appoint(recusing, other)
    conflict = {"reason": "近三年曾为该单位提供咨询。"}
    assert refused(lambda: recusing.post(f"{case}/recusal", {"reason": " "})) == (422, "D1_REASON_MISSING")
    assert refused(lambda: desk.host.post(f"{case}/recusal", conflict)) == (403, "K1_FORBIDDEN")
    recusing.post(f"{case}/recusal", conflict)
    contest.until(lambda: desk.host.get(case)["reviewer_id"] == other.account_id, "the other reviewer has the case")
    back, barred = {"reviewer_id": recusing.account_id}, (409, "D2_RECUSED")
    assert refused(lambda: desk.host.post(f"{case}/reassignment", back)) == barred
    assert refused(lambda: recusing.post(f"{case}/decision", decision("passed"))) == barred
    assert other.post(f"{case}/decision", decision("rejected"))["state"] == "decided"
    user.post(f"{case}/appeal", {"reason": "请予复核。"})
    settlement = {"granted": False, "reason": "经复核，维持原决定。"}
    assert refused(lambda: recusing.post(f"{case}/appeal/settlement", settlement)) == barred
    assert desk.host.post(f"{case}/appeal/settlement", settlement)["state"] == "decided"
    seen = [(each["account_id"], each["reason"]) for each in desk.host.get(case)["recusals"]]
    assert seen == [(recusing.account_id, conflict["reason"])]
    assert (user.get(case)["recusals"], conflict["reason"] in contest.page(user, f"/teams/{team_id}")) == ([], False)


def test_d1_the_newest_word_counts_once_a_passed_team_is_listed_and_rejected(contest: Contest, desk: Desk) -> None:
    """B3, D1: passed, reopened by a credit list and rejected under one number: the team reads each, and rejected last."""
    user, team_id = desk.submitted()
    case, team = f"/api/v1/cases/{team_id}", f"/api/v1/teams/{team_id}"
    desk.host.post(f"{case}/decision", decision("passed"))
    contest.until(lambda: user.get(team)["review_state"] == "passed", "the team reads the pass")
    contest.secretariat.post("/api/v1/credit-lists", {
        "list": "major_tax_violation", "as_of": "2024-06-03T00:30:00+08:00", "source": "synthetic list for tests",
        "entries": [{"uscc": user.get(team)["facts"]["lead"]["uscc"], "name": "合成测试企业"}],
    })  # fmt: skip
    contest.until(lambda: user.get(team)["review_state"] == "reopened", "the team reads that it is reviewed anew")
    assert (user.get(team)["review_reason"], user.get(team)["review_reopened_because"]) == ("", "later_finding")
    assert "提交后有新的核查发现" in contest.page(user, f"/teams/{team_id}")
    desk.host.post(f"{case}/decision", decision("rejected", reason="列入名单，不符合B3。"))
    contest.until(lambda: user.get(team)["review_state"] == "rejected", "the team reads the rejection")
    words = [(each["sequence"], each["outcome"]) for each in user.get(case)["decisions"]]
    assert (words, user.get(case)["reopenings"][0]["sequence"]) == ([(1, "passed"), (3, "rejected")], 2)


def test_d3_the_secretariat_decides_where_the_division_has_nobody_else(contest: Contest, desk: Desk) -> None:
    """D3, K1: refuse the secretariat while a reviewer of the division may decide; accept it once the only one was overruled."""
    only = desk.reviewers[0]
    desk.appoint(only)
    user, team_id = desk.submitted()
    case, secretariat = f"/api/v1/cases/{team_id}", contest.secretariat
    assert refused(lambda: secretariat.post(f"{case}/decision", decision("passed"))) == (403, "K1_FORBIDDEN")
    only.post(f"{case}/decision", decision("rejected"))
    user.post(f"{case}/appeal", {"reason": "请予复核。"})
    secretariat.post(f"{case}/appeal/settlement", {"granted": True, "reason": "申诉情况属实。"})
    assert (desk.host.get(case)["state"], desk.host.get(case)["reviewer_id"]) == ("waiting", "")
    back = {"reviewer_id": only.account_id}
    assert refused(lambda: secretariat.post(f"{case}/reassignment", back)) == (409, "D3_OWN_DECISION")
    assert secretariat.post(f"{case}/decision", decision("passed"))["state"] == "decided"
    contest.until(lambda: user.get(f"/api/v1/teams/{team_id}")["review_state"] == "passed", "the team reads the pass")


@pytest.mark.parametrize("upheld", [True, False])
def test_h4_a_report_upheld_before_the_team_submits_is_applied_when_it_does(
    contest: Contest, desk: Desk, from_address: Callable[[str], User], upheld: bool
) -> None:
    """H4, D1: its case is never reviewed, and the team loses its place; after a dismissed report it is reviewed as any other."""
    user = contest.user()
    team = contest.register(user, desk.place)
    team_id = str(team["facts"]["team_id"])
    public = from_address(f"127.0.0.{81 + upheld}")
    body = report_of(contest, public, team_id=team_id)
    filed: list[dict[str, Any]] = []

    def is_filed() -> bool:
        # each try from an address of its own, for an address has so many reports an hour
        look = from_address(f"127.3.{int(upheld)}.{next(_LOOKS) % 250 + 1}")
        try:
            filed.append(look.post("/api/v1/reports", body))
        except Refused as refusal:
            if refusal.code != "H2_UNKNOWN_TEAM":
                raise
        return bool(filed)

    contest.until(is_filed, "publicity hears of the team")
    committee, report = contest.committee(), f"/api/v1/reports/{filed[0]['report_id']}"
    committee.post(f"{report}/acceptance", {"reason": "证据具体，予以受理。"})
    committee.post(f"{report}/hearing", {"record": "已听取参赛团队陈述。"})
    ruling = {"upheld": upheld, "code": "C5_FOREIGN_MATERIAL" if upheld else "", "reason": "经核查。"}
    committee.post(f"{report}/adjudication", ruling)
    case = f"/api/v1/cases/{team_id}"
    if upheld:
        contest.until(lambda: is_there(contest.secretariat, case), "review remembers the ruling")
        assert contest.secretariat.get(case)["state"] == "disqualified"
        assert refused(lambda: desk.host.get(case)) == (404, "NOT_FOUND")
    contest.submit(user, team)
    contest.until(lambda: is_there(desk.host, case), "review hears of the submission")
    if upheld:
        state = lambda: user.get(f"/api/v1/teams/{team_id}")["state"]  # noqa: E731 - a short call
        contest.until(lambda: state() == "disqualified", "the team is disqualified")
        assert (desk.host.get(case)["state"], desk.host.get(case)["reviewer_id"]) == ("disqualified", "")
    else:
        contest.until(lambda: desk.host.get(case)["state"] == "assigned", "the case has a reviewer")


def is_there(user: User, address: str) -> bool:
    """Return True if the user finds something at the address."""
    try:
        user.get(address)
    except Refused as refusal:
        if refusal.status != HTTPStatus.NOT_FOUND:
            raise
        return False
    return True


def test_b8_d2_the_host_acts_in_no_case_of_a_team_of_an_organiser(contest: Contest) -> None:
    """B8, D2: neither decides, nor reassigns, nor settles; reviewer and secretariat do; of another team the host does."""
    desk = Desk(contest)
    user, team_id = desk.submitted()
    _, other_id = desk.submitted()
    lead = user.get(f"/api/v1/teams/{team_id}")["facts"]["lead"]
    scheme = contest.scheme(desk.place)
    joined = {"name": lead["name"], "uscc": lead["uscc"], "role": "co_host"}
    scheme["organising_bodies"] = [*scheme["organising_bodies"], joined]
    address, case = f"/api/v1/divisions/{desk.code}", f"/api/v1/cases/{team_id}"
    desk.host.post(f"{address}/scheme-versions", {"scheme": scheme, "reason": "增列组织单位。"})
    contest.committee().post(f"{address}/approval", {"scheme_version": 2})
    desk.host.post(f"{address}/publication")
    barred = (409, "D2_HOSTS_OWN_ORGANISATION")
    reviewer, other = desk.reviewer_of(team_id)
    to_other, settlement = {"reviewer_id": other.account_id}, {"granted": False, "reason": "经复核，维持原决定。"}

    def is_barred() -> bool:
        # until review has the new version, a settlement is refused because there is no appeal
        return refused(lambda: desk.host.post(f"{case}/appeal/settlement", settlement)) == barred

    contest.until(is_barred, "review knows the new organiser")
    assert refused(lambda: desk.host.post(f"{case}/decision", decision("passed"))) == barred
    assert refused(lambda: desk.host.post(f"{case}/reassignment", to_other)) == barred
    assert contest.secretariat.post(f"{case}/reassignment", to_other)["reviewer_id"] == other.account_id
    assert refused(lambda: reviewer.post(f"{case}/decision", decision("rejected"))) == (404, "NOT_FOUND")
    other.post(f"{case}/decision", decision("rejected"))
    user.post(f"{case}/appeal", {"reason": "请予复核。"})
    assert refused(lambda: desk.host.post(f"{case}/appeal/settlement", settlement)) == barred
    assert contest.secretariat.post(f"{case}/appeal/settlement", settlement)["state"] == "decided"
    assert desk.host.post(f"/api/v1/cases/{other_id}/decision", decision("passed"))["state"] == "decided"


def test_b5_k1_a_finding_about_two_teams_names_the_other_to_the_secretariat_alone_if_it_is_of_another_division(
    contest: Contest, desk: Desk
) -> None:
    """B5, K1: the division's host and reviewer read that there is such a team, its own people nothing, also of the decision."""
    user, name = contest.user(), f"合成重名{contest.index()}"
    body, elsewhere = contest.body(desk.place, people=1), contest.body(people=1)
    body["representatives"][0] |= {"name": name}
    elsewhere["lead"] = body["lead"]
    elsewhere["representatives"][0] |= {"name": name, "organisation_uscc": body["lead"]["uscc"]}
    team = user.post("/api/v1/teams", body)
    other_id = contest.user().post("/api/v1/teams", elsewhere)["facts"]["team_id"]
    contest.submit(user, team)
    case = f"/api/v1/cases/{team['facts']['team_id']}"

    def pairs(who: User) -> list[tuple[str, str]]:
        findings = who.get(case)["findings"]
        return [(each["team_id"], each["team_division_code"]) for each in findings if each["code"] == "B5_SAME_NAME"]

    contest.until(lambda: is_there(desk.host, case) and bool(pairs(desk.host)), "review hears of the pair")
    contest.until(lambda: desk.host.get(case)["state"] == "assigned", "the case has a reviewer")
    reviewer, _ = desk.reviewer_of(team["facts"]["team_id"])
    reviewer.post(f"{case}/decision", decision("passed"))
    assert (pairs(desk.host), pairs(reviewer), pairs(user)) == ([("", "")], [("", "")], [])
    assert pairs(contest.secretariat) == [(other_id, elsewhere["division_code"])]
    shown = {who.account_id: other_id in str(who.get(case)) for who in (desk.host, reviewer, user)}
    assert list(shown.values()) == [False] * 3
    listed = desk.host.every("/api/v1/cases", "cases", division_code=desk.code)
    assert other_id not in str(listed)
    assert other_id in str(contest.secretariat.get(case)["decisions"])
