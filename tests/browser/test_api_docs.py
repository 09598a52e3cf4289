"""The pages that show the API's document, in a browser without scripts."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.test_pages import faults, screenshot

pytestmark = [pytest.mark.browser, pytest.mark.parts]
Visit = Callable[..., Page]


@pytest.mark.parametrize("width", [1280, pytest.param(390, marks=pytest.mark.long)])
def test_the_document_is_shown_from_the_home_page_on(visit: Visit, width: int) -> None:
    """K5: at a desk and on a phone, from the footer to an operation, to what it answers with, and to an example of that."""
    page = visit("/", width=width)
    page.get_by_role("contentinfo").get_by_role("link", name="接口文档").click()
    # what frames the document is Chinese, and what is English says so
    assert [name for name in page.locator("main h2").all_inner_texts() if not re.fullmatch("[一-鿿]+", name)] == []
    assert page.locator("main h3").count() == page.locator("main h3 code[lang=en]").count()
    assert faults(page) == []
    screenshot(page, f"api-docs-{width}")
    page.get_by_role("link", name="/api/v1/teams", exact=True).first.click()
    assert page.title().startswith("团队 teams · 接口文档")
    assert page.get_by_role("heading", level=1).inner_text() == "团队 teams"
    assert page.get_by_role("heading", name="团队报名", exact=True).is_visible()
    assert "registration:write" in page.locator("#registerTeam").inner_text()
    answer = page.locator("#registerTeam").get_by_role("row", name="201")
    answer.get_by_role("link", name="Team", exact=True).click()
    schema = page.locator("#schema-Team")
    assert schema.get_by_text("Findings on its organisations and files after it registered").is_visible()
    schema.get_by_text("示例").click()
    assert '"team_name": "合成一队"' in schema.locator("pre").inner_text()
    assert faults(page) == []
    screenshot(page, f"api-subject-{width}")


@pytest.mark.long
def test_every_subject_has_its_page_and_every_link_leads_somewhere(visit: Visit) -> None:
    """Each operation of the document is on a page, and each schema that it names is on the same page."""
    page = visit("/api/docs")
    document = page.request.get("/api/openapi.json").json()
    for tag in document["tags"]:
        page.goto(f"/api/docs/{tag['name']}")
        dead = page.evaluate(
            "() => [...document.querySelectorAll('main a[href^=\"#\"]')].map(link => link.getAttribute('href').slice(1))"
            ".filter(id => !document.getElementById(id))"
        )
        assert dead == [], tag["name"]
        expected = sum(
            tag["name"] in operation["tags"] for methods in document["paths"].values() for operation in methods.values()
        )
        assert page.locator(".operation").count() == expected
    assert page.request.get("/api/docs/nothing").status == 404
