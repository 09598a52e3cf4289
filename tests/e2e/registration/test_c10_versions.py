"""C10: improved versions; name and main content stay, and what changed is shown side by side."""

from __future__ import annotations

from typing import Any

from dasai_client import Refused

from tests.e2e.registration.running import Contest, refused


def again(user: Any, address: str, changes: dict[str, str]) -> dict[str, Any]:
    revision = user.get(address)["draft_revision"]
    body = {
        "draft_revision": revision,
        "sections": [{"id": section, "text": text} for section, text in changes.items()],
    }
    saved = user.put(f"{address}/declaration", body)
    return dict(user.post(f"{address}/submissions", {"draft_revision": saved["draft_revision"]}))


def other(text: str) -> str:
    """Return a text of the same length without a common word."""
    return "另起炉灶的全新内容" * (len(text) // 9 + 1)


def test_c10_small_changes_are_accepted_shown_and_many_small_ones_add_up(contest: Contest) -> None:
    """C10: an improvement is a new version, all versions stay readable; steps are measured against the first version."""
    user = contest.user()
    team = contest.register(user)
    contest.submit(user, team)
    address = f"/api/v1/teams/{team['facts']['team_id']}"
    texts = {section["id"]: section["text"] for section in user.get(address)["draft"]}
    limits = contest.plan.edition.iteration
    assert (
        again(user, address, {"value.economic": texts["value.economic"] + "\n新增收益二百万元。"})["submission_number"]
        == 2
    )
    difference = user.get(f"{address}/versions/1/difference/2")
    assert [section["id"] for section in difference["sections"] if section["changed"]] == ["value.economic"]
    rows = next(section["rows"] for section in difference["sections"] if section["changed"])
    assert "".join(run["text"] for row in rows for run in row["left"]) == texts["value.economic"]
    assert "".join(run["text"] for row in rows for run in row["right"]).endswith("新增收益二百万元。")
    assert difference["main_content_share"] == "0.000"
    steps: list[int | str] = []
    for section in limits.main_sections:
        try:
            steps.append(again(user, address, {section: other(texts[section])})["submission_number"])
        except Refused as error:
            steps.append(error.code)
            break
    assert steps[-1] == "C10_CONTENT_CHANGED"
    assert len(steps) > 1  # each of them alone would have passed
    problem = contest.problem(lambda: again(user, address, {}))
    assert (problem["status"], problem["code"]) == (409, "C10_CONTENT_CHANGED")
    completeness = user.get(f"{address}/completeness")
    assert (completeness["complete"], completeness["may_submit"]) == (True, False)
    assert [(obstacle["code"], obstacle["zh"]) for obstacle in completeness["obstacles"]] == [
        (problem["code"], problem["detail"])
    ]
    listed = user.get(f"{address}/versions")
    versions = listed["versions"]
    assert [version["submission_number"] for version in versions] == list(range(1, len(versions) + 1))
    assert listed["draft_revision"] == user.get(address)["draft_revision"]
    # how often the draft was changed since is not for the staff
    assert contest.secretariat.get(f"{address}/versions") == listed | {"draft_revision": 0}
    first = user.get(f"{address}/submissions/1")["declaration"]
    assert {section["id"]: section["text"] for section in first} == texts
    assert refused(lambda: contest.user().get(f"{address}/versions")) == (404, "NOT_FOUND")


def test_c10_the_page_lays_versions_side_by_side_and_shows_markup_as_text(contest: Contest) -> None:
    """C10: the team reads what changed on a page; what people wrote is text there; nobody else reads it."""
    user = contest.user()
    team = contest.register(user)
    contest.submit(user, team)
    address = f"/api/v1/teams/{team['facts']['team_id']}"
    before = {section["id"]: section["text"] for section in user.get(address)["draft"]}["value.social"]
    again(user, address, {"value.social": before + "<script>新增</script>"})
    path = f"/teams/{team['facts']['team_id']}/versions/1/difference/2"
    page = contest.page(user, path)
    assert "&lt;script&gt;新增&lt;/script&gt;" in page.replace("</ins><ins>", "")
    assert "<script" not in page.partition("<main")[2].partition("</main>")[0]
    assert contest.page(user, f"/teams/{team['facts']['team_id']}/versions/2/difference/0").count("<ins>") == 1
    assert "<ins>" not in contest.page(contest.user(), path)


def test_c10_the_project_name_is_fixed_for_look_alikes_too(contest: Contest) -> None:
    """C10: before submission the name may change; afterwards no other name, however alike, is taken."""
    user = contest.user()
    team = contest.register(user)
    address = f"/api/v1/teams/{team['facts']['team_id']}"
    name = team["facts"]["project_name"] + "平台"
    assert user.patch(address, {"project_name": name})["facts"]["project_name"] == name
    contest.submit(user, team)
    for changed in (name + "二期", name[:1] + " " + name[1:], name + "·"):
        assert refused(lambda n=changed: user.patch(address, {"project_name": n})) == (409, "C10_PROJECT_NAME_FIXED")  # type: ignore[misc]
    assert user.patch(address, {"project_name": name, "team_name": "合成改名队"})["facts"]["team_name"] == "合成改名队"


def test_c10_a_change_between_the_thresholds_goes_to_review(contest: Contest) -> None:
    """C10: a change between the two shares is accepted and stands among the findings of the case."""
    user, place = contest.user(), contest.own_place()
    code, host = contest.open(place)
    team = contest.register(user, place)
    contest.submit(user, team)
    address = f"/api/v1/teams/{team['facts']['team_id']}"
    texts = {section["id"]: section["text"] for section in user.get(address)["draft"]}
    main = contest.plan.edition.iteration.main_sections
    left, changes = round(0.45 * sum(len(texts[name]) for name in main)), {}
    for section in main:
        text = texts[section]
        changes[section] = other(text)[: min(left, len(text))] + text[left:]
        left = max(left - len(text), 0)
    assert again(user, address, changes)["submission_number"] == 2

    def noted() -> bool:
        cases = host.get("/api/v1/cases", division_code=code)["cases"]
        return any(f["code"] == "C10_CONTENT_CHANGED" for case in cases for f in case["findings"])

    contest.until(noted, "the finding is with the case")
