"""D2, E1, E2: who may be appointed, by the accounts' own roles and organisations; and what follows when these change."""

from __future__ import annotations

from typing import Any

import pytest

from cli.demo.client import User
from tests.e2e.registration.running import Contest, refused


class Division:
    """A division of its own, open, with its host."""

    def __init__(self, contest: Contest) -> None:
        self.contest = contest
        self.place = contest.own_place()
        self.code, self.host = contest.open(self.place)

    def reviewer(self, organisation_uscc: str = "") -> User:
        """Make a reviewer of the division, of an office of its own unless an organisation is named."""
        role = {"role": "reviewer", "division": self.code}
        return self.contest.staff(role, organisation_uscc=organisation_uscc or self.contest.office())

    def expert(self, division: str) -> User:
        """Make an expert of a division, or nation-wide for an empty code."""
        return self.contest.staff({"role": "expert", "division": division}, organisation_uscc=self.contest.office())

    def refusal(self, path: str, owner: User, **lists: Any) -> tuple[int, str, list[str]]:
        """Return status, code and the fields at fault with which an appointment is refused."""
        problem = self.contest.problem(lambda: owner.put(path, lists))
        return problem["status"], problem["code"], [fault["field"] for fault in problem["faults"]]


@pytest.fixture(scope="module")
def division(nation: Contest) -> Division:
    """Open a division that the tests of this file share."""
    return Division(nation)


def ids(*users: User) -> list[dict[str, str]]:
    """Return the accounts as an appointment names them."""
    return [{"account_id": user.account_id} for user in users]


def test_d2_k1_a_reviewer_is_an_active_account_with_the_role_there(contest: Contest, division: Division) -> None:
    """D2, K1: D2_NO_SUCH_REVIEWER names who is none by place; a reviewer of the division is accepted, without an organisation."""
    desk = f"/api/v1/divisions/{division.code}/reviewers"
    reviewer, other = division.reviewer(), division.reviewer()
    expert = division.expert(division.code)
    contest.appoint_reviewers(division.host, division.code, reviewer, other)
    named = [*ids(reviewer, expert, contest.user()), {"account_id": "0" * 32}]
    places = [f"reviewers[{place}].account_id" for place in (1, 2, 3)]
    assert division.refusal(desk, division.host, reviewers=named) == (422, "D2_NO_SUCH_REVIEWER", places)
    own = reviewer.get("/api/v1/accounts/me")["organisation_uscc"]
    wrong = [ids(reviewer)[0] | {"organisation_uscc": contest.office()}]
    differs = (422, "D2_ORGANISATION_DIFFERS", ["reviewers[0].organisation_uscc"])
    assert division.refusal(desk, division.host, reviewers=wrong) == differs
    right = [ids(reviewer)[0] | {"organisation_uscc": own}]
    assert [each["organisation_uscc"] for each in division.host.put(desk, {"reviewers": right})["reviewers"]] == [own]


def test_d2_e1_what_was_seen_is_changed_and_nobody_else(contest: Contest, division: Division) -> None:
    """D2, E1: who came meanwhile stays, who left meanwhile does not come back; without `seen` all are replaced."""
    desk, panel = f"/api/v1/divisions/{division.code}/reviewers", f"/api/v1/panels/division-{division.code}/experts"
    reviewers, experts = ([make() for _ in range(4)] for make in (division.reviewer, lambda: division.expert("")))
    contest.appoint_reviewers(division.host, division.code, *reviewers)
    contest.appoint_experts(division.host, f"division-{division.code}", *experts)
    for path, named, (first, second, third, fourth) in ((desk, "reviewers", reviewers), (panel, "experts", experts)):
        seen = {"account_ids": [first.account_id, second.account_id]}
        # meanwhile the second left and the third came
        division.host.put(path, {named: ids(first, third)})
        kept = division.host.put(path, {named: ids(first, second, fourth), "seen": seen})[named]
        assert {each["account_id"] for each in kept} == {each.account_id for each in (first, third, fourth)}
        alone = division.host.put(path, {named: ids(second)})[named]
        assert [each["account_id"] for each in alone] == [second.account_id]


def test_d2_k1_cases_go_to_others_when_an_account_is_disabled_or_moves(contest: Contest, division: Division) -> None:
    """D2, K1: the case of a disabled reviewer, and of one who moved to the team's organisation, goes to another."""
    first, second = division.reviewer(), division.reviewer()
    contest.appoint_reviewers(division.host, division.code, first)
    user = contest.user()
    team = contest.register(user, division.place)
    contest.submit(user, team)
    case = f"/api/v1/cases/{team['facts']['team_id']}"

    def reviewed_by(reviewer: User) -> None:
        def assigned() -> bool:
            listed = division.host.every("/api/v1/cases", "cases", division_code=division.code, state="assigned")
            return (team["facts"]["team_id"], reviewer.account_id) in [
                (each["case_id"], each["reviewer_id"]) for each in listed
            ]

        contest.until(assigned, "the case is with the other reviewer")

    reviewed_by(first)
    contest.appoint_reviewers(division.host, division.code, first, second)
    account = f"/api/v1/accounts/{first.account_id}"
    division.host.post(f"{account}/disabling", {"reason": "离职"})
    reviewed_by(second)
    division.host.post(f"{account}/enabling", {"reason": "返岗"})

    def active() -> bool:
        desk = division.host.get(f"/api/v1/divisions/{division.code}/reviewers")["reviewers"]
        return not any(each["inactive"] for each in desk)

    contest.until(active, "the first reviewer is back")
    moved = {
        "roles": [{"role": "reviewer", "division": division.code}],
        "reason": "调动",
        "organisation_uscc": team["facts"]["lead"]["uscc"],
    }
    division.host.put(f"/api/v1/accounts/{second.account_id}/roles", moved)
    reviewed_by(first)
    back = {"reviewer_id": second.account_id}
    assert refused(lambda: division.host.post(f"{case}/reassignment", back)) == (409, "D2_OWN_ORGANISATION")


def test_d2_no_host_acts_in_the_case_of_a_team_of_its_own_organisation(contest: Contest, division: Division) -> None:
    """D2: D2_OWN_ORGANISATION by the organisation of the host's account; another host is accepted."""
    user = contest.user()
    team = contest.register(user, division.place)
    contest.submit(user, team)
    lead = team["facts"]["lead"]["uscc"]
    own = contest.staff({"role": "host", "division": division.code}, organisation_uscc=lead)
    reviewer = division.reviewer()
    contest.appoint_reviewers(division.host, division.code, reviewer)
    case = f"/api/v1/cases/{team['facts']['team_id']}"

    def assigned() -> bool:
        listed = division.host.every("/api/v1/cases", "cases", division_code=division.code, state="assigned")
        return team["facts"]["team_id"] in [each["case_id"] for each in listed]

    contest.until(assigned, "the case has a reviewer")
    again = {"reviewer_id": reviewer.account_id}
    # its account is known there before a reviewer's who was made later
    assert refused(lambda: own.post(f"{case}/reassignment", again)) == (409, "D2_OWN_ORGANISATION")
    assert division.host.post(f"{case}/reassignment", again)["reviewer_id"] == reviewer.account_id


def test_e1_k1_an_expert_is_an_active_account_with_the_role_for_the_panel(contest: Contest, division: Division) -> None:
    """E1, K1: E1_NO_SUCH_EXPERT by place; in a division its own and nation-wide ones, in the final nation-wide ones only."""
    panel, final = (f"/api/v1/panels/{name}/experts" for name in (f"division-{division.code}", "final"))
    own, national = division.expert(division.code), division.expert("")
    elsewhere = division.expert(contest.plan.divisions[-1])
    contest.appoint_experts(division.host, f"division-{division.code}", own, national)
    named = ids(own, elsewhere, division.reviewer())
    places = [f"experts[{place}].account_id" for place in (1, 2)]
    assert division.refusal(panel, division.host, experts=named) == (422, "E1_NO_SUCH_EXPERT", places)
    only = (422, "E1_NO_SUCH_EXPERT", ["experts[0].account_id"])
    assert division.refusal(final, contest.secretariat, experts=ids(own)) == only
    wrong = [ids(own)[0] | {"organisation_uscc": contest.office()}]
    differs = (422, "E1_ORGANISATION_DIFFERS", ["experts[0].organisation_uscc"])
    assert division.refusal(panel, division.host, experts=wrong) == differs
    unknown = [ids(own)[0] | {"tracks": [contest.plan.edition.tracks[0].code, "no-such-track"]}]
    assert division.refusal(panel, division.host, experts=unknown) == (
        422,
        "E1_TRACK_UNKNOWN",
        ["experts[0].tracks[1]"],
    )
    division.host.post(f"/api/v1/accounts/{own.account_id}/disabling", {"reason": "离职"})

    def inactive() -> list[str]:
        listed = division.host.get(f"/api/v1/panels/division-{division.code}")["experts"]
        return [each["account_id"] for each in listed if each["inactive"]]

    contest.until(lambda: inactive() == [own.account_id], "the panel knows")
