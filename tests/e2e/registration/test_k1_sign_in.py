"""K1: whoever is not signed in is led to the form, and from there to the page that was asked for."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import httpx

from tests.e2e.registration.running import PASSWORD, Contest


def test_k1_signing_in_leads_to_the_page_that_was_asked_for(contest: Contest) -> None:
    """K1: a team's page, after a wrong password too; a link that names another site leads to the account's own page."""
    user = contest.user()
    team = contest.register(user)
    account = {"login": f"pages-{contest.index()}", "password": PASSWORD, "privacy_notice": user.privacy_notice()}
    login, path = account["login"], f"/teams/{team['facts']['team_id']}"
    # a form that is sent with a session comes from a page of ours
    with httpx.Client(base_url=contest.stack.url, headers={"Origin": contest.stack.url}) as browser:
        asked = browser.get(path, headers={"Accept": "text/html"})
        assert asked.status_code == 303
        form = urlsplit(asked.headers["location"])
        assert (form.path, parse_qs(form.query)) == ("/sign-in", {"next": [path]})
        assert f'name="next" value="{path}"' in browser.get(asked.headers["location"]).text
        wrong = browser.post("/sign-in", data={"login": login, "password": PASSWORD, "next": path})
        assert wrong.status_code == 401
        assert f'name="next" value="{path}"' in wrong.text
        signed_up = browser.post("/sign-up", data=account | {"next": path})
        assert (signed_up.status_code, signed_up.headers["location"]) == (303, path)
        for next_page, location in ((path, path), ("//elsewhere.example/", "/me"), ("", "/me")):
            answer = browser.post("/sign-in", data={"login": login, "password": PASSWORD, "next": next_page})
            assert (answer.status_code, answer.headers["location"]) == (303, location)


def test_k1_k2_a_mobile_number_is_given_at_sign_up(contest: Contest) -> None:
    """K1, K2: by who wants text messages; a wrong one is refused, and what was typed is shown again."""
    user = contest.user()
    account = {"login": f"pages-{contest.index()}", "password": PASSWORD, "privacy_notice": user.privacy_notice()}
    with httpx.Client(base_url=contest.stack.url, headers={"Origin": contest.stack.url}) as browser:
        wrong = browser.post("/sign-up", data=account | {"mobile": "12345"})
        assert wrong.status_code == 422
        assert 'value="12345"' in wrong.text
        assert browser.post("/sign-up", data=account | {"mobile": "13800138000"}).status_code == 303
        assert browser.get("/api/v1/accounts/me").json()["mobile"] == "13800138000"
