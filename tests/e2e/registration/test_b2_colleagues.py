"""B2, K1: colleagues of an organisation work on its project, each with an account of their own."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from uuid import uuid4

from dasai_client import Refused

from cli.demo.client import User, invitation
from tests.e2e.registration.running import Contest, refused

ANSWERS = "/api/v1/colleague-answers"


def address_of(team: dict[str, Any]) -> str:
    """Return the address of the team."""
    return f"/api/v1/teams/{team['facts']['team_id']}"


def invited(user: User, team: dict[str, Any]) -> dict[str, str]:
    """Renew the team's invitation and return what a colleague answers it with."""
    renewed = user.post(f"{address_of(team)}/colleague-invitations")
    return {"team_id": team["facts"]["team_id"], "code": renewed["code"]}


def test_b2_c4_two_colleagues_write_at_the_same_time_and_see_each_others_change(contest: Contest) -> None:
    """B2, C4: keep both changes of one revision and say who wrote which; the colleague may submit too."""
    first, second = contest.user(), contest.user()
    team = contest.register(first)
    address = address_of(team)
    assert refused(lambda: second.get(address))[0] == 404
    joined = second.post(ANSWERS, invited(first, team))
    assert joined["facts"]["account_ids"] == [first.account_id, second.account_id]
    ready = contest.attach(first, contest.write(first, team))
    texts = {section["id"]: section["text"] for section in ready["draft"]}
    (first_section, second_section), read = sorted(texts)[:2], ready["draft_revision"]

    def save(user: User, section: str) -> Any:
        body = {"draft_revision": read, "sections": [{"id": section, "text": texts[section] + "补充。"}]}
        return user.put(f"{address}/declaration", body)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(save, (first, second), (first_section, second_section)))
    for user in (first, second):
        draft = user.get(f"{address}/declaration")
        seen = {section["id"]: (section["text"], section["written_by"]) for section in draft["sections"]}
        assert seen[first_section] == (texts[first_section] + "补充。", "成员1")
        assert seen[second_section] == (texts[second_section] + "补充。", "成员2")
    receipt = second.post(f"{address}/submissions", {"draft_revision": read + 2})
    assert receipt["submission_number"] == 1


def test_k1_which_accounts_act_for_a_team_is_shown_to_the_team_alone(contest: Contest) -> None:
    """K1: the team reads them in its facts and versions; host and secretariat read neither there, in lists nor in the case."""
    user = contest.user()
    team = contest.register(user)
    contest.submit(user, team)
    address, team_id = address_of(team), team["facts"]["team_id"]
    host = contest.staff({"role": "host", "division": team["facts"]["division_code"]})
    case = f"/api/v1/cases/{team_id}"
    own = {"division_code": team["facts"]["division_code"]}
    contest.until(
        lambda: team_id in [each["case_id"] for each in host.every("/api/v1/cases", "cases", **own)], "the case"
    )

    def shown(reader: User) -> list[list[str]]:
        facts = [reader.get(address)["facts"], reader.get(f"{address}/submissions/1")["team"]]
        return [each.get("account_ids", []) for each in facts]

    assert shown(user) == [[user.account_id]] * 2
    for reader in (host, contest.secretariat):
        assert shown(reader) == [[]] * 2
        assert reader.get(case)["team"].get("account_ids", []) == []
    listed = [
        each["facts"] for each in host.every("/api/v1/teams", "teams", **own) if each["facts"]["team_id"] == team_id
    ]
    assert [each.get("account_ids", []) for each in listed] == [[]]


def test_b2_k1_a_removed_account_reads_and_writes_nothing_and_the_last_account_stays(contest: Contest) -> None:
    """B2, K1: refuse everything to an account that a colleague removed; refuse to remove a partner's or the last account."""
    lead, second, partner = (contest.user() for _ in range(3))
    university = contest.plan.synthetic.organisation(contest.index(), "university")
    other = {"uscc": university.uscc, "name": university.name, "kind": "university"}
    team = contest.register(lead, co_organisations=[other])
    address = address_of(team)
    (line,) = lead.get(f"{address}/co-organisations")["co_organisations"]
    partner.post("/api/v1/invitation-answers", invitation(team["facts"]["team_id"], line) | {"consent": True})
    code = invited(lead, team)
    second.post(ANSWERS, code)
    assert refused(lambda: second.post(ANSWERS, code)) == (409, "B2_ACTS_ALREADY")
    listed = second.get(f"{address}/accounts")
    uscc = team["facts"]["lead"]["uscc"]
    assert [
        (account["account_id"], account["called"], account["organisation_uscc"]) for account in listed["accounts"]
    ] == [
        (lead.account_id, "成员1", uscc),
        (partner.account_id, "成员2", other["uscc"]),
        (second.account_id, "成员3", uscc),
    ]
    assert listed["invitation_code"] == code["code"]
    assert partner.get(f"{address}/accounts")["invitation_code"] == ""
    remove = lambda by, whom: by.call("DELETE", f"{address}/accounts/{whom.account_id}")  # noqa: E731 - a short call
    assert refused(lambda: remove(lead, partner)) == (404, "B2_NO_COLLEAGUE")
    assert refused(lambda: remove(partner, partner)) == (409, "B2_LAST_ACCOUNT")
    remove(second, lead)  # a colleague who joined later may remove the first account
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
    assert [team["facts"]["team_id"] for team in lead.get("/api/v1/teams")["teams"]] == []
    assert second.post(f"{address}/withdrawal")["state"] == "withdrawn"


def test_b2_k1_d3_a_later_colleague_reads_the_case_and_a_removed_account_does_not(contest: Contest) -> None:
    """B2, D3, K1: tell review of joining and leaving, so that it shows the case to colleagues only."""
    first, second = contest.user(), contest.user()
    team = contest.register(first)
    contest.submit(first, team)
    case = f"/api/v1/cases/{team['facts']['team_id']}"
    second.post(ANSWERS, invited(first, team))

    def reads(user: User) -> bool:
        try:
            return bool(user.get(case)["case_id"])
        except Refused:
            return False

    contest.until(lambda: reads(second), "the colleague reads the case")
    assert reads(first)
    second.call("DELETE", f"{address_of(team)}/accounts/{first.account_id}")
    contest.until(lambda: not reads(first), "the removed account does not read it any more")
    assert reads(second)
    assert refused(lambda: first.get(case))[0] == 404
    assert refused(lambda: first.post(f"{case}/appeal", {"reason": "离开之后"}))[0] == 404


def test_b2_k1_a_stranger_learns_nothing_from_a_wrong_replaced_or_ended_code(contest: Contest) -> None:
    """K1: refuse an unknown team, and a wrong, a replaced and an ended code, with the same words."""
    user, stranger = contest.user(), contest.user()
    team = contest.register(user)
    old = invited(user, team)
    new = invited(user, team)
    tries = [old, new | {"code": "0000-0000-0000"}, new | {"code": "?"}, new | {"team_id": "nobody's"}]
    problems = [contest.problem(lambda wrong=wrong: stranger.post(ANSWERS, wrong)) for wrong in tries]
    user.call("DELETE", f"{address_of(team)}/colleague-invitations")
    problems.append(contest.problem(lambda: stranger.post(ANSWERS, new)))
    answers = {str({name: value for name, value in problem.items() if name != "instance"}) for problem in problems}
    assert len(answers) == 1
    assert problems[0]["code"] == "B2_COLLEAGUE_CODE_WRONG"
    assert refused(lambda: stranger.post(f"{address_of(team)}/colleague-invitations"))[0] == 404
    assert refused(lambda: stranger.get(f"{address_of(team)}/accounts"))[0] == 404
    assert stranger.post(ANSWERS, invited(user, team))["state"] == "registered"


def test_b2_a_withdrawn_team_admits_nobody_and_may_still_remove_accounts(contest: Contest) -> None:
    """B2, C12: refuse a valid code and a new invitation as the team is not active; remove an account."""
    user, second, third = (contest.user() for _ in range(3))
    team = contest.register(user)
    code = invited(user, team)
    second.post(ANSWERS, code)
    user.post(f"{address_of(team)}/withdrawal")
    assert refused(lambda: third.post(ANSWERS, code)) == (409, "TEAM_NOT_ACTIVE")
    assert refused(lambda: user.post(f"{address_of(team)}/colleague-invitations")) == (409, "TEAM_NOT_ACTIVE")
    user.call("DELETE", f"{address_of(team)}/accounts/{second.account_id}")
    assert refused(lambda: second.get(address_of(team)))[0] == 404


def test_b2_twenty_colleagues_with_one_code_at_once_stay_within_the_limit(contest: Contest) -> None:
    """B2: admit exactly as many as the edition says and refuse the others; admit one more once an account is removed."""
    owner = contest.user()
    team = contest.register(owner)
    limit = contest.plan.edition.teams.accounts_per_organisation
    code = invited(owner, team)
    crowd = [contest.user() for _ in range(20)]

    def answer(user: User) -> str:
        try:
            return str(user.post(ANSWERS, code)["state"])
        except Refused as problem:
            return problem.code

    with ThreadPoolExecutor(20) as pool:
        outcomes = list(pool.map(answer, crowd))
    assert Counter(outcomes) == {"registered": limit - 1, "B2_TOO_MANY_ACCOUNTS": 21 - limit}
    inside = crowd[outcomes.index("registered")]
    owner.call("DELETE", f"{address_of(team)}/accounts/{inside.account_id}")
    late = crowd[outcomes.index("B2_TOO_MANY_ACCOUNTS")]
    assert late.post(ANSWERS, invited(owner, team))["state"] == "registered"
    assert len(late.get(f"{address_of(team)}/accounts")["accounts"]) == limit


def test_k1_an_organisations_side_is_passed_on_after_a_recorded_check_and_notice(contest: Contest) -> None:
    """K1: by the host, for an organisation of the team, once the former account had its notice and did not object.

    K1_OWN_ORGANISATION for a host whose own organisation is in the team; another host is accepted. K4: no number is in the
    reason.
    """
    former, new, stranger = (contest.user() for _ in range(3))
    team = contest.register(former)
    address, uscc = address_of(team), team["facts"]["lead"]["uscc"]
    host = contest.staff({"role": "host", "division": team["facts"]["division_code"]})
    elsewhere = contest.staff({"role": "host", "division": contest.plan.divisions[-1]})
    body = {"organisation_uscc": uscc, "reason": "原经办人已离职，单位来函更换，已核实。", "notice_hours": 24}
    assert refused(lambda: elsewhere.post(f"{address}/passings-on", body)) == (404, "NOT_FOUND")
    for participant in (stranger, former):  # who passes no team on is told nothing of any, that there is none neither
        for place in (f"{address}/passings-on", f"/api/v1/teams/{uuid4()}/passings-on"):
            assert refused(lambda who=participant, place=place: who.post(place, body)) == (403, "K1_FORBIDDEN")
    other = body | {"organisation_uscc": contest.office()}
    assert refused(lambda: host.post(f"{address}/passings-on", other)) == (422, "K1_PASSING_ON_NOT_OF_TEAM")
    hasty = body | {"notice_hours": 1}
    assert refused(lambda: host.post(f"{address}/passings-on", hasty)) == (422, "K1_PASSING_ON_NOTICE")
    numbered = body | {"reason": "已核对身份证110199199001010010，单位来函更换。"}  # would be stored in clear (K4)
    assert refused(lambda: host.post(f"{address}/passings-on", numbered)) == (422, "K4_IDENTITY_NUMBER")
    assert refused(lambda: former.post(f"{address}/passings-on/objection")) == (404, "K1_PASSING_ON_NONE")
    own = contest.staff({"role": "host", "division": team["facts"]["division_code"]}, organisation_uscc=uscc)
    barred = (409, "K1_OWN_ORGANISATION")  # once registration has heard of the account
    contest.until(lambda: refused(lambda: own.post(f"{address}/passings-on", hasty)) == barred, "it is of the team")
    assert refused(lambda: own.post(f"{address}/passings-on", body)) == barred

    # the former account objects
    objected = host.post(f"{address}/passings-on", body)
    shown = former.get(f"{address}/passings-on")["passings_on"]
    assert [(each["state"], each["reason"], each["code"]) for each in shown] == [("open", body["reason"], "")]
    assert former.post(f"{address}/passings-on/objection")["state"] == "objected"
    key = {"team_id": team["facts"]["team_id"], "code": objected["code"]}
    assert refused(lambda: new.post("/api/v1/take-overs", key)) == (409, "K1_TAKE_OVER_CODE_WRONG")

    # nobody does
    key |= {"code": host.post(f"{address}/passings-on", body)["code"]}
    assert refused(lambda: new.post("/api/v1/take-overs", key)) == (409, "K1_PASSING_ON_EARLY")
    contest.clock.move_to(contest.clock.now() + timedelta(hours=24, minutes=1))
    assert refused(lambda: former.post("/api/v1/take-overs", key)) == (409, "B2_ACTS_ALREADY")
    taken = new.post("/api/v1/take-overs", key)
    assert taken["facts"]["account_ids"] == [new.account_id]
    assert refused(lambda: former.get(address))[0] == 404
    assert refused(lambda: stranger.post("/api/v1/take-overs", key)) == (409, "K1_TAKE_OVER_CODE_WRONG")
    states = [each["state"] for each in host.get(f"{address}/passings-on")["passings_on"]]
    assert states == ["objected", "done"]
