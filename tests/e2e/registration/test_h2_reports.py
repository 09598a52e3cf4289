"""H2, H3: anyone reports under a real name, with evidence that was uploaded before, about a team or organiser that exists."""

from __future__ import annotations

import base64
import http.client
import itertools
import json
from collections.abc import Callable
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from dasai_client import Refused

from cli.demo.client import User
from cli.synthetic import ReportFile, small_pdf
from tests.divisions import SHARED
from tests.e2e.registration.running import Contest, refused

_LOOKS = itertools.count()
TEXT = "该项目提交了非参赛单位的材料（合成举报）。"


def reporter(contest: Contest) -> dict[str, str]:
    """Return a synthetic reporter whom no other test has."""
    person = contest.plan.synthetic.person(contest.index() * 5)
    return {
        "real_name": person.name,
        "identity_kind": "resident",
        "identity_number": person.identity_number,
        "contact": "reporter@example.test",
    }


def report_of(contest: Contest, user: User, **subject: Any) -> dict[str, Any]:
    """Return a report with all that it needs, whose evidence the user has uploaded."""
    kept = user.upload_evidence(ReportFile("合成证据.pdf", small_pdf(f"Evidence {contest.index()}")))
    return {"text": TEXT, "evidence": [{"evidence_id": kept["evidence_id"]}], "reporter": reporter(contest), **subject}


def known_team(contest: Contest, from_address: Callable[[str], User]) -> str:
    """Register a team and return its identifier once reports about it are taken."""
    team_id = str(contest.register(contest.user(), SHARED)["facts"]["team_id"])
    anonymous = {"team_id": team_id, "text": TEXT, "reporter": reporter(contest), "evidence": []}

    def is_known() -> bool:
        # each look from an address of its own, for an address has so many reports an hour
        number = next(_LOOKS)
        look = from_address(f"127.1.{number // 250}.{number % 250 + 1}")
        return refused(lambda: look.post("/api/v1/reports", anonymous)) == (422, "H2_NO_EVIDENCE")

    contest.until(is_known, "publicity hears of the team")
    return team_id


def test_h2_a_report_names_who_exists_and_evidence_that_is_there(
    contest: Contest, from_address: Callable[[str], User]
) -> None:
    """H2: refuse a team that there is not, an organiser's code as a team, nobody, both, and a hash without a file; accept one."""
    public = from_address("127.0.0.71")
    team_id = known_team(contest, from_address)
    body = report_of(contest, public, team_id=team_id)
    for subject, code in (
        ({"team_id": "nope"}, "H2_UNKNOWN_TEAM"),
        ({"team_id": "110000"}, "H2_UNKNOWN_TEAM"),
        ({"team_id": "", "organiser_id": "999999"}, "H2_UNKNOWN_ORGANISER"),
        ({"team_id": "", "organiser_id": ""}, "FIELDS_INVALID"),
        ({"organiser_id": "110000"}, "FIELDS_INVALID"),
        ({"evidence": [{"evidence_id": "00000000-0000-4000-8000-000000000000"}]}, "H2_FILE_GONE"),
        ({"reporter": {}}, "H2_ANONYMOUS"),
    ):
        problem = contest.problem(lambda: public.post("/api/v1/reports", body | subject))  # noqa: B023 - called at once
        assert problem["code"] == code
        assert body["reporter"]["identity_number"] not in str(problem)
    filed = public.post("/api/v1/reports", body)
    assert filed["state"] == "filed"
    # one file is evidence of one report
    assert refused(lambda: public.post("/api/v1/reports", body)) == (409, "H2_FILE_GONE")
    organiser = report_of(contest, public, organiser_id=" １１００００")
    assert public.post("/api/v1/reports", organiser)["state"] == "filed"
    typed = report_of(contest, public, team_id=f"\ufeff{team_id.upper()} ")
    assert public.post("/api/v1/reports", typed)["state"] == "filed"


def test_h2_h3_the_tracking_code_is_a_secret_and_the_account_is_sealed(
    contest: Contest, from_address: Callable[[str], User]
) -> None:
    """H2, H3: the state is told to whoever sends the code in a body; the committee reads account and name on record only."""
    public = from_address("127.0.0.72")
    team_id = known_team(contest, from_address)
    whistle_blower = contest.user()
    filed = whistle_blower.post("/api/v1/reports", report_of(contest, public, team_id=team_id))
    code = filed["tracking_code"]
    assert refused(lambda: public.get(f"/api/v1/report-status/{code}"))[0] == 404
    assert refused(lambda: public.post("/api/v1/report-status", {"tracking_code": "wrong"})) == (404, "NOT_FOUND")
    assert public.post("/api/v1/report-status", {"tracking_code": code})["state"] == "filed"
    committee = contest.committee()
    report = committee.get(f"/api/v1/reports/{filed['report_id']}")
    account = whistle_blower.get("/api/v1/accounts/me")["account_id"]
    assert [step["account_id"] for step in report["steps"]] == [""]
    assert account not in str(report)
    read = committee.get(f"/api/v1/reports/{filed['report_id']}/reporter", purpose="核实")
    assert read["account_id"] == account


def test_h2_h3_nobody_handles_a_report_about_a_team_of_the_own_organisation(
    contest: Contest, from_address: Callable[[str], User]
) -> None:
    """H2, H3: H3_OWN_ORGANISATION, and the reporter stays unknown; another account of the committee is accepted."""
    public, user = from_address("127.0.0.77"), contest.user()
    team = contest.register(user, SHARED)
    contest.submit(user, team)
    team_id = team["facts"]["team_id"]
    conflicted = contest.national("committee", team["facts"]["lead"]["uscc"])
    report = report_of(contest, public, team_id=team_id)

    filed: dict[str, Any] = {}

    def is_known() -> bool:
        with suppress(Refused):
            filed.update(from_address(f"127.2.0.{next(_LOOKS) % 250 + 1}").post("/api/v1/reports", report))
        return bool(filed)

    contest.until(is_known, "publicity hears of the team")
    address = f"/api/v1/reports/{filed['report_id']}"

    def is_conflicted() -> bool:
        try:
            conflicted.get(f"{address}/reporter", purpose="核实")
        except Refused as refusal:
            return (refusal.status, refusal.code) == (409, "H3_OWN_ORGANISATION")
        return False

    contest.until(is_conflicted, "publicity hears of the account and the submission")
    for step, said in (
        ("acceptance", {"reason": "受理"}),
        ("hearing", {"record": "已听取当事方意见。"}),
        ("adjudication", {"upheld": False, "code": "", "reason": "经核实，举报不成立。"}),
    ):
        refusal = refused(lambda: conflicted.post(f"{address}/{step}", said))  # noqa: B023 - called at once
        assert refusal == (409, "H3_OWN_ORGANISATION")
    assert contest.committee().post(f"{address}/acceptance", {"reason": "受理"})["state"] == "accepted"


def test_h3_nobody_handles_a_report_about_a_division_that_the_own_organisation_organises(
    contest: Contest, from_address: Callable[[str], User]
) -> None:
    """H3: H3_OWN_ORGANISATION by the organisers of the published scheme; another account of the committee is accepted."""
    public, code = from_address("127.0.0.78"), contest.plan.divisions[SHARED]
    filed = public.post("/api/v1/reports", report_of(contest, public, organiser_id=code))
    address = f"/api/v1/reports/{filed['report_id']}"
    organiser = contest.scheme(SHARED)["organising_bodies"][0]["uscc"]
    own = contest.national("committee", organiser)
    unheard = {"record": "已听取当事方意见。"}  # refused anyway, until publicity has heard of the account
    contest.until(
        lambda: refused(lambda: own.post(f"{address}/hearing", unheard)) == (409, "H3_OWN_ORGANISATION"),
        "publicity hears of the account and the scheme",
    )
    assert refused(lambda: own.post(f"{address}/acceptance", {"reason": "受理"})) == (409, "H3_OWN_ORGANISATION")
    assert contest.committee().post(f"{address}/acceptance", {"reason": "受理"})["state"] == "accepted"


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"MZ a program", "H2_FILE_TYPE"), (small_pdf("cut")[:-200], "H2_FILE_UNSAFE"), (b"", "H2_FILE_EMPTY")],
    ids=["a program", "cut short", "empty"],
)
def test_h2_c7_evidence_is_inspected_before_it_is_kept(
    contest: Contest, from_address: Callable[[str], User], content: bytes, code: str
) -> None:
    """H2, C7: refused for what material is refused for; a sound file is kept for a day unless a report names it."""
    public = from_address("127.0.0.73")
    assert refused(lambda: public.upload_evidence(ReportFile("合成证据.pdf", content)))[1] == code
    kept = public.upload_evidence(ReportFile("合成证据.pdf", small_pdf(f"Sound {contest.index()}")))
    assert (kept["media_type"], kept["file_name"]) == ("application/pdf", "合成证据.pdf")


def test_h2_files_are_bounded_in_size_and_type_of_request(
    contest: Contest, from_address: Callable[[str], User]
) -> None:
    """H2: more bytes than the edition allows are refused while they arrive; a form or a JSON body is no file."""
    name = f"filename {base64.b64encode('合成证据.pdf'.encode()).decode()}"
    too_many = str(contest.plan.edition.report_evidence.max_bytes + 1)
    # refused by its stated length alone, so that nothing has to be sent
    connection = http.client.HTTPConnection(urlsplit(contest.stack.url).netloc, source_address=("127.0.0.74", 0))
    stated = {"Content-Type": "application/octet-stream", "Upload-Metadata": name, "Content-Length": too_many}
    connection.request("POST", "/api/v1/report-evidence", headers=stated)
    answer = connection.getresponse()
    assert (answer.status, json.loads(answer.read())["code"]) == (413, "H2_FILE_TOO_LARGE")
    connection.close()
    with httpx.Client(transport=httpx.HTTPTransport(local_address="127.0.0.74"), timeout=30) as client:
        form = client.post(f"{contest.stack.url}/api/v1/report-evidence", json={}, headers={"Upload-Metadata": name})
        assert form.status_code == 415


def test_h2_f8_reports_and_objections_are_bounded_by_address(
    contest: Contest, from_address: Callable[[str], User]
) -> None:
    """H2, F8: so many an hour from one address are taken, further ones refused with the time to wait; others are not held up."""
    crowd, other = from_address("127.0.0.75"), from_address("127.0.0.76")
    report = {"team_id": "nope", "text": TEXT}
    for path, body, code in (
        ("/api/v1/reports", report, "H2_ANONYMOUS"),
        ("/api/v1/notices/none/objections", {"text": "名单有误"}, "NOT_FOUND"),
    ):
        answers = [refused(lambda: crowd.post(path, body)) for _ in range(21)]  # noqa: B023 - called at once
        assert [answer[1] for answer in answers] == [code] * 20 + ["TOO_MANY_TRIES"]
        assert refused(lambda: other.post(path, body))[1] == code  # noqa: B023 - called at once
