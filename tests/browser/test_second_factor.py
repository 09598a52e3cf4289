"""The pages of the second factor and of links in a browser that has a passkey (K1).

Passkeys are for a host, and only of a secure address: the browser takes the stack for `http://dasai.localhost`, and each browser
takes names below `localhost` for secure. The stack is the small one, for the one that others share has no address of its own.
"""

from __future__ import annotations

import io
from collections.abc import Iterator

import pyotp
import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Page, sync_playwright

from cli.demo.client import STAFF_USCC
from cli.stack.browser import locate
from tests.browser.conftest import PASSWORD, QUIET
from tests.browser.test_pages import faults, screenshot, sign_in
from tests.service.gateway.conftest import Api, running_api
from tests.service.gateway.test_second_factors import Holder, participant

pytestmark = [pytest.mark.browser, pytest.mark.parts, pytest.mark.long]
ADDRESS = "http://dasai.localhost"
# a device that makes passkeys, and is touched at once (Chrome's WebAuthn domain)
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    """Run the stack at an address of its own."""
    more = {"DASAI_PUBLIC_URL": ADDRESS, "DASAI_ALLOWED_HOSTS": "127.0.0.1", "DASAI_SECURE_COOKIES": "false"}
    with running_api(tmp_path_factory.mktemp("passkeys"), **more) as running:
        yield running


@pytest.fixture(scope="module")
def page(api: Api) -> Iterator[Page]:
    """Yield a page of a browser with a device that makes passkeys; an error in its console fails the tests."""
    chromium = locate()
    port = api.stack.url.rsplit(":", 1)[1]
    arguments = [
        *QUIET,
        f"--host-resolver-rules=MAP dasai.localhost:80 127.0.0.1:{port}",
    ]
    complaints: list[str] = []
    with pytest.MonkeyPatch.context() as patch:
        for name, value in chromium.env.items():
            patch.setenv(name, value)
        with sync_playwright() as playwright:
            running = playwright.chromium.launch(executable_path=chromium.program, headless=True, args=arguments)
            context = running.new_context(base_url=ADDRESS, locale="zh-CN")
            shown = context.new_page()
            shown.on("pageerror", lambda error: complaints.append(str(error)))
            shown.on(
                "console",
                lambda message: complaints.append(message.text) if message.type == "error" else None,
            )
            device = context.new_cdp_session(shown)
            device.send("WebAuthn.enable")
            device.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
            yield shown
            running.close()
    # an expected refusal, and the icon that browsers ask for
    assert [complaint for complaint in complaints if "status of 4" not in complaint] == []


def scanned(page: Page) -> str:
    """Return the key that a phone reads from the QR code, as the page shows it."""
    picture = page.get_by_role("img", name="二维码").screenshot()
    with Image.open(io.BytesIO(picture)) as image:
        (code,) = zxingcpp.read_barcodes(image)
    assert code.text == page.locator('input[name="uri"]').get_attribute("value")
    return pyotp.parse_uri(code.text).secret


def set_up(page: Page, holder: Holder) -> list[str]:
    """Set up an authenticator on the pages, and return the recovery codes."""
    page.goto("/account/second-factor")
    assert faults(page) == []
    page.get_by_role("button", name="开始设置").click()
    assert faults(page) == []
    holder.secret = scanned(page)
    typed = page.locator("#secret").inner_text()
    assert (typed.replace(" ", ""), {len(group) for group in typed.split()}) == (holder.secret, {4})
    page.get_by_label("动态口令").fill(holder.code())
    page.get_by_role("button", name="确认启用").click()
    assert faults(page) == []
    screenshot(page, "recovery-codes")
    return list(page.locator("main li code").all_inner_texts())


def test_k1_a_passkey_is_added_and_given_in_place_of_a_code(api: Api, page: Page) -> None:
    """K1: by its scripts; a wrong code is said in words. The page is whole without a passkey too."""
    holder = participant(api, "in-browser")
    sign_in(page, holder.login)
    codes = set_up(page, holder)
    page.goto("/account/second-factor")
    page.get_by_label("名称").fill("办公电脑")
    page.locator("#passkey-code").fill("wrong")
    page.get_by_role("button", name="添加").click()
    page.get_by_text("动态口令或恢复码不正确").wait_for()
    page.locator("#passkey-code").fill(codes[0])
    page.get_by_role("button", name="添加").click()
    page.get_by_label("办公电脑").wait_for()
    assert faults(page) == []
    screenshot(page, "second-factor")

    page.get_by_role("button", name="退出登录").click()
    page.goto("/sign-in")
    page.get_by_label("登录名").fill(holder.login)
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="登录").click()
    page.wait_for_url("**/account/second-factor")
    assert faults(page) == []
    screenshot(page, "second-factor-owed")
    page.get_by_role("button", name="使用通行密钥").click()
    page.wait_for_url("**/me")
    page.goto("/account/second-factor")
    page.get_by_label("动态口令").first.fill(codes[1])
    page.get_by_role("button", name="删除所选通行密钥").click()
    page.wait_for_load_state()
    assert page.get_by_label("办公电脑").count() == 0


def test_k1_a_link_puts_its_code_into_the_form(page: Page) -> None:
    """K1: and takes it out of the address, which browsers keep."""
    code = "V2hhdCBpcyBuZXZlciBzZW50IHR3aWNl"
    page.goto(f"/password-reset#{code}")
    assert page.get_by_label("重置码").input_value() == code
    assert page.url == f"{ADDRESS}/password-reset"
    assert faults(page) == []
    screenshot(page, "password-reset")
    page.get_by_label("新密码").fill("a password that nobody guesses")
    page.get_by_role("button", name="设置新密码").click()
    assert "重置链接无效" in page.get_by_role("alert").inner_text()


def test_k1_the_link_of_an_invitation_fills_in_its_code(api: Api, page: Page) -> None:
    """K1: what is behind # is in no address that a browser sends; the code is shown again after a mistake."""
    body = {"roles": [{"role": "expert", "division": api.division}], "organisation_uscc": STAFF_USCC}
    code = api.host.post("/api/v1/invitations", body)["code"]
    page.context.clear_cookies()
    page.goto(f"/invitation#{code}")
    assert page.get_by_label("邀请码").input_value() == code
    assert page.url == f"{ADDRESS}/invitation"
    page.get_by_label("登录名").fill("by-link")
    page.get_by_label("密码", exact=True).fill("password1234")
    page.get_by_label("我已阅读并同意").check()
    page.get_by_role("button", name="接受邀请").click()
    assert page.get_by_label("邀请码").input_value() == code
    assert "密码强度不足" in page.get_by_role("alert").inner_text()
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    page.get_by_label("我已阅读并同意").check()
    page.get_by_role("button", name="接受邀请").click()
    page.wait_for_url("**/work/*")
