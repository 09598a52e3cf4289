"""K3: credit lists, relations and accounts go out as files in the columns in which they come in."""

from __future__ import annotations

import base64
from typing import Any

import httpx
import pytest

from chassis.spreadsheets import reading, writing
from chassis.spreadsheets.columns import ACCOUNTS, AFFILIATIONS, CREDIT_LISTS, TEAMS, Columns, titles
from cli.demo.client import User
from tests.divisions import SHARED
from tests.e2e.registration.running import Contest

# a name that an office program would take for a formula
FORMULA = "=HYPERLINK(合成)"


def download(contest: Contest, user: User | None, path: str, **query: str) -> httpx.Response:
    """Return the answer to a download."""
    headers = {"Authorization": f"Bearer {user.token}"} if user else {}
    return httpx.get(f"{contest.stack.url}/api/v1{path}", params=query, headers=headers, timeout=30)


def read(content: bytes, columns: Columns) -> list[tuple[str, ...]]:
    """Return the lines of a file, in the order of the columns."""
    accepted = [column.accepted for column in columns]
    encoded = base64.b64encode(content).decode()
    return [cells for _, cells in reading.read_lines(encoded, accepted, limit=10_000)]


def require_for_the_secretariat_alone(contest: Contest, path: str) -> None:
    """Fail if anybody else gets the file."""
    host = contest.staff({"role": "host", "division": contest.plan.divisions[0]})
    assert download(contest, None, path).status_code == 401
    for user in (contest.user(), host):
        answer = download(contest, user, path)
        assert (answer.status_code, answer.json()["code"]) == (403, "K1_FORBIDDEN")


def test_k3_b3_a_credit_list_is_exported_as_far_as_it_is_in_force(contest: Contest) -> None:
    """K3, B3: whom it names today, without those of another list; what is exported can be imported; cells are no formulas."""
    path, name = "/credit-lists/major_tax_violation/file", "major_tax_violation"
    codes = sorted(contest.plan.synthetic.organisation(contest.index()).uscc for _ in range(3))
    listed = {"list": name, "as_of": contest.list_date(), "source": "synthetic"}
    entries = [{"uscc": code, "name": FORMULA if code == codes[0] else "合成测试单位"} for code in codes[:2]]
    contest.secretariat.post("/api/v1/credit-lists", listed | {"entries": entries})
    other = listed | {"list": "dishonest_judgment_debtor", "as_of": contest.list_date()}
    contest.secretariat.post("/api/v1/credit-lists", other | {"entries": [{"uscc": codes[2], "name": "合成测试单位"}]})
    for kind in ("csv", "xlsx"):
        answer = download(contest, contest.secretariat, path, format=kind)
        assert answer.status_code == 200
        assert answer.headers["content-disposition"] == f'attachment; filename="credit-list-{name}.{kind}"'
        lines = read(answer.content, CREDIT_LISTS)
        assert [line for line in lines if line[0] in codes] == [(codes[0], FORMULA), (codes[1], "合成测试单位")]
        again = listed | {"file": base64.b64encode(answer.content).decode(), "dry_run": True}
        imported = contest.secretariat.post("/api/v1/credit-lists", again)
        assert (imported["imported"], imported["faults"]) == (len(lines), [])
    text = download(contest, contest.secretariat, path, format="csv").content.decode("utf-8-sig")
    assert f"{codes[0]},'{FORMULA}\r\n" in text
    empty = listed | {"as_of": contest.list_date(), "complete": True, "entries": entries[1:]}
    contest.secretariat.post("/api/v1/credit-lists", empty)
    left = read(download(contest, contest.secretariat, path).content, CREDIT_LISTS)
    assert [line[0] for line in left if line[0] in codes] == [codes[1]]
    assert download(contest, contest.secretariat, "/credit-lists/secrets/file").status_code == 422
    require_for_the_secretariat_alone(contest, path)


def test_k3_b8_relations_in_force_are_exported(contest: Contest) -> None:
    """K3, B8: with their Chinese names, without those that ended; what is exported can be imported and says nothing new."""
    lower, upper, former = (contest.plan.synthetic.organisation(contest.index()).uscc for _ in range(3))
    body: dict[str, Any] = {"as_of": contest.list_date(), "source": "synthetic"}
    rows = [(lower, upper, "子公司", "否"), (lower, former, "控股", "是")]
    for writer in (writing.as_csv, writing.as_xlsx):
        file = base64.b64encode(writer(titles(AFFILIATIONS), rows)).decode()
        contest.secretariat.post("/api/v1/affiliation-imports", body | {"file": file})
    for kind in ("csv", "xlsx"):
        answer = download(contest, contest.secretariat, "/affiliations/file", format=kind)
        lines = read(answer.content, AFFILIATIONS)
        assert [line for line in lines if line[0] == lower] == [(lower, upper, "子公司", "否")]
        again = body | {"file": base64.b64encode(answer.content).decode(), "dry_run": True}
        assert contest.secretariat.post("/api/v1/affiliation-imports", again)["faults"] == []
    require_for_the_secretariat_alone(contest, "/affiliations/file")


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_k3_k1_accounts_are_exported_to_those_who_administer_them(contest: Contest, kind: str) -> None:
    """K3, K1: a line for each role with its Chinese name; a host its own reviewers and experts, nobody else's."""
    here, elsewhere = contest.plan.divisions[1:3]
    host = contest.staff({"role": "host", "division": here})
    own = contest.staff({"role": "reviewer", "division": here}, {"role": "expert", "division": here})
    foreign = contest.staff({"role": "reviewer", "division": elsewhere})
    answer = download(contest, host, "/accounts/file", format=kind)
    assert answer.headers["content-disposition"] == f'attachment; filename="accounts.{kind}"'
    lines = read(answer.content, ACCOUNTS)
    named = {(line[0], line[1], line[6]) for line in lines if line[4] == own.account_id}
    assert named == {("审查员", here, "正常"), ("评审专家", here, "正常")}
    assert foreign.account_id not in {line[4] for line in lines}
    national = read(download(contest, contest.secretariat, "/accounts/file", division=elsewhere).content, ACCOUNTS)
    assert foreign.account_id in {line[4] for line in national}
    assert download(contest, None, "/accounts/file").status_code == 401
    assert download(contest, contest.user(), "/accounts/file").status_code == 403


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_k3_k1_teams_are_exported_to_the_host_of_their_division(contest: Contest, kind: str) -> None:
    """K3, K1: a line for each team in the state that is asked for, and nobody of its people; another host gets none."""
    here, elsewhere = contest.plan.divisions[SHARED], contest.plan.divisions[1]
    host, foreign = (contest.staff({"role": "host", "division": code}) for code in (here, elsewhere))
    body = contest.body()
    team = contest.user().post("/api/v1/teams", body)
    answer = download(contest, host, "/teams/file", format=kind, division_code=here, state="registered")
    assert answer.headers["content-disposition"] == f'attachment; filename="teams.{kind}"'
    lines = {line[0]: line for line in read(answer.content, TEAMS)}
    line = lines[team["facts"]["team_id"]]
    assert line[1:3] == (here, body["track"])
    assert line[5:8] == (body["project_name"], body["lead"]["name"], body["lead"]["uscc"])
    assert (line[9], line[12], line[13]) == ("已报名", "0", "")
    assert body["representatives"][0]["name"] not in str(lines)
    withdrawn = read(download(contest, host, "/teams/file", division_code=here, state="withdrawn").content, TEAMS)
    assert team["facts"]["team_id"] not in {each[0] for each in withdrawn}
    assert download(contest, foreign, "/teams/file", division_code=here).status_code == 403
    assert download(contest, None, "/teams/file").status_code == 401
