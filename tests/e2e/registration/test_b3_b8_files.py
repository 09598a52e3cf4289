"""B1, B3, B8: credit lists and relations as files, and organisations found by code and name."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest

from cli.demo.client import User
from services.registration.spreadsheets.writing import as_csv, as_xlsx
from tests.e2e.registration.running import SHARED, Contest, refused
from tests.unit.services.registration.spreadsheets.books import book, cell, row

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
    assert answer == {"imported": 1, "faults": [], "completed": True, "faults_open": 0}
    assert user.post("/api/v1/teams", first)["state"] == "registered"
    third = contest.body(lead=two, project_name="名单上的另一项目", team_name="另一队")
    third["representatives"] = [person | {"organisation_uscc": two["uscc"]} for person in third["representatives"]]
    assert refused(lambda: user.post("/api/v1/teams", third)) == (409, "B3_CREDIT_LISTED")


@dataclass(frozen=True, kw_only=True)
class Import:
    """Where a list is imported, its columns, a line that is right, the most lines, and the codes that it is refused with."""

    address: str
    columns: str
    line: str
    # the same line as a part of the body
    lines: dict[str, Any]
    limit: int
    invalid: str
    unreadable: str
    rest: dict[str, Any] = field(default_factory=dict)

    def post(self, who: User, content: bytes, **changes: Any) -> dict[str, Any]:
        body = {"as_of": "2024-06-01T00:00:00+08:00", "source": "synthetic list for tests", **self.rest}
        return dict(who.post(self.address, body | {"file": base64.b64encode(content).decode()} | changes))


def imports(contest: Contest) -> tuple[Import, ...]:
    one, other = contest.body()["lead"]["uscc"], contest.body()["lead"]["uscc"]
    word = f"无人使用之词语{contest.index()}"
    return (
        Import(
            address=LISTS,
            columns="uscc,name",
            line=f"{one},合成测试企业",
            lines={"entries": [{"uscc": one, "name": "合成测试企业"}]},
            limit=5_000,
            invalid="B3_LIST_INVALID",
            unreadable="B3_FILE_UNREADABLE",
            rest={"list": "government_procurement_violation"},
        ),
        Import(
            address="/api/v1/affiliation-imports",
            columns="lower_uscc,upper_uscc,kind",
            line=f"{one},{other},minority",
            lines={"lines": [{"line": 2, "lower_uscc": one, "upper_uscc": other, "kind": "minority"}]},
            limit=1_000,
            invalid="B8_LINES_OR_FILE",
            unreadable="B8_FILE_UNREADABLE",
        ),
        Import(
            address="/api/v1/word-lists",
            columns="word,severity",
            line=f"{word},human",
            lines={"lines": [{"line": 2, "word": word, "severity": "human"}]},
            limit=5_000,
            invalid="B9_LIST_INVALID",
            unreadable="B9_FILE_UNREADABLE",
            rest={"name": f"导入试验{contest.index()}"},
        ),
    )


@pytest.mark.parametrize("which", range(3), ids=["B3", "B8", "B9"])
def test_b3_b8_b9_every_list_is_refused_for_the_same_reasons(contest: Contest, which: int) -> None:
    """B3, B8, B9: no table, other columns, no line, too many, both ways at once, none; in either encoding it is taken."""
    tried = imports(contest)[which]
    who = contest.secretariat

    def problem(content: bytes, **changes: Any) -> tuple[str, dict[str, str]]:
        told = contest.problem(lambda: tried.post(who, content, **changes))
        assert told["status"] == 422
        assert str(tried.limit) in told["detail"]
        assert str(tried.limit) in told["detail_en"]
        return told["code"], told["facts"]

    facts = {"limit": str(tried.limit)}
    for bad in (b"PK\x03\x04 no workbook", b"code,title\n1,2\n", b"\xff\xfe\x00"):
        assert problem(bad) == (tried.unreadable, facts)
    head, line = f"{tried.columns}\n", f"{tried.line}\n"
    for bad in (head, head + ",,\n", head + line * (tried.limit + 1)):
        assert problem(bad.encode()) == (tried.invalid, facts)
    assert problem((head + line).encode(), **tried.lines) == (tried.invalid, facts)
    assert problem(b"") == (tried.invalid, facts)
    assert refused(lambda: tried.post(contest.user(), (head + line).encode())) == (403, "K1_FORBIDDEN")
    for encoding in ("utf-8-sig", "gb18030"):
        assert tried.post(who, (head + line).encode(encoding))["faults"] == []
    assert tried.post(who, b"", **tried.lines).get("faults", []) == []


def test_b3_a_workbook_that_is_a_trap_is_refused_and_the_server_lives(contest: Contest) -> None:
    """B3, C9: what unpacks to far more than a list is refused; a cell in the last corner is no line, and costs nothing."""
    trap = book(row(cell("uscc") + cell("name")) + "<a>" + " " * 17_000_000 + "</a>")
    assert refused(lambda: listed(contest, trap)) == (422, "B3_FILE_UNREADABLE")
    trap = book(row(cell("uscc") + cell("name")) + row(cell("x" * 1000)) * 20_000)
    assert refused(lambda: listed(contest, trap)) == (422, "B3_LIST_INVALID")
    one = contest.body()["lead"]
    line = row(cell(one["uscc"]) + cell(one["name"]))
    far = book(row(cell("uscc") + cell("name")) + line + row(cell("z", "XFD1048576"), 1_048_576))
    assert listed(contest, far, as_of="2024-06-01T08:00:00+08:00")["imported"] == 1
    known = contest.secretariat.get(f"/api/v1/organisations/{one['uscc']}")
    assert [one["source"] for one in known["listings"]] == ["synthetic list for tests"]


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

    answer = imported(
        1,
        [
            (organiser, uscc, "子公司", ""),
            (organiser, uscc, "亲戚", ""),
            (uscc, uscc, "branch", ""),
            (organiser, uscc, "控股", "x"),
            (organiser, uscc, "参股", "No"),
        ],
    )
    assert answer["imported"] == 2
    assert [(one["line"], one["code"]) for one in answer["faults"]] == [
        (3, "B8_LINE_KIND_UNKNOWN"),
        (4, "B8_LINE_SELF"),
        (5, "B8_LINE_ENDED_UNKNOWN"),
    ]
    assert answer["faults"][2]["column"] == "ended"
    assert refused(lambda: user.post("/api/v1/teams", team)) == (409, "B8_AFFILIATED")
    assert imported(2, [(organiser, uscc, "子公司", "已终止")])["imported"] == 1
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


def test_b3_b8_b9_a_date_to_come_is_refused(contest: Contest) -> None:
    """B3, B8, B9: a mistyped year would overrule every right list after it; as of this moment is taken, in all three."""
    lead = contest.body()["lead"]
    another = contest.body()["lead"]["uscc"]
    lists = {"entries": [{"uscc": lead["uscc"], "name": lead["name"]}], "file": "", "list": "major_tax_violation"}
    relation = {"line": 2, "lower_uscc": lead["uscc"], "upper_uscc": another, "kind": "minority"}
    imports: dict[str, tuple[str, dict[str, Any]]] = {
        "B3_DATE_AHEAD": (LISTS, {"source": "synthetic", **lists}),
        "B8_DATE_AHEAD": ("/api/v1/affiliation-imports", {"source": "synthetic", "lines": [relation]}),
        "B9_DATE_AHEAD": (
            "/api/v1/word-lists",
            {
                "name": "日期试验",
                "source": "合成测试来源",
                "lines": [{"line": 2, "word": "日期试验词", "severity": "human"}],
            },
        ),
    }
    now = contest.clock.now()
    for code, (address, body) in imports.items():
        for ahead in (now + timedelta(seconds=30), now + timedelta(days=18 * 365)):
            body["as_of"] = ahead.isoformat()
            assert refused(lambda address=address, body=body: contest.secretariat.post(address, body)) == (422, code)
        contest.secretariat.post(address, body | {"as_of": now.isoformat()})
    assert len(contest.secretariat.get(f"/api/v1/organisations/{lead['uscc']}")["in_force"]) == 1


def test_b3_a_list_is_not_whole_while_a_line_of_an_earlier_part_is_at_fault(contest: Contest) -> None:
    """B3: the last part lifts nobody until the first one's line comes with a right code, or is waived knowingly."""
    held, named = contest.body()["lead"], contest.body()["lead"]
    earlier = {"list": "dishonest_judgment_debtor", "as_of": "2024-06-02T08:00:00+08:00"}
    listed(contest, f"uscc,name\n{held['uscc']},{held['name']}\n".encode(), **earlier)

    def part(text: str, hour: int = 9, **changes: Any) -> tuple[bool, int]:
        as_of = f"2024-06-02T{hour:02d}:00:00+08:00"
        answer = listed(contest, f"uscc,name\n{text}\n".encode(), **{**earlier, "as_of": as_of}, **changes)
        return answer["completed"], answer["faults_open"]

    def bars() -> bool:
        return bool(contest.secretariat.get(f"/api/v1/organisations/{held['uscc']}")["in_force"])

    wrong, last = f"911101990000000190,{held['name']}", f"{named['uscc']},{named['name']}"
    assert part(wrong) == (False, 1)
    assert part(last, complete=True) == (False, 1)
    assert bars()
    assert part(f"{held['uscc']},{held['name']}") == (False, 0)
    assert part(last, complete=True) == (True, 0)
    assert bars(), "the mended line names it"
    assert part(wrong, hour=10, waive_faults=True) == (False, 1), "what it brings itself is seen first"
    assert part(last, hour=10, complete=True) == (False, 1)
    assert part(last, hour=10, complete=True, waive_faults=True) == (True, 0)
    assert not bars()
    assert part(last, hour=9, complete=True) == (False, 0), "a newer whole list is known"
