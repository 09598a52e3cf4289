"""B1, B7: a stranger registers an organisation's project: the organisation contests the name and is not barred meanwhile."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from cli.demo.client import User, invitation
from tests.divisions import SHARED
from tests.e2e.registration.running import Contest, refused

REASON = "该团队未经本单位授权，以本单位信用代码报名。"


@dataclass
class Contested:
    """A stranger's team, the true owner's request for the same names, and the host who decides."""

    contest: Contest
    stranger: User
    held: dict[str, Any]
    owner: User
    wanted: dict[str, Any]
    host: User

    @property
    def held_id(self) -> str:
        """Return the id of the stranger's team."""
        return str(self.held["facts"]["team_id"])

    def register(self) -> dict[str, Any]:
        """Register the owner's team with the reason, and wait for the claim."""
        team = self.owner.post("/api/v1/teams", self.wanted | {"contest_reason": REASON})
        self.contest.until(lambda: self.claims_of(self.owner, team) != [], "the claim is filed")
        return dict(team)

    def claims_of(self, user: User, team: dict[str, Any]) -> list[dict[str, Any]]:
        """Return the claims of a team as its account sees them."""
        return list(user.get(f"/api/v1/teams/{team['facts']['team_id']}/name-claims")["claims"])

    def decide(self, team: dict[str, Any], *, upheld: bool) -> dict[str, Any]:
        """Let the host decide on the owner's claim."""
        (claim,) = self.claims_of(self.owner, team)
        body = {"upheld": upheld, "reason": "已核实单位授权书。"}
        return dict(self.host.post(f"/api/v1/name-claims/{claim['claim_id']}/decision", body))


@pytest.fixture
def contested(contest: Contest) -> Contested:
    """Let a stranger register somebody's project under another name for the organisation."""
    wanted = contest.body()
    taken = contest.body() | {name: wanted[name] for name in ("project_name", "team_name", "track", "topic_id")}
    lead = wanted["lead"] | {"name": f"冒名单位{contest.index()}"}
    people = [person | {"organisation_uscc": lead["uscc"]} for person in taken["representatives"]]
    stranger = contest.user()
    held = stranger.post("/api/v1/teams", taken | {"lead": lead, "representatives": people})
    host = contest.staff({"role": "host", "division": contest.plan.divisions[SHARED]})
    return Contested(contest, stranger, held, contest.user(), wanted, host)


def test_b7_the_true_owner_is_not_barred_and_gets_the_names_when_the_claim_is_upheld(
    contest: Contest, contested: Contested
) -> None:
    """B1, B7, B10: register with the reason, submit meanwhile; the host upholds: the stranger is disqualified, the names move."""
    assert refused(lambda: contested.owner.post("/api/v1/teams", contested.wanted)) == (409, "B7_REGISTERED_ELSEWHERE")
    team = contested.register()
    repeated = contested.wanted | {
        "contest_reason": REASON
    }  # after an answer that was lost: the account learns of its team
    problem = contest.problem(lambda: contested.owner.post("/api/v1/teams", repeated))
    assert (problem["code"], problem["facts"]["team_id"]) == ("B5_REGISTERED_BY_YOU", team["facts"]["team_id"])
    address = f"/api/v1/teams/{team['facts']['team_id']}"
    assert team["facts"]["project_name"] == contested.wanted["project_name"]
    (claim,) = contested.claims_of(contested.owner, team)
    assert (claim["state"], claim["reason"], claim["holder_id"]) == ("open", REASON, "")
    (against,) = contested.claims_of(contested.stranger, contested.held)
    assert (against["claim_id"], against["claimant_id"], against["reason"]) == (claim["claim_id"], "", "")
    answered = contested.stranger.post(
        f"/api/v1/teams/{contested.held_id}/name-claims/{claim['claim_id']}/answer", {"text": "已获授权。"}
    )
    assert answered["answer"] == "已获授权。"
    receipt = contest.submit(contested.owner, team)
    contest.submit(contested.stranger, contested.held)
    shown = contested.host.get(f"/api/v1/name-claims/{claim['claim_id']}")
    assert (shown["reason"], shown["answer"]) == (REASON, "已获授权。")
    assert shown["organisations"] == [contested.wanted["lead"]]
    assert {piece["owner_uscc"] for piece in shown["evidence"]} == {contested.wanted["lead"]["uscc"]}
    assert {file["team_id"] for file in shown["files"]} == {contested.held_id, team["facts"]["team_id"]}
    assert [file["evidence"] for file in shown["files"]] == shown["evidence"]
    for user, own in ((contested.stranger, contested.held_id), (contested.owner, team["facts"]["team_id"])):
        findings = user.get(f"/api/v1/teams/{own}")["findings"]
        assert [finding["code"] for finding in findings] == ["B7_NAME_CONTESTED"]
    case = f"/api/v1/cases/{team['facts']['team_id']}"
    division = contest.plan.divisions[SHARED]
    contest.until(
        lambda: (
            team["facts"]["team_id"]
            in [
                opened["team"]["team_id"]
                for opened in contested.host.every("/api/v1/cases", "cases", division_code=division)
            ]
        ),
        "the case is opened",
    )
    contest.until(lambda: "B7_NAME_CONTESTED" in str(contested.host.get(case)["findings"]), "review hears of the claim")
    assert contested.decide(team, upheld=True)["state"] == "upheld"
    contest.until(
        lambda: contested.stranger.get(f"/api/v1/teams/{contested.held_id}")["state"] == "disqualified",
        "the stranger's team is out",
    )
    contest.until(
        lambda: [
            notice
            for notice in contest.public().every("/api/v1/notices", "notices", kind="disqualification")
            if notice["subject_id"] == contested.held_id
        ],
        "the disqualification is published",
    )
    lost = contested.stranger.get(f"/api/v1/teams/{contested.held_id}")
    assert lost["disqualification_code"] == "B7_CLAIM_UPHELD"
    assert "已核实单位授权书。" in lost["disqualification_reason"]
    contest.until(
        lambda: [finding["lifted"] for finding in contested.owner.get(address)["findings"]] == [True],
        "the owner's team holds the names",
    )
    assert contested.owner.get(address)["receipts"] == [receipt]
    contest.until(
        lambda: "B7_NAME_CONTESTED" not in str(contested.host.get(case)["findings"]), "review hears of the decision"
    )
    again = contest.body(lead=contested.wanted["lead"], project_name=contested.wanted["project_name"])
    again["representatives"] = [
        person | {"organisation_uscc": again["lead"]["uscc"]} for person in again["representatives"]
    ]
    third = contest.user()
    assert refused(lambda: third.post("/api/v1/teams", again)) == (409, "B7_REGISTERED_ELSEWHERE")
    uscc = contested.wanted["lead"]["uscc"]
    contest.until(
        lambda: contest.secretariat.get(f"/api/v1/organisations/{uscc}")["organisation"]["name"] != "",
        "the organisation's name is confirmed",
    )
    organisation = contest.secretariat.get(f"/api/v1/organisations/{uscc}")
    assert organisation["organisation"]["name"] == contested.wanted["lead"]["name"]


def test_b7_a_claim_that_is_dismissed_ends_the_claimants_registration(contest: Contest, contested: Contested) -> None:
    """B7: the team that holds the names keeps them; the claimant's team is out with the reason, and its people are free."""
    team = contested.register()
    address = f"/api/v1/teams/{team['facts']['team_id']}"
    assert contested.decide(team, upheld=False)["state"] == "dismissed"
    contest.until(lambda: contested.owner.get(address)["state"] == "withdrawn", "the claimant's team is out")
    shown = contested.owner.get(address)
    assert (shown["disqualification_code"], shown["own"]) == ("B7_CLAIM_DISMISSED", True)
    assert contested.stranger.get(f"/api/v1/teams/{contested.held_id}")["state"] == "registered"
    other = contested.wanted | {
        "project_name": f"另一数据项目{contest.index()}",
        "team_name": f"另一队{contest.index()}",
    }
    assert contested.owner.post("/api/v1/teams", other)["state"] == "registered"
    (claim,) = contested.claims_of(contested.owner, team)
    decided = lambda: contested.host.post(  # noqa: E731 - a short call
        f"/api/v1/name-claims/{claim['claim_id']}/decision", {"upheld": True, "reason": "改判。"}
    )
    assert refused(decided) == (409, "B7_CLAIM_DECIDED")


def test_b7_nobody_decides_on_a_claim_of_the_own_organisation(contest: Contest, contested: Contested) -> None:
    """B7: B7_OWN_ORGANISATION for host and secretariat, by the organisations of either team; another account decides."""
    partner = contest.plan.synthetic.organisation(contest.index(), "university")
    named = {"uscc": partner.uscc, "name": partner.name, "kind": "university"}
    contested.stranger.post(f"/api/v1/teams/{contested.held_id}/co-organisations", named)
    team = contested.register()
    (claim,) = contested.claims_of(contested.owner, team)
    address = f"/api/v1/name-claims/{claim['claim_id']}/decision"
    host = {"role": "host", "division": contest.plan.divisions[SHARED]}
    # of the organisation whose names they are, and of one that the holder alone names
    claimed = contest.staff(host, organisation_uscc=contested.wanted["lead"]["uscc"])
    beside = contest.national("secretariat", partner.uscc)
    for own in (claimed, beside):
        wordless = {"upheld": False, "reason": " "}  # refused anyway, until registration has heard of the account
        contest.until(
            lambda: refused(lambda: own.post(address, wordless)) == (409, "B7_OWN_ORGANISATION"),  # noqa: B023 - called at once
            "its account is of the organisation",
        )
        decision = {"upheld": True, "reason": "已核实。"}
        assert refused(lambda: own.post(address, decision)) == (409, "B7_OWN_ORGANISATION")  # noqa: B023 - called at once
    assert contested.decide(team, upheld=True)["state"] == "upheld"


def test_b7_a_claim_lapses_when_the_other_team_leaves(contest: Contest, contested: Contested) -> None:
    """B7, C12: the names are free then, and the claimant holds them without a decision."""
    team = contested.register()
    contested.stranger.post(f"/api/v1/teams/{contested.held_id}/withdrawal")
    contest.until(lambda: contested.claims_of(contested.owner, team)[0]["state"] == "lapsed", "the claim lapses")
    back = lambda: contested.stranger.post(f"/api/v1/teams/{contested.held_id}/revival")  # noqa: E731 - a short call
    contest.until(
        lambda: contested.owner.get(f"/api/v1/teams/{team['facts']['team_id']}")["findings"][0]["lifted"],
        "the claimant holds the names",
    )
    assert refused(back) == (409, "B7_REGISTERED_ELSEWHERE")


def test_b7_k1_only_who_decides_sees_a_claim_whole(contest: Contest, contested: Contested) -> None:
    """B7, K1: refuse other hosts, strangers and parties; refuse a decision without words; names of own teams are no claim."""
    team = contested.register()
    (claim,) = contested.claims_of(contested.owner, team)
    address = f"/api/v1/name-claims/{claim['claim_id']}"
    elsewhere = contest.staff({"role": "host", "division": contest.plan.divisions[SHARED - 1]})
    decision = {"upheld": True, "reason": "理由"}
    assert refused(lambda: elsewhere.get(address)) == (404, "NOT_FOUND")
    assert refused(lambda: elsewhere.post(f"{address}/decision", decision)) == (404, "NOT_FOUND")
    for user in (contested.owner, contested.stranger, contest.user()):  # participants decide on no claim at all
        assert refused(lambda user=user: user.get(address)) == (403, "K1_FORBIDDEN")
        assert refused(lambda user=user: user.post(f"{address}/decision", decision)) == (403, "K1_FORBIDDEN")
    assert contest.secretariat.get(address)["claim_id"] == claim["claim_id"]
    division = contest.plan.divisions[SHARED]
    listed = contested.host.every("/api/v1/name-claims", "claims", division_code=division)
    assert claim["claim_id"] in [item["claim_id"] for item in listed]
    assert refused(lambda: elsewhere.get("/api/v1/name-claims", division_code=division)) == (403, "K1_FORBIDDEN")
    # without a division they would be those of all divisions
    assert refused(lambda: elsewhere.get("/api/v1/name-claims")) == (403, "K1_FORBIDDEN")
    assert claim["claim_id"] in [
        item["claim_id"] for item in contest.secretariat.every("/api/v1/name-claims", "claims")
    ]
    for user in (contest.secretariat, contested.host, contest.user()):  # a team's own list is for its own accounts
        listing = f"/api/v1/teams/{contested.held_id}/name-claims"
        assert refused(lambda user=user, listing=listing: user.get(listing)) == (404, "NOT_FOUND")
    altered = {"upheld": True, "reason": "按2024年“数据要素x”大赛通知核实。"}
    assert refused(lambda: contested.host.post(f"{address}/decision", altered)) == (422, "J1_NAME_ALTERED")
    empty = {"upheld": True, "reason": " "}
    assert refused(lambda: contested.host.post(f"{address}/decision", empty)) == (422, "B7_CLAIM_WORDS")
    own = contested.wanted | {"contest_reason": REASON, "representatives": contest.body()["representatives"]}
    own["representatives"] = [person | {"organisation_uscc": own["lead"]["uscc"]} for person in own["representatives"]]
    assert refused(lambda: contested.stranger.post("/api/v1/teams", own)) == (409, "B7_REGISTERED_BY_YOU")


def test_b7_a_co_organisation_contests_a_name_when_it_consents(contest: Contest) -> None:
    """B2, B7: who is named beside a lead is no more barred by a stranger than a lead is; without the reason it is refused."""
    university = contest.plan.synthetic.organisation(contest.index(), "university")
    partner = {"uscc": university.uscc, "name": university.name, "kind": "university"}
    lead, account = contest.user(), contest.user()
    team = contest.register(lead, co_organisations=[partner])
    team_id = team["facts"]["team_id"]
    taken = contest.body(lead=partner, project_name=team["facts"]["project_name"])
    taken["representatives"] = [person | {"organisation_uscc": partner["uscc"]} for person in taken["representatives"]]
    stranger = contest.user()
    held_id = stranger.post("/api/v1/teams", taken)["facts"]["team_id"]
    (line,) = lead.get(f"/api/v1/teams/{team_id}/co-organisations")["co_organisations"]
    consent = invitation(team_id, line) | {"consent": True}
    answers = "/api/v1/invitation-answers"
    assert refused(lambda: account.post(answers, consent)) == (409, "B7_REGISTERED_ELSEWHERE")
    assert account.post(answers, consent | {"contest_reason": REASON})["state"] == "given"
    claims = f"/api/v1/teams/{team_id}/name-claims"
    contest.until(lambda: account.get(claims)["claims"] != [], "the claim is filed")
    (claim,) = account.get(claims)["claims"]
    assert (claim["state"], claim["reason"], claim["organisations"]) == ("open", REASON, [partner])
    host = contest.staff({"role": "host", "division": contest.plan.divisions[SHARED]})
    host.post(f"/api/v1/name-claims/{claim['claim_id']}/decision", {"upheld": True, "reason": "已核实单位授权书。"})
    contest.until(
        lambda: stranger.get(f"/api/v1/teams/{held_id}")["state"] == "disqualified", "the stranger's team is out"
    )
    contest.until(
        lambda: [finding["lifted"] for finding in lead.get(f"/api/v1/teams/{team_id}")["findings"]] == [True],
        "the team holds the name for the organisation",
    )
