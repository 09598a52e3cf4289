"""Scoring in a browser: a host appoints, draws, freezes and recommends; an expert scores one project after another.

Two divisions walk it: the host of the first at a desk in Chinese with scripts, that of the second on a phone in English without.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from chassis.kernel.clock import FileClock
from cli.demo.client import Tally, User
from cli.demo.world import EXPERTS_PER_PROJECT, later
from cli.shots.public_world import PASSWORD, Played
from tests.browser.conftest import Contest
from tests.browser.conftest import contest as contest
from tests.browser.spoken import EN_PHONE, ZH_DESK
from tests.browser.staff.at_the_home import Side, arrived, errors_of, press
from tests.browser.staff.material import further_material, names_of_files, shows_documents, shows_further_material
from tests.browser.test_pages import Visit, faults, screenshot
from tests.e2e.own_stack import contest_clock as contest_clock
from tests.e2e.own_stack import stack as stack

# a whole journey of a role: `./dasai test full` walks it
pytestmark = [pytest.mark.browser, pytest.mark.parts, pytest.mark.long]
PROJECTS = 3
SEED = "种子 of the browser's test"
# the place of a host's division on this module's own stack is beside its language, width and scripts
SIDES = pytest.mark.parametrize(("side", "place"), [(ZH_DESK, 1), (EN_PHONE, 2)], ids=["zh-desk", "en-phone"])
PLACES = (1, 2)
# where experts see whose the projects are, and their material
NOT_BLIND = 1
Divisions = dict[int, Played]


@pytest.fixture(scope="module")
def divisions(contest: Contest, contest_clock: FileClock) -> Divisions:
    """Bring two divisions to where scoring begins: in each three projects have passed review, nobody is on the panel."""
    secretariat = User(contest.stack.url, Tally(), http=contest.http)
    secretariat.sign_in_first("secretariat", contest.stack.accounts["secretariat"])
    contest_clock.move_to(contest.plan.applies)
    divisions = {
        place: Played(
            contest.stack,
            contest.plan,
            contest_clock,
            secretariat,
            place,
            contest.http,
            is_blind=place != NOT_BLIND,
            further=further_material,
        )
        for place in PLACES
    }
    for played in divisions.values():
        played.apply()
    for played in divisions.values():
        played.pass_review(PROJECTS)
    for place, played in divisions.items():
        for number in range(EXPERTS_PER_PROJECT):
            office = contest.plan.synthetic.organisation(660_000 + 10 * place + number, "research_institute")
            roles = [{"role": "expert", "division": played.code}]
            played.host.invite(f"scores-{place}-{number}", PASSWORD, roles, office.uscc)  # type: ignore[arg-type]
    contest_clock.move_to(later(contest.plan.opens, days=5, minutes=1))
    return divisions


def says(page: Page, words: re.Pattern[str]) -> bool:
    """Return True if the page itself says this."""
    return words.search(page.locator("main").inner_text()) is not None


def reloaded(page: Page, condition: Callable[[], bool]) -> None:
    """Load the page again until a condition holds, for events take a moment."""
    for _ in range(120):
        if condition():
            return
        page.wait_for_timeout(500)
        page.reload()
    raise AssertionError(page.locator("main").inner_text())


@SIDES
def test_e1_e2_g1_a_host_appoints_experts_and_draws(visit: Visit, divisions: Divisions, side: Side, place: int) -> None:
    """E1, E2, G1: refuse an appointment of nobody and another seed than the published one; accept the right ones."""
    played, (say, width, scripts) = divisions[place], side
    page = arrived(visit, side, f"played-host-{played.code}", PASSWORD)
    page.goto(f"{say.prefix}/staff/divisions/{played.code}/panels")
    assert faults(page) == []
    press(page, say("任命专家"))
    press(page, say("任命所选专家"))
    assert errors_of(page) == ["#account_id"]
    page.fill("#text", f"scores-{place}-")
    press(page, say("查找"))
    boxes = page.locator("input[name=account_id]")
    assert boxes.count() == EXPERTS_PER_PROJECT
    for box in boxes.all():
        box.check()
    assert faults(page) == []
    press(page, say("任命所选专家"))
    assert says(page, say.part("专家已任命"))

    page.goto(f"{say.prefix}/staff/rounds/division-{played.code}-{played.track}")
    reloaded(page, lambda: page.locator("tbody tr").count() == PROJECTS)
    assert faults(page) == []
    page.fill("#seed_hash", "no hash")
    press(page, say("公布哈希值"))
    assert errors_of(page) == ["#seed_hash"]
    seed_hash = hashlib.sha256(SEED.encode()).hexdigest()
    if scripts:
        page.fill("#local_seed", SEED)
        expect(page.locator("#seed_hash")).to_have_value(seed_hash)
    else:
        page.fill("#seed_hash", seed_hash)
    press(page, say("公布哈希值"))
    assert says(page, say.part("种子哈希值已公布"))
    page.fill("#seed", "another seed")
    press(page, say("抽签分配专家"))
    assert errors_of(page) == ["#seed"]
    page.fill("#seed", SEED)
    press(page, say("抽签分配专家"))
    assert says(page, say.part("抽签完成"))
    count = PROJECTS * EXPERTS_PER_PROJECT
    assert re.search(f"共{count}份评分表|of {count}", page.locator("main").inner_text())
    screenshot(page, f"round-drawn-{width}")
    assert faults(page) == []


def reads_material(page: Page, side: Side, place: int) -> None:
    """Require that a sheet shows the project's files in the page, of every kind; of a blind one why there are none."""
    say, _, scripts = side
    files = names_of_files(page)
    if place != NOT_BLIND:
        assert says(page, say.part("材料文件可能含有参赛单位信息，不向专家展示"))
        assert files.count() == 0
        return
    reloaded(page, lambda: files.count() > 0)
    shows_documents(page, scripts=scripts)
    shows_further_material(page)
    assert faults(page) == []


@SIDES
def test_e3_an_expert_scores_one_project_after_another(
    visit: Visit, divisions: Divisions, side: Side, place: int
) -> None:
    """E2, E3: refuse a sheet without scores at each field and a score off the scale; keep a draft; go on to the next sheet."""
    for number in range(EXPERTS_PER_PROJECT):
        say, width, scripts = side
        page = arrived(visit, side, f"scores-{place}-{number}", PASSWORD)
        assert re.search(rf"\b{PROJECTS}", page.locator("main").inner_text())
        page.goto(f"{say.prefix}/staff/sheets")
        on = say("提交并评下一项")
        press(page, say("开始评分"))
        if number == 0:
            reads_material(page, side, place)
            press(page, on)
            scored = page.locator("[data-weight]").count()
            assert len(errors_of(page)) == scored
            page.locator("[data-weight]").first.fill("101")
            press(page, say("保存草稿"))
            assert len(errors_of(page)) == 1
            assert faults(page) == []
            page.locator("[data-weight]").first.fill("88.5")
            press(page, say("保存草稿"))
            assert says(page, say.part("草稿已保存"))
            assert page.locator("[data-weight]").first.input_value() == "88.5"
            skipped = set()
            for _ in range(PROJECTS):
                skipped.add(page.url.split("?")[0])
                page.get_by_role("link", name=say("下一项")).click()
                page.wait_for_load_state()
            # once through all of them, and back at the draft
            assert len(skipped) == PROJECTS
            assert page.locator("[data-weight]").first.input_value() == "88.5"
        for project in range(PROJECTS):
            for field in page.locator("[data-weight]").all():
                field.fill(str(90 - project))
            if scripts:
                expect(page.locator("#total")).to_have_text(str(90 - project))
            if project == 0 and number == 0:
                screenshot(page, f"sheet-{width}")
                assert faults(page) == []
            press(page, on)
        assert page.url.endswith("/staff/sheets?done=sheets_finished")
        assert faults(page) == []


@SIDES
def test_e6_e7_f1_a_host_freezes_awards_and_recommends(
    visit: Visit, divisions: Divisions, side: Side, place: int
) -> None:
    """E4, E6, E7, F1: freeze once all sheets are in; refuse a recommendation without a report; accept it with one."""
    played, (say, width, _) = divisions[place], side
    page = arrived(visit, side, f"played-host-{played.code}", PASSWORD)
    page.goto(f"{say.prefix}/staff/rounds/division-{played.code}-{played.track}")
    press(page, say("冻结排名"))
    assert faults(page) == []
    press(page, say("冻结排名"))
    assert says(page, say.part("排名已冻结并签名"))
    assert page.locator("tbody tr").count() == PROJECTS
    assert faults(page) == []
    page.goto(f"{say.prefix}/staff/divisions/{played.code}/local-awards")
    reloaded(page, lambda: page.locator("input[type=checkbox]").count() == PROJECTS)
    press(page, say("颁发分赛奖项"))
    assert errors_of(page) == ["#awards"]
    page.locator("input[type=checkbox]").first.check()
    press(page, say("颁发分赛奖项"))
    assert says(page, say.part("分赛奖项已颁发"))
    assert faults(page) == []
    page.goto(f"{say.prefix}/staff/divisions/{played.code}/recommendation")
    press(page, say("报送推荐名单"))
    assert errors_of(page) == ["#report"]
    page.fill("#report", "推荐规则、遴选过程、专家名单见附件（合成）。")
    press(page, say("报送推荐名单"))
    assert says(page, say.part("推荐名单已报送"))
    screenshot(page, f"recommendation-{width}")
    assert faults(page) == []


def test_k1_another_division_and_a_sealed_sheet_are_refused(visit: Visit, divisions: Divisions) -> None:
    """E6, K1: a host reads nothing of another division; an expert changes no sealed sheet."""
    first, second = (divisions[place] for place in PLACES)
    page = arrived(visit, ZH_DESK, f"played-host-{first.code}", PASSWORD)
    answer = page.goto(f"/staff/panels/division-{second.code}")
    assert answer is not None
    assert answer.status == 403
    page = arrived(visit, ZH_DESK, f"scores-{PLACES[0]}-0", PASSWORD)
    page.goto("/staff/sheets")
    page.locator("tbody a").first.click()
    assert "排名已冻结，评分不可更改。" in page.locator(".dasai-status").inner_text()
    assert page.locator("[data-weight]").count() == 0


def test_e6_k1_the_committee_reopens_a_ranking_and_all_stay_on_record(
    visit: Visit, divisions: Divisions, contest: Contest
) -> None:
    """E6, K1: found by the division's page; refused without a reason; the public reads the earlier ranking and why."""
    operator = User(contest.stack.url, Tally(), http=contest.http)
    operator.sign_in_first("operator", contest.stack.accounts["operator"])
    operator.invite("reopening-committee", PASSWORD, [{"role": "committee", "division": ""}])
    played = divisions[PLACES[1]]
    page = arrived(visit, EN_PHONE, "reopening-committee", PASSWORD)
    page.goto(f"/en/staff/divisions/{played.code}")
    page.get_by_role("main").get_by_role("link", name="Rankings", exact=True).click()
    page.goto(f"/en/staff/rounds/division-{played.code}-{played.track}/ranking")
    say = EN_PHONE[0]
    press(page, say("重新开启排名"))
    assert faults(page) == []
    press(page, say("重新开启排名"))
    assert errors_of(page) == ["#reason"]
    page.fill("#reason", "一名专家漏报利益关系（合成）。")
    press(page, say("重新开启排名"))
    assert says(page, say.part("排名已重新开启"))
    host = arrived(visit, EN_PHONE, f"played-host-{played.code}", PASSWORD)
    host.goto(f"/en/staff/rounds/division-{played.code}-{played.track}")
    host.get_by_role("main").get_by_role("link", name=say("查看理由")).click()
    assert "一名专家漏报利益关系（合成）。" in host.get_by_role("main").inner_text()
    host.goto(f"/en/staff/divisions/{played.code}/local-awards")
    staying = host.locator("table", has_text=say.part("继续保留的奖项"))
    assert say.part("所在赛道的排名已重新开启").search(staying.locator("tbody tr").first.inner_text())
    screenshot(host, "local-awards-staying")
    assert faults(host) == []
    public = visit(f"/results/divisions/{played.code}/{played.track}", width=390)
    assert "一名专家漏报利益关系（合成）。" in public.locator("#record li").inner_text()
    assert faults(public) == []


@SIDES
def test_e2_an_expert_steps_back_from_a_project(visit: Visit, divisions: Divisions, side: Side, place: int) -> None:
    """E2: refused without a reason, at its field; then the project is another's to score, and no form is there any more."""
    # the ranking of the second division was reopened, so that its sheets may change
    played, (say, _, _) = divisions[PLACES[1]], side
    page = arrived(visit, side, f"scores-{PLACES[1]}-{place}", PASSWORD)
    page.goto(f"{say.prefix}/staff/sheets")
    page.locator("tbody a").nth(place).click()
    sheet = page.url.split("?")[0]
    page.get_by_role("main").get_by_role("link", name=say("申请回避")).click()
    assert faults(page) == []
    press(page, say("确认回避"))
    assert errors_of(page) == ["#reason"]
    page.fill("#reason", "本人近三年曾为该参赛单位提供咨询。")
    press(page, say("确认回避"))
    assert page.url.endswith("/staff/sheets?done=recused")
    assert faults(page) == []

    def is_released() -> bool:
        page.goto(sheet)
        return (
            say.part("该项目因回避或重新分配，已不由您评审").search(page.locator(".dasai-status").inner_text())
            is not None
        )

    reloaded(page, is_released)
    assert page.locator("[data-weight]").count() == 0
    host = arrived(visit, side, f"played-host-{played.code}", PASSWORD)
    host.goto(f"{say.prefix}/staff/rounds/division-{played.code}-{played.track}")
    assert faults(host) == []
