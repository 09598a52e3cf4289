"""K3: lists go in and out as CSV and XLSX in one way: templates, dry runs, faults by line, exports that can be imported."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import httpx
import pytest

from chassis.spreadsheets import reading, writing
from chassis.spreadsheets.columns import IMPORTED, INVITATION_LINKS, RANKINGS, Columns, titles
from cli.demo.client import Refused, User
from tests.e2e.registration.running import Contest, refused
from tests.e2e.scoring.running import ScoredDivision
from tests.unit.chassis.spreadsheets.books import book, cell, row

NOBODY = "0" * 32


@pytest.fixture(scope="module")
def division(nation: Contest) -> ScoredDivision:
    """Open a division that the tests of this file share; each takes a track of its own."""
    return ScoredDivision.open(nation)


def download(contest: Contest, user: User | None, path: str, **query: str) -> httpx.Response:
    """Return the answer to a download."""
    headers = {"Authorization": f"Bearer {user.token}"} if user else {}
    return httpx.get(f"{contest.stack.url}/api/v1{path}", params=query, headers=headers)


def read(content: bytes, columns: Columns) -> list[tuple[str, ...]]:
    """Return the lines of a file, in the order of the columns."""
    accepted = [column.accepted for column in columns]
    return [cells for _, cells in reading.read_lines(encoded(content), accepted, limit=1_000)]


def encoded(content: bytes) -> str:
    return base64.b64encode(content).decode()


def table(columns: Columns, *rows: Sequence[str], xlsx: bool = True) -> str:
    """Return a file with these lines as an import takes it."""
    write = writing.as_xlsx if xlsx else writing.as_csv
    return encoded(write(titles(columns), rows))


def faults_of(answer: dict[str, Any]) -> list[tuple[int, str, str]]:
    """Return line, column and code of each fault, each of which speaks both languages."""
    assert all(fault["zh"] and fault["en"] for fault in answer["faults"])
    assert answer["fault_count"] == len(answer["faults"])
    return [(fault["line"], fault["column"], fault["code"]) for fault in answer["faults"]]


@pytest.mark.parametrize("list_name", IMPORTED)
def test_k3_each_imported_list_has_templates_that_anybody_downloads(nation: Contest, list_name: str) -> None:
    """K3: CSV with a byte order mark and XLSX; no other list has one."""
    columns = IMPORTED[list_name]
    for name, kind in (("csv", "text/csv"), ("xlsx", writing.XLSX_TYPE)):
        answer = download(nation, None, f"/lists/{list_name}/template", format=name)
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith(kind)
        assert answer.headers["content-disposition"] == f'attachment; filename="{list_name}-template.{name}"'
        assert read(answer.content, columns) == [tuple(column.example for column in columns)]
    assert download(nation, None, "/lists/secrets/template").status_code == 422


def test_k3_d2_reviewers_are_imported_as_they_were_exported(nation: Contest, division: ScoredDivision) -> None:
    """K3, D2: a dry run changes nothing; all faults come at once; the export can be imported; the host alone may."""
    contest = nation
    code, host = contest.open(contest.own_place())
    role = {"role": "reviewer", "division": code}
    first, second = (contest.staff(role, organisation_uscc=contest.office()) for _ in range(2))
    own = first.get("/api/v1/accounts/me")["organisation_uscc"]
    contest.appoint_reviewers(host, code, first, second)
    address, columns = f"/api/v1/divisions/{code}/reviewer-imports", IMPORTED["reviewers"]

    def named() -> list[str]:
        return [each["account_id"] for each in host.get(f"/api/v1/divisions/{code}/reviewers")["reviewers"]]

    wrong = table(
        columns,
        (first.account_id, own),
        ("", own),
        (NOBODY, ""),
        (second.account_id, contest.office()),
        (first.account_id, ""),
        tuple(column.example for column in columns),
    )
    answer = host.post(address, {"file": wrong})
    assert (answer["imported"], answer["lines"]) == (False, 5)
    assert faults_of(answer) == [
        (3, "account_id", "K3_LINE_EMPTY"),
        (4, "account_id", "D2_NO_SUCH_REVIEWER"),
        (5, "organisation_uscc", "D2_ORGANISATION_DIFFERS"),
        (6, "account_id", "K3_LINE_TWICE"),
    ]
    right = table(columns, ("", ""), (f"'{first.account_id.upper()}", own), xlsx=False)
    answer = host.post(address, {"file": right, "dry_run": True})
    assert (answer["imported"], answer["lines"], answer["faults"]) == (False, 1, [])
    assert [each["account_id"] for each in answer["desk"]["reviewers"]] == [first.account_id]
    assert named() == [first.account_id, second.account_id]
    for kind in ("csv", "xlsx"):
        exported = download(contest, host, f"/divisions/{code}/reviewers/file", format=kind)
        assert exported.status_code == 200
        assert host.post(address, {"file": right})["imported"] is True
        assert named() == [first.account_id]
        assert host.post(address, {"file": encoded(exported.content)})["imported"] is True
        assert named() == [first.account_id, second.account_id]
    # with what was seen, only what the file differs from it by is changed: who came meanwhile stays
    seen = {"account_ids": [first.account_id]}
    assert host.post(address, {"file": right, "seen": seen})["imported"] is True
    assert named() == [first.account_id, second.account_id]
    assert refused(lambda: division.host.post(address, {"file": right})) == (403, "K1_FORBIDDEN")
    assert download(contest, division.host, f"/divisions/{code}/reviewers/file").status_code == 403


def test_k3_files_that_are_no_such_list_are_refused_with_the_reason(nation: Contest, division: ScoredDivision) -> None:
    """K3: K3_FILE_UNREADABLE names the columns, K3_MERGED_CELLS the cells, K3_LIST_INVALID the limit; GB 18030 is read."""
    address = f"/api/v1/divisions/{division.code}/reviewer-imports"

    def problem(content: bytes) -> tuple[int, str, dict[str, str]]:
        answer = nation.problem(lambda: division.host.post(address, {"file": encoded(content)}))
        return answer["status"], answer["code"], answer["facts"]

    limit = {"limit": "500"}
    for content in (b"PK no workbook", b"code,title\n1,2\n"):
        assert problem(content) == (422, "K3_FILE_UNREADABLE", limit | {"columns": "account_id"})
    head = row(cell("account_id") + cell("organisation_uscc"))
    spanning = book(
        head + row(cell("x")) + row("") + '</sheetData><mergeCells><mergeCell ref="A2:A3"/></mergeCells><sheetData>'
    )
    assert problem(spanning) == (422, "K3_MERGED_CELLS", {"cells": "A2:A3"})
    for content in (b"account_id\n", b"account_id\n\n,,\n", b"account_id\n" + b"x\n" * 501):
        assert problem(content) == (422, "K3_LIST_INVALID", limit)
    named = f"账号编号,所在单位\r\n{division.reviewer.account_id},\r\n".encode("gb18030")
    assert division.host.post(address, {"file": encoded(named)})["imported"] is True


def test_k3_e1_experts_are_imported_with_tracks_and_interests(nation: Contest, division: ScoredDivision) -> None:
    """K3, E1, E2: tracks by name or code, interests in any form; what is exported can be imported; a host may not the final's."""
    address, columns = f"/api/v1/panels/division-{division.code}/expert-imports", IMPORTED["experts"]
    panel = f"/api/v1/panels/division-{division.code}"
    before = nation.secretariat.get(panel)["experts"]
    first, second = before[0]["account_id"], before[1]["account_id"]
    track, other = nation.plan.edition.tracks[0], nation.plan.edition.tracks[1]
    office = nation.office()
    wrong = table(columns, (first, "", "没有的赛道", ""), (second, "", "", "某单位"), (NOBODY, "", "", ""))
    assert faults_of(division.host.post(address, {"file": wrong})) == [
        (2, "tracks", "E1_LINE_TRACK_UNKNOWN"),
        (3, "interests", "E2_LINE_INTEREST_UNKNOWN"),
        (4, "account_id", "E1_NO_SUCH_EXPERT"),
    ]
    assert nation.secretariat.get(panel)["experts"] == before
    differs = table(columns, (first, office, "", ""))
    assert faults_of(division.host.post(address, {"file": differs})) == [
        (2, "organisation_uscc", "E1_ORGANISATION_DIFFERS")
    ]
    exported = download(nation, division.host, f"/panels/division-{division.code}/experts/file", format="csv")
    right = table(columns, (first, "", f"{track.name.zh}；{other.code}", f" {office.lower()} "), (second, "", "", ""))
    answer = division.host.post(address, {"file": right})
    assert (answer["imported"], answer["faults"]) == (True, [])
    assert [(each["tracks"], each["interests"]) for each in answer["panel"]["experts"]] == [
        ([track.code, other.code], [office]),
        ([], []),
    ]
    # interests are never taken away
    before[0]["interests"] = [office]
    assert division.host.post(address, {"file": encoded(exported.content)})["panel"]["experts"] == before
    # of two experts that were seen the file names the first alone: the second leaves, and who came meanwhile stays
    alone, seen = table(columns, (first, "", "", "")), {"account_ids": [first, second]}
    kept = division.host.post(address, {"file": alone, "seen": seen, "dry_run": True})["panel"]["experts"]
    assert kept == [before[0], *before[2:]]
    final = "/api/v1/panels/final/expert-imports"
    assert refused(lambda: division.host.post(final, {"file": right})) == (403, "K1_FORBIDDEN")
    assert download(nation, division.reviewer, f"/panels/division-{division.code}/experts/file").status_code == 403


def test_k3_k1_staff_are_invited_in_bulk_and_the_links_come_back_as_a_file(
    nation: Contest, division: ScoredDivision
) -> None:
    """K3, K1: a host invites for its own division only; each link is good once; the same call again voids the first links."""
    address, columns = "/api/v1/invitation-imports", IMPORTED["invitations"]
    code, office = division.code, nation.office()
    wrong = table(
        columns,
        ("厨师", code, office, "", ""),
        ("主办方", code, "", "", ""),
        ("专家", "000000", office, "", ""),
        ("审查员", code, "", "", "400"),
        ("审查员", code, "911101990000000190", "名" * 61, ""),
        ("", "", "", "某人（合成）", ""),
    )
    assert faults_of(division.host.post(address, {"file": wrong})) == [
        (2, "role", "INVITATION_LINE_ROLE_UNKNOWN"),
        (3, "role", "INVITATION_LINE_ROLE_NOT_YOURS"),
        (4, "division", "FIELDS_INVALID"),
        (5, "organisation_uscc", "FIELDS_INVALID"),
        (5, "hours", "FIELDS_INVALID"),
        (6, "organisation_uscc", "FIELDS_INVALID"),
        (6, "name", "INVITATION_LINE_NAME_LONG"),
        (7, "role", "K3_LINE_EMPTY"),
    ]
    name = f"=合成{nation.index()}"
    right = {
        "file": table(columns, ("审查员", code, office, name, ""), ("expert", code, office, "", "24")),
        "format": "csv",
    }

    def invited() -> list[str]:
        return [each["name"] for each in division.host.every("/api/v1/invitations", "invitations", state="open")]

    dry = division.host.post(address, right | {"dry_run": True})
    assert (dry["imported"], dry["lines"], dry["links"], dry["faults"]) == (False, 2, "", [])
    assert name not in invited()

    def links(key: str) -> list[tuple[str, ...]]:
        headers = {"Authorization": f"Bearer {division.host.token}", "Idempotency-Key": key}
        answer = httpx.post(f"{nation.stack.url}{address}", json=right, headers=headers)
        assert answer.status_code == 200, answer.text
        content = base64.b64decode(answer.json()["links"])
        assert f"'{name}".encode() in content, "no program takes a name for a formula"
        return read(content, INVITATION_LINKS)

    key = f"k3-{nation.index()}"
    lost, handed = links(key), links(key)
    assert [line[:5] for line in handed] == [
        ("审查员", code, office, name, "168"),
        ("评审专家", code, office, "", "24"),
    ]
    assert invited().count(name) == 1
    assert all(line[5].startswith(f"{nation.stack.url}/invitation#") for line in handed)
    codes = [[line[5].partition("/invitation#")[2] for line in lines] for lines in (lost, handed)]
    reading_address = "/api/v1/invitations/reading"
    assert refused(lambda: nation.public().post(reading_address, {"code": codes[0][0]})) == (404, "INVITATION_UNKNOWN")
    account = {
        "code": codes[1][0],
        "login": f"k3-invited-{nation.index()}",
        "password": "a password for tests",
        "privacy_notice": nation.secretariat.privacy_notice(),
    }
    grants = nation.public().post("/api/v1/invitations/acceptance", account)["roles"]
    assert [(grant["role"], grant["division"]) for grant in grants] == [("reviewer", code)]
    headers = {"Authorization": f"Bearer {division.host.token}", "Idempotency-Key": key}
    again = httpx.post(f"{nation.stack.url}{address}", json=right, headers=headers)
    assert (again.status_code, again.json()["code"]) == (409, "INVITATION_IMPORT_REPEATED")
    host = table(columns, ("分赛主办方", code, "", "", ""))
    assert nation.secretariat.post(address, {"file": host})["imported"] is True
    assert refused(lambda: nation.user().post(address, right)) == (403, "K1_FORBIDDEN")


def test_k3_e4_f1_a_ranking_goes_out_and_a_recommendation_in_and_out(nation: Contest, division: ScoredDivision) -> None:
    """K3, E4, F1: the ranking that counts, for anybody; recommended by a file in its columns; no line of another division's."""
    track = division.track(0)
    round_address, (first, second) = division.frozen(track, ["90", "80"])
    exported = download(nation, None, f"{round_address.removeprefix('/api/v1')}/ranking/file", format="xlsx")
    assert exported.status_code == 200
    ranking = nation.public().get(f"{round_address}/ranking")
    assert [(line[0], line[1], line[6]) for line in read(exported.content, RANKINGS)] == [
        (str(project["rank"]), project["team"]["team_id"], project["score"]) for project in ranking["projects"]
    ]
    assert download(nation, None, "/rounds/no-round/ranking/file").status_code == 404
    address, columns = f"/api/v1/divisions/{division.code}/recommendation-imports", IMPORTED["recommendations"]
    report = "推荐规则、遴选过程、专家名单见附件（合成）。"
    strange = division.submit(track)
    blank = ("", "", "", "")
    wrong = table(columns, (first, *blank), (strange, *blank), (first, *blank))
    body = {"file": encoded(exported.content), "report": report}

    def filed() -> bool:
        answer = division.host.post(address, body | {"dry_run": True})
        return not answer["faults"]

    nation.until(filed, "review knows the ranking")
    assert faults_of(division.host.post(address, {"file": wrong, "report": report})) == [
        (3, "team_id", "F1_NOT_RANKED"),
        (4, "team_id", "K3_LINE_TWICE"),
    ]
    recommendation = f"/api/v1/divisions/{division.code}/recommendation"
    assert refused(lambda: division.host.get(recommendation)) == (404, "NOT_FOUND")
    assert refused(lambda: division.host.post(address, body | {"report": " "})) == (422, "F1_REPORT_MISSING")
    answer = division.host.post(address, body)
    assert answer["imported"] is True
    assert [entry["team"]["team_id"] for entry in answer["recommendation"]["entries"]] == [first, second]
    # a colleague files from the page; whoever saw the list before, or none, is refused in both ways of filing
    before = {"seen": {"filed_at": division.host.get(recommendation)["filed_at"]}}
    alone = {"team_ids": [first], "report": "同事重新报送的情况（合成）。"}
    moved = (409, "F1_FILED_MEANWHILE")
    assert refused(lambda: division.host.put(recommendation, alone | {"seen": {}})) == moved
    nation.clock.move_to(nation.clock.now() + timedelta(seconds=1))
    division.host.put(recommendation, alone | before)
    assert refused(lambda: division.host.put(recommendation, alone | {"report": report} | before)) == moved
    assert refused(lambda: division.host.post(address, body | before)) == moved
    now = division.host.get(recommendation)
    assert (now["report"], [entry["team"]["team_id"] for entry in now["entries"]]) == (alone["report"], [first])
    assert division.host.post(address, body | {"seen": {"filed_at": now["filed_at"]}})["imported"] is True
    out = download(nation, division.host, f"/divisions/{division.code}/recommendation/file", format="csv")
    assert [line[0] for line in read(out.content, columns)] == [first, second]
    assert division.host.post(address, {"file": encoded(out.content), "report": report})["imported"] is True
    assert refused(lambda: division.reviewer.post(address, body)) == (403, "K1_FORBIDDEN")


def test_k3_b3_b8_b9_a_dry_run_of_every_other_list_changes_nothing(nation: Contest) -> None:
    """K3, B3, B8, B9: it answers as the import does, with the number of faulty lines."""
    lower, upper = nation.body()["lead"]["uscc"], nation.body()["lead"]["uscc"]
    word = f"试运行之词{nation.index()}"
    common = {"as_of": "2024-06-01T00:00:00+08:00", "source": "synthetic list for tests", "dry_run": True}
    lists: dict[str, tuple[str, dict[str, str], tuple[str, ...], tuple[str, ...]]] = {
        "credit-lists": (
            "/api/v1/credit-lists",
            {"list": "major_tax_violation"},
            (lower, "合成企业"),
            ("错码", "合成"),
        ),
        "affiliations": ("/api/v1/affiliation-imports", {}, (lower, upper, "参股", ""), (lower, lower, "参股", "")),
        "word-lists": ("/api/v1/word-lists", {"name": word}, (word, "人工核对"), (word, "没有")),
    }
    for name, (address, more, right, wrong) in lists.items():
        columns = IMPORTED[name]
        answer = nation.secretariat.post(address, common | more | {"file": table(columns, right)})
        assert (answer["faults"], answer["fault_count"]) == ([], 0), name
        assert answer.get("imported", answer.get("replaced")) in (1, True), name
        answer = nation.secretariat.post(address, common | more | {"file": table(columns, right, wrong)})
        assert ([fault["line"] for fault in answer["faults"]], answer["fault_count"]) == ([3], 1), name
    with pytest.raises(Refused):
        nation.secretariat.get(f"/api/v1/organisations/{lower}")
    assert nation.secretariat.post("/api/v1/name-screenings", {"text": word})["hits"] == []
    address, more, right, _ = lists["word-lists"]
    body = common | more | {"file": table(IMPORTED["word-lists"], right), "dry_run": False}
    assert nation.secretariat.post(address, body)["replaced"] is True
    for kind in ("csv", "xlsx"):
        out = download(nation, nation.secretariat, f"/word-lists/{word}/file", format=kind)
        assert read(out.content, IMPORTED["word-lists"]) == [(word, "人工核对")]
        assert nation.secretariat.post(address, body | {"file": encoded(out.content)})["faults"] == []
    assert download(nation, nation.secretariat, "/word-lists/no-list/file").status_code == 404
    assert download(nation, nation.user(), f"/word-lists/{word}/file").status_code == 403
    statements = nation.secretariat.get(f"/api/v1/organisations/{lower}/affiliations")["statements"]
    assert statements == []
