"""B9: names are screened for listed words; a hit is refused or shown to a reviewer, as the list says."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from typing import Any

import pytest
from dasai_client import Refused

from cli.demo.client import User
from cli.stack.program import ROOT
from tests.divisions import SHARED
from tests.e2e.registration.running import Contest, refused

AS_OF = "2024-05-20T00:00:00+08:00"
# words of no language, so that no other test's names contain them
REFUSED, DOUBTFUL = "鑫磊淼焱垚", "犇羴鱻麤"


def import_words(who: User, name: str, **changes: Any) -> dict[str, Any]:
    """Import a word list and return the answer."""
    body = {"name": name, "as_of": AS_OF, "source": "合成测试来源"} | changes
    return dict(who.post("/api/v1/word-lists", body))


def lines(*words: tuple[str, str]) -> list[dict[str, Any]]:
    """Return words with their severities as the lines of a list; the first is line 2, after the heading."""
    return [{"line": line, "word": word, "severity": severity} for line, (word, severity) in enumerate(words, 2)]


@pytest.fixture
def listed(contest: Contest) -> Iterator[str]:
    """Yield the name of a list that is in force during the test."""
    name = f"测试词表{contest.index()}"
    answer = import_words(contest.secretariat, name, lines=lines((REFUSED, "refuse"), (DOUBTFUL, "human")))
    assert answer["replaced"] is True
    yield name
    import_words(contest.secretariat, name, lines=lines(("无人使用之词语", "human")))


def test_j1_k4_names_of_a_team_are_checked_as_all_published_texts_are(contest: Contest) -> None:
    """J1, K4: rankings and notices publish them: refuse an identity number and an altered official name; accept the right one."""
    user, body = contest.user(), contest.body()
    number = body["representatives"][0]["identity_number"]
    right = f"2024年“数据要素×”大赛数据融合平台{contest.index()}"
    wrong: list[tuple[str, str, str]] = [
        ("team_name", f"数据队{number}", "K4_IDENTITY_NUMBER"),
        ("project_name", f"数据平台（{number[:6]} {number[6:14]} {number[14:]}）", "K4_IDENTITY_NUMBER"),
        ("project_name", right.replace("×", "x"), "J1_NAME_ALTERED"),
    ]
    for field, name, code in wrong:
        problem = contest.problem(lambda: user.post("/api/v1/teams", body | {field: name}))  # noqa: B023 - called at once
        assert (problem["status"], problem["code"]) == (422, code)
        assert [fault["field"] for fault in problem["faults"]] == [field]
        assert number not in str(problem)
    lead = body["lead"] | {"name": f"合成单位{number}"}
    problem = contest.problem(lambda: user.post("/api/v1/teams", body | {"lead": lead}))
    assert (problem["code"], [fault["field"] for fault in problem["faults"]]) == ("K4_IDENTITY_NUMBER", ["lead.name"])
    team_id = user.post("/api/v1/teams", body | {"project_name": right})["facts"]["team_id"]
    address = f"/api/v1/teams/{team_id}"
    assert refused(lambda: user.patch(address, {"team_name": f"数据队{number}"})) == (422, "K4_IDENTITY_NUMBER")
    assert user.patch(address, {"team_name": f"数据队{contest.index()}"})["facts"]["project_name"] == right
    partner = contest.body()["lead"] | {"name": f"合成单位{number}"}
    added = contest.problem(lambda: user.post(f"{address}/co-organisations", partner))
    assert (added["code"], [fault["field"] for fault in added["faults"]]) == ("K4_IDENTITY_NUMBER", ["name"])
    several = contest.problem(
        lambda: user.post(f"{address}/co-organisations", partner | {"uscc": "9", "kind": "enterprise"})
    )
    assert [fault["field"] for fault in several["faults"]] == ["uscc", "name"], "what is wrong is told at once"
    both = contest.problem(lambda: user.patch(address, {"team_name": f"数据队{number}", "project_name": "+#"}))
    assert [fault["field"] for fault in both["faults"]] == ["project_name", "team_name"]


def test_b9_a_refused_word_is_refused_in_disguise_too_and_a_plain_name_is_accepted(
    contest: Contest, listed: str
) -> None:
    """B9: refuse with field, matched text and list, at registration and at a rename; accept the team under a plain name."""
    user = contest.user()
    body = contest.body()
    for hidden in (REFUSED, "鑫 磊·淼-焱ㆍ垚"):
        bad = body | {"project_name": f"数据{hidden}平台"}
        problem = contest.problem(lambda bad=bad: user.post("/api/v1/teams", bad))  # type: ignore[misc]
        assert (problem["status"], problem["code"]) == (409, "B9_NAME_REFUSED")
        assert problem["facts"] == {"matched": hidden, "list": listed}
        assert [fault["field"] for fault in problem["faults"]] == ["project_name"]
    team = user.post("/api/v1/teams", body)
    assert team["state"] == "registered"
    address = f"/api/v1/teams/{team['facts']['team_id']}"
    rename = {"team_name": f"{REFUSED}队"}
    assert refused(lambda: user.patch(address, rename)) == (409, "B9_NAME_REFUSED")
    assert user.get(address)["facts"]["team_name"] == body["team_name"]


def test_b9_b7_a_name_with_unseen_characters_or_of_signs_alone_is_refused(contest: Contest) -> None:
    """B7, B9: refuse with the place of the first such character; accept the name typed anew."""
    user, body = contest.user(), contest.body()
    for name, place in (
        ("数据\u200b平台", "3"),
        ("\u3164", "1"),
        ("队\u202e一", "2"),
        ("数据\n平台", "3"),
        ("。。。", "1"),
    ):
        bad = body | {"project_name": name}
        problem = contest.problem(lambda bad=bad: user.post("/api/v1/teams", bad))  # type: ignore[misc]
        assert (problem["status"], problem["code"]) == (422, "B9_NAME_UNREADABLE")
        assert problem["facts"] == {"place": place}
    assert user.post("/api/v1/teams", body)["state"] == "registered"


def test_b9_a_doubtful_name_is_accepted_and_shown_to_the_reviewer(contest: Contest, listed: str) -> None:
    """B9: show a word for a human, a refused word's sound and a name without data in the case; tell the team no word."""
    user = contest.user()
    index = contest.index()
    names = {"team_name": f"{DOUBTFUL}队{index}", "project_name": f"xin lei miao yan yao 平台{index}"}
    team = contest.register(user, **names)
    remarks = user.get(f"/api/v1/teams/{team['facts']['team_id']}/completeness")["remarks"]
    # the team may still rename, but does not learn the word
    assert [remark["zh"] for remark in remarks] == [
        "团队名称由审查员核对。",
        "项目名称由审查员核对。",
        "项目名称是否体现数据要素，由审查员核对。",
    ]
    contest.submit(user, team)
    address = f"/api/v1/cases/{team['facts']['team_id']}"

    def evidence() -> list[str]:
        try:
            case = contest.secretariat.get(address)
        except Refused:  # the case is opened by the event, in a moment
            return []
        return sorted(finding["evidence"] for finding in case["findings"] if finding["code"] == "B9_NAME")

    contest.until(lambda: bool(evidence()), "the case shows the names")
    assert evidence() == [
        f"project_name: xin lei miao yan yao ({listed}: {REFUSED}, pinyin)",
        "project_name: 未体现数据要素 not clearly about data elements",
        f"team_name: {DOUBTFUL} ({listed}: {DOUBTFUL}, exact)",
    ]


def test_b9_a_word_list_is_replaced_as_a_whole_or_not_at_all_and_keeps_its_history(contest: Contest) -> None:
    """B9: import each starter list; name a faulty line and replace nothing; refuse an older list and other accounts."""
    name = f"历史词表{contest.index()}"
    file = base64.b64encode("word,severity\n一二三四五六七,human\n".encode("utf-8-sig")).decode()
    first = import_words(contest.secretariat, name, file=file)
    assert first["replaced"] is True
    assert first["faults"] == []
    assert import_words(contest.secretariat, name, file=file)["replaced"] is False
    wrong = lines(
        ("八九十百千万亿", "refuse"), ("··", "refuse"), ("甲乙丙丁戊己庚", "never"), ("八九十百千万亿", "human")
    )
    report = import_words(contest.secretariat, name, lines=wrong)
    assert report["replaced"] is False
    assert [(fault["line"], fault["column"], fault["code"]) for fault in report["faults"]] == [
        (3, "word", "B9_LINE_WORD_INVALID"),
        (4, "severity", "B9_LINE_SEVERITY_UNKNOWN"),
        (5, "severity", "B9_LINE_CONTRADICTS"),
    ]
    later = {"as_of": "2024-06-01T00:00:00+08:00", "lines": lines(("八九十百千万亿", "human"))}
    assert import_words(contest.secretariat, name, **later)["replaced"] is True
    word_lists = contest.secretariat.get("/api/v1/word-lists")["lists"]
    versions = next(word_list["versions"] for word_list in word_lists if word_list["name"] == name)
    assert [(version["number"], version["words"]) for version in versions] == [(1, 1), (2, 1)]
    assert refused(lambda: import_words(contest.secretariat, name, file=file)) == (409, "B9_LIST_OLDER")
    bad = base64.b64encode(b"\xff\xfe\x00").decode()
    assert refused(lambda: import_words(contest.secretariat, f"{name}甲", file=bad)) == (422, "B9_FILE_UNREADABLE")
    assert refused(lambda: import_words(contest.secretariat, f"{name}乙")) == (422, "B9_LIST_INVALID")
    assert refused(lambda: import_words(contest.user(), name, file=file)) == (403, "K1_FORBIDDEN")
    assert refused(lambda: contest.user().get("/api/v1/word-lists")) == (403, "K1_FORBIDDEN")
    for starter in sorted((ROOT / "editions" / "words").glob("*.csv")):
        answer = import_words(
            contest.secretariat, f"起始{starter.stem}", file=base64.b64encode(starter.read_bytes()).decode()
        )
        assert answer["replaced"] is True
        assert answer["faults"] == []
        # out of force again, because other tests share the stack
        import_words(contest.secretariat, f"起始{starter.stem}", lines=lines(("无人使用之词语", "human")))


def test_b9_only_the_secretariat_screens_a_name_and_reads_the_words(contest: Contest, listed: str) -> None:
    """B9: return list, word, severity, trick and place of each hit; refuse a participant."""
    text = f"数据{REFUSED}"
    screening = contest.secretariat.post("/api/v1/name-screenings", {"text": text})
    assert screening["about_data"] is True
    assert screening["hits"] == [
        {
            "list": listed,
            "word": REFUSED,
            "severity": "refuse",
            "trick": "exact",
            "start": 2,
            "end": 7,
            "matched": REFUSED,
        }
    ]
    assert refused(lambda: contest.user().post("/api/v1/name-screenings", {"text": text})) == (403, "K1_FORBIDDEN")


def test_b9_a_later_word_list_reaches_the_case_of_a_submitted_team(contest: Contest) -> None:
    """B9, D1: leave the team its name, show the word in its case, and lift it once the word leaves the list."""
    user, word = contest.user(), "驫羴麤犇"
    host = contest.staff({"role": "host", "division": contest.plan.divisions[SHARED]})
    named, other = (
        contest.register(user, project_name=f"{text}数据流通平台{contest.index()}") for text in (word, "平常")
    )
    for team in (named, other):
        contest.submit(user, team)

    def evidence(team: dict[str, Any]) -> list[str]:
        findings = host.get(f"/api/v1/cases/{team['facts']['team_id']}")["findings"]
        return [finding["evidence"] for finding in findings if finding["code"] == "B9_NAME"]

    def cases_exist() -> bool:
        cases = host.every("/api/v1/cases", "cases", division_code=contest.plan.divisions[SHARED])
        team_ids = {case["team"]["team_id"] for case in cases}
        return {submitted["facts"]["team_id"] for submitted in (named, other)} <= team_ids

    contest.until(cases_exist, "both cases exist")
    name = f"后来的词表{contest.index()}"
    assert evidence(named) == []
    import_words(contest.secretariat, name, lines=lines((word, "refuse")))
    contest.until(lambda: len(evidence(named)) == 1, "the word reaches the case")
    assert f"{name}: {word}" in evidence(named)[0]
    assert evidence(other) == []
    assert user.get(f"/api/v1/teams/{named['facts']['team_id']}")["state"] == "submitted"
    import_words(contest.secretariat, name, lines=lines(("无人使用之词语", "human")))
    contest.until(lambda: evidence(named) == [], "the word is gone from the list")


def test_b9_the_names_of_organisations_are_screened_as_rankings_publish_them(contest: Contest, listed: str) -> None:
    """B9: refuse a listed word in the name of the lead and of a partner; show a doubtful one to the reviewer."""
    user, body = contest.user(), contest.body()
    partner = contest.plan.synthetic.organisation(contest.index(), "university")
    co_organisation = {"uscc": partner.uscc, "name": f"{REFUSED}大学", "kind": "university"}
    for change, place in (
        ({"lead": body["lead"] | {"name": f"{REFUSED}公司"}}, "lead.name"),
        ({"co_organisations": [co_organisation]}, "co_organisations[0].name"),
    ):
        problem = contest.problem(lambda change=change: user.post("/api/v1/teams", body | change))  # type: ignore[misc]
        assert (problem["status"], problem["code"]) == (409, "B9_NAME_REFUSED")
        assert [fault["field"] for fault in problem["faults"]] == [place]
    named = user.post("/api/v1/teams", body | {"lead": body["lead"] | {"name": f"{DOUBTFUL}公司"}})
    team_id = named["facts"]["team_id"]
    remarks = user.get(f"/api/v1/teams/{team_id}/completeness")["remarks"]
    assert [remark["zh"] for remark in remarks] == ["单位名称由审查员核对。"]
    adding = lambda: user.post(f"/api/v1/teams/{team_id}/co-organisations", co_organisation)  # noqa: E731 - a short call
    assert refused(adding) == (409, "B9_NAME_REFUSED")
    contest.submit(user, named)

    def evidence() -> list[str]:
        try:
            case = contest.secretariat.get(f"/api/v1/cases/{team_id}")
        except Refused:  # the case is opened by the event, in a moment
            return []
        return [finding["evidence"] for finding in case["findings"] if finding["code"] == "B9_NAME"]

    contest.until(lambda: bool(evidence()), "the case shows the name")
    assert evidence() == [f"organisation_name: {DOUBTFUL} ({listed}: {DOUBTFUL}, exact)"]


def test_b9_a_name_written_in_an_unusual_way_goes_to_a_human_whatever_the_lists_hold(contest: Contest) -> None:
    """B9: accept it, and show the reviewer the part; tell the team that a reviewer looks."""
    user = contest.user()
    team = contest.register(user, project_name=f"数据（鑫q磊w淼）平台{contest.index()}")
    address = f"/api/v1/teams/{team['facts']['team_id']}"
    assert [remark["zh"] for remark in user.get(f"{address}/completeness")["remarks"]] == ["项目名称由审查员核对。"]
    assert contest.register(user)["state"] == "registered"


def test_b9_a_word_list_is_taken_as_people_write_it(contest: Contest) -> None:
    """B9: Chinese titles and severities, GBK that is also UTF-8, two marks of byte order; an unknown severity is named."""
    files = {
        "GBK": "词,处理\n小伞伞伞,拒绝\n".encode("gbk"),
        "ambiguous": "word,severity\n小伞,Refuse\n".encode("gbk"),
        "two marks": "\ufeff\ufeff词语,处理方式\n小伞伞伞,人工核对\n".encode(),
        "title with a line break": '"wo\nrd",ＳＥＶＥＲＩＴＹ\n小伞伞伞,human\n'.encode(),
    }
    for kind, content in files.items():
        name = f"{kind}{contest.index()}"
        answer = import_words(contest.secretariat, name, file=base64.b64encode(content).decode())
        assert (answer["replaced"], answer["faults"]) == (True, [])
        text = "数据小伞" if kind == "ambiguous" else "数据小伞伞伞"
        hits = contest.secretariat.post("/api/v1/name-screenings", {"text": text})["hits"]
        assert [hit["severity"] for hit in hits if hit["list"] == name] == [
            "human" if kind in ("two marks", "title with a line break") else "refuse"
        ]
        import_words(contest.secretariat, name, lines=lines(("无人使用之词语", "human")))
    wrong = base64.b64encode("词,处理\n小伞伞伞,看看\n".encode("gbk")).decode()
    faults = import_words(contest.secretariat, f"错{contest.index()}", file=wrong)["faults"]
    assert [(fault["line"], fault["code"]) for fault in faults] == [(2, "B9_LINE_SEVERITY_UNKNOWN")]
