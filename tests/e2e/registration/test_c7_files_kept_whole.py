"""C7: files are kept whole, checked by content, bounded, never overwritten, and served to who may see them."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import httpx
import pytest
from dasai_client import Refused

from cli.demo.client import User
from cli.synthetic import Piece, small_pdf
from tests.e2e.registration.running import Contest, fetch, refused
from tests.unit.inspection import files as samples


@pytest.fixture
def user_and_team(contest: Contest) -> tuple[User, dict[str, Any]]:
    """Return a participant and their team."""
    user = contest.user()
    return user, contest.register(user)


def piece(team: dict[str, Any], content: bytes = b"", name: str = "审计报告.pdf", kind: str = "audit") -> Piece:
    """Return a file of the team's lead."""
    facts = team["facts"]
    return Piece(kind, name, facts["lead"]["uscc"], content or small_pdf(f"{facts['team_id']} {kind}"))


def test_c7_a_file_is_served_as_it_was_uploaded_to_those_who_may_see_it(
    contest: Contest, user_and_team: tuple[User, dict[str, Any]]
) -> None:
    """C7, K1: serve it whole or in part, as an attachment; answer 404 to another participant and another division's host.

    The division's own staff read a file once the team submitted it, and no file that it has not submitted.
    """
    user, team = user_and_team
    file = piece(team)
    team_id, division = team["facts"]["team_id"], team["facts"]["division_code"]
    upload = user.upload(team_id, file)
    path = f"/api/v1/teams/{team_id}/material/{upload['material_id']}"
    whole = fetch(contest, user, path)
    assert whole.status_code == 200
    assert whole.content == file.content
    assert whole.headers["content-type"] == "application/pdf"
    assert whole.headers["x-content-type-options"] == "nosniff"
    assert whole.headers["content-disposition"].startswith('attachment; filename="material-')
    assert "filename*=UTF-8''%E5%AE%A1" in whole.headers["content-disposition"]
    size = len(file.content)
    for asked, start, end in (
        ("bytes=5-9", 5, 10),
        ("bytes=-7", size - 7, size),
        (f"bytes={size - 1}-", size - 1, size),
    ):
        part = fetch(contest, user, path, Range=asked)
        assert part.status_code == 206
        assert part.content == file.content[start:end]
        assert part.headers["content-range"] == f"bytes {start}-{end - 1}/{size}"
    beyond = fetch(contest, user, path, Range=f"bytes={size}-")
    assert (beyond.status_code, beyond.json()["code"], beyond.json()["facts"]) == (
        416,
        "RANGE_BEYOND_END",
        {"size": str(size)},
    )
    assert beyond.headers["content-range"] == f"bytes */{size}"
    elsewhere = next(code for code in contest.plan.divisions if code != division)
    readers = (contest.staff({"role": "reviewer", "division": division}), contest.secretariat)
    for reader in readers:
        assert fetch(contest, reader, path).status_code == 404
        assert reader.get(f"/api/v1/teams/{team_id}/material")["materials"] == []
    record = user.get(f"/api/v1/teams/{team_id}/material")["materials"][0]
    contest.submit(user, team)
    draft = user.upload(team_id, piece(team, small_pdf("not submitted"), "不提交.pdf"))
    for reader in readers:
        assert fetch(contest, reader, path).content == file.content
        assert fetch(contest, reader, path.replace(upload["material_id"], draft["material_id"])).status_code == 404
        listed = {material["sha256"] for material in reader.get(f"/api/v1/teams/{team_id}/material")["materials"]}
        evidence = {piece["sha256"] for piece in user.get(f"/api/v1/teams/{team_id}/submissions/1")["evidence"]}
        assert listed == evidence
        assert file.sha256 in listed
    for stranger in (contest.user(), contest.staff({"role": "host", "division": elsewhere})):
        assert fetch(contest, stranger, path).status_code == 404
        assert refused(lambda stranger=stranger: stranger.get(f"/api/v1/teams/{team_id}/material")) == (
            404,
            "NOT_FOUND",
        )
    assert httpx.get(contest.stack.url + path, timeout=30).status_code == 401
    assert record["sha256"] == file.sha256
    assert record["size_bytes"] == size
    assert record["scan_state"] == "unscanned"
    assert record["uploaded_by"] == user.account_id
    assert record["retained_until"][:4] == "2027"


def test_c7_the_same_content_is_stored_once_and_stays_when_its_evidence_is_removed(
    contest: Contest, user_and_team: tuple[User, dict[str, Any]]
) -> None:
    """C7: store content uploaded twice as one file; keep it when it leaves the draft; attach it again by its hash."""
    user, team = user_and_team
    team_id = team["facts"]["team_id"]
    first = piece(team)
    uploads = [
        user.upload(team_id, first),
        user.upload(team_id, replace(first, kind="credit_record", file_name="信用.pdf")),
    ]
    assert len({upload["material_id"] for upload in uploads}) == 1
    assert len(user.get(f"/api/v1/teams/{team_id}/material")["materials"]) == 1
    evidence = user.get(f"/api/v1/teams/{team_id}")["evidence"]
    assert [(piece["kind"], piece["sha256"]) for piece in evidence] == [
        ("audit", first.sha256),
        ("credit_record", first.sha256),
    ]
    for reference in evidence:
        team = user.call("DELETE", f"/api/v1/teams/{team_id}/evidence/{reference['id']}")
    assert team["evidence"] == []
    path = f"/api/v1/teams/{team_id}/material/{uploads[0]['material_id']}"
    assert fetch(contest, user, path).content == first.content
    again = {"kind": "audit", "file_name": "再次.pdf", "sha256": first.sha256, "owner_uscc": first.owner_uscc}
    (back,) = user.post(f"/api/v1/teams/{team_id}/evidence", again)["evidence"]
    assert back["size_bytes"] == len(first.content)
    assert back["media_type"] == "application/pdf"


def test_c7_a_hash_that_the_team_never_uploaded_is_refused_as_evidence(
    contest: Contest, user_and_team: tuple[User, dict[str, Any]]
) -> None:
    """C7: refuse an invented hash and the hash of another team's file."""
    user, team = user_and_team
    team_id = team["facts"]["team_id"]
    other = contest.user()
    theirs = contest.register(other)
    file = piece(theirs)
    other.upload(theirs["facts"]["team_id"], file)
    for digest in (file.sha256, "0" * 64):
        body = {"kind": "audit", "file_name": "a.pdf", "sha256": digest, "owner_uscc": team["facts"]["lead"]["uscc"]}
        assert refused(lambda body=body: user.post(f"/api/v1/teams/{team_id}/evidence", body)) == (
            409,
            "C7_NOT_UPLOADED",
        )


MIB = 1024 * 1024
BAD = {
    "C7_TYPE_NOT_ALLOWED": (lambda: b"MZ" + b"\0" * 500, "audit.pdf"),
    "C7_EXTENSION_MISMATCH": (lambda: samples.image("PNG"), "audit.pdf"),
    "C7_POLYGLOT": (lambda: samples.pdf() + samples.archive({"a.js": b"alert(1)"}), "audit.pdf"),
    "C7_BOMB": (lambda: samples.office("xlsx", entries={"xl/media/x.bin": b"\0" * 30_000_000}), "audit.xlsx"),
    "C7_MACRO": (lambda: samples.office("docx", entries={"word/vbaProject.bin": b"\0"}), "audit.docx"),
    "C7_ACTIVE_CONTENT": (lambda: samples.pdf(_scripted), "audit.pdf"),
    "C7_ENCRYPTED": (lambda: samples.pdf(encryption=samples.pikepdf.Encryption(owner="o", user="")), "audit.pdf"),
    "C7_DAMAGED": (lambda: samples.pdf()[:-30], "audit.pdf"),
}


def _scripted(document: Any) -> None:
    action = samples.pikepdf.Dictionary(S=samples.pikepdf.Name.JavaScript, JS=samples.pikepdf.String("app.alert(1)"))
    document.Root.OpenAction = action


@pytest.mark.parametrize("code", BAD)
def test_c7_harmful_or_damaged_content_is_refused_with_its_reason(
    user_and_team: tuple[User, dict[str, Any]], code: str
) -> None:
    """C7: refuse each kind with a text of its own, Chinese and English; keep nothing of it, and accept another upload."""
    user, team = user_and_team
    team_id = team["facts"]["team_id"]
    content, name = BAD[code]
    with pytest.raises(Refused) as caught:
        user.upload(team_id, piece(team, content(), name))
    problem = caught.value.problem
    assert (problem["status"], problem["code"]) == (422, code)
    assert re.search(r"[\u3000-\u9fff\uff00-\uffef]", problem["detail_en"]) is None
    assert " / " not in problem["detail"] + problem["detail_en"]
    assert user.get(f"/api/v1/teams/{team_id}/material")["materials"] == []
    assert user.get(f"/api/v1/teams/{team_id}")["evidence"] == []
    assert user.upload(team_id, piece(team))["state"] == "complete"


@pytest.mark.parametrize(
    "name",
    ["../../etc/passwd.pdf", "a\u202efdp.exe.pdf", "a\x00.pdf", "C:\\a.pdf", "con.pdf", ".pdf", "a" * 300 + ".pdf"],
)
def test_c7_file_names_that_deceive_or_escape_are_refused(
    user_and_team: tuple[User, dict[str, Any]], name: str
) -> None:
    """C7: refuse paths, bidirectional and control characters, device names; accept a name with Chinese punctuation."""
    user, team = user_and_team
    team_id = team["facts"]["team_id"]
    assert refused(lambda: user.upload(team_id, piece(team, name=name))) == (422, "C7_NAME_INVALID")
    good = piece(team, name="（合成）2023年度·审计报告——终稿……v1.0.pdf")
    assert user.upload(team_id, good)["file_name"] == good.file_name


def begin(user: User, team: dict[str, Any], file: Piece, size: int) -> dict[str, Any]:
    """Begin an upload of a size in bytes without content; return the answer with its status, and a refusal's code and text."""
    headers = file.headers() | {"Upload-Length": str(size), "Authorization": f"Bearer {user.token}"}
    del headers["Content-Type"]
    answer = user.http.post(f"{user.base_url}/api/v1/teams/{team['facts']['team_id']}/material", headers=headers)
    return {"code": "", "detail": "", **answer.json(), "status": answer.status_code}


def test_c7_the_size_of_a_file_and_the_number_of_open_uploads_are_limited(
    user_and_team: tuple[User, dict[str, Any]],
) -> None:
    """C7: accept 50 MiB for a document and ten uploads at a time, by the edition; refuse a byte or an upload more."""
    user, team = user_and_team
    limit = 50 * MIB
    too_large = begin(user, team, piece(team), limit + 1)
    assert (too_large["status"], too_large["code"]) == (413, "C7_TOO_LARGE")
    assert "文件过大（50.1 MB）：此类材料每个文件最多50 MB" in too_large["detail"]
    assert [begin(user, team, piece(team), limit)["status"] for _ in range(10)] == [201] * 10
    last = begin(user, team, piece(team), limit)
    assert (last["status"], last["code"]) == (409, "C7_TOO_MANY_UPLOADS")


def test_c7_the_size_of_all_files_together_is_limited(user_and_team: tuple[User, dict[str, Any]]) -> None:
    """C7: refuse more than 4 GiB in all, by the edition, open uploads included; say which limit it is."""
    user, team = user_and_team
    video = piece(team, name="演示.mp4", kind="video")
    assert [begin(user, team, video, 1024 * MIB)["status"] for _ in range(4)] == [201] * 4
    over = begin(user, team, piece(team), 1000)
    assert (over["status"], over["code"]) == (413, "C7_TOTAL_TOO_LARGE")
    assert "全部材料合计最多4096 MB" in over["detail"]


def test_c7_the_sixty_first_file_is_refused_uploaded_or_attached(user_and_team: tuple[User, dict[str, Any]]) -> None:
    """C7: accept sixty files, by the edition, and one of them attached again; refuse one more, uploaded or attached by hash."""
    user, team = user_and_team
    team_id = team["facts"]["team_id"]
    files = [piece(team, small_pdf(f"{team_id} number {number}")) for number in range(61)]
    for file in files[:60]:
        user.upload(team_id, file)
    assert refused(lambda: user.upload(team_id, files[60])) == (409, "C7_TOO_MANY_FILES")

    def attach(file: Piece, kind: str) -> Any:
        body = {"kind": kind, "file_name": file.file_name, "sha256": file.sha256, "owner_uscc": file.owner_uscc}
        return user.post(f"/api/v1/teams/{team_id}/evidence", body)

    assert len(attach(files[0], "audit")["evidence"]) == 60
    assert refused(lambda: attach(files[0], "credit_record")) == (409, "C7_TOO_MANY_FILES")
