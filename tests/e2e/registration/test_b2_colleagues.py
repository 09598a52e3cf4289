"""B2, K1: colleagues of one organisation work on its project, each by an account of its own."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from cli.demo.client import RefusedError, User, invitation
from tests.e2e.registration.running import Contest, refused

ANSWERS = "/api/v1/colleague-answers"


def address_of(team: dict[str, Any]) -> str:
    """Where the team is."""
    return f"/api/v1/teams/{team['facts']['team_id']}"


def invited(user: User, team: dict[str, Any]) -> dict[str, str]:
    """What the account hands to its colleagues."""
    made = user.post(f"{address_of(team)}/colleague-invitations")
    return {"team_id": team["facts"]["team_id"], "code": made["code"]}


def test_b2_c4_two_colleagues_write_at_the_same_time_and_see_each_others_change(contest: Contest) -> None:
    """B2, C4: both read the draft, both save; neither loses, each sees who wrote what; the colleague submits as well."""
    first, second = contest.user(), contest.user()
    team = contest.register(first)
    address = address_of(team)
    assert refused(lambda: second.get(address))[0] == 404
    joined = second.post(ANSWERS, invited(first, team))
    assert joined["facts"]["account_ids"] == [first.account_id, second.account_id]
    ready = contest.attach(first, contest.write(first, team))
    texts = {one["id"]: one["text"] for one in ready["draft"]}
    (one, other), read = sorted(texts)[:2], ready["draft_revision"]

    def save(user: User, section: str) -> Any:
        body = {"draft_revision": read, "sections": [{"id": section, "text": texts[section] + "补充。"}]}
        return user.put(f"{address}/declaration", body)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(save, (first, second), (one, other)))
    for user in (first, second):
        draft = user.get(f"{address}/declaration")
        seen = {section["id"]: (section["text"], section["written_by"]) for section in draft["sections"]}
        assert seen[one] == (texts[one] + "补充。", "成员1")
        assert seen[other] == (texts[other] + "补充。", "成员2")
    receipt = second.post(f"{address}/submissions", {"draft_revision": read + 2})
    assert receipt["submission_number"] == 1


def test_b2_k1_who_leaves_reads_and_writes_nothing_and_the_last_account_stays(contest: Contest) -> None:
    """B2, K1: removed by a colleague; its old code is void; a partner's account is none of the lead's to remove."""
    lead, second, partner = (contest.user() for _ in range(3))
    found = contest.plan.synthetic.organisation(contest.index(), "university")
    other = {"uscc": found.uscc, "name": found.name, "kind": "university"}
    team = contest.register(lead, co_organisations=[other])
    address = address_of(team)
    (line,) = lead.get(f"{address}/co-organisations")["co_organisations"]
    partner.post("/api/v1/invitation-answers", invitation(team["facts"]["team_id"], line) | {"consent": True})
    code = invited(lead, team)
    second.post(ANSWERS, code)
    assert refused(lambda: second.post(ANSWERS, code)) == (409, "B2_ACTS_ALREADY")
    shown = second.get(f"{address}/accounts")
    uscc = team["facts"]["lead"]["uscc"]
    assert [(one["account_id"], one["called"], one["organisation_uscc"]) for one in shown["accounts"]] == [
        (lead.account_id, "成员1", uscc),
        (partner.account_id, "成员2", other["uscc"]),
        (second.account_id, "成员3", uscc),
    ]
    assert (shown["invitation_code"], partner.get(f"{address}/accounts")["invitation_code"]) == (code["code"], "")
    remove = lambda by, whom: by.call("DELETE", f"{address}/accounts/{whom.account_id}")  # noqa: E731 as short as it is
    assert refused(lambda: remove(lead, partner)) == (404, "B2_NO_COLLEAGUE")
    assert refused(lambda: remove(partner, partner)) == (409, "B2_LAST_ACCOUNT")
    remove(second, lead)  # whoever came later as well
    assert refused(lambda: remove(second, second)) == (409, "B2_LAST_ACCOUNT")
    body = {"draft_revision": 0, "sections": [{"id": "overview.background", "text": "离开之后"}]}
    for call in (
        lambda: lead.get(address),
        lambda: lead.get(f"{address}/declaration"),
        lambda: lead.get(f"{address}/accounts"),
        lambda: lead.put(f"{address}/declaration", body),
        lambda: lead.post(f"{address}/colleague-invitations"),
        lambda: remove(lead, second),
        lambda: lead.post(ANSWERS, code),
    ):
        assert refused(call)[0] in (403, 404, 409)
    assert [one["facts"]["team_id"] for one in lead.get("/api/v1/teams")["teams"]] == []
    assert second.post(f"{address}/withdrawal")["state"] == "withdrawn"


def test_b2_k1_d3_whoever_comes_or_goes_after_the_submission_reads_the_case_or_no_more(contest: Contest) -> None:
    """B2, D3, K1: review is told; a colleague reads what it says of the team, and who left does not."""
    first, second = contest.user(), contest.user()
    team = contest.register(first)
    contest.submit(first, team)
    case = f"/api/v1/cases/{team['facts']['team_id']}"
    second.post(ANSWERS, invited(first, team))

    def reads(user: User) -> bool:
        try:
            return bool(user.get(case)["case_id"])
        except RefusedError:
            return False

    contest.until(lambda: reads(second), "the colleague reads the case")
    assert reads(first)
    second.call("DELETE", f"{address_of(team)}/accounts/{first.account_id}")
    contest.until(lambda: not reads(first), "who left reads it no more")
    assert reads(second)
    assert refused(lambda: first.get(case))[0] == 404
    assert refused(lambda: first.post(f"{case}/appeal", {"reason": "离开之后"}))[0] == 403


def test_b2_k1_a_stranger_learns_nothing_from_a_wrong_an_old_or_an_ended_code(contest: Contest) -> None:
    """K1: a team that is not, a code that is not, one renewed and one ended are refused by the same words."""
    user, stranger = contest.user(), contest.user()
    team = contest.register(user)
    old = invited(user, team)
    new = invited(user, team)
    tries = [old, new | {"code": "0000-0000-0000"}, new | {"code": "?"}, new | {"team_id": "nobody's"}]
    problems = [contest.problem(lambda wrong=wrong: stranger.post(ANSWERS, wrong)) for wrong in tries]
    user.call("DELETE", f"{address_of(team)}/colleague-invitations")
    problems.append(contest.problem(lambda: stranger.post(ANSWERS, new)))
    said = {str({name: value for name, value in one.items() if name != "instance"}) for one in problems}
    assert (len(said), problems[0]["code"]) == (1, "B2_COLLEAGUE_CODE_WRONG")
    assert refused(lambda: stranger.post(f"{address_of(team)}/colleague-invitations"))[0] == 403
    assert refused(lambda: stranger.get(f"{address_of(team)}/accounts"))[0] == 404
    assert stranger.post(ANSWERS, invited(user, team))["state"] == "registered"


def test_b2_a_team_that_withdrew_lets_nobody_in_and_lets_go(contest: Contest) -> None:
    """B2, C12: a good code is told why; whoever is no colleague any more is removed there too."""
    user, second, third = (contest.user() for _ in range(3))
    team = contest.register(user)
    code = invited(user, team)
    second.post(ANSWERS, code)
    user.post(f"{address_of(team)}/withdrawal")
    assert refused(lambda: third.post(ANSWERS, code)) == (409, "TEAM_NOT_ACTIVE")
    assert refused(lambda: user.post(f"{address_of(team)}/colleague-invitations")) == (409, "TEAM_NOT_ACTIVE")
    user.call("DELETE", f"{address_of(team)}/accounts/{second.account_id}")
    assert refused(lambda: second.get(address_of(team)))[0] == 404


def test_b2_twenty_answers_at_once_with_one_code_respect_the_limit(contest: Contest) -> None:
    """B2: exactly as many are let in as the edition says; the others are told, and one more comes when one goes."""
    user = contest.user()
    team = contest.register(user)
    limit = contest.plan.edition.teams.accounts_per_organisation
    code = invited(user, team)
    crowd = [contest.user() for _ in range(20)]

    def answer(one: User) -> str:
        try:
            return str(one.post(ANSWERS, code)["state"])
        except RefusedError as problem:
            return problem.code

    with ThreadPoolExecutor(20) as pool:
        came = list(pool.map(answer, crowd))
    assert Counter(came) == {"registered": limit - 1, "B2_TOO_MANY_ACCOUNTS": 21 - limit}
    inside = crowd[came.index("registered")]
    user.call("DELETE", f"{address_of(team)}/accounts/{inside.account_id}")
    late = crowd[came.index("B2_TOO_MANY_ACCOUNTS")]
    assert late.post(ANSWERS, invited(user, team))["state"] == "registered"
    assert len(late.get(f"{address_of(team)}/accounts")["accounts"]) == limit
