"""B1, B3, B8: credit lists and relations as files, and organisations found by code and name."""

from __future__ import annotations

import base64
from typing import Any

from services.registration.adapters.lists import as_csv, as_xlsx
from tests.e2e.registration.running import SHARED, Contest, refused

LISTS = "/api/v1/credit-lists"


def listed(contest: Contest, content: bytes, **changes: Any) -> dict[str, Any]:
    """What the import of a file answers."""
    body = {
        "list": "government_procurement_violation",
        "as_of": "2024-06-01T00:00:00+08:00",
        "source": "synthetic list for tests",
        "file": base64.b64encode(content).decode(),
    }
    return dict(contest.secretariat.post(LISTS, body | changes))


def test_b3_a_list_as_a_file_bars_and_names_each_line_at_fault(contest: Contest) -> None:
    """B3: an office program's CSV and XLSX are read alike; a line at fault is named, and never completes a list."""
    user, first, second = contest.user(), contest.body(), contest.body()
    one, two = first["lead"], second["lead"]
    text = f"统一社会信用代码,单位名称\r\n{one['uscc']},{one['name']}\r\n911101990000000190,合成错码单位\r\n"
    answer = listed(contest, text.encode("gb18030"), complete=True)
    assert (answer["imported"], answer["completed"]) == (1, False)
    (fault,) = answer["faults"]
    assert (fault["line"], fault["column"], fault["code"]) == (3, "uscc", "B3_LINE_CODE_INVALID")
    assert refused(lambda: user.post("/api/v1/teams", first)) == (409, "B3_CREDIT_LISTED")
    assert user.post("/api/v1/teams", second)["state"] == "registered"
    whole = as_xlsx(("name", "uscc"), [(two["name"], two["uscc"])])
    answer = listed(contest, whole, complete=True, as_of="2024-06-02T00:00:00+08:00")
    assert answer == {"imported": 1, "faults": [], "completed": True}
    assert user.post("/api/v1/teams", first)["state"] == "registered"
    third = contest.body(lead=two, project_name="名单上的另一项目", team_name="另一队")
    third["representatives"] = [person | {"organisation_uscc": two["uscc"]} for person in third["representatives"]]
    assert refused(lambda: user.post("/api/v1/teams", third)) == (409, "B3_CREDIT_LISTED")


def test_b3_files_that_are_none_are_refused_in_words(contest: Contest) -> None:
    """B3, B8: no table, no such columns, too long, both at once, nothing at all: nothing is imported."""
    for bad in (b"PK\x03\x04 no workbook", b"code,title\n1,2\n", b"\xff\xfe\x00", b"uscc,name\n" + b"1,x\n" * 5_001):
        assert refused(lambda bad=bad: listed(contest, bad)) == (422, "B3_FILE_UNREADABLE")
    assert refused(lambda: listed(contest, b"uscc,name\n")) == (422, "B3_LIST_INVALID")
    both = [{"uscc": contest.body()["lead"]["uscc"], "name": "x"}]
    assert refused(lambda: listed(contest, b"uscc,name\n1,2\n", entries=both)) == (422, "B3_LIST_INVALID")
    body = {
        "as_of": "2024-06-01T00:00:00+08:00",
        "source": "synthetic",
        "file": base64.b64encode(b"a,b\n1,2\n").decode(),
    }
    address = "/api/v1/affiliation-imports"
    assert refused(lambda: contest.secretariat.post(address, body)) == (422, "B8_FILE_UNREADABLE")
    assert refused(lambda: contest.secretariat.post(address, body | {"file": ""})) == (422, "B8_LINES_OR_FILE")
    assert refused(lambda: contest.user().post(address, body)) == (403, "K1_FORBIDDEN")


def test_b8_relations_as_a_file(contest: Contest) -> None:
    """B8: Chinese titles and kinds are read; the good lines bar, each other is named; an ended one bars no more."""
    organiser = contest.scheme(SHARED)["organising_bodies"][0]["uscc"]
    user, team = contest.user(), contest.body()
    uscc = team["lead"]["uscc"]
    head = ("上级单位代码", "下级单位代码", "关系", "已终止")

    def imported(day: int, rows: list[tuple[str, ...]]) -> dict[str, Any]:
        body = {
            "as_of": f"2024-06-{day:02d}T00:00:00+08:00",
            "source": "synthetic register for tests",
            "file": base64.b64encode(as_csv(head, rows)).decode(),
        }
        return dict(contest.secretariat.post("/api/v1/affiliation-imports", body))

    answer = imported(1, [(organiser, uscc, "子公司", ""), (organiser, uscc, "亲戚", ""), (uscc, uscc, "branch", "")])
    assert answer["imported"] == 1
    assert [(one["line"], one["code"]) for one in answer["faults"]] == [
        (3, "B8_LINE_KIND_UNKNOWN"),
        (4, "B8_LINE_SELF"),
    ]
    assert refused(lambda: user.post("/api/v1/teams", team)) == (409, "B8_AFFILIATED")
    assert imported(2, [(organiser, uscc, "子公司", "是")])["imported"] == 1
    assert user.post("/api/v1/teams", team)["state"] == "registered"


def test_b1_b3_organisations_are_found_by_code_and_by_name_however_typed(contest: Contest) -> None:
    """B1, B3, K1: by the beginning of either; names of a list are found too; participants search nothing."""
    user = contest.user()
    body = contest.body()
    lead = body["lead"] | {"name": f"檢索試驗（{contest.index()}）集團公司"}
    body["lead"] = lead
    user.post("/api/v1/teams", body)
    plain = lead["name"].replace("檢索試驗", "检索试验").replace("集團", "集团").replace("（", " ").replace("）", "")
    search = "/api/v1/organisations"
    for query in (plain, lead["name"][:7], lead["uscc"], lead["uscc"][:17].lower()):
        found = contest.secretariat.get(search, query=query)
        assert [one["organisation"]["uscc"] for one in found["organisations"]] == [lead["uscc"]], query
    only_listed = contest.body()["lead"]["uscc"]
    text = f"uscc,name\n{only_listed},名单上的检索单位{contest.index()}\n"
    assert listed(contest, text.encode(), as_of="2024-06-03T00:00:00+08:00")["imported"] == 1
    found = contest.secretariat.get(search, query="名单上的检索单位")["organisations"]
    assert [(one["organisation"]["uscc"], len(one["in_force"])) for one in found] == [(only_listed, 1)]
    page = contest.secretariat.get(search, query="合成测试", page_size=1)
    assert (len(page["organisations"]), page["more"]) == (1, True)
    assert contest.secretariat.get(search, query="没有这样的单位") == {"organisations": [], "more": False}
    for short in ("合", "911", "。"):
        assert refused(lambda short=short: contest.secretariat.get(search, query=short)) == (422, "B3_QUERY_SHORT")
    assert refused(lambda: user.get(search, query="合成测试")) == (403, "K1_FORBIDDEN")
