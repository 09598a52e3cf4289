"""The pages around a team and its people's accounts, and the world that their pictures show."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

from cli.synthetic import PLACE, resident_id, uscc

from .shot import Shot, button, go_to, press

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from cli.demo.client import User
    from cli.demo.world import Plan

# the lead of a team of three organisations, an account of a co-organisation, and one that has withdrawn its team
LEADER, PARTNER, LEAVER = "leader", "partner", "leaver"
_PATIENCE = 60.0
# of the form for a new team: valid, and no other participant's
_LEAD, _PARTNER = uscc("91", PLACE, 98_000_001), uscc("12", PLACE, 98_000_002)
_BIRTH = date(2001, 1, 1)


def prepare(user: Callable[[], User], plan: Plan, code: str, topic: str, password: str) -> dict[str, str]:
    """Register a team with two co-organisations, one of which consents, and another that withdraws; return their names."""
    leader, partner, leaver = (user().sign_up(login, password) for login in (LEADER, PARTNER, LEAVER))
    body: dict[str, Any] = dict(plan.synthetic.registration(6, code, topic, people=3))
    second = plan.synthetic.organisation(6, "research_institute")
    body["co_organisations"] = [*body["co_organisations"], second.stated()]
    team = leader.post("/api/v1/teams", body)
    team_id = team["facts"]["team_id"]
    first = leader.get(f"/api/v1/teams/{team_id}/co-organisations")["co_organisations"][0]
    key = {"team_id": team_id, "uscc": first["organisation"]["uscc"], "code": first["invitation_code"]}
    partner.post("/api/v1/invitation-answers", {**key, "consent": True})
    leader.post(f"/api/v1/teams/{team_id}/colleague-invitations")
    lines = leader.get(f"/api/v1/teams/{team_id}/co-organisations")["co_organisations"]
    asked = next(line for line in lines if line["state"] == "asked")
    left = leaver.post("/api/v1/teams", plan.synthetic.registration(7, code, topic, people=1))["facts"]["team_id"]
    leaver.post(f"/api/v1/teams/{left}/withdrawal")
    until = time.monotonic() + _PATIENCE
    while not (messages := leader.get("/api/v1/messages")["messages"]) and time.monotonic() < until:
        time.sleep(0.2)
    return {
        "joint": team_id,
        "given_uscc": first["organisation"]["uscc"],
        "asked_uscc": asked["organisation"]["uscc"],
        "asked_code": asked["invitation_code"],
        "left": left,
        "division": code,
        "topic": topic,
        "message": messages[0]["message_id"],
    }


def _look(page: Page) -> None:
    """Type what the leader's own page shows of the open invitation into the form of the co-organisation."""
    cells = page.locator(".dasai-card", has_text=re.compile("尚未答复|Asked, no answer yet")).locator("dd")
    key = [cell.inner_text().strip() for cell in cells.all()[:3]]
    go_to(page, "/consent")
    for name, value in zip(("team_id", "uscc", "code"), key, strict=True):
        page.fill(f"#{name}", value)
    button(page, "查看邀请").click()
    page.wait_for_load_state()


def _filled(page: Page, partner: str = _PARTNER) -> None:
    """Fill in a whole team with a co-organisation of the code `partner`."""
    button(page, "添加联合单位").click()
    page.locator("#partner-0-uscc").wait_for()
    button(page, "添加参赛代表").click()
    page.locator("#person-1-name").wait_for()
    values = {
        "project_name": "工业数据协同测试平台",
        "team_name": "合成图片队",
        "lead-uscc": _LEAD,
        "lead-name": "合成测试企业有限公司",
        "partner-0-uscc": partner,
        "partner-0-name": "合成测试大学",
        "person-0-name": "测试甲",
        "person-0-number": resident_id(PLACE, _BIRTH, 1),
        "person-1-name": "测试乙",
        "person-1-number": resident_id(PLACE, _BIRTH, 2),
    }
    for name, value in values.items():
        page.fill(f"#{name}", value)
    page.select_option("#lead-kind", "enterprise")
    page.select_option("#partner-0-kind", "university")
    page.locator("[name=identity_consent]").check()
    page.locator("[name=declared_true]").check()


def _checked(page: Page) -> None:
    _filled(page)
    button(page, "核对报名信息").click()
    button(page, "确认报名").wait_for()


def _refused(page: Page) -> None:
    """Name the leading organisation as the co-organisation too."""
    _filled(page, partner=_LEAD)
    button(page, "核对报名信息").click()
    page.locator(".govuk-error-summary").wait_for()


def _make(page: Page) -> None:
    """Make a token."""
    page.fill("#name", "图片")
    page.locator("[name=scopes]").first.check()
    button(page, "生成令牌").click()
    page.wait_for_load_state()


def _read(page: Page) -> None:
    """Mark all messages as read, if any is not."""
    unread = button(page, "全部标为已读")
    if unread.count():
        unread.click()
        page.wait_for_load_state()


NEW, FORM = "/teams/new", "/teams/new?division={division}&topic={topic}"
TEAM, JOINT = "/teams/{team_id}", "/teams/{joint}"
ASKED, CONFIRMATION = f"{JOINT}/confirmation", f"{TEAM}/confirmation/{{act}}"
SHOTS = (
    Shot("new-team-division", NEW, NEW, LEADER),
    Shot("new-team-topic", "/teams/new?division={division}", NEW, LEADER),
    Shot("new-team", FORM, NEW, LEADER),
    Shot("new-team-empty", FORM, NEW, LEADER, press("核对报名信息")),
    Shot("new-team-filled", FORM, NEW, LEADER, _filled),
    Shot("new-team-check", FORM, NEW, LEADER, _checked),
    Shot("new-team-refused", FORM, NEW, LEADER, _refused),
    Shot("me-partner", "/me", "/me", PARTNER),
    Shot("team-joint", JOINT, TEAM, LEADER),
    Shot("team-partner", JOINT, TEAM, PARTNER),
    Shot("team-left", "/teams/{left}", TEAM, LEAVER),
    Shot("team-registered-done", f"{JOINT}?done=registered", TEAM, LEADER),
    Shot("representatives", f"{JOINT}/representatives", f"{TEAM}/representatives", LEADER),
    Shot("representatives-partner", f"{JOINT}/representatives", f"{TEAM}/representatives", PARTNER),
    Shot("representative-new", f"{JOINT}/representatives/new", f"{TEAM}/representatives/new", LEADER),
    Shot("representative-wrong", f"{JOINT}/representatives/new", f"{TEAM}/representatives/new", LEADER, press("保存")),
    Shot("representative", f"{JOINT}/representatives/1", f"{TEAM}/representatives/{{place}}", LEADER),
    Shot("representative-removal", f"{JOINT}/representatives/1/removal", f"{TEAM}/representatives/{{place}}/removal", LEADER),
    Shot("names", f"{JOINT}/names", f"{TEAM}/names", LEADER),
    Shot("organisations", f"{JOINT}/organisations", f"{TEAM}/organisations", LEADER),
    Shot("organisations-refused", f"{JOINT}/organisations", f"{TEAM}/organisations", LEADER, press("发出邀请", uscc="1")),
    Shot("organisations-partner", f"{JOINT}/organisations", f"{TEAM}/organisations", PARTNER),
    Shot("confirmation-organisation", f"{ASKED}/organisation-removal?of={{given_uscc}}", CONFIRMATION, LEADER),
    Shot("confirmation-lead", f"{ASKED}/lead-offer?of={{given_uscc}}", CONFIRMATION, LEADER),
    Shot("confirmation-code", f"{ASKED}/code-end", CONFIRMATION, LEADER),
    Shot("confirmation-consent", f"{ASKED}/consent-withdrawal", CONFIRMATION, PARTNER),
    Shot("confirmation-not-now", f"{ASKED}/lead-taking", CONFIRMATION, PARTNER),
    Shot("colleagues", f"{JOINT}/colleagues", f"{TEAM}/colleagues", LEADER),
    Shot("colleagues-partner", f"{JOINT}/colleagues", f"{TEAM}/colleagues", PARTNER),
    Shot("withdrawal", f"{JOINT}/withdrawal", f"{TEAM}/withdrawal", LEADER),
    Shot("withdrawal-unsure", f"{JOINT}/withdrawal", f"{TEAM}/withdrawal", LEADER, press("退出比赛")),
    Shot("withdrawal-left", "/teams/{left}/withdrawal", f"{TEAM}/withdrawal", LEAVER),
    Shot("name-claims", f"{JOINT}/name-claims", f"{TEAM}/name-claims", LEADER),
    Shot("looks", f"{JOINT}/looks", f"{TEAM}/looks", LEADER),
    Shot("consent", "/consent", "/consent", PARTNER),
    Shot("consent-refused", "/consent", "/consent", PARTNER, press("查看邀请", team_id="1", uscc="1", code="1")),
    Shot("consent-asked", f"{JOINT}/organisations", "/consent", LEADER, _look),
    Shot("join", "/join", "/join", PARTNER),
    Shot("join-refused", "/join", "/join", PARTNER, press("加入团队", team_id="1", code="1")),
    Shot("messages", "/messages", "/messages", LEADER),
    Shot("messages-none", "/messages?show=unread", "/messages", LEAVER, _read),
    Shot("message-preferences", "/messages/preferences", "/messages/preferences", LEADER),
    Shot("message", "/messages/{message}", "/messages/{message_id}", LEADER),
    Shot("contacts", "/account/contacts", "/account/contacts", PARTNER),
    Shot("contacts-refused", "/account/contacts", "/account/contacts", PARTNER, press("保存", email="wrong")),
    Shot("consents", "/account/consents", "/account/consents", PARTNER),
    Shot("sessions", "/account/sessions", "/account/sessions", LEADER),
    Shot("tokens", "/tokens", "/tokens", PARTNER),
    Shot("tokens-refused", "/tokens", "/tokens", PARTNER, press("生成令牌")),
    Shot("token", "/tokens", "/tokens", PARTNER, _make),
    Shot("account-done", "/account?done=password", "/account", PARTNER),
)  # fmt: skip
