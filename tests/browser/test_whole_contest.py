"""A small contest on the pages alone: from a host's application to the awards, and a report that takes one back.

One division with one track, three teams, two reviewers, three local and five national experts. Whatever a person does is done
in Chromium; only time is moved, by the stack's clock. Staff work at a desk with scripts, participants and the public on phones
without.
"""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, FilePayload, Locator, Page, expect

from chassis.edition import load_edition
from chassis.kernel.clock import BEIJING, FileClock
from cli.demo.client import own_password
from cli.demo.stages.scoring import FINAL_EXPERTS
from cli.demo.world import EXPERTS_PER_PROJECT, Plan, later
from cli.stack.local import LocalStack
from cli.stack.program import ROOT
from cli.synthetic import small_pdf
from tests.browser.conftest import PASSWORD
from tests.browser.staff.test_divisions import fill_in
from tests.browser.test_around_a_team import fill_organisation, fill_person, registered, sign_up, to_form
from tests.browser.test_pages import screenshot
from tests.e2e.own_stack import contest_clock as contest_clock
from tests.e2e.own_stack import stack as stack

pytestmark = [pytest.mark.browser, pytest.mark.parts, pytest.mark.long, pytest.mark.timeout(1800)]
# the division, by its place in the edition, and where its synthetic people and organisations begin
PLACE, INDEX = 3, 150_000
REVIEWERS = 2
PATIENCE_SECONDS = 90.0
# the staff of the story by login name
NAMES = {
    "host-1": "合成主办方",
    **{f"reviewer-{number}": f"合成审查员{number + 1}" for number in range(REVIEWERS)},
    **{f"expert-{number}": f"合成专家{number + 1}" for number in range(EXPERTS_PER_PROJECT)},
    **{f"national-{number}": f"合成国家专家{number + 1}" for number in range(FINAL_EXPERTS)},
}
CONTRACT = FilePayload(name="合同复印件.pdf", mimeType="application/pdf", buffer=small_pdf("a contract"))
# what the page says that is shown while a part of the platform does not answer
BUSY = "系统繁忙或正在维护"
REPORTED = "该项目提交的应用证明属于其他单位（合成）。"


class Person:
    """Somebody at a browser of their own, who signs in whenever a page asks for it."""

    def __init__(self, page: Page, login: str = "", password: str = PASSWORD) -> None:
        self.page, self.login, self.password = page, login, password

    def go(self, path: str) -> None:
        """Open a page of the platform; if the session has ended meanwhile, sign in, which leads on to the page."""
        self.page.goto(path)
        self.arrive()
        if "/sign-in" in self.page.url:
            self.page.fill("#login", self.login)
            self.page.fill("#password", self.password)
            self.press("登录")
            if path not in self.page.url:
                self.page.goto(path)

    def arrive(self) -> None:
        """Wait for the page; load it again while the platform is busy, as that page asks for, which sends a form again too."""
        end = time.monotonic() + PATIENCE_SECONDS
        self.page.wait_for_load_state()
        while self.page.get_by_role("heading", level=1, name=BUSY).count():
            assert time.monotonic() < end, self.words
            time.sleep(1)
            self.page.reload()

    def press(self, name: str) -> None:
        """Press a button, or a link that looks like one."""
        self.page.get_by_role("main").get_by_role("button", name=name, exact=True).first.click()
        self.arrive()

    def follow(self, name: str) -> None:
        """Follow a link by its words."""
        self.linked(name).first.click()
        self.arrive()

    def linked(self, name: str) -> Locator:
        """Return the links with these words."""
        return self.page.get_by_role("main").get_by_role("link", name=name, exact=True)

    def work(self, role: str, name: str) -> None:
        """Follow what the home of a role says, once it says so: a task, or a page to work with."""
        self.until(f"/work/{role}", lambda: self.linked(name).count() > 0)
        self.follow(name)

    def until(self, path: str, condition: Callable[[], bool]) -> None:
        """Load a page again until a condition holds, for events take a moment."""
        end = time.monotonic() + PATIENCE_SECONDS
        self.go(path)
        while not condition():
            assert time.monotonic() < end, f"{path}: {self.words}"
            time.sleep(0.3)
            self.go(path)

    def is_told(self, words: str) -> None:
        """Fail unless a banner says that something was done."""
        expect(self.banner).to_contain_text(words)

    def insist(self, name: str, words: str) -> None:
        """Press a button again until a banner says that it is done: a service may have to hear of new accounts first."""
        end = time.monotonic() + PATIENCE_SECONDS
        self.press(name)
        while not self.banner.count():
            assert time.monotonic() < end, self.words
            self.press(name)
        self.is_told(words)

    @property
    def banner(self) -> Locator:
        """Return the banner that says what was done."""
        return self.page.locator(".govuk-notification-banner--success")

    @property
    def words(self) -> str:
        """Return the text of the page itself."""
        return self.page.get_by_role("main").inner_text()

    @property
    def heading(self) -> str:
        """Return the page's heading."""
        return self.page.get_by_role("heading", level=1).inner_text()

    @property
    def state(self) -> str:
        """Return the state that the page begins with."""
        return self.page.locator(".dasai-status__state").inner_text()


@dataclass
class Entrant:
    """A team of the story, with the account that acts for its lead organisation."""

    person: Person
    body: dict[str, Any]
    team_id: str = ""

    def reads(self, words: str) -> None:
        """Load the team's page until it says this."""
        self.person.until(f"/teams/{self.team_id}", lambda: words in self.person.words)

    @property
    def project(self) -> str:
        """Return the project's name."""
        return str(self.body["project_name"])


@dataclass
class Story:
    """The people of the contest, and what they have come to know of each other."""

    stack: LocalStack
    plan: Plan
    clock: FileClock
    newcomer: Callable[..., Person]
    secretariat: Person = field(init=False)
    committee: Person = field(init=False)
    host: Person = field(init=False)
    reviewers: list[Person] = field(init=False)
    experts: list[Person] = field(init=False)
    winner: Entrant = field(init=False)
    second: Entrant = field(init=False)
    rejected: Entrant = field(init=False)
    # of the first prize's certificate, and of the report
    certificate: str = ""
    tracking_code: str = ""

    @property
    def code(self) -> str:
        """Return the division's code."""
        return self.plan.divisions[PLACE]

    @property
    def track(self) -> Any:
        """Return the only track of the division."""
        return self.plan.edition.track(self.plan.tracks_of(PLACE)[0])

    @property
    def name(self) -> str:
        """Return the division's official name."""
        return self.plan.edition.official_division_name(self.code)

    @property
    def topic(self) -> str:
        """Return the topic direction that the division runs, the first of its track."""
        return str(self.track.topics[0].id)

    @property
    def scheme(self) -> Any:
        """Return what the host types: the division is over within a week."""
        opens = self.plan.opens
        steps = ("registration_closes", "submission_closes", "review_closes", "scoring_closes")
        dates = {name: later(opens, days=3 + place).isoformat() for place, name in enumerate(steps)}
        return self.plan.scheme(PLACE, **dates)

    @property
    def entrants(self) -> list[Entrant]:
        """Return the teams."""
        return [self.winner, self.second, self.rejected]


@pytest.fixture
def story(browser: Browser, stack: LocalStack, contest_clock: FileClock) -> Iterator[Story]:
    """Return a contest in which nothing has happened; fail if a page asks another server or complains of a script."""
    complaints: list[str] = []
    contexts = []

    def newcomer(login: str = "", password: str = PASSWORD, *, at_desk: bool = True) -> Person:
        context = browser.new_context(
            base_url=stack.url,
            locale="zh-CN",
            viewport={"width": 1280 if at_desk else 390, "height": 900},
            java_script_enabled=at_desk,
        )
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "request",
            lambda request: complaints.append(request.url) if not request.url.startswith(stack.url) else None,
        )
        return Person(page, login, password)

    plan = Plan(load_edition(ROOT / "editions" / "2024.yaml"), 3, 78)
    contest_clock.move_to(plan.applies)
    expect.set_options(timeout=PATIENCE_SECONDS * 1000)
    yield Story(stack, plan, contest_clock, newcomer)
    expect.set_options(timeout=5_000)  # what it is without
    for context in contexts:
        context.close()
    # the browser reports a page as a failed resource that is expected, 4xx, or asks for patience, 503
    expected = ("status of 4", "status of 503")
    assert [complaint for complaint in complaints if not any(each in complaint for each in expected)] == []


def test_a_small_contest_from_an_application_to_awards_and_a_report_upheld(story: Story) -> None:
    """A4 to H5: by pages alone. A first prize is awarded, reported and taken back; the second prize stays."""
    the_first_accounts_choose_their_passwords(story)
    a_host_is_invited_and_applies(story)
    reviewers_and_experts_are_invited_and_appointed(story)
    teams_register_and_submit(story)
    reviewers_decide(story)
    a_team_answers_and_another_appeals(story)
    experts_score_and_the_host_recommends(story)
    the_secretariat_checks_and_lists_the_finalists(story)
    an_objection_is_set_aside(story)
    the_final_is_scored(story)
    winners_are_announced_and_confirmed(story)
    a_report_is_filed_and_upheld(story)
    everybody_reads_what_became_of_the_award(story)


def the_first_accounts_choose_their_passwords(story: Story) -> None:
    """K1, K4: secretariat and committee sign in with their first passwords, change them, and agree to the privacy notice."""
    for role in ("secretariat", "committee"):
        first = story.stack.accounts[role]
        person = story.newcomer(role, first)
        person.page.goto("/sign-in")
        person.page.fill("#login", role)
        person.page.fill("#password", first)
        person.press("登录")
        expect(person.page).to_have_url(re.compile("/account/password"))
        person.page.fill("#old_password", first)
        person.page.fill("#new_password", own_password(first))
        person.press("修改密码")
        expect(person.page).to_have_url(re.compile("/account/privacy-notice"))
        person.page.locator("input[name=version]").check()
        person.press("同意并继续")
        person.password = own_password(first)
        person.go(f"/work/{role}")
        setattr(story, role, person)


def invited(story: Story, by: Person, home: str, role: str, login: str, *, division: str) -> Person:
    """Let somebody invite a person, who opens an account by the link and lands at the home of the role (rule K1)."""
    name, index = NAMES[login], list(NAMES).index(login)
    by.work(home, "工作人员邀请")
    by.press("邀请一人")
    by.page.check(f"input[name=role][value={role}]")
    if by.page.locator("#division").count():
        by.page.select_option("#division", division)
    by.page.fill("#name", name)
    office = story.plan.synthetic.organisation(INDEX + 500 + index, "research_institute")
    by.page.fill("#organisation_uscc", office.uscc)
    by.press("生成邀请链接")
    link = by.page.locator("dd .dasai-code").inner_text()
    person = story.newcomer(login)
    person.page.goto(link)
    person.page.fill("#login", login)
    person.page.fill("#password", PASSWORD)
    person.page.fill("#name", name)
    person.page.locator("input[name=privacy_notice]").check()
    person.press("接受邀请")
    expect(person.page).to_have_url(re.compile(f"/work/{role}"))
    return person


def a_host_is_invited_and_applies(story: Story) -> None:
    """A4, A5: the host applies, the secretariat returns the scheme once and approves it, the host publishes it."""
    story.host = host = invited(story, story.secretariat, "secretariat", "host", "host-1", division=story.code)
    secretariat = story.secretariat
    host.work("host", "提交办赛申请")
    fill_in(host.page, story.scheme, story.plan.edition)
    host.press("预览公开页面")
    host.press("提交办赛申请")
    host.is_told("方案已提交")
    secretariat.work("secretariat", "审批办赛申请")
    secretariat.follow(story.name)
    secretariat.press("审阅第1版")
    secretariat.page.fill("#reasons", "请说明评分要点。")
    secretariat.press("退回第1版")
    secretariat.is_told("已退回")
    host.work("host", "修改并重新提交办赛申请")
    host.page.fill("#rubric-0-text", "数据来源合规，利用充分。")
    host.press("预览公开页面")
    host.press("提交办赛申请")
    host.is_told("方案已提交")
    secretariat.work("secretariat", "审批办赛申请")
    secretariat.follow(story.name)
    secretariat.press("审阅第2版")
    secretariat.press("批准第2版")
    secretariat.is_told("已批准")
    host.work("host", "公布已批准的方案")
    host.press("确认公布")
    host.is_told("方案已公布")
    screenshot(host.page, "whole-01-published")


def reviewers_and_experts_are_invited_and_appointed(story: Story) -> None:
    """D2, E1, E2: the host invites its reviewers and experts and appoints them; an expert declares an interest."""
    host = story.host
    names = [f"reviewer-{number}" for number in range(REVIEWERS)]
    story.reviewers = [invited(story, host, "host", "reviewer", name, division=story.code) for name in names]
    host.work("host", "审查员与审查进度")
    host.press("任命审查员")
    for name in names:
        host.page.get_by_label(NAMES[name]).check()
    host.insist("任命所选账号", "审查员已任命")
    names = [f"expert-{number}" for number in range(EXPERTS_PER_PROJECT)]
    story.experts = [invited(story, host, "host", "expert", name, division=story.code) for name in names]
    host.work("host", "专家组与评审进度")
    appoint(host, names)
    declare_interest(story.experts[0], story.plan.synthetic.organisation(INDEX + 900).uscc)
    screenshot(host.page, "whole-02-panel")


def appoint(owner: Person, names: list[str]) -> None:
    """Appoint experts on the page of a panel (rule E1)."""
    owner.press("任命专家")
    for name in names:
        owner.page.get_by_label(NAMES[name]).check()
    owner.insist("任命所选专家", "专家已任命")


def teams_register_and_submit(story: Story) -> None:
    """A4, B1 to B5, C1 to C8: once the division is open, three teams register, write, upload and get a receipt each.

    The first is of two organisations, the second of which consents by its code. The second team's text is that of the first.
    """
    story.clock.move_to(later(story.plan.opens, minutes=1))
    public = story.newcomer(at_desk=False)
    public.until(f"/divisions/{story.code}", lambda: "报名正在进行" in public.words)
    bodies = [story.plan.synthetic.registration(INDEX + place, story.code, story.topic, people=2) for place in range(3)]
    assert [len(body["co_organisations"]) for body in bodies] == [1, 0, 0]
    story.winner, story.second, story.rejected = (
        Entrant(story.newcomer(f"lead-{place}", at_desk=False), dict(body)) for place, body in enumerate(bodies)
    )
    for place, entrant in enumerate(story.entrants):
        register(entrant)
        if entrant.body["co_organisations"]:
            consent(entrant, story.newcomer("partner", at_desk=False))
        write(entrant, story.plan.synthetic.project(INDEX + place // 2 * 2, story.topic).sections)
        upload(story, entrant, INDEX + place)
        submit(entrant)
    screenshot(story.winner.person.page, "whole-03-receipt")


def register(entrant: Entrant) -> None:
    """Open an account and register the team (rules B1, B4, B5, B10, C1)."""
    page, body = entrant.person.page, entrant.body
    sign_up(page, entrant.person.login)
    to_form(page, body)
    for partner in range(len(body["co_organisations"])):
        entrant.person.press("添加联合单位")
        fill_organisation(page, f"partner-{partner}", body["co_organisations"][partner])
    for person in range(1, len(body["representatives"])):
        entrant.person.press("添加参赛代表")
        fill_person(page, person, body["representatives"][person])
    page.fill("#project_name", body["project_name"])
    page.fill("#team_name", body["team_name"])
    fill_organisation(page, "lead", body["lead"])
    fill_person(page, 0, body["representatives"][0])
    page.locator("[name=identity_consent]").check()
    page.locator("[name=declared_true]").check()
    entrant.person.press("核对报名信息")
    entrant.person.press("确认报名")
    entrant.team_id = registered(page)


def consent(entrant: Entrant, partner: Person) -> None:
    """Let the co-organisation consent by the code that the lead hands over (rule B2)."""
    entrant.person.go(f"/teams/{entrant.team_id}/organisations")
    key = [value.strip() for value in entrant.person.page.locator(".dasai-card dd").all_inner_texts()]
    sign_up(partner.page, partner.login)
    partner.follow("联合单位答复")
    for name, value in zip(("team_id", "uscc", "code"), key, strict=True):
        partner.page.fill(f"#{name}", value)
    partner.press("查看邀请")
    assert entrant.project in partner.words
    partner.press("同意参赛")
    partner.is_told("贵单位已同意参赛")


def write(entrant: Entrant, sections: Sequence[tuple[str, str]]) -> None:
    """Write the declaration, one section after the other (rule C4)."""
    page = entrant.person.page
    entrant.person.go(f"/teams/{entrant.team_id}/declaration/{sections[0][0]}")
    for name, text in sections:
        assert page.url.split("#")[0].split("?")[0].endswith(f"/declaration/{name}")
        page.fill("#text", text)
        page.locator("button[name=then]").last.click()
    expect(page.locator(".govuk-tag--green")).to_have_count(len(sections))


def upload(story: Story, entrant: Entrant, index: int) -> None:
    """Upload a document of each required kind (rules C5, C7)."""
    page = entrant.person.page
    for piece in story.plan.synthetic.evidence(index, entrant.body["lead"]["uscc"]):
        entrant.person.go(f"/teams/{entrant.team_id}/material/upload?kind={piece.kind}")
        page.select_option("#owner_uscc", entrant.body["lead"]["uscc"])
        page.set_input_files(
            "input[type=file]", [FilePayload(name=piece.file_name, mimeType="application/pdf", buffer=piece.content)]
        )
        entrant.person.press("上传")
        expect(page.locator(f"#kind-{piece.kind} .dasai-material__name")).to_have_count(1)


def submit(entrant: Entrant) -> None:
    """Submit the first version, and get its receipt (rule C8)."""
    entrant.person.go(f"/teams/{entrant.team_id}/submission")
    entrant.person.press("确认无误，提交第1版")
    expect(entrant.person.page.locator(".govuk-panel")).to_contain_text("提交成功")


def reviewers_decide(story: Story) -> None:
    """D1, D4: each reviewer decides what is in the own queue: one passes, one is asked for more, one is rejected."""
    story.clock.move_to(later(story.plan.opens, hours=2))
    outcomes = {
        story.winner.project: ("passed", "材料完整，符合参赛条件。"),
        story.second.project: ("supplement", "请说明数据来源的授权范围和期限。"),
        story.rejected.project: ("rejected", "项目内容与所报赛题方向不符。"),
    }
    story.host.until(
        f"/staff/cases?division={story.code}&state=assigned",
        lambda: story.host.page.locator("#list tbody tr").count() == len(outcomes),
    )
    screenshot(story.host.page, "whole-04-cases")
    for reviewer in story.reviewers:
        while decide_next(reviewer, outcomes):
            pass
    story.host.go(f"/staff/cases?division={story.code}&state=decided")
    assert story.host.page.locator("#list tbody tr").count() == len(outcomes)


def decide_next(reviewer: Person, outcomes: Mapping[str, tuple[str, str]]) -> bool:
    """Decide the case that is due first in the reviewer's queue; return False if there is none (rules D1, D4)."""
    reviewer.go("/work/reviewer")
    if not reviewer.linked("待审查的案件").count():
        return False
    reviewer.follow("待审查的案件")
    page = reviewer.page
    page.locator("#list tbody a").first.click()
    page.locator("#decision").wait_for()
    outcome, reason = outcomes[reviewer.heading]
    page.locator("#material a").first.click()
    page.locator("#file canvas").first.wait_for()  # the document is shown beside the findings
    for name in ("compliance", "authenticity", "lawfulness"):
        page.check(f"[name={name}][value={'no' if outcome == 'rejected' and name == 'compliance' else 'yes'}]")
    page.check(f"[name=outcome][value={outcome}]")
    page.fill("#reason", reason)
    reviewer.press("作出决定")
    reviewer.is_told("决定已作出")
    return True


def a_team_answers_and_another_appeals(story: Story) -> None:
    """C11, D3: the answer is reviewed and passes; the appeal is settled by the host, who did not reject."""
    second, rejected = story.second, story.rejected
    second.person.until(f"/teams/{second.team_id}", lambda: second.person.page.locator("#supplements").count() == 1)
    second.person.follow("补充材料")
    second.person.page.fill("#text", "数据由参赛单位自行采集，授权期限五年。")
    second.person.press("提交补充材料")
    second.person.is_told("补充材料")
    passed = {second.project: ("passed", "补充材料符合要求。")}
    ends = time.monotonic() + PATIENCE_SECONDS
    while not any(decide_next(reviewer, passed) for reviewer in story.reviewers):
        assert time.monotonic() < ends, "no reviewer got the answered case"
    rejected.person.until(f"/teams/{rejected.team_id}", lambda: rejected.person.linked("申诉").count() > 0)
    rejected.person.follow("申诉")
    assert "项目内容与所报赛题方向不符。" in rejected.person.words
    rejected.person.page.fill("#reason", "项目围绕赛题方向，请予复核。")
    rejected.person.press("提交申诉")
    story.host.work("host", "待处理的申诉")
    story.host.follow(rejected.project)
    story.host.press("处理申诉")
    story.host.page.check("[name=granted][value=no]")
    story.host.page.fill("#reason", "经复核，维持原决定。")
    story.host.press("提交处理结果")
    story.host.is_told("申诉处理结果已提交")
    second.reads("资格审查通过")
    rejected.reads("经复核，维持原决定。")
    screenshot(rejected.person.page, "whole-05-appeal-dismissed")


def experts_score_and_the_host_recommends(story: Story) -> None:
    """E2 to E7, F1: experts are drawn, score every project, the ranking is frozen; then awards and the recommendation."""
    story.clock.move_to(later(story.plan.opens, days=5, minutes=1))
    host = story.host
    draw(host, "host", story.track.name.zh, projects=2, experts=EXPERTS_PER_PROJECT)
    score_all(story)
    freeze(host, "host", story.track.name.zh)
    screenshot(host.page, "whole-06-ranking")
    assert story.winner.project in host.page.locator("tbody tr").first.inner_text()
    story.clock.move_to(later(story.plan.opens, days=6, minutes=1))
    host.until(
        f"/staff/divisions/{story.code}/local-awards",
        lambda: host.page.locator("main input[type=checkbox]").count() == 2,
    )
    host.page.locator("main tr", has_text=story.winner.project).locator("input").check()
    host.press("颁发分赛奖项")
    host.is_told("分赛奖项已颁发")
    host.work("host", "报送推荐名单和举办情况报告")
    host.page.fill("#report", "推荐规则、遴选过程、专家名单、宣传情况见附件（合成）。")
    host.press("报送推荐名单")
    host.is_told("推荐名单已报送")


def draw(owner: Person, home: str, track: str, *, projects: int, experts: int) -> None:
    """Publish the hash of a seed, then draw the experts from the seed (rules E2, G1)."""
    owner.work(home, "待抽签分配专家的赛道")
    owner.follow(track)
    address, page = owner.page.url, owner.page
    owner.until(address, lambda: page.locator("tbody tr").count() == projects)
    seed = f"种子 of {address.rsplit('/', 1)[1]}"
    page.fill("#local_seed", seed)
    expect(page.locator("#seed_hash")).to_have_value(hashlib.sha256(seed.encode()).hexdigest())
    owner.press("公布哈希值")
    owner.is_told("种子哈希值已公布")
    page.fill("#seed", seed)
    owner.press("抽签分配专家")
    owner.is_told("抽签完成")
    assert f"共{projects * experts}份评分表" in owner.words


def declare_interest(expert: Person, uscc: str) -> None:
    """Declare an interest in an organisation (rule E2)."""
    expert.work("expert", "评分")
    expert.follow("利益关系申报")
    expert.page.fill("#interests", uscc)
    expert.press("申报利益关系")
    expert.is_told("利益关系已申报")


def score_all(story: Story) -> None:
    """Let each expert submit all own sheets, one after the other; the winner gets more than the second (rule E3)."""
    for expert in story.experts:
        page = expert.page
        expert.work("expert", "待提交的评分表")
        expert.press("开始评分")
        for _ in range(2):
            score = "92" if expert.heading == story.winner.project else "84.5"
            for each in page.locator("[data-weight]").all():
                each.fill(score)
            page.locator("textarea").first.fill("数据来源清楚，应用效果有据可查。")
            expect(page.locator("#total")).to_have_text(score)
            expert.press("提交并评下一项")
        expert.is_told("已全部完成评分")


def freeze(owner: Person, home: str, track: str) -> None:
    """Freeze the ranking of a track, whose scores are all in (rules E4, E6)."""
    owner.work(home, "评分已齐、待冻结排名的赛道")
    owner.follow(track)
    owner.press("冻结排名")
    owner.press("冻结排名")
    owner.is_told("排名已冻结并签名")


def the_secretariat_checks_and_lists_the_finalists(story: Story) -> None:
    """F3 to F8: the one hit is settled with its passages side by side; the list of finalists is proposed."""
    secretariat = story.secretariat
    secretariat.work("secretariat", "待认定的查重线索")
    secretariat.page.locator("#list tbody a").first.click()
    assert secretariat.page.locator("#passages mark").count() > 0
    screenshot(secretariat.page, "whole-07-hit")
    secretariat.page.check("[name=confirmed][value=no]")
    secretariat.page.fill("#reason", "两个项目共用数据底座，数据来源和应用场景不同。")
    secretariat.press("提交认定结果")
    secretariat.is_told("查重线索已认定")
    while secretariat.page.locator("[name=confirmed]").count():  # another ground of the same two projects
        secretariat.page.check("[name=confirmed][value=no]")
        secretariat.page.fill("#reason", "两个项目共用数据底座，数据来源和应用场景不同。")
        secretariat.press("提交认定结果")
    secretariat.until("/staff/finalists", lambda: "已比对2项，共2项推荐项目" in secretariat.words)
    secretariat.press("提出入围名单")
    secretariat.press("提出名单并公示")
    secretariat.is_told("入围名单已提出")
    secretariat.until("/staff/finalists", lambda: secretariat.page.locator("tbody tr").count() == 2)
    assert secretariat.state == "名单已提出，公示尚未开始"
    # nobody else is told before the notice opens
    story.host.go(f"/staff/divisions/{story.code}/recommendation")
    assert (story.host.words.count("已推荐"), "已列入入围名单" in story.host.words) == (2, False)


def an_objection_is_set_aside(story: Story) -> None:
    """F8, H1: the list is on notice for seven whole days; somebody objects without a name, and reads the settlement.

    Another objects that a team is left off, which is named to those who settle it.
    """
    story.clock.move_to(later(midnight_after(story.clock.now()), minutes=1))
    public, secretariat = story.newcomer(at_desk=False), story.secretariat
    open_notice(public, "入围名单公示")
    secretariat.until("/staff/finalists", lambda: secretariat.state == "名单公示中")
    story.host.until(
        f"/staff/divisions/{story.code}/recommendation", lambda: story.host.words.count("已列入入围名单") == 2
    )
    public.press("提出异议")
    public.page.select_option("#team_id", story.second.team_id)
    public.page.fill("#text", "该项目与往届获奖项目内容相近，请核实（合成）。")
    public.press("提交异议")
    code = public.page.locator("dd strong").inner_text()
    public.go("/objections/status")
    public.page.fill("#tracking_code", code)
    public.press("查询")
    assert (public.state, "组委会秘书处正在核实" in public.words) == ("已提交，处理中", True)
    secretariat.work("secretariat", "待处理的异议")
    secretariat.page.locator("#list tbody th a").first.click()
    secretariat.press("处理异议")
    secretariat.page.get_by_label("不成立").check()
    secretariat.page.fill("#reason", "经核实，两个项目内容不同。")
    secretariat.press("提交处理结果")
    secretariat.is_told("异议已处理")
    public.go("/objections/status")
    public.page.fill("#tracking_code", code)
    public.press("查询")
    assert (public.state, "经核实，两个项目内容不同。" in public.words) == ("异议不成立", True)
    open_notice(public, "入围名单公示")
    public.press("提出异议")
    public.page.fill("#left_off", story.rejected.team_id)
    public.page.fill("#text", "该团队应当列入名单，请核实（合成）。")
    public.press("提交异议")
    secretariat.work("secretariat", "待处理的异议")
    secretariat.page.locator("#list tbody th a").first.click()
    assert f"未列入名单的团队：{story.rejected.body['team_name']}——{story.rejected.project}" in secretariat.words
    secretariat.press("处理异议")
    secretariat.page.get_by_label("不成立").check()
    secretariat.page.fill("#reason", "该团队未通过资格审查。")
    secretariat.press("提交处理结果")
    secretariat.is_told("异议已处理")
    end_notice(story, "入围名单公示")
    secretariat.until("/staff/finalists", lambda: secretariat.state == "名单已确认")
    screenshot(secretariat.page, "whole-08-finalists")


def open_notice(public: Person, kind: str) -> None:
    """Open the newest notice of a kind, once its days have begun (rule H1)."""
    line = public.page.locator("tbody tr", has_text=kind).filter(has_text="公示中")
    public.until("/notices", lambda: line.count() == 1)
    line.locator("th a").click()
    expect(public.page.locator(".dasai-status__state")).to_have_text("公示中")


def end_notice(story: Story, kind: str) -> None:
    """Let the seven whole days of the notice that opened today pass (rule H1)."""
    days = story.plan.edition.durations.winners_notice.days
    story.clock.move_to(later(midnight_after(story.clock.now()), days=days, minutes=1))
    public = story.newcomer(at_desk=False)
    public.until(
        "/notices", lambda: public.page.locator("tbody tr", has_text=kind).filter(has_text="公示结束").count() == 1
    )


def midnight_after(moment: datetime) -> datetime:
    """Return the beginning of the next day in Beijing."""
    local = moment.astimezone(BEIJING)
    return local.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)


def the_final_is_scored(story: Story) -> None:
    """E1, E6, G1: the secretariat invites a national panel, draws, and freezes the ranking that the experts' scores give."""
    secretariat = story.secretariat
    names = [f"national-{number}" for number in range(FINAL_EXPERTS)]
    story.experts = [invited(story, secretariat, "secretariat", "expert", name, division="") for name in names]
    secretariat.work("secretariat", "决赛")
    secretariat.follow("专家组与评审进度")
    appoint(secretariat, names)
    draw(secretariat, "secretariat", story.track.name.zh, projects=2, experts=FINAL_EXPERTS)
    score_all(story)
    freeze(secretariat, "secretariat", story.track.name.zh)
    screenshot(secretariat.page, "whole-09-final-ranking")


def winners_are_announced_and_confirmed(story: Story) -> None:
    """G2, G3, H1: a special award, the announcement, seven whole days; then a certificate verifies as valid."""
    secretariat, winner = story.secretariat, story.winner.person
    secretariat.work("secretariat", "奖项与证书")
    secretariat.press("授予专项奖")
    secretariat.page.select_option("#prize", "organisation")
    secretariat.page.select_option("#division", story.code)
    secretariat.press("确认授予")
    secretariat.is_told("专项奖已授予")
    # before the announcement too it can be read what was granted, which nobody takes back
    assert story.name in secretariat.page.locator("tbody tr", has_text="优秀组织奖").inner_text()
    secretariat.work("secretariat", "公布获奖名单")
    secretariat.page.fill("#statement", "感谢各参赛单位的支持。")
    secretariat.press("下一步：核对名单")
    secretariat.press("返回修改")
    assert secretariat.page.input_value("#statement") == "感谢各参赛单位的支持。"
    secretariat.press("下一步：核对名单")
    assert "感谢各参赛单位的支持。" in secretariat.words
    assert [entrant.project in secretariat.words for entrant in story.entrants] == [True, True, False]
    secretariat.press("确认公布")
    secretariat.is_told("获奖名单已公布")
    story.clock.move_to(later(midnight_after(story.clock.now()), minutes=1))
    public = story.newcomer(at_desk=False)
    open_notice(public, "获奖名单公示")
    lines = public.page.locator("tbody tr")
    assert [prize in lines.filter(has_text=entrant.project).inner_text() for entrant, prize in prizes(story)] == [
        True
    ] * 2
    screenshot(public.page, "whole-10-winners")
    end_notice(story, "获奖名单公示")
    story.winner.reads("证书验证码")
    story.certificate = verification_code(winner)
    assert verdict(public, story.certificate) == "证书真实有效"
    assert story.winner.project in public.words


def prizes(story: Story) -> list[tuple[Entrant, str]]:
    """Return who gets which prize."""
    return [(story.winner, "一等奖"), (story.second, "二等奖")]


def verification_code(person: Person) -> str:
    """Return the code of the certificate that a team's page shows."""
    row = person.page.locator(".govuk-summary-list__row", has_text="证书验证码")
    return str(row.locator("dd").inner_text().strip())


def verdict(public: Person, code: str) -> str:
    """Return what the public's page says of a certificate (rule G3)."""
    public.go("/certificates/verify")
    public.page.fill("#code", code)
    public.press("验证")
    return public.state


def a_report_is_filed_and_upheld(story: Story) -> None:
    """H2, H3, K4: under a real name with evidence; the committee takes it on, hears the team, and upholds it."""
    public, committee = story.newcomer(at_desk=False), story.committee
    public.go("/notices")
    public.page.locator("tbody tr", has_text="获奖名单公示").locator("th a").first.click()
    public.follow("举报违规行为")
    page, reporter = public.page, story.plan.synthetic.person(INDEX // 2)
    page.select_option("#listed_team", story.winner.team_id)
    page.fill("#text", REPORTED)
    page.set_input_files("input[type=file]", [CONTRACT])
    page.fill("#real_name", reporter.name)
    page.select_option("#identity_kind", "resident")
    page.fill("#identity_number", reporter.identity_number)
    page.fill("#contact", "reporter@example.test")
    public.press("提交举报")
    assert page.locator(".govuk-panel__title").inner_text().strip() == "举报已提交"
    story.tracking_code = page.locator("dd strong").inner_text()

    committee.work("committee", "待受理的举报")
    committee.page.locator("#list tbody a").first.click()
    assert REPORTED in committee.words
    assert reporter.name not in committee.page.content()
    report = committee.page.url
    committee.page.fill("#reason", "线索具体，予以受理。")
    committee.press("受理举报")
    committee.is_told("举报已受理")
    committee.follow("合同复印件.pdf")
    committee.go(report)
    committee.follow("查看举报人身份")
    committee.page.fill("#purpose", "核实证据来源")
    committee.press("查看")
    assert reporter.name in committee.words
    committee.work("committee", "待听取意见的举报")
    committee.page.locator("#list tbody a").first.click()
    committee.page.fill("#record", "已听取参赛单位陈述，该单位未能说明材料来源。")
    committee.press("保存记录")
    committee.is_told("听取意见情况已记录")
    committee.press("作出裁定")
    screenshot(committee.page, "whole-11-ruling")
    committee.page.get_by_label("成立", exact=True).check()
    committee.page.select_option("#rule", "C5_FOREIGN_MATERIAL")
    committee.page.fill("#reason", "所附应用证明属于其他单位。")
    committee.press("提交裁定")
    committee.is_told("裁定已作出")
    assert committee.state == "成立"


def everybody_reads_what_became_of_the_award(story: Story) -> None:
    """G3, H3, H4, H5: the certificate is revoked, the change published, reporter and team read it; the second prize stays."""
    public, winner, second = story.newcomer(at_desk=False), story.winner.person, story.second.person
    end = time.monotonic() + PATIENCE_SECONDS
    while verdict(public, story.certificate) != "证书已撤销":
        assert time.monotonic() < end, "the certificate is valid still"
        time.sleep(0.3)
    for kind, title in (("disqualification", "取消资格公告"), ("change", "获奖结果变更公告")):
        line = public.page.locator("tbody tr", has_text=title)
        public.until(f"/notices?kind={kind}", lambda line=line: line.count() == 1)  # type: ignore[misc]
        line.locator("th a").click()
        assert story.winner.project in public.words
    screenshot(public.page, "whole-12-change")
    line = public.page.locator("tbody tr", has_text="获奖名单公示")
    public.go("/notices?kind=winners")
    line.locator("th a").click()
    lines = public.page.locator("tbody tr")
    struck = [
        lines.filter(has_text=each.project).get_by_text("已失去资格").count() for each in (story.winner, story.second)
    ]
    assert struck == [1, 0]
    public.go("/results")
    lines = public.page.locator("#awards tbody tr")
    assert "已撤销" in lines.filter(has_text=story.winner.project).inner_text()
    assert "已撤销" not in lines.filter(has_text=story.second.project).inner_text()
    public.go("/reports/status")
    public.page.fill("#tracking_code", story.tracking_code)
    public.press("查询")
    assert (public.state, "所附应用证明属于其他单位。" in public.words) == ("裁定成立", True)
    story.winner.reads("已取消参赛资格")
    second.go(f"/teams/{story.second.team_id}")
    assert verdict(public, verification_code(second)) == "证书真实有效"
    screenshot(winner.page, "whole-13-team")
