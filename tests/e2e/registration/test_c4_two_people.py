"""C4, C8, C10, K1: two accounts of one team write, attach and submit at the same time."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from dasai_client import Refused

from cli.demo.client import User, consent
from tests.e2e.registration.running import Contest, refused

BACKGROUND = "overview.background"
PARAGRAPHS = ("第一段：背景。", "中间一段。", "第三段：需求。")


def joint(contest: Contest) -> tuple[User, User, dict[str, Any]]:
    """Return the lead, a co-organisation that consented, and their team; each signed in by an account of its own."""
    lead, partner = contest.user(), contest.user()
    other = contest.plan.synthetic.organisation(contest.index(), "university")
    body = {"uscc": other.uscc, "name": other.name, "kind": "university"}
    team = contest.register(lead, co_organisations=[body])
    consent(lead, partner, team["facts"]["team_id"])
    return lead, partner, dict(lead.get(f"/api/v1/teams/{team['facts']['team_id']}"))


def save(user: User, address: str, revision: int, text: str, section: str = BACKGROUND, **more: str) -> dict[str, Any]:
    body = {"draft_revision": revision, "sections": [{"id": section, "text": text}]} | more
    return dict(user.put(f"{address}/declaration", body))


def at_once(
    people: tuple[User, User], address: str, revision: int, texts: tuple[str, str], *sections: str
) -> list[Any]:
    """Save for both at the same moment; return the answer of each, or the problem with which it was refused."""
    together = threading.Barrier(2)

    def save_at(place: int) -> Any:
        together.wait()
        try:
            return save(people[place], address, revision, texts[place], (sections or (BACKGROUND,) * 2)[place])
        except Refused as error:
            return error.problem

    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(save_at, range(2)))


def test_c4_two_people_lose_nothing_and_each_sees_the_others_change(contest: Contest) -> None:
    """C4: two accounts save one section at the same moment, again and again.

    Different paragraphs are merged. Of one paragraph one save is accepted, and the other is refused with its writer's name,
    and kept. Each reads what the other wrote by asking what changed since.
    """
    lead, partner, team = joint(contest)
    people = (lead, partner)
    address = f"/api/v1/teams/{team['facts']['team_id']}"
    lines = list(PARAGRAPHS)
    read = save(lead, address, lead.get(address)["draft_revision"], "\n".join(lines))["draft_revision"]
    for turn in range(6):
        texts = tuple("\n".join(f"{line}{who}{turn}" if at == place else line for place, line in enumerate(lines))
                      for who, at in (("甲", 0), ("乙", 2)))  # fmt: skip
        first, second = answers = at_once(people, address, read, (texts[0], texts[1]))
        lines[0], lines[2] = f"{lines[0]}甲{turn}", f"{lines[2]}乙{turn}"
        assert sorted([first["merged_sections"], second["merged_sections"]]) == [[], [BACKGROUND]]
        last = max((0, 1), key=lambda place: answers[place]["draft_revision"])
        for user in people:
            news = user.get(f"{address}/declaration", since=read)
            (section,) = news["sections"]
            assert (section["text"], section["written_by"]) == ("\n".join(lines), f"成员{last + 1}")
            assert news["kept"] == []
        read = news["revision"]

    both = at_once(people, address, read, ("甲的应用行业", "乙的社会效益"), "overview.industry", "value.social")
    assert [answer["merged_sections"] for answer in both] == [[], []]
    for user in people:
        news = user.get(f"{address}/declaration", since=read)
        assert [(section["id"], section["text"], section["written_by"]) for section in news["sections"]] == [
            ("overview.industry", "甲的应用行业", "成员1"),
            ("value.social", "乙的社会效益", "成员2"),
        ]
    read = news["revision"]

    texts = ("\n".join(["甲写的第一段。", *lines[1:]]), "\n".join(["乙写的第一段。", *lines[1:]]))
    answers = at_once(people, address, read, texts)
    lost = next(place for place in (0, 1) if answers[place].get("code") == "C4_DRAFT_MOVED_ON")
    won = 1 - lost
    assert answers[won]["draft_revision"] == read + 1
    assert answers[lost]["detail"].startswith("“项目背景”刚被队友修改")
    assert answers[lost]["facts"]["written_by"] == f"成员{won + 1}"
    assert answers[lost]["current"]["sections"][0]["text"] == texts[won]
    for user in people:
        news = user.get(f"{address}/declaration", since=read)
        assert [(section["text"], section["written_by"]) for section in news["sections"]] == [
            (texts[won], f"成员{won + 1}")
        ]
        (kept_text,) = news["kept"]
        assert kept_text["written_by"] == f"成员{lost + 1}"
        assert user.get(f"{address}/kept-texts/{kept_text['id']}")["text"] == texts[lost]
    removal = f"{address}/kept-texts/{kept_text['id']}"
    assert refused(lambda: people[won].call("DELETE", removal)) == (403, "K1_FORBIDDEN")
    people[lost].call("DELETE", removal)
    assert people[won].get(f"{address}/kept-texts")["kept"] == []


def test_c4_an_editor_goes_on_after_a_lost_answer(contest: Contest) -> None:
    """C4: the editor that saved goes on from what it had read; from another window, and by another account, it can't."""
    lead, partner, team = joint(contest)
    address = f"/api/v1/teams/{team['facts']['team_id']}"
    read = team["draft_revision"]
    save(lead, address, read, "一段。", editor_id="window-1")
    saved = save(lead, address, read, "一段，再写。", editor_id="window-1")
    assert (saved["draft"][0]["text"], saved["merged_sections"]) == ("一段，再写。", [])
    problem = contest.problem(lambda: save(lead, address, read, "另一窗口。", editor_id="window-2"))
    assert problem["detail"].startswith("“项目背景”刚被您在另一窗口或另一设备修改")
    problem = contest.problem(lambda: save(partner, address, read, "同伴写的。", editor_id="window-1"))
    assert problem["detail"].startswith("“项目背景”刚被队友修改")


def test_c4_c8_an_answer_without_texts_has_no_revision_to_go_on_from(contest: Contest) -> None:
    """C4, C8: who takes out a file does not see a colleague's new text, and can't save over it or submit it unread."""
    lead, partner, _ = joint(contest)
    address = f"/api/v1/teams/{lead.get('/api/v1/teams')['teams'][0]['facts']['team_id']}"
    save(lead, address, 0, "牵头单位写的背景。")
    lead.upload(
        address.rsplit("/", 1)[-1], contest.plan.synthetic.evidence(0, lead.get(address)["facts"]["lead"]["uscc"])[0]
    )
    read = lead.get(address)
    save(partner, address, read["draft_revision"], "联合单位改写的背景。")
    answer = lead.call("DELETE", f"{address}/evidence/{read['evidence'][0]['id']}")
    assert answer["draft"] == []
    assert answer["draft_revision"] == 0
    assert [team["draft_revision"] for team in lead.get("/api/v1/teams")["teams"]] == [0]
    unseen = answer["draft_revision"]
    assert refused(lambda: save(lead, address, unseen, "牵头单位再写的背景。")) == (409, "C4_DRAFT_MOVED_ON")
    submit = {"draft_revision": unseen}
    assert refused(lambda: lead.post(f"{address}/submissions", submit)) == (409, "C8_CONTENT_MOVED_ON")
    assert [section["text"] for section in lead.get(address)["draft"]] == ["联合单位改写的背景。"]
    seen = lead.get(address)["draft_revision"]
    assert save(lead, address, seen, "牵头单位再写的背景。")["draft_revision"] == seen + 1


def test_c8_a_draft_that_the_submitter_has_not_seen_is_not_submitted(contest: Contest) -> None:
    """C8, C4: a colleague's file, and one taken away, are looked at first; uploads and autosaves never meet."""
    lead, partner, team = joint(contest)
    address = f"/api/v1/teams/{team['facts']['team_id']}"
    contest.write(lead, team)
    ready = contest.attach(lead, team)
    piece = next(evidence for evidence in ready["evidence"] if evidence["kind"] == "application_cases")
    renamed = {key: piece[key] for key in ("file_name", "sha256", "owner_uscc")} | {"kind": "intellectual_property"}
    address_of_piece = f"{address}/evidence/{piece['id']}"
    for method, path, body in (("POST", f"{address}/evidence", renamed), ("DELETE", address_of_piece, None)):
        stale = {"draft_revision": lead.get(address)["draft_revision"]}
        partner.call(method, path, body)
        assert refused(lambda: lead.post(f"{address}/submissions", stale)) == (409, "C8_CONTENT_MOVED_ON")  # noqa: B023
    read = lead.get(address)["draft_revision"]
    saved = save(lead, address, read, ready["draft"][0]["text"] + "改进。")
    lead.post(f"{address}/evidence", {key: piece[key] for key in ("kind", "file_name", "sha256", "owner_uscc")})
    again = save(partner, address, saved["draft_revision"], ready["draft"][1]["text"] + "改进。", "overview.industry")
    assert again["merged_sections"] == []
    stale = {"draft_revision": saved["draft_revision"]}
    assert refused(lambda: lead.post(f"{address}/submissions", stale)) == (409, "C8_CONTENT_MOVED_ON")
    seen = lead.get(address)
    receipt = lead.post(f"{address}/submissions", {"draft_revision": seen["draft_revision"]})
    frozen = lead.get(f"{address}/submissions/{receipt['submission_number']}")
    assert (frozen["declaration"], frozen["evidence"]) == (seen["draft"], seen["evidence"])


def test_c10_a_team_reads_what_is_not_submitted_and_who_may_submit(contest: Contest) -> None:
    """C4, C10, C12: complete, submitted, changed since, and withdrawn, in words; the partner reads that the lead submits."""
    lead, partner, team = joint(contest)
    address = f"/api/v1/teams/{team['facts']['team_id']}"
    contest.write(lead, team)
    ready = contest.attach(lead, team)
    completeness = {user: user.get(f"{address}/completeness") for user in (lead, partner)}
    assert [view["may_submit"] for view in completeness.values()] == [True, False]
    assert "全部齐备，可以提交" in completeness[lead]["words_zh"]
    assert f"由牵头单位{team['facts']['lead']['name']}提交" in completeness[partner]["words_zh"]
    lead.post(f"{address}/submissions", {"draft_revision": ready["draft_revision"]})
    assert "changed_since_submission" not in lead.get(address)
    assert lead.get(f"{address}/completeness")["words_zh"].startswith("第1版为当前有效版本；截止前可修改并重新提交，")
    text = ready["draft"][0]["text"]
    revision = lead.get(address)["draft_revision"]
    for section in (BACKGROUND, "value.social"):
        revision = save(partner, address, revision, text + "改进。", section)["draft_revision"]
    words = "第1版之后修改了2个栏目（项目背景、社会效益），尚未提交。"
    changed = lead.get(address)["changed_since_submission"]
    assert (changed["sections"], changed["files"]) == ([BACKGROUND, "value.social"], [])
    assert changed["words_zh"] == words
    assert lead.get("/api/v1/teams")["teams"][0]["changed_since_submission"] == changed
    assert lead.get(f"{address}/completeness")["words_zh"].startswith(words)
    piece = lead.get(address)["evidence"][-1]
    lead.call("DELETE", f"{address}/evidence/{piece['id']}")
    assert lead.get(address)["changed_since_submission"]["files"] == [piece["file_name"]]
    lead.post(f"{address}/withdrawal")
    withdrawn = lead.get(f"{address}/completeness")
    assert (withdrawn["may_submit"], withdrawn["words_zh"]) == (False, "团队已退出，不能提交。")


def test_k1_unsubmitted_changes_are_read_by_the_team_alone(contest: Contest) -> None:
    """K1: host, reviewer and secretariat read the team and what it submitted, neither its draft nor what that lacks."""
    place = contest.own_place()
    code, host = contest.open(place)
    reviewer = contest.staff({"role": "reviewer", "division": code})
    user = contest.user()
    team = contest.register(user, place)
    address = f"/api/v1/teams/{team['facts']['team_id']}"
    contest.submit(user, team)
    save(user, address, user.get(address)["draft_revision"], "只给本队看的背景，还没有提交。" * 3)
    mine = user.get(address)
    assert (len(mine["draft"]), mine["own"]) == (len(contest.plan.edition.sections), True)
    listed = host.get("/api/v1/teams", division_code=code)["teams"]
    for staff in (host, reviewer, contest.secretariat):
        for seen in (staff.get(address), *listed):
            assert (seen["draft"], seen["evidence"], seen["missing"], seen["own"]) == ([], [], [], False)
            assert ("changed_since_submission" in seen, len(seen["receipts"])) == (False, 1)
        submitted = staff.get(f"{address}/submissions/1")
        assert len(submitted["declaration"]) == len(mine["draft"])
        assert "只给本队看" not in str(submitted)
        for path in ("declaration", "completeness", "kept-texts", "versions/1/difference/0"):
            assert refused(lambda p=path, who=staff: who.get(f"{address}/{p}")) == (404, "NOT_FOUND")  # type: ignore[misc]
