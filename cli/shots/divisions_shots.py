"""The pages of divisions, their schemes, activities and figures for host and secretariat, and the divisions that they show."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from .shot import HOST, Shot, button, press

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from cli.demo.client import User
    from cli.demo.world import Plan

# a host that has not applied, one whose application was returned, and who decides on the application of another
APPLICANT, RETURNED, SECRETARY = "applicant", "returned-host", "secretary"
# the places of their divisions in the edition's list
_APPLICANT, _RETURNED, _WAITING = 4, 5, 6
_REASONS = ["评分标准未说明各项评分要点。", "请补充路演阶段的时间安排。"]


def prepare(user: Callable[[], User], secretariat: User, operator: User, plan: Plan, password: str) -> dict[str, str]:
    """Make the accounts, let one division wait for a decision and one be returned; return the codes of the divisions."""
    codes = {"unapplied": _APPLICANT, "returned_division": _RETURNED, "waiting_division": _WAITING}
    logins = {_APPLICANT: APPLICANT, _RETURNED: RETURNED, _WAITING: "waiting-host"}
    for place, login in logins.items():
        secretariat.invite(login, password, [{"role": "host", "division": plan.divisions[place]}])
    operator.invite(SECRETARY, password, [{"role": "secretariat"}])
    for place in (_RETURNED, _WAITING):
        host = user().sign_in(logins[place], password)
        host.put(f"/api/v1/divisions/{plan.divisions[place]}/application", {"scheme": plan.scheme(place)})
    secretariat.post(f"/api/v1/divisions/{plan.divisions[_RETURNED]}/return", {"reasons": _REASONS})
    return {name: plan.divisions[place] for name, place in codes.items()}


def _added(page: Page) -> None:
    """Add a stage and a criterion."""
    button(page, "添加：评审阶段").click()
    page.locator("#stages-0-name").wait_for()
    button(page, "添加：评分标准").click()
    page.wait_for_load_state()


def _look(page: Page) -> None:
    """Look at the scheme as the public will read it."""
    button(page, "预览公开页面", within="main").last.click()
    page.wait_for_load_state()


def _revised(page: Page) -> None:
    """Change a date, give the reason and look at what changes."""
    page.fill("#reason", "报名截止时间延后五天。")
    page.fill("#registration_closes", "2024-08-04T23:59")
    _look(page)


DIVISION = "/staff/divisions/{code}"
SCHEME, VERSION = f"{DIVISION}/scheme", f"{DIVISION}/versions/{{version}}"
ACTIVITY = "/staff/activities/{activity_id}"
SHOTS = (
    Shot("work-applicant", "/work/host", "/work/{role}", APPLICANT),
    Shot("work-secretariat", "/work/secretariat", "/work/{role}", SECRETARY),
    Shot("staff-divisions", "/staff/divisions", "/staff/divisions", SECRETARY),
    Shot("staff-division", "/staff/divisions/{open}", DIVISION, HOST),
    Shot("staff-division-unapplied", "/staff/divisions/{unapplied}", DIVISION, APPLICANT),
    Shot("staff-division-returned", "/staff/divisions/{returned_division}", DIVISION, RETURNED),
    Shot("staff-division-waiting", "/staff/divisions/{waiting_division}", DIVISION, SECRETARY),
    Shot("scheme-new", "/staff/divisions/{unapplied}/scheme", SCHEME, APPLICANT),
    Shot("scheme-rows", "/staff/divisions/{unapplied}/scheme", SCHEME, APPLICANT, _added),
    Shot("scheme-refused", "/staff/divisions/{unapplied}/scheme", SCHEME, APPLICANT, _look),
    Shot("scheme-preview", "/staff/divisions/{returned_division}/scheme", SCHEME, RETURNED, _look),
    Shot("scheme-new-version", "/staff/divisions/{open}/scheme", SCHEME, HOST),
    Shot("scheme-new-version-preview", "/staff/divisions/{open}/scheme", SCHEME, HOST, _revised),
    Shot("staff-version", "/staff/divisions/{open}/versions/2", VERSION, HOST),
    Shot("staff-version-waiting", "/staff/divisions/{waiting_division}/versions/1", VERSION, SECRETARY),
    Shot("staff-version-unreasoned", "/staff/divisions/{waiting_division}/versions/1", VERSION, SECRETARY, press("退回第1版")),
    Shot("staff-publication", "/staff/divisions/{open}/publication", f"{DIVISION}/publication", HOST),
    Shot("staff-activities", "/staff/divisions/{open}/activities", f"{DIVISION}/activities", HOST),
    Shot("staff-activity", "/staff/activities/{briefing}", ACTIVITY, HOST),
    Shot("staff-activity-cancelled", "/staff/activities/{cancelled}", ACTIVITY, HOST),
    Shot("activity-new", "/staff/divisions/{open}/activities/new", f"{DIVISION}/activities/new", HOST),
    Shot("activity-new-refused", "/staff/divisions/{open}/activities/new", f"{DIVISION}/activities/new", HOST, press("确认发布")),
    Shot("activity-change", "/staff/activities/{briefing}/change", f"{ACTIVITY}/change", HOST),
    Shot("activity-cancellation", "/staff/activities/{briefing}/cancellation", f"{ACTIVITY}/cancellation", HOST),
    Shot("staff-figures", "/staff/divisions/{open}/figures", f"{DIVISION}/figures", HOST),
    Shot("staff-national", "/staff/national", "/staff/national", SECRETARY),
)  # fmt: skip
