"""B9: names are held against word lists; a hit is refused or told to a human, as the list says."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from typing import Any

import pytest

from cli.demo.client import RefusedError, User
from cli.stack.program import ROOT
from tests.e2e.registration.running import SHARED, Contest, refused

AS_OF = "2024-05-20T00:00:00+08:00"
# words of no language, so that no other test's names meet with them
REFUSED, DOUBTFUL = "鑫磊淼焱垚", "犇羴鱻麤"


def imported(who: User, name: str, **changes: Any) -> dict[str, Any]:
    body = {"name": name, "as_of": AS_OF, "source": "合成测试来源"} | changes
    return dict(who.post("/api/v1/word-lists", body))


def lines(*words: tuple[str, str]) -> list[dict[str, Any]]:
    return [{"line": line, "word": word, "severity": severity} for line, (word, severity) in enumerate(words, 2)]


@pytest.fixture
def listed(contest: Contest) -> Iterator[str]:
    """The name of a list that is in force."""
    name = f"测试词表{contest.index()}"
    given = imported(contest.secretariat, name, lines=lines((REFUSED, "refuse"), (DOUBTFUL, "human")))
    assert given["replaced"] is True
    yield name
    imported(contest.secretariat, name, lines=lines(("无人使用之词语", "human")))


def test_b9_a_refused_word_is_refused_under_every_disguise_and_a_plain_name_is_accepted(
    contest: Contest, listed: str
) -> None:
    """B9: refused where it stands, with field, part and list; the same team under a plain name is accepted."""
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
    rename = {"team_name": f"{REFUSED}队", "project_name": "", "representatives": []}
    assert refused(lambda: user.patch(address, rename)) == (409, "B9_NAME_REFUSED")
    assert user.get(address)["facts"]["team_name"] == body["team_name"]


def test_b9_b7_a_name_that_cannot_be_read_is_refused(contest: Contest) -> None:
    """B7, B9: what nobody sees in a name, or a name of signs alone, is refused by its place; the name typed anew is accepted."""
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


def test_b9_what_is_doubtful_is_accepted_and_told_to_the_reviewer(contest: Contest, listed: str) -> None:
    """B9: a word for a human, a refused word by its sound and a name that speaks of no data reach the review case."""
    user = contest.user()
    index = contest.index()
    names = {"team_name": f"{DOUBTFUL}队{index}", "project_name": f"xin lei miao yan yao 平台{index}"}
    team = contest.register(user, **names)
    told = user.get(f"/api/v1/teams/{team['facts']['team_id']}/completeness")["remarks"]
    # while the team may still rename; by which word it is not told
    assert [one["zh"] for one in told] == [
        "团队名称由审查人员核对。",
        "项目名称由审查人员核对。",
        "项目名称是否体现数据要素，由审查人员核对。",
    ]
    contest.submit(user, team)
    address = f"/api/v1/cases/{team['facts']['team_id']}"

    def found() -> list[str]:
        try:
            case = contest.secretariat.get(address)
        except RefusedError:  # the case is opened by the event, in a moment
            return []
        return sorted(finding["evidence"] for finding in case["findings"] if finding["code"] == "B9_NAME")

    contest.until(lambda: bool(found()), "the case tells of the names")
    assert found() == [
        f"project_name: xin lei miao yan yao ({listed}: {REFUSED}, pinyin)",
        "project_name: 未体现数据要素 not clearly about data elements",
        f"team_name: {DOUBTFUL} ({listed}: {DOUBTFUL}, exact)",
    ]


def test_b9_a_list_is_replaced_whole_or_not_at_all_and_keeps_its_history(contest: Contest) -> None:
    """B9: a file of the starter lists is taken; a wrong line is named and replaces nothing; older ones are refused."""
    name = f"历史词表{contest.index()}"
    file = base64.b64encode("word,severity\n一二三四五六七,human\n".encode("utf-8-sig")).decode()
    first = imported(contest.secretariat, name, file=file)
    assert (first["replaced"], first["faults"]) == (True, [])
    assert imported(contest.secretariat, name, file=file)["replaced"] is False
    wrong = lines(
        ("八九十百千万亿", "refuse"), ("··", "refuse"), ("甲乙丙丁戊己庚", "never"), ("八九十百千万亿", "human")
    )
    report = imported(contest.secretariat, name, lines=wrong)
    assert report["replaced"] is False
    assert [(fault["line"], fault["column"], fault["code"]) for fault in report["faults"]] == [
        (3, "word", "B9_LINE_WORD_INVALID"),
        (4, "severity", "B9_LINE_SEVERITY_UNKNOWN"),
        (5, "severity", "B9_LINE_CONTRADICTS"),
    ]
    later = {"as_of": "2024-06-01T00:00:00+08:00", "lines": lines(("八九十百千万亿", "human"))}
    assert imported(contest.secretariat, name, **later)["replaced"] is True
    known = contest.secretariat.get("/api/v1/word-lists")["lists"]
    versions = next(one["versions"] for one in known if one["name"] == name)
    assert [(version["number"], version["words"]) for version in versions] == [(1, 1), (2, 1)]
    assert refused(lambda: imported(contest.secretariat, name, file=file)) == (409, "B9_LIST_OLDER")
    bad = base64.b64encode(b"\xff\xfe\x00").decode()
    assert refused(lambda: imported(contest.secretariat, f"{name}甲", file=bad)) == (422, "B9_FILE_UNREADABLE")
    assert refused(lambda: imported(contest.secretariat, f"{name}乙")) == (422, "B9_LIST_INVALID")
    assert refused(lambda: imported(contest.user(), name, file=file)) == (403, "K1_FORBIDDEN")
    assert refused(lambda: contest.user().get("/api/v1/word-lists")) == (403, "K1_FORBIDDEN")
    for starter in sorted((ROOT / "editions" / "words").glob("*.csv")):
        tried = imported(
            contest.secretariat, f"起始{starter.stem}", file=base64.b64encode(starter.read_bytes()).decode()
        )
        assert (tried["replaced"], tried["faults"]) == (True, [])
        # out of force again, for whoever shares the stack
        imported(contest.secretariat, f"起始{starter.stem}", lines=lines(("无人使用之词语", "human")))


def test_b9_the_secretariat_tries_a_name_and_nobody_else_learns_the_words(contest: Contest, listed: str) -> None:
    """B9: each hit tells list, word, severity, trick and place."""
    text = f"数据{REFUSED}"
    tried = contest.secretariat.post("/api/v1/name-screenings", {"text": text})
    assert tried["about_data"] is True
    assert tried["hits"] == [
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


def test_b9_a_list_that_comes_later_reaches_the_case_of_a_submitted_team(contest: Contest) -> None:
    """B9, D1: a name that stands is not taken away by a list, but told to a human, and told no more when the word goes."""
    user, word = contest.user(), "驫羴麤犇"
    host = contest.staff({"role": "host", "division": contest.plan.divisions[SHARED]})
    named, other = (
        contest.register(user, project_name=f"{text}数据流通平台{contest.index()}") for text in (word, "平常")
    )
    for team in (named, other):
        contest.submit(user, team)

    def found(team: dict[str, Any]) -> list[str]:
        findings = host.get(f"/api/v1/cases/{team['facts']['team_id']}")["findings"]
        return [finding["evidence"] for finding in findings if finding["code"] == "B9_NAME"]

    def there() -> bool:
        cases = host.every("/api/v1/cases", "cases", division_code=contest.plan.divisions[SHARED])
        known = {case["team"]["team_id"] for case in cases}
        return {one["facts"]["team_id"] for one in (named, other)} <= known

    contest.until(there, "both cases are there")
    name = f"后来的词表{contest.index()}"
    assert found(named) == []
    imported(contest.secretariat, name, lines=lines((word, "refuse")))
    contest.until(lambda: len(found(named)) == 1, "the word reaches the case")
    assert f"{name}: {word}" in found(named)[0]
    assert (found(other), user.get(f"/api/v1/teams/{named['facts']['team_id']}")["state"]) == ([], "submitted")
    imported(contest.secretariat, name, lines=lines(("无人使用之词语", "human")))
    contest.until(lambda: found(named) == [], "the word is gone from the list")
