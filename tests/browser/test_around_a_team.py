"""What participants do around a team in a browser: register, consent, join, replace people, withdraw, read messages."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from cli.demo.client import Tally, User
from tests.browser.conftest import PASSWORD, Contest
from tests.browser.test_pages import faults, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.parts]
Visit = Callable[..., Page]
PATIENCE_SECONDS = 60.0


def sign_up(page: Page, login: str) -> None:
    """Open an account by the form."""
    page.goto("/sign-up")
    page.get_by_label("登录名").fill(login)
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    page.get_by_label("我已阅读并同意").check()
    page.get_by_role("button", name="注册参赛账号").click()
    page.wait_for_url("**/me")


def to_form(page: Page, body: dict[str, Any]) -> None:
    """Go from the own teams over division and topic to the form about the team."""
    page.goto("/me")
    page.get_by_role("button", name="报名参赛").click()
    page.get_by_label("分赛", exact=True).select_option(body["division_code"])
    page.get_by_role("button", name="继续").click()
    expect(page.get_by_text("报名提交后，分赛、赛道和赛题方向不能更改。")).to_have_count(1)
    page.locator(f"input[name=topic][value={body['topic_id']}]").check()
    page.get_by_role("button", name="继续").click()


def fill_organisation(page: Page, prefix: str, organisation: dict[str, str]) -> None:
    """Fill in the fields of an organisation."""
    page.fill(f"#{prefix}-uscc", organisation["uscc"])
    page.fill(f"#{prefix}-name", organisation["name"])
    page.select_option(f"#{prefix}-kind", organisation["kind"])


def fill_person(page: Page, place: int, person: dict[str, str]) -> None:
    """Fill in the fields of a representative."""
    page.fill(f"#person-{place}-name", person["name"])
    page.select_option(f"#person-{place}-kind", person["identity_kind"])
    page.fill(f"#person-{place}-number", person["identity_number"])


def wrong(number: str) -> str:
    """Return an identity number with another check character."""
    return number[:-1] + ("1" if number[-1] != "1" else "2")


def registered(page: Page) -> str:
    """Return the identifier of the team on whose page this is, a moment after it registered."""
    page.wait_for_url(re.compile(r"/teams/[0-9a-f-]{36}\?done=registered"))
    return page.url.split("/teams/")[1].split("?")[0]


def reload_until_filed(page: Page) -> None:
    """Reload the page of claims until the claim is filed; until then it says that the claim is being filed."""
    until = time.monotonic() + PATIENCE_SECONDS
    while page.locator("article").count() == 0:
        assert "is being filed" in page.locator("main").inner_text()
        assert time.monotonic() < until, "the claim was not filed"
        page.wait_for_timeout(200)
        page.reload()


def errors_of(page: Page) -> list[tuple[str, str]]:
    """Return the fields that the summary of errors leads to, with its words."""
    links = page.locator(".govuk-error-summary a").all()
    return [(str(link.get_attribute("href")), link.inner_text()) for link in links]


@pytest.mark.parametrize(("width", "scripts"), [pytest.param(390, False, marks=pytest.mark.long), (1280, True)])
def test_b1_b2_b4_b5_b10_c1_k4_a_team_is_registered(visit: Visit, contest: Contest, width: int, scripts: bool) -> None:
    """B1, B2, B4, B5, B10, C1, K4: accept a team of two organisations and two people; refuse what is empty or wrong at its field.

    Whatever was typed is kept, but no page holds an identity number.
    """
    body: dict[str, Any] = dict(contest.body(701_001 if width == 390 else 701_004))
    assert body["co_organisations"], "a team with a co-organisation is needed"
    numbers = [person["identity_number"] for person in body["representatives"]]
    page = visit("/", width=width, scripts=scripts)
    sign_up(page, f"registers-{width}")
    to_form(page, body)
    page.get_by_role("button", name="核对报名信息").click()
    assert [field for field, _ in errors_of(page)][:4] == ["#project_name", "#team_name", "#lead-uscc", "#lead-name"]
    expect(page.locator("#lead-uscc-error")).to_have_text(re.compile("请填写牵头单位的统一社会信用代码"))

    page.fill("#project_name", body["project_name"])
    page.fill("#team_name", body["team_name"])
    fill_organisation(page, "lead", body["lead"])
    fill_person(page, 0, body["representatives"][0])
    page.get_by_role("button", name="添加联合单位").click()
    page.locator("#partner-0-uscc").wait_for()
    fill_organisation(page, "partner-0", body["co_organisations"][0] | {"uscc": "911101991234567890"})
    page.get_by_role("button", name="添加参赛代表").click()
    page.locator("#person-1-name").wait_for()
    assert "已填写：" in page.locator("#person-0-number-hint").inner_text()
    fill_person(page, 1, body["representatives"][1] | {"identity_number": wrong(numbers[1])})
    page.locator("[name=identity_consent]").check()
    assert faults(page) == []
    page.get_by_role("button", name="核对报名信息").click()
    # whatever is wrong is said at once, and what is missing with it
    assert [each for each, _ in errors_of(page)] == ["#partner-0-uscc", "#person-1-number", "#declared_true"]
    assert page.title().startswith("错误：")
    assert page.locator("#project_name").input_value() == body["project_name"]
    assert [number for number in (*numbers, wrong(numbers[1])) if number in page.content()] == []
    assert "已填写：" not in page.locator("#person-1-number-hint").inner_text()
    page.fill("#partner-0-uscc", body["co_organisations"][0]["uscc"])
    page.fill("#person-1-number", numbers[1])
    page.get_by_role("button", name="添加参赛代表").click()
    page.locator("#person-2-name").wait_for()
    assert page.title().startswith("填写报名信息")  # also if htmx replaced the form alone
    page.get_by_role("button", name="删除参赛代表3").click()
    expect(page.locator("#person-2-name")).to_have_count(0)
    page.locator("[name=declared_true]").check()
    page.get_by_role("button", name="核对报名信息").click()
    assert page.get_by_role("heading", level=1).inner_text() == "核对报名信息"
    assert [number for number in numbers if number in page.content()] == []
    assert faults(page) == []
    page.get_by_role("button", name="确认报名").click()
    team_id = registered(page)
    assert page.get_by_role("status").inner_text().startswith("已报名，尚未提交")
    assert "1家尚未同意" in page.locator(".govuk-task-list").inner_text()
    assert page.locator("#missing a").first.get_attribute("href", timeout=1_000).startswith(f"/teams/{team_id}/")  # type: ignore[union-attr]
    assert [number for number in numbers if number in page.content()] == []
    assert faults(page) == []


def test_b5_b7_k5_names_and_people_of_another_team_are_refused_in_english(visit: Visit, contest: Contest) -> None:
    """B5, B7, K5: refuse a name and a person that another team holds at their fields; accept the claim to the name."""
    body: dict[str, Any] = dict(contest.body(702_001))
    contest.participant("holds-names").post("/api/v1/teams", body)
    contest.participant("claims-names")
    page = visit("/", scripts=True)
    sign_in(page, "claims-names")
    page.goto(f"/en/teams/new?division={contest.division}&topic={body['topic_id']}")
    page.fill("#project_name", body["project_name"])
    page.fill("#team_name", body["team_name"])
    fill_organisation(page, "lead", body["lead"])
    fill_person(page, 0, body["representatives"][0])
    page.locator("[name=identity_consent]").check()
    page.locator("[name=declared_true]").check()

    def look_over() -> list[str]:
        page.get_by_role("button", name="Check what you register").click()
        page.wait_for_load_state()
        return [field for field, _ in errors_of(page)]

    assert look_over() == ["#project_name", "#team_name", "#person-0-name"]
    assert "is in another team already" in page.locator("#person-0-name-error").inner_text()
    assert faults(page) == []
    other = contest.body(702_002)["representatives"][0]
    fill_person(page, 0, {**other})
    assert look_over() == ["#project_name", "#team_name"]
    page.get_by_label("Why you claim the name").fill("本单位从未授权他人以本单位名义报名。")
    assert look_over() == []
    page.get_by_role("button", name="Register the team").click()
    team_id = registered(page)
    assert page.url.split("/teams/")[0].endswith("/en")
    page.goto(f"/en/teams/{team_id}/name-claims")
    reload_until_filed(page)
    assert "Claimed by this team" in page.locator("main").inner_text()
    assert faults(page) == []
    page.get_by_role("button", name="Sign out").click()
    sign_in(page, "holds-names")
    page.get_by_role("link", name=body["team_name"]).click()
    page.get_by_role("link", name="名称异议").click()
    page.get_by_role("button", name="提交答复").click()
    expect(page.locator(".govuk-error-summary")).to_contain_text("请填写理由")
    page.get_by_label("本团队的答复").fill("报名经本单位授权。")
    page.get_by_role("button", name="提交答复").click()
    assert "报名经本单位授权。" in page.locator("dl").inner_text()


def test_k4_the_holder_of_the_account_consents_where_the_form_asks_for_it(visit: Visit, contest: Contest) -> None:
    """K4: refuse the account's holder without the own consent; accept the holder once it is given on the form."""
    body: dict[str, Any] = dict(contest.body(702_101))
    user = contest.participant("own-consent")
    user.call("PATCH", "/api/v1/accounts/me", {"name": body["representatives"][0]["name"]})
    page = visit("/")
    sign_in(page, "own-consent")
    page.goto(f"/teams/new?division={contest.division}&topic={body['topic_id']}")
    page.fill("#project_name", body["project_name"])
    page.fill("#team_name", body["team_name"])
    fill_organisation(page, "lead", body["lead"])
    fill_person(page, 0, body["representatives"][0])
    page.locator("[name=identity_consent]").check()
    page.locator("[name=declared_true]").check()
    page.get_by_role("button", name="核对报名信息").click()
    assert [field for field, _ in errors_of(page)] == ["#person-0-name"]
    page.get_by_role("button", name="该代表是我本人，同意处理我的证件号码").click()
    page.get_by_role("button", name="核对报名信息").click()
    page.get_by_role("button", name="确认报名").click()
    registered(page)
    page.goto("/account/consents")
    assert "您已同意" in page.locator("main").inner_text()
    page.get_by_role("button", name="撤回同意").click()
    assert "您尚未同意" in page.locator("main").inner_text()


@pytest.mark.parametrize("answer", [pytest.param("同意参赛", marks=pytest.mark.long), "拒绝参赛"])
def test_b2_a_co_organisation_answers_by_its_code(visit: Visit, contest: Contest, answer: str) -> None:
    """B2: refuse a wrong code at its field; accept consent, by which the account sees the team, or the refusal to take part."""
    consents = answer == "同意参赛"
    lead = contest.participant(f"asks-{consents}")
    team = dict(lead.post("/api/v1/teams", contest.body(703_002 + 3 * consents)))
    team_id = team["facts"]["team_id"]
    page = visit("/", width=390)
    sign_in(page, f"asks-{consents}")
    page.goto(f"/teams/{team_id}/organisations")
    key = [value.strip() for value in page.locator(".dasai-card dd").all_inner_texts()]
    page.get_by_role("button", name="退出登录").click()
    contest.participant(f"asked-{consents}")
    sign_in(page, f"asked-{consents}")
    page.get_by_role("link", name="联合单位答复").click()
    for name, value in zip(("team_id", "uscc", "code"), (*key[:2], "AAAA-AAAA"), strict=True):
        page.fill(f"#{name}", value)
    page.get_by_role("button", name="查看邀请").click()
    assert [field for field, _ in errors_of(page)] == ["#code"]
    page.fill("#code", key[2])
    page.get_by_role("button", name="查看邀请").click()
    assert team["facts"]["project_name"] in page.locator("main").inner_text()
    assert key[2] not in page.url
    assert faults(page) == []
    page.get_by_role("button", name=answer).click()
    expect(page.locator(".govuk-notification-banner")).to_contain_text("贵单位")
    assert page.url.split("?")[0].endswith(f"/teams/{team_id}" if consents else "/me")
    if consents:
        page.goto(f"/teams/{team_id}/representatives")
        assert "此事项由牵头单位的账号办理" in page.locator("main").inner_text()
        page.goto(f"/teams/{team_id}/organisations")
        page.get_by_role("button", name="撤回同意").click()
        page.get_by_role("button", name="确认撤回").click()
        assert "已撤回贵单位的同意" in page.locator("main").inner_text()
        page.goto(f"/teams/{team_id}")
        assert page.get_by_role("heading", level=1).inner_text() == "页面不存在或无权访问"


def test_b2_b4_b5_b6_c12_a_colleague_joins_a_member_is_replaced_and_the_team_withdraws(
    visit: Visit, contest: Contest
) -> None:
    """B2, B4, B5, C12: by code, one at a time and only if it is meant; refuse a wrong number, and to remove a colleague twice."""
    body: dict[str, Any] = dict(contest.body(704_002))
    lead = contest.participant("manages")
    team = dict(lead.post("/api/v1/teams", body))
    address = f"/teams/{team['facts']['team_id']}"
    page = visit("/")
    sign_in(page, "manages")
    page.goto(f"{address}/colleagues")
    page.get_by_role("button", name="生成邀请码").click()
    shown = page.locator(".govuk-summary-list dd")
    expect(shown).to_have_count(2)
    team_id, code = (value.strip() for value in shown.all_inner_texts())
    contest.participant("joins")
    other = visit("/", width=390)
    sign_in(other, "joins")
    other.get_by_role("link", name="凭邀请码加入团队").click()
    other.fill("#team_id", team_id)
    other.fill("#code", "AAAA-AAAA")
    other.get_by_role("button", name="加入团队").click()
    assert [field for field, _ in errors_of(other)] == ["#code"]
    other.fill("#code", code)
    other.get_by_role("button", name="加入团队").click()
    other.wait_for_url("**?done=joined")
    assert other.get_by_role("heading", level=1).inner_text() == body["team_name"]

    before = lead.get(f"/api/v1{address}")["representatives"]
    other.goto(f"{address}/representatives")
    other.get_by_role("link", name="更正或更换").nth(1).click()
    other.get_by_role("button", name="保存").click()
    assert [field for field, _ in errors_of(other)] == ["#name", "#number", "#identity_consent"]
    others = [person for index in (704_003, 704_006) for person in contest.body(index)["representatives"]]
    # one whose mask differs from that of the person who is replaced
    new = next(person for person in others if person["identity_number"][-1] != before[1]["masked_identity_number"][-1])
    other.fill("#name", new["name"])
    other.fill("#number", wrong(new["identity_number"]))
    other.locator("[name=identity_consent]").check()
    other.get_by_role("button", name="保存").click()
    assert errors_of(other) == [("#number", "证件号码不正确，请核对。")]
    assert wrong(new["identity_number"]) not in other.content()
    other.fill("#number", new["identity_number"])
    other.get_by_role("button", name="保存").click()
    other.wait_for_url("**?done=person_replaced")
    after = lead.get(f"/api/v1{address}")["representatives"]
    assert (after[0], after[1] != before[1], len(after)) == (before[0], True, 2)
    other.get_by_role("link", name="删除").first.click()
    other.get_by_role("button", name="删除").click()
    other.wait_for_url("**?done=person_removed")
    assert lead.get(f"/api/v1{address}")["representatives"] == after[1:]
    other.get_by_role("button", name="添加参赛代表").click()
    last = contest.body(704_009)["representatives"][0]
    other.fill("#name", last["name"])
    other.fill("#number", wrong(last["identity_number"]))
    other.get_by_role("button", name="保存").click()
    assert [field for field, _ in errors_of(other)] == ["#number", "#identity_consent"]
    other.fill("#number", last["identity_number"])
    other.get_by_role("button", name="保存").click()
    assert [field for field, _ in errors_of(other)] == ["#identity_consent"]
    assert "已填写：" in other.locator("#number-hint").inner_text(), "it need not be typed again"
    assert last["identity_number"] not in other.content()
    assert len(lead.get(f"/api/v1{address}")["representatives"]) == 1
    other.locator("[name=identity_consent]").check()
    other.get_by_role("button", name="保存").click()
    other.wait_for_url("**?done=person_added")
    assert len(lead.get(f"/api/v1{address}")["representatives"]) == 2

    page.goto(f"{address}/organisations")
    page.fill("#uscc", "911101991234567890")
    page.get_by_role("button", name="发出邀请").click()
    assert [field for field, _ in errors_of(page)] == ["#uscc", "#name", "#kind"]
    page.goto(f"{address}/names")
    for name in ("project_name", "team_name"):
        page.fill(f"#{name}", "")
    page.get_by_role("button", name="保存").click()
    assert [field for field, _ in errors_of(page)] == ["#project_name", "#team_name"]
    page.locator("#team_name").evaluate("field => field.removeAttribute('maxlength')")
    page.fill("#team_name", "长" * 101)
    page.fill("#project_name", "+#")
    page.get_by_role("button", name="保存").click()
    assert [field for field, _ in errors_of(page)] == ["#project_name", "#team_name"], "both names at once"
    page.goto(f"{address}/names")
    page.fill("#team_name", body["team_name"] + "改")
    page.get_by_role("button", name="保存").click()
    assert page.get_by_role("heading", level=1).inner_text() == body["team_name"] + "改"
    page.get_by_role("link", name="退出比赛").click()
    page.get_by_role("button", name="退出比赛").click()
    assert errors_of(page) == [("#sure", "请勾选确认后再提交。")]
    assert lead.get(f"/api/v1{address}")["state"] == "registered"
    page.get_by_label("退出比赛", exact=False).check()
    page.get_by_role("button", name="退出比赛").click()
    assert page.get_by_role("status").inner_text().startswith("已退出")
    page.get_by_role("link", name="恢复报名").click()
    page.get_by_role("button", name="恢复报名").click()
    assert page.get_by_role("status").inner_text().startswith("已报名，尚未提交")


def test_k2_messages_are_counted_read_and_chosen(visit: Visit, contest: Contest) -> None:
    """K2: a message of the registration is unread until it is opened; what is mandatory can't be chosen away."""
    user = contest.participant("reads")
    user.post("/api/v1/teams", contest.body(705_001))
    until = time.monotonic() + PATIENCE_SECONDS
    while not user.get("/api/v1/messages/summary")["unread"]:
        assert time.monotonic() < until, "no message came"
        time.sleep(0.1)
    page = visit("/", scripts=True)
    sign_in(page, "reads")
    count = user.get("/api/v1/messages/summary")["unread"]
    page.get_by_role("link", name=f"消息（{count}条未读）").click()
    assert page.locator(".govuk-tag", has_text="未读").count() == count
    assert faults(page) == []
    page.locator("#messages h2 a").first.click()
    assert page.get_by_role("navigation").get_by_role("link", name=f"消息（{count}条未读）").count() == 0
    assert user.get("/api/v1/messages/summary")["unread"] == count - 1
    page.goto("/messages?show=unread")
    if count > 1:
        page.get_by_role("button", name="全部标为已读").click()
    assert user.get("/api/v1/messages/summary")["unread"] == 0
    page.goto("/messages/preferences")
    assert page.get_by_text("必须送达，不能关闭").count() >= 1
    assert page.get_by_text("平台暂未开通邮件发送").count() == 1
    assert page.get_by_role("rowheader", name="分赛管理").count() == 0  # what only staff get
    choice = page.locator("[name^=mail-]").first
    name, wanted = str(choice.get_attribute("name")), not choice.is_checked()
    choice.click()
    page.get_by_role("button", name="保存").click()
    assert page.locator(f"[name={name}]").is_checked() is wanted
    assert faults(page) == []


def test_k1_k4_an_account_looks_after_its_contacts_sessions_and_tokens(visit: Visit, contest: Contest) -> None:
    """K1, K4: refuse a new address without the password, and a token without a scope; end other sessions; show a token once."""
    user = contest.participant("keeps-house")
    page = visit("/")
    sign_in(page, "keeps-house")
    page.goto("/account/contacts")
    page.fill("#email", "keeps-house@example.invalid")
    page.get_by_role("button", name="保存").click()
    assert [field for field, _ in errors_of(page)] == ["#password"]
    page.fill("#password", PASSWORD)
    page.get_by_role("button", name="保存").click()
    assert page.locator("#email").input_value() == "keeps-house@example.invalid"
    assert page.get_by_text("平台暂未开通邮件发送").count() == 1
    page.goto("/tokens")
    page.fill("#name", "测试")
    page.get_by_role("button", name="生成令牌").click()
    assert [field for field, _ in errors_of(page)] == ["#scopes"]
    page.get_by_label("查看报名").check()
    page.get_by_role("button", name="生成令牌").click()
    token = page.locator("code").inner_text()
    program = User(contest.stack.url, Tally(), http=contest.http)
    program.token = token
    assert program.get("/api/v1/teams")["teams"] == []
    page.goto("/tokens")
    assert token not in page.content()
    page.get_by_role("button", name="作废").click()
    assert "您没有访问令牌" in page.locator("main").inner_text()
    page.goto("/account/sessions")
    assert page.locator(".dasai-card").count() == 2
    page.get_by_role("button", name="终止其他全部登录").click()
    assert page.locator(".dasai-card").count() == 1
    page.goto("/account/password")
    page.get_by_label("当前密码").or_(page.locator("#old_password")).first.fill(PASSWORD)
    page.fill("#new_password", PASSWORD + " anew")
    page.get_by_role("button", name="修改密码").click()
    assert "密码已修改" in page.locator(".govuk-notification-banner").inner_text()
    assert user.account_id


def test_k1_staff_land_at_their_work_and_no_page_of_others_is_shown(visit: Visit, contest: Contest) -> None:
    """K1: a host lands on the page that says what the account may do; another's team is no page for it."""
    page = visit("/")
    page.goto("/sign-in")
    page.get_by_label("登录名").fill(f"pages-{contest.division}")
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="登录").click()
    page.wait_for_url("**/work/*")
    text = page.locator("main").inner_text()
    assert ("分赛主办方" in text, contest.plan.edition.official_division_name(contest.division) in text) == (True, True)
    page.goto("/teams/00000000-0000-4000-8000-000000000000")
    assert page.get_by_role("main").get_by_role("link", name="分赛主办方").count() == 1
    assert faults(page) == []


def sent_twice(page: Page, contest: Contest, path: str, **fields: str) -> list[tuple[int, str]]:
    """Return the status and the way on that a form with these fields gets, sent twice by a browser that had no answer."""
    key = page.locator(f"form[action='{path}'] input[name=key]").first.get_attribute("value")
    cookies = page.context.cookies()
    answers = []
    for _ in range(2):
        page.context.clear_cookies()
        page.context.add_cookies(cookies)  # type: ignore[arg-type] # they are those that it has given
        form = {**fields, "key": str(key)}
        answer = page.request.post(path, form=form, headers={"origin": contest.stack.url}, max_redirects=0)
        answers.append((answer.status, answer.headers.get("location", "")))
    return answers


def test_b2_k4_a_form_that_is_sent_twice_is_done_once(visit: Visit, contest: Contest) -> None:
    """B2, K4: an account is opened, and an organisation consents, once; whoever repeats it is led on as the first time."""
    index = next(index for index in range(728_000, 728_100) if contest.body(index)["co_organisations"])
    lead = contest.participant(f"lead-{index}")
    team_id = lead.post("/api/v1/teams", contest.body(index))["facts"]["team_id"]
    (asked, *_) = lead.get(f"/api/v1/teams/{team_id}/co-organisations")["co_organisations"]
    page = visit("/sign-up")
    notice = str(page.locator("input[name=privacy_notice]").get_attribute("value"))
    login = f"twice-{index}"
    opened = sent_twice(page, contest, "/sign-up", login=login, password=PASSWORD, privacy_notice=notice)
    assert opened == [(303, "/me")] * 2
    sign_in(page, login)
    page.goto("/consent")
    page.fill("#team_id", team_id)
    page.fill("#uscc", asked["organisation"]["uscc"])
    page.fill("#code", asked["invitation_code"])
    page.get_by_role("main").locator("button").first.click()
    page.locator("button[value=consent]").wait_for()
    key = {"team_id": team_id, "uscc": asked["organisation"]["uscc"], "code": asked["invitation_code"]}
    first, second = sent_twice(page, contest, "/consent", **key, act="consent")
    assert first == second
    assert (first[0], first[1].split("?")[0]) == (303, f"/teams/{team_id}")
    now = lead.get(f"/api/v1/teams/{team_id}/co-organisations")["co_organisations"]
    assert [each["state"] for each in now if each["organisation"]["uscc"] == asked["organisation"]["uscc"]] == ["given"]


def test_b4_b5_c9_a_form_about_a_representative_that_is_sent_twice_is_done_once(visit: Visit, contest: Contest) -> None:
    """B4, B5, C9: as the page that waits sends it again after an answer was lost; over a list that has moved on it is refused."""
    lead = contest.participant("twice-people")
    body = contest.body(729_002)
    team_id = lead.post("/api/v1/teams", body)["facts"]["team_id"]
    address = f"/teams/{team_id}/representatives"
    numbers = [person["identity_number"] for person in body["representatives"]]
    others = [person for index in (729_003, 729_006) for person in contest.body(index)["representatives"]]
    last = {number[-1] for number in numbers}
    new, newer, *_ = [person for person in others if person["identity_number"][-1] not in last]
    page = visit("/")
    sign_in(page, "twice-people")

    def masks() -> list[str]:
        return [person["masked_identity_number"] for person in lead.get(f"/api/v1/teams/{team_id}")["representatives"]]

    def filled(person: dict[str, str]) -> dict[str, str]:
        hidden = {
            name: page.locator(f"input[name={name}]").first.get_attribute("value")
            for name in ("people", "organisation")
        }
        consent = page.locator("input[name=identity_consent]").get_attribute("value")
        number = {"name": person["name"], "kind": person["identity_kind"], "number": person["identity_number"]}
        return {name: str(value) for name, value in {**hidden, **number, "identity_consent": consent}.items() if value}

    before = masks()
    for form in ("1", "new"):
        page.goto(f"{address}/{form}")
        page.get_by_role("main").get_by_role("button", name="保存").click()
        links = page.locator(".govuk-error-summary__list a")
        named = [link.get_attribute("href") for link in links.all()]
        assert named == ["#name", "#number", "#identity_consent"], "each field once, whoever else is in the team"
    assert sent_twice(page, contest, f"{address}/new", **filled(new)) == [(303, f"{address}?done=person_added")] * 2
    assert len(masks()) == len(before) + 1
    page.goto(f"{address}/1")
    assert sent_twice(page, contest, f"{address}/1", **filled(newer)) == [(303, f"{address}?done=person_replaced")] * 2
    assert masks()[:-1] == [*before[1:], masks()[len(before) - 1]]
    page.goto(f"{address}/1/removal")
    other = visit("/")
    sign_in(other, "twice-people")
    other.goto(f"{address}/2/removal")
    people = str(page.locator("input[name=people]").get_attribute("value"))
    removed = sent_twice(page, contest, f"{address}/1/removal", people=people)
    assert removed == [(303, f"{address}?done=person_removed")] * 2
    left = masks()
    other.get_by_role("button", name="删除").click()
    assert other.locator(".govuk-error-summary").count() == 1
    assert masks() == left, "somebody else has that place now"
