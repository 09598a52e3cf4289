"""The pages of review: queue, case, decision, appeal, the division's desk and the national check; and what they show."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from .review_world import Review
from .shot import HOST, Shot, button, press

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from cli.demo.client import User
    from cli.demo.world import Plan

REVIEWER, SECRETARIAT = "reviewer", "secretariat"
_CASE, _DESK = "/staff/cases/{case_id}", "/staff/divisions/{code}/desk"
_HIT = "/staff/national-check/hits/{hit_id}"


def prepare(host: User, user: Callable[[], User], plan: Plan, code: str, password: str) -> dict[str, str]:
    """Bring four teams before two reviewers: one is rejected and appeals, one has to answer, and two wait for a decision."""
    review = Review(host, user, plan, code, password)
    accounts = review.invite(REVIEWER, "second-reviewer", "third-reviewer")
    review.appoint(accounts[REVIEWER])
    teams = [review.submit(f"reviewed-{place}") for place in range(4)]
    for team_id in teams:
        review.wait_for(team_id, "assigned")
    review.decide(teams[0], "rejected", "未说明数据来源，不符合C5。")
    review.appeal(teams[0], "数据来源说明见附件三，请复核。")
    review.decide(teams[1], "supplement", "请补充数据来源的授权书。")
    review.appoint(accounts[REVIEWER], accounts["second-reviewer"])
    return {
        "appealed": teams[0],
        "case_asked": teams[1],
        "pending": teams[2],
        "reviewer_account": accounts["second-reviewer"],
    }


def _open(page: Page) -> None:
    """Open the first document of the case beside its findings."""
    page.locator("#material a").first.click()
    page.locator("canvas[data-drawn]").first.wait_for()


def _refused(page: Page) -> None:
    """Decide to pass though a judgement speaks against it, with a reason."""
    for name, value in (("compliance", "no"), ("authenticity", "yes"), ("lawfulness", "yes"), ("outcome", "passed")):
        page.locator(f"[name={name}][value={value}]").check()
    page.fill("#reason", "材料完整。")
    button(page, "作出决定").click()
    page.wait_for_load_state()


SHOTS = (
    Shot("work-reviewer", "/work/reviewer", "/work/{role}", REVIEWER, played=True),
    Shot("cases", "/staff/cases", "/staff/cases", REVIEWER, played=True),
    Shot("cases-host", "/staff/cases?division={open}", "/staff/cases", HOST, played=True),
    Shot("cases-none", "/staff/cases?state=overdue", "/staff/cases", REVIEWER, played=True),
    Shot("case", "/staff/cases/{pending}", _CASE, REVIEWER, played=True),
    Shot("case-file", "/staff/cases/{pending}", _CASE, REVIEWER, _open, played=True),
    Shot("case-empty", "/staff/cases/{pending}", _CASE, REVIEWER, press("作出决定"), played=True),
    Shot("case-refused", "/staff/cases/{pending}", _CASE, REVIEWER, _refused, played=True),
    Shot("case-asked", "/staff/cases/{case_asked}", _CASE, HOST, played=True),
    Shot("case-appealed", "/staff/cases/{appealed}", _CASE, HOST, played=True),
    Shot("case-reviewer", "/staff/cases/{pending}/reviewer", f"{_CASE}/reviewer", HOST, played=True),
    Shot(
        "case-recusal", "/staff/cases/{pending}/recusal", f"{_CASE}/recusal", REVIEWER, press("确认回避"), played=True
    ),
    Shot("case-appeal", "/staff/cases/{appealed}/appeal", f"{_CASE}/appeal", SECRETARIAT, played=True),
    Shot("desk", "/staff/divisions/{open}/desk", _DESK, HOST, played=True),
    Shot("desk-appointment", "/staff/divisions/{open}/desk/appointment", f"{_DESK}/appointment", HOST, played=True),
    Shot(
        "desk-removal",
        "/staff/divisions/{open}/desk/reviewers/{reviewer_account}/removal",
        f"{_DESK}/reviewers/{{account_id}}/removal",
        HOST,
        played=True,
    ),
    Shot("national-check", "/staff/national-check?state=all", "/staff/national-check", SECRETARIAT, played=True),
    Shot("national-check-hit", "/staff/national-check/hits/{hit}", _HIT, SECRETARIAT, played=True),
)
