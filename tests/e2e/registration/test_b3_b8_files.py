"""B1, B3, B8: import credit lists and relations as files, and search organisations by code and name."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest

from chassis.spreadsheets.writing import as_csv, as_xlsx
from cli.demo.client import User
from tests.divisions import SHARED
from tests.e2e.registration.running import Contest, refused
from tests.unit.chassis.spreadsheets.books import book, cell, row

LISTS = "/api/v1/credit-lists"


def import_list(contest: Contest, content: bytes, **changes: Any) -> dict[str, Any]:
    """Import a file as a credit list and return the answer."""
    body = {
        "list": "government_procurement_violation",
        "as_of": contest.list_date(),
        "source": "synthetic list for tests",
        "file": base64.b64encode(content).decode(),
    }
    return dict(contest.secretariat.post(LISTS, body | changes))


def test_b3_a_list_as_a_file_bars_its_organisations_and_names_each_faulty_line(contest: Contest) -> None:
    """B3: read an office program's CSV and XLSX alike; name a faulty line, which keeps the list from being complete."""
    user, first, second = contest.user(), contest.body(), contest.body()
    first_lead, second_lead = first["lead"], second["lead"]
    text = (
        f"统一社会信用代码,单位名称\r\n{first_lead['uscc']},{first_lead['name']}\r\n911101990000000190,合成错码单位\r\n"
    )
    answer = import_list(contest, text.encode("gb18030"), complete=True)
    assert answer["imported"] == 1
    assert answer["completed"] is False
    (fault,) = answer["faults"]
    assert fault["line"] == 3
    assert fault["column"] == "uscc"
    assert fault["code"] == "B3_LINE_CODE_INVALID"
    assert refused(lambda: user.post("/api/v1/teams", first)) == (409, "B3_CREDIT_LISTED")
    assert user.post("/api/v1/teams", second)["state"] == "registered"
    whole = as_xlsx(("name", "uscc"), [(second_lead["name"], second_lead["uscc"])])
    answer = import_list(contest, whole, complete=True)
    assert answer == {"imported": 1, "faults": [], "completed": True, "faults_open": 0, "fault_count": 0}
    assert user.post("/api/v1/teams", first)["state"] == "registered"
    third = contest.body(lead=second_lead, project_name="名单上的另一项目", team_name="另一队")
    third["representatives"] = [
        person | {"organisation_uscc": second_lead["uscc"]} for person in third["representatives"]
    ]
    assert refused(lambda: user.post("/api/v1/teams", third)) == (409, "B3_CREDIT_LISTED")


@dataclass(frozen=True, kw_only=True)
class Import:
    """A kind of import: its address, columns, a valid line, its largest number of lines, and the codes of its refusals."""

    address: str
    columns: str
    line: str
    # the same line as fields of the request
    lines: dict[str, Any]
    limit: int
    invalid: str
    unreadable: str
    rest: dict[str, Any] = field(default_factory=dict)

    def post(self, who: User, content: bytes, **changes: Any) -> dict[str, Any]:
        body = {"as_of": "2024-06-01T00:00:00+08:00", "source": "synthetic list for tests", **self.rest}
        return dict(who.post(self.address, body | {"file": base64.b64encode(content).decode()} | changes))


def imports(contest: Contest) -> tuple[Import, ...]:
    lower, upper = contest.body()["lead"]["uscc"], contest.body()["lead"]["uscc"]
    word = f"无人使用之词语{contest.index()}"
    return (
        Import(
            address=LISTS,
            columns="uscc,name",
            line=f"{lower},合成测试企业",
            lines={"entries": [{"uscc": lower, "name": "合成测试企业"}]},
            limit=5_000,
            invalid="B3_LIST_INVALID",
            unreadable="B3_FILE_UNREADABLE",
            rest={"list": "government_procurement_violation"},
        ),
        Import(
            address="/api/v1/affiliation-imports",
            columns="lower_uscc,upper_uscc,kind",
            line=f"{lower},{upper},minority",
            lines={"lines": [{"line": 2, "lower_uscc": lower, "upper_uscc": upper, "kind": "minority"}]},
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
def test_b3_b8_b9_every_kind_of_list_is_refused_for_the_same_reasons(contest: Contest, which: int) -> None:
    """B3, B8, B9: refuse no table, other columns, no or too many lines, and lines beside a file; accept both encodings."""
    source = imports(contest)[which]
    who = contest.secretariat

    def problem(content: bytes, **changes: Any) -> tuple[str, dict[str, str]]:
        answer = contest.problem(lambda: source.post(who, content, **changes))
        assert answer["status"] == 422
        assert str(source.limit) in answer["detail"]
        assert f"{source.limit:,}" in answer["detail_en"]
        return answer["code"], answer["facts"]

    facts = {"limit": str(source.limit)}
    for bad in (b"PK\x03\x04 no workbook", b"code,title\n1,2\n", b"\xff\xfe\x00"):
        assert problem(bad) == (source.unreadable, facts)
    head, line = f"{source.columns}\n", f"{source.line}\n"
    for bad in (head, head + ",,\n", head + line * (source.limit + 1)):
        assert problem(bad.encode()) == (source.invalid, facts)
    assert problem((head + line).encode(), **source.lines) == (source.invalid, facts)
    assert problem(b"") == (source.invalid, facts)
    assert refused(lambda: source.post(contest.user(), (head + line).encode())) == (403, "K1_FORBIDDEN")
    for encoding in ("utf-8-sig", "gb18030"):
        assert source.post(who, (head + line).encode(encoding))["faults"] == []
    assert source.post(who, b"", **source.lines).get("faults", []) == []


def test_b3_c9_a_decompression_bomb_is_refused_and_a_far_cell_costs_nothing(contest: Contest) -> None:
    """B3, C9: refuse a workbook that unpacks to far more than a list; ignore a cell in the last corner; go on serving."""
    trap = book(row(cell("uscc") + cell("name")) + "<a>" + " " * 17_000_000 + "</a>")
    assert refused(lambda: import_list(contest, trap)) == (422, "B3_FILE_UNREADABLE")
    trap = book(row(cell("uscc") + cell("name")) + row(cell("x" * 1000)) * 20_000)
    assert refused(lambda: import_list(contest, trap)) == (422, "B3_LIST_INVALID")
    lead = contest.body()["lead"]
    line = row(cell(lead["uscc"]) + cell(lead["name"]))
    far = book(row(cell("uscc") + cell("name")) + line + row(cell("z", "XFD1048576"), 1_048_576))
    assert import_list(contest, far)["imported"] == 1
    organisation = contest.secretariat.get(f"/api/v1/organisations/{lead['uscc']}")
    assert [listing["source"] for listing in organisation["listings"]] == ["synthetic list for tests"]


def test_b8_relations_are_imported_as_a_file_in_chinese(contest: Contest) -> None:
    """B8: read Chinese headings and kinds; import valid lines and name the others; an ended relation bars nobody any more."""
    organiser = contest.scheme(SHARED)["organising_bodies"][0]["uscc"]
    user, team = contest.user(), contest.body()
    uscc = team["lead"]["uscc"]
    head = ("上级单位代码", "下级单位代码", "关系", "已终止")

    def import_rows(day: int, rows: list[tuple[str, ...]]) -> dict[str, Any]:
        body = {
            "as_of": f"2024-06-{day:02d}T00:00:00+08:00",
            "source": "synthetic register for tests",
            "file": base64.b64encode(as_csv(head, rows)).decode(),
        }
        return dict(contest.secretariat.post("/api/v1/affiliation-imports", body))

    answer = import_rows(
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
    assert [(fault["line"], fault["code"]) for fault in answer["faults"]] == [
        (3, "B8_LINE_KIND_UNKNOWN"),
        (4, "B8_LINE_SELF"),
        (5, "B8_LINE_ENDED_UNKNOWN"),
    ]
    assert answer["faults"][2]["column"] == "ended"
    assert refused(lambda: user.post("/api/v1/teams", team)) == (409, "B8_AFFILIATED")
    assert import_rows(2, [(organiser, uscc, "子公司", "已终止")])["imported"] == 1
    assert user.post("/api/v1/teams", team)["state"] == "registered"


def test_b1_b3_organisations_are_searched_by_code_and_by_name_in_any_spelling(contest: Contest) -> None:
    """B1, B3, K1: search by the beginning of code or name, also of listed organisations; refuse participants."""
    user = contest.user()
    body = contest.body()
    lead = body["lead"] | {"name": f"檢索試驗（{contest.index()}）集團公司"}
    body["lead"] = lead
    user.post("/api/v1/teams", body)
    plain = lead["name"].replace("檢索試驗", "检索试验").replace("集團", "集团").replace("（", " ").replace("）", "")
    search = "/api/v1/organisations"
    contest.until(
        lambda: contest.secretariat.get(search, query=lead["uscc"])["organisations"] != [],
        "the organisation of the team is kept",
    )
    for query in (plain, lead["name"][:7], lead["uscc"], lead["uscc"][:17].lower()):
        page = contest.secretariat.get(search, query=query)
        assert [record["organisation"]["uscc"] for record in page["organisations"]] == [lead["uscc"]], query
    only_listed = contest.body()["lead"]["uscc"]
    text = f"uscc,name\n{only_listed},名单上的检索单位{contest.index()}\n"
    assert import_list(contest, text.encode())["imported"] == 1
    records = contest.secretariat.get(search, query="名单上的检索单位")["organisations"]
    assert [(record["organisation"]["uscc"], len(record["in_force"])) for record in records] == [(only_listed, 1)]
    assert records[0]["organisation"]["name"].startswith("名单上的检索单位")
    page = contest.secretariat.get(search, query="合成测试", page_size=1)
    assert len(page["organisations"]) == 1
    assert page["more"] is True
    assert contest.secretariat.get(search, query="没有这样的单位") == {"organisations": [], "more": False}
    for short in ("合", "911", "。"):
        assert refused(lambda short=short: contest.secretariat.get(search, query=short)) == (422, "B3_QUERY_SHORT")
    assert refused(lambda: user.get(search, query="合成测试")) == (403, "K1_FORBIDDEN")


def test_b3_b8_b9_a_list_with_a_future_date_is_refused(contest: Contest) -> None:
    """B3, B8, B9: refuse a future date, which would overrule every later list; accept the present moment, in all three."""
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


def test_b3_a_list_is_not_complete_while_a_line_of_an_earlier_part_is_faulty(contest: Contest) -> None:
    """B3: lift no listing with the last part until the first part's faulty line is corrected or waived."""
    held, named = contest.body()["lead"], contest.body()["lead"]
    kind = "dishonest_judgment_debtor"
    import_list(contest, f"uscc,name\n{held['uscc']},{held['name']}\n".encode(), list=kind)
    first, second = contest.list_date(), contest.list_date()

    def part(text: str, as_of: str = first, **changes: Any) -> tuple[bool, int]:
        answer = import_list(contest, f"uscc,name\n{text}\n".encode(), list=kind, as_of=as_of, **changes)
        return answer["completed"], answer["faults_open"]

    def bars() -> bool:
        return bool(contest.secretariat.get(f"/api/v1/organisations/{held['uscc']}")["in_force"])

    wrong, last = f"911101990000000190,{held['name']}", f"{named['uscc']},{named['name']}"
    assert part(wrong) == (False, 1)
    assert part(last, complete=True) == (False, 1)
    assert bars()
    assert part(f"{held['uscc']},{held['name']}") == (False, 0)
    assert part(last, complete=True) == (True, 0)
    assert bars(), "the corrected line lists it"
    assert part(wrong, second, waive_faults=True) == (False, 1), "a part can't waive its own faults"
    assert part(last, second, complete=True) == (False, 1)
    assert part(last, second, complete=True, waive_faults=True) == (True, 0)
    assert not bars()
    assert part(last, first, complete=True) == (False, 0), "a newer complete list is known"
