"""K4: everyone sees what is stored, who looked at it, and closes the account; the privacy notice is agreed to again."""

from __future__ import annotations

import json
import re
from typing import Any

import httpx
import pymongo

from cli.demo.client import User
from gateway.portals.account.personal_words import KINDS, NAMES
from tests.divisions import SHARED
from tests.e2e.registration.running import PASSWORD, Contest, refused

CONSENTS, PERSONAL_DATA, CLOSING = (f"/api/v1/accounts/me/{name}" for name in ("consents", "personal-data", "closing"))
LATER = "2024-06-20T09:00:00+08:00"


def records(user: User) -> dict[str, list[dict[str, Any]]]:
    """Return what is stored of the user, by kind; every part answers, and pages have words for all of it."""
    gathered = user.get(PERSONAL_DATA)
    assert gathered["missing"] == []
    by_kind: dict[str, list[dict[str, Any]]] = {}
    for part in gathered["parts"]:
        assert part["next_page_token"] == ""
        for record in part["records"]:
            by_kind.setdefault(record["kind"], []).append(record["values"])
            assert record["kind"] in KINDS
            names = {name.removesuffix("_zh").removesuffix("_en") for name in record["values"]}
            assert names - NAMES.keys() == set()
    return by_kind


def activity(contest: Contest, host: User) -> str:
    """Publish an activity of the shared division and return its address."""
    code = contest.plan.divisions[SHARED]
    body = {
        "kind": "topic_briefing",
        "title": "合成赛题宣讲会",
        "text": "免费参加。",
        "place": "合成会议中心一层",
        "begins": LATER,
        "ends": "2024-06-20T11:00:00+08:00",
        "sign_up_closes": LATER,
        "capacity": 5,
    }
    return f"/api/v1/activities/{host.post(f'/api/v1/divisions/{code}/activities', body)['activity_id']}"


def test_k4_a_changed_notice_is_agreed_to_before_anything_else(contest: Contest) -> None:
    """K4: who has agreed to an older version reads the one in force; without agreeing, one sees one's data and may close."""
    user = contest.user()
    client: pymongo.MongoClient[Any] = pymongo.MongoClient(contest.stack.mongodb_url)
    accounts = client[contest.stack.database("accounts")]["accounts"]
    accounts.update_one({"_id": user.account_id}, {"$set": {"state.consents.0.version": "2023-1"}})
    client.close()
    login = user.get("/api/v1/accounts/me")["login"]
    session = contest.public().post("/api/v1/sessions", {"login": login, "password": PASSWORD})
    assert session["pending"] == "privacy_notice"
    user.token = session["token"]
    assert refused(lambda: user.get("/api/v1/teams")) == (403, "K4_PRIVACY_NOTICE_PENDING")
    assert user.get(PERSONAL_DATA)["account_id"] == user.account_id
    assert user.get(CLOSING)["obstacles"] == []
    assert "请阅读并同意现行告知书" in contest.page(user, "/account/privacy-notice")
    with httpx.Client(base_url=contest.stack.url, cookies={"dasai_session": user.token}) as browser:
        led = browser.get("/me")
        assert (led.status_code, led.headers["location"]) == (303, "/account/privacy-notice")
        headers = {"Origin": contest.stack.url}
        old = browser.post("/account/privacy-notice", data={"version": "2023-1"}, headers=headers)
        assert old.status_code == 422
        agreed = browser.post("/account/privacy-notice", data={"version": user.privacy_notice()}, headers=headers)
        assert (agreed.status_code, agreed.headers["location"]) == (303, "/me")
    assert "您已同意本版告知书" in contest.page(user, "/account/privacy-notice")
    assert user.get("/api/v1/teams")["teams"] == []
    body = {"kind": "privacy_notice", "version": user.privacy_notice(), "given": False}
    user.post(CONSENTS, body)
    assert refused(lambda: user.get("/api/v1/teams")) == (403, "K4_PRIVACY_NOTICE_PENDING")


def test_k4_everyone_sees_what_is_stored_as_a_page_and_as_a_file(contest: Contest) -> None:
    """K4: of all services, with other people's numbers masked; somebody else's is not in it."""
    user, host = contest.user(), contest.staff({"role": "host", "division": contest.plan.divisions[SHARED]})
    user.patch("/api/v1/accounts/me", {"name": "测试甲", "email": "stored@example.org", "password": PASSWORD})
    body = contest.body()
    team = user.post("/api/v1/teams", body)["facts"]["team_id"]
    place = activity(contest, host)
    user.post(f"{place}/sign-ups", {"name": "测试甲乙", "organisation": "合成", "contact": "own@example.org"})
    stored = records(user)
    assert [(account["name"], account["email"]) for account in stored["account"]] == [("测试甲", "stored@example.org")]
    assert stored["consent"][0]["consent"] == "privacy_notice"
    assert len(stored["session"]) == 1
    assert [(own["team_id"], own["called"]) for own in stored["team"]] == [(team, "成员1")]
    assert [person["masked_identity_number"][1:-1].strip("*") for person in stored["representative"]] == ["", ""]
    assert [(own["name"], own["contact"]) for own in stored["activity_sign_up"]] == [("测试甲乙", "own@example.org")]
    text = json.dumps(user.get(PERSONAL_DATA), ensure_ascii=False)
    assert [person["identity_number"] for person in body["representatives"] if person["identity_number"] in text] == []
    assert records(contest.user()).keys() == {"account", "account_change", "consent", "session"}
    staff = records(host)
    assert [invitation["roles"] for invitation in staff["invitation"]] == [f"host {contest.plan.divisions[SHARED]}"]

    headers = {"Authorization": f"Bearer {user.token}"}
    file = httpx.get(f"{contest.stack.url}{PERSONAL_DATA}?format=file", headers=headers)
    assert file.headers["content-disposition"].startswith('attachment; filename="dasai-personal-data-')
    assert [part["service"] for part in file.json()["parts"]] == [
        "accounts",
        "registration",
        "review",
        "scoring",
        "publicity",
    ]
    page = contest.page(user, "/account/personal-data")
    assert "stored@example.org" in page
    assert "/account/personal-data/file" in page
    for words in ("个人信息保护告知书", "参赛者", "正常"):
        assert re.search(rf"<dd[^>]*>\s*{words}", page)
    assert "+00:00" not in page  # times are Beijing's
    assert httpx.get(f"{contest.stack.url}/account/personal-data/file", headers=headers).json()["missing"] == []
    for token in ("1", "x"):
        assert refused(lambda token=token: user.get(f"{PERSONAL_DATA}/accounts", page_token=token))[1] == (
            "PAGE_TOKEN_INVALID"
        )
    assert refused(lambda: contest.public().get(PERSONAL_DATA))[1] == "K1_UNAUTHENTICATED"


def test_k4_what_one_wrote_uploaded_and_looked_at_is_stored_of_one(contest: Contest) -> None:
    """K4: sections, files and kept texts of those who wrote them and of no colleague; looks of those who looked."""
    user, host = contest.user(), contest.staff({"role": "host", "division": contest.plan.divisions[SHARED]})
    team = contest.register(user)
    team_id = team["facts"]["team_id"]
    ready = contest.attach(user, contest.write(user, team))
    stored = records(user)
    assert {own["section"] for own in stored["section"]} == {section["id"] for section in ready["draft"]}
    assert {own["team_id"] for kind in ("section", "material", "upload") for own in stored[kind]} == {team_id}
    assert "own_look" not in stored
    host.get(f"/api/v1/teams/{team_id}")
    looks = records(host)["own_look"]
    assert [(look["subject_id"], look["purpose"], look["role"]) for look in looks] == [
        (team_id, "masked_numbers", "host")
    ]


def test_k4_representatives_are_registered_with_their_consent_only(contest: Contest) -> None:
    """K4: whoever registers them states to which version of the text each consented; the statement is kept with the team."""
    user, body = contest.user(), contest.body(people=1)
    version = body.pop("identity_consent")
    for stated in ({}, {"identity_consent": "2019-1"}):
        problem = contest.problem(lambda stated=stated: user.post("/api/v1/teams", body | stated))  # type: ignore[misc]
        assert (problem["status"], problem["code"]) == (422, "K4_CONSENT_MISSING")
        assert problem["facts"] == {"version": version}
    team = user.post("/api/v1/teams", body | {"identity_consent": version})
    assert team["identity_consent"] == {"version": version, "stated_at": team["registered_at"]}
    address = f"/api/v1/teams/{team['facts']['team_id']}"
    people = [person | {"organisation_uscc": body["lead"]["uscc"]} for person in contest.body()["representatives"]]
    assert refused(lambda: user.patch(address, {"representatives": people})) == (422, "K4_CONSENT_MISSING")
    changed = user.patch(address, {"representatives": people, "identity_consent": version})
    assert len(changed["representatives"]) == 2
    assert (
        user.patch(address, {"team_name": f"{body['team_name']}新"})["identity_consent"] == changed["identity_consent"]
    )
    assert [own["identity_consent"] for own in records(user)["team"]] == [version]


def test_k4_the_holder_of_an_account_is_registered_with_the_own_consent_only(contest: Contest) -> None:
    """K4: given in the account and not withdrawn, at once; others, also of the same name, need no more than the statement."""
    user, body = contest.user(), contest.body(people=2)
    user.patch("/api/v1/accounts/me", {"name": f" {body['representatives'][1]['name']} "})

    def stated(is_holder: bool) -> list[dict[str, Any]]:
        return [body["representatives"][0], body["representatives"][1] | {"is_account_holder": is_holder}]

    def consents(given: bool) -> None:
        said = {"kind": "identity_numbers", "version": body["identity_consent"], "given": given}
        user.post(CONSENTS, said)

    problem = contest.problem(lambda: user.post("/api/v1/teams", body))
    assert (problem["status"], problem["code"]) == (422, "K4_OWN_CONSENT_MISSING")
    assert [fault["field"] for fault in problem["faults"]] == ["representatives[1]"]
    assert body["representatives"][1]["name"] not in str(problem)
    team = user.post("/api/v1/teams", body | {"representatives": stated(False)})
    address = f"/api/v1/teams/{team['facts']['team_id']}"
    people = {"representatives": stated(True), "identity_consent": body["identity_consent"]}
    assert refused(lambda: user.patch(address, people)) == (422, "K4_OWN_CONSENT_MISSING")
    consents(True)
    assert len(user.patch(address, people)["representatives"]) == 2
    consents(False)
    assert refused(lambda: user.patch(address, people)) == (422, "K4_OWN_CONSENT_MISSING")
    assert user.patch(address, {"team_name": f"{body['team_name']}新"})["facts"]["team_id"] == team["facts"]["team_id"]
    other = contest.user()
    other.patch("/api/v1/accounts/me", {"name": "查无此人"})
    assert other.post("/api/v1/teams", contest.body())["own"] is True


def test_k4_looks_are_recorded_and_shown_to_those_whose_data_it_is(contest: Contest) -> None:
    """K4: a host's look at a team's representatives once an hour, an export each; in a list no number is shown."""
    user, code = contest.user(), contest.plan.divisions[SHARED]
    host = contest.staff({"role": "host", "division": code})
    team = contest.register(user)["facts"]["team_id"]
    address = f"/api/v1/teams/{team}"
    listed = host.every("/api/v1/teams", "teams", division_code=code)
    people = [person for line in listed for person in line["representatives"]]
    assert {person["masked_identity_number"] for person in people} == {""}
    assert user.get(f"{address}/looks")["looks"] == []
    assert {host.get(address)["representatives"][0]["masked_identity_number"][0] for _ in range(3)} != {""}
    contest.secretariat.get(address)
    looks = user.get(f"{address}/looks")["looks"]
    assert [(look["kind"], look["role"], look["division_code"]) for look in looks] == [
        ("masked_numbers", "host", code),
        ("masked_numbers", "secretariat", ""),
    ]
    assert [(look["role"], look["team_id"]) for look in records(user)["identity_look"]] == [
        ("host", team),
        ("secretariat", team),
    ]
    for other in (host, contest.user()):
        assert refused(lambda asker=other: asker.get(f"{address}/looks")) == (404, "NOT_FOUND")

    place = activity(contest, host)
    assert refused(lambda: user.get(f"{place}/looks")) == (409, "A6_NOT_SIGNED_UP")
    user.post(f"{place}/sign-ups", {"name": "测试甲乙", "organisation": "合成", "contact": "own@example.org"})
    headers = {"Authorization": f"Bearer {host.token}"}
    assert httpx.get(f"{contest.stack.url}{place}/sign-ups/export", headers=headers).status_code == 200
    exported = user.get(f"{place}/looks")["looks"]
    assert [(look["kind"], look["role"], look["division_code"]) for look in exported] == [
        ("sign_ups_exported", "host", code)
    ]


def test_k4_an_account_is_closed_by_its_holder(contest: Contest) -> None:
    """K4: with its password; what says who it was is deleted, its login name is free, its identifier stays."""
    user, host = contest.user(), contest.staff({"role": "host", "division": contest.plan.divisions[SHARED]})
    user.patch("/api/v1/accounts/me", {"name": "测试甲", "email": "closing@example.org", "password": PASSWORD})
    account = user.get("/api/v1/accounts/me")
    colleague = contest.user()
    team = contest.register(user)["facts"]["team_id"]
    place = activity(contest, host)
    user.post(f"{place}/sign-ups", {"name": "测试甲乙", "organisation": "合成", "contact": "own@example.org"})
    assert [obstacle["subject"] for obstacle in user.get(CLOSING)["obstacles"]] == [team]
    problem = contest.problem(lambda: user.post(CLOSING, {"password": PASSWORD}))
    assert (problem["code"], [fault["field"] for fault in problem["faults"]]) == ("K4_CLOSING_OBSTRUCTED", [team])
    assert "请先邀请同事加入" in contest.page(user, "/account/closing")
    staff = contest.problem(lambda: host.post(CLOSING, {"password": PASSWORD}))
    assert (staff["code"], [fault["field"] for fault in staff["faults"]]) == ("K4_CLOSING_OBSTRUCTED", ["host"])

    code = user.post(f"/api/v1/teams/{team}/colleague-invitations")["code"]
    colleague.post("/api/v1/colleague-answers", {"team_id": team, "code": code})
    assert refused(lambda: user.post(CLOSING, {"password": "not the password"})) == (409, "CLOSING_PASSWORD_WRONG")
    plan = user.get(CLOSING)
    assert (plan["obstacles"], len(plan["deleted"]), len(plan["kept"])) == ([], 7, 5)
    assert [item["en"] for item in plan["kept"] if not item["reason_zh"]] == []
    user.post("/api/v1/tokens", {"name": "合成程序", "scopes": ["registration:read"], "days": 1})
    assert [kept["name"] for kept in records(user)["api_token"]] == ["合成程序"]
    closed = user.post(CLOSING, {"password": PASSWORD})
    assert closed["closed_at"]
    assert refused(lambda: user.get("/api/v1/accounts/me")) == (401, "K1_UNAUTHENTICATED")
    sign_in = {"login": account["login"], "password": PASSWORD}
    assert refused(lambda: contest.public().post("/api/v1/sessions", sign_in)) == (401, "SIGN_IN_FAILED")
    client: pymongo.MongoClient[Any] = pymongo.MongoClient(contest.stack.mongodb_url)
    database = client[contest.stack.database("accounts")]
    state = database["accounts"].find_one({"_id": account["account_id"]})["state"]
    assert state["login"] == f"closed:{account['account_id']}"
    assert [name for name in ("name", "contacts", "password", "organisation_uscc", "grants") if state.get(name)] == []
    assert database["sessions"].count_documents({"account_id": account["account_id"]}) == 0
    assert "tokens" not in database["api_tokens"].find_one({"_id": account["account_id"]})["state"]
    own = {"account_id": account["account_id"]}
    contest.until(lambda: database["messages"].count_documents(own) == 0, "the messages are deleted")
    client.close()
    again = contest.public().sign_up(account["login"], PASSWORD)
    assert again.account_id != account["account_id"]
    assert again.get("/api/v1/teams")["teams"] == []

    address = f"/api/v1/teams/{team}"
    contest.until(lambda: colleague.get(address)["facts"]["account_ids"] == [colleague.account_id], "the account goes")
    contest.until(lambda: host.get(f"{place}/sign-ups")["sign_ups"] == [], "the sign-up is erased")
    with httpx.Client(base_url=contest.stack.url, cookies={"dasai_session": again.token}) as browser:
        headers = {"Origin": contest.stack.url}
        wrong = browser.post("/account/closing", data={"password": "not the password"}, headers=headers)
        assert (wrong.status_code, "账号未注销" in wrong.text) == (409, True)
        done = browser.post("/account/closing", data={"password": PASSWORD}, headers=headers)
    assert (done.status_code, "账号已于" in done.text) == (200, True)
