"""C2 to C4: the declaration as it is written, by two people, as rich text, and what is missing."""

from __future__ import annotations

from typing import Any

import httpx

from tests.e2e.registration.running import Contest, refused

BACKGROUND = "overview.background"


def save(user: Any, address: str, revision: int, text: str, section: str = BACKGROUND) -> dict[str, Any]:
    body = {"draft_revision": revision, "sections": [{"id": section, "text": text}]}
    return dict(user.put(f"{address}/declaration", body))


def test_c4_two_windows_of_one_account_lose_nothing(contest: Contest) -> None:
    """C4: different paragraphs are put together; the same one is refused with what stands there, and what was sent is kept."""
    user = contest.user()
    team = contest.register(user)
    address = f"/api/v1/teams/{team['facts']['team_id']}"
    first = save(user, address, 0, "第一段：背景。\n中间一段。\n第三段：需求。")
    assert first["draft_revision"] == 1
    save(user, address, 1, "第一段：新的背景。\n中间一段。\n第三段：需求。")
    both = save(user, address, 1, "第一段：背景。\n中间一段。\n第三段：新的需求。")
    assert both["merged_sections"] == [BACKGROUND]
    assert both["draft"][0]["text"] == "第一段：新的背景。\n中间一段。\n第三段：新的需求。"
    windows = [f"第一段：窗口{number}写的背景。\n中间一段。\n第三段：需求。" for number in (1, 2)]
    for number, mine in enumerate((*windows, windows[0]), 1):
        problem = contest.problem(lambda text=mine: save(user, address, 1, text))
        assert (problem["status"], problem["code"]) == (409, "C4_DRAFT_MOVED_ON")
        assert problem["detail"].startswith("“项目背景”刚被您在另一窗口或另一设备修改（当前版本3）")
        assert (problem["facts"]["written_by"], problem["facts"]["name"]) == ("成员1", "项目背景")
        current = problem["current"]
        assert (current["revision"], current["sections"][0]["text"]) == (3, both["draft"][0]["text"])
        assert [(text["read_revision"], text["length"], text["text"]) for text in current["kept"]] == [
            (1, len(mine) - 2, "")
        ] * min(number, 2)
    kept_texts = user.get(f"{address}/kept-texts")["kept"]
    assert sorted(user.get(f"{address}/kept-texts/{text['id']}")["text"] for text in kept_texts) == windows
    user.call("DELETE", f"{address}/kept-texts/{kept_texts[0]['id']}")
    assert refused(lambda: user.get(f"{address}/kept-texts/{kept_texts[0]['id']}")) == (404, "NOT_FOUND")
    assert refused(lambda: contest.user().get(f"{address}/kept-texts/{kept_texts[1]['id']}")) == (404, "NOT_FOUND")
    assert refused(lambda: save(user, address, 99, "不知从何而来的版本。")) == (409, "C4_REVISION_UNKNOWN")
    kept = user.get(f"{address}/kept-texts")["kept"]
    texts = {user.get(f"{address}/kept-texts/{text['id']}")["text"]: text["id"] for text in kept}
    user.call("DELETE", f"{address}/kept-texts/{texts['不知从何而来的版本。']}")
    save(user, address, 3, "应用于流通行业。", "overview.industry")
    news = user.get(f"{address}/declaration", since=3)
    assert [(section["id"], section["written_by"]) for section in news["sections"]] == [("overview.industry", "成员1")]
    assert ([text["id"] for text in news["kept"]], news["kept_total"]) == ([kept_texts[1]["id"]], 1)
    later = user.get(f"{address}/declaration", since=4, kept_since=news["kept"][0]["written_at"])
    assert (later["sections"], later["kept"]) == ([], [])
    assert refused(lambda: contest.user().get(f"{address}/declaration")) == (404, "NOT_FOUND")


def test_c4_c8_a_draft_is_saved_and_submitted_under_a_condition(contest: Contest) -> None:
    """C4, C8: `If-Match` with the ETag that was read; if anything changed since, nothing is merged, and what was sent is kept."""
    user = contest.user()
    address = f"/api/v1/teams/{contest.register(user)['facts']['team_id']}"

    def sent(method: str, path: str, etag: str, body: dict[str, Any]) -> httpx.Response:
        headers = {"Authorization": f"Bearer {user.token}", **({"If-Match": etag} if etag else {})}
        return user.http.request(method, user.base_url + address + path, json=body, headers=headers)

    def saved(etag: str, revision: int, text: str) -> httpx.Response:
        sections = [{"id": BACKGROUND, "text": text}]
        return sent("PUT", "/declaration", etag, {"draft_revision": revision, "sections": sections})

    own = {"Authorization": f"Bearer {user.token}"}
    read = user.http.get(f"{user.base_url}{address}/declaration", headers=own)
    assert read.headers["etag"] == '"draft-0"'
    first = saved('"draft-0"', 0, "第一段。\n第二段。")
    assert (first.status_code, first.headers["etag"]) == (200, '"draft-1"')
    assert saved("", 1, "改写的第一段。\n第二段。").headers["etag"] == '"draft-2"'
    late = saved('"draft-1"', 1, "第一段。\n改写的第二段。")
    assert (late.status_code, late.json()["code"]) == (412, "C4_DRAFT_CHANGED")
    assert late.json()["current"]["revision"] == 2
    assert [text["read_revision"] for text in user.get(f"{address}/kept-texts")["kept"]] == [1]
    submitted = sent("POST", "/submissions", '"draft-1"', {"draft_revision": 1})
    assert (submitted.status_code, submitted.json()["code"]) == (412, "C8_CONTENT_MOVED_ON")
    for wrong in ('"draft-1"', "*", 'W/"draft-2"', "2"):
        refusal = saved(wrong, 2, "任何内容。")
        assert (refusal.status_code, refusal.json()["code"]) == (412, "CONDITION_INVALID"), wrong
    assert user.get(f"{address}/declaration")["revision"] == 2


def test_c4_c8_what_is_signed_reads_as_the_page_did(contest: Contest) -> None:
    """C4, C8: lines stay apart, struck words are out, powers and formulas keep their meaning; an old text of it is taken too."""
    user = contest.user()
    address = f"/api/v1/teams/{contest.register(user)['facts']['team_id']}/declaration"
    rich = (
        "<h1>效益</h1><div>上年营收 100</div><div>200 万元为补贴，<s>500万元</s><b>50万元</b>自筹</div>"
        "<p>每秒10<sup>9</sup>次，<math><mfrac><mi>a</mi><mi>b</mi></mfrac></math></p><title>文档1</title>"
    )
    saved = user.put(address, {"draft_revision": 0, "sections": [{"id": BACKGROUND, "rich": rich}]})
    (section,) = [section for section in saved["draft"] if section["id"] == BACKGROUND]
    assert section["text"] == "效益\n上年营收 100\n200 万元为补贴，50万元自筹\n每秒10^9次，a/b"
    assert section["rich"] == (
        "<h3>效益</h3><p>上年营收 100</p><p>200 万元为补贴，<strong>50万元</strong>自筹</p><p>每秒10<sup>9</sup>次，a/b</p>"
    )
    before = {"id": BACKGROUND, "rich": section["rich"], "text": section["text"].replace("^", "")}
    again = user.put(address, {"draft_revision": saved["draft_revision"], "sections": [before]})
    assert again["draft"] == []  # nothing changed
    other = before | {"text": "乙"}
    wrong = lambda: user.put(address, {"draft_revision": again["draft_revision"], "sections": [other]})  # noqa: E731 - a short call
    assert refused(wrong) == (422, "C4_SECTION_INVALID")


def test_c4_rich_text_is_kept_safe_and_its_words_stay(contest: Contest) -> None:
    """C4: what runs is taken off, words stay; two words for one section are refused."""
    user = contest.user()
    team = contest.register(user)
    address = f"/api/v1/teams/{team['facts']['team_id']}/declaration"
    rich = '<p onclick="x()">数据<strong>要素</strong></p><script>alert(1)</script><a href="javascript:1">链接</a>'
    body: dict[str, Any] = {"draft_revision": 0, "sections": [{"id": BACKGROUND, "rich": rich}]}
    saved = user.put(address, body)
    assert saved["draft"] == [
        {"id": BACKGROUND, "text": "数据要素\n链接", "rich": "<p>数据<strong>要素</strong></p>链接"}
    ]
    body = {"draft_revision": 1, "sections": [{"id": BACKGROUND, "rich": "<p>甲</p>", "text": "乙"}]}
    assert refused(lambda: user.put(address, body)) == (422, "C4_SECTION_INVALID")


def test_c4_missing_items_are_named_in_words(contest: Contest) -> None:
    """C4: an empty draft is refused and every gap named in words; a complete one is accepted."""
    user = contest.user()
    team = contest.register(user)
    address = f"/api/v1/teams/{team['facts']['team_id']}"
    save(user, address, 0, "短")
    completeness = user.get(f"{address}/completeness")
    needed = len(contest.plan.edition.sections) + len(contest.plan.edition.evidence.required)
    assert (completeness["complete"], completeness["done"], completeness["needed"]) == (False, 0, needed)
    assert completeness["parts"][0]["sections"][0] | {"max_length": 0} == {
        "id": BACKGROUND, "name_zh": "项目背景", "name_en": "Background",
        "state": "short", "length": 1, "min_length": 20, "max_length": 0,
    }  # fmt: skip
    assert len(completeness["missing"]) >= needed
    assert "申报书“项目概述—项目背景”（至少20字）" in completeness["words_zh"]
    assert refused(lambda: user.post(f"{address}/submissions", {"draft_revision": 1})) == (409, "C4_INCOMPLETE")
    contest.write(user, user.get(address))
    contest.attach(user, user.get(address))
    completeness = user.get(f"{address}/completeness")
    assert (completeness["complete"], completeness["done"], completeness["missing"]) == (True, needed, [])


def test_c4_sections_of_invisible_characters_are_missing(contest: Contest) -> None:
    """C4: zero-width and shapeless characters, plain or rich, are no declaration; with words it is complete."""
    user = contest.user()
    team = contest.register(user)
    address = f"/api/v1/teams/{team['facts']['team_id']}"
    contest.attach(user, team)
    names = [section.id for section in contest.plan.edition.sections]
    empty = ("\u200b", "\u2060", "\u3164", "\u2800")
    sections = [{"id": name, "text": empty[place % 4] * 20} for place, name in enumerate(names[:-1])]
    sections.append({"id": names[-1], "rich": f"<p>{'&#8203;' * 20}</p>"})
    revision = user.get(address)["draft_revision"]
    saved = user.put(f"{address}/declaration", {"draft_revision": revision, "sections": sections})
    assert [item["item"] for item in saved["missing"]] == names
    submit = {"draft_revision": saved["draft_revision"]}
    assert refused(lambda: user.post(f"{address}/submissions", submit)) == (409, "C4_INCOMPLETE")
    parts = user.get(f"{address}/completeness")["parts"]
    assert {(section["state"], section["length"]) for part in parts for section in part["sections"]} == {("empty", 0)}
    submit = {"draft_revision": contest.write(user, saved)["draft_revision"]}
    assert user.post(f"{address}/submissions", submit)["submission_number"] == 1


def test_c2_c3_application_evidence_and_intellectual_property_are_required(contest: Contest) -> None:
    """C2, C3: without the one or the other submission is refused and names it; with both it is accepted."""
    user = contest.user()
    team = contest.register(user)
    address = f"/api/v1/teams/{team['facts']['team_id']}"
    revision = contest.write(user, team)["draft_revision"]
    whole = contest.attach(user, team)["evidence"]
    for kind in ("application_cases", "intellectual_property"):
        piece = next(evidence for evidence in whole if evidence["kind"] == kind)
        user.call("DELETE", f"{address}/evidence/{piece['id']}")
        revision = user.get(address)["draft_revision"]
        submit = {"draft_revision": revision}
        problem = contest.problem(lambda body=submit: user.post(f"{address}/submissions", body))  # type: ignore[misc]
        assert (problem["code"], problem["facts"]["missing"]) == ("C4_INCOMPLETE", kind)
        user.post(f"{address}/evidence", {key: piece[key] for key in ("kind", "file_name", "sha256", "owner_uscc")})
    assert user.post(f"{address}/submissions", {"draft_revision": revision})["submission_number"] == 1
