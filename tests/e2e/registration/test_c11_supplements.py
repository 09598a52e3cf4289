"""C11: supplementary material that review asks for, answered in time or lapsed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest

from chassis.kernel.clock import moment_zh
from cli.demo.client import User
from tests.e2e.registration.running import Contest, refused

DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)


@dataclass(frozen=True)
class Reviewed:
    """An open division with a reviewer, and when it closes; its tests begin while it is open."""

    place: int
    closes: datetime
    host: User
    reviewer: User
    own_code: str


@pytest.fixture(scope="module")
def reviewed(nation: Contest) -> Reviewed:
    """Open a division for the tests of this module, and appoint its reviewer."""
    place, closes = nation.own_place(), nation.plan.opens + 2 * DAY
    stages = [
        {"id": "first", "name": "初评", "opens": (closes + DAY).isoformat(), "closes": (closes + 20 * DAY).isoformat(),
         "experts_per_project": 3}
    ]  # fmt: skip
    code, host = nation.open(
        place, registration_closes=closes.isoformat(), submission_closes=closes.isoformat(), stages=stages
    )
    own_code = nation.office()
    reviewer = nation.staff({"role": "reviewer", "division": code}, organisation_uscc=own_code)
    nation.appoint_reviewers(host, code, reviewer)
    return Reviewed(place, closes, host, reviewer, own_code)


def is_assigned(reviewer: User, team_id: str) -> bool:
    """Return True if the team's case is with the reviewer."""
    assigned = reviewer.every("/api/v1/cases", "cases", state="assigned")
    return team_id in [case["case_id"] for case in assigned]


def test_c11_a_newer_version_ends_the_request_about_the_earlier_one(contest: Contest, reviewed: Reviewed) -> None:
    """C11, C10: refuse an answer about a version that is no longer judged; the case goes on with the newer version."""
    place, reviewer = reviewed.place, reviewed.reviewer
    user = contest.user()
    team = contest.register(user, place)
    contest.submit(user, team)
    team_id = team["facts"]["team_id"]
    address, case = f"/api/v1/teams/{team_id}", f"/api/v1/cases/{team_id}"
    contest.until(lambda: is_assigned(reviewer, team_id), "the case is assigned")
    judgements = {"compliance": True, "authenticity": True, "lawfulness": True}
    decision = {"outcome": "supplement", "reason": "请补充数据授权文件", "judgements": judgements}
    reviewer.post(f"{case}/decision", decision | {"submission_number": 1})
    contest.until(lambda: bool(user.get(f"{address}/supplements")["supplements"]), "the team is asked")
    now = user.get(address)
    section = {"id": now["draft"][0]["id"], "text": now["draft"][0]["text"] + "授权文件已补充。"}
    saved = user.put(f"{address}/declaration", {"draft_revision": now["draft_revision"], "sections": [section]})
    receipt = user.post(f"{address}/submissions", {"draft_revision": saved["draft_revision"]})
    assert receipt["submission_number"] == 2
    (request,) = user.get(f"{address}/supplements")["supplements"]
    assert (request["number"], request["state"]) == (1, "superseded")
    assert request["words_zh"] == "此后提交了新版本，无须再补充；如仍需补充，审查员会重新提出。"
    answer = {"text": "授权文件见附件。"}
    assert refused(lambda: user.post(f"{address}/supplements/1/answer", answer)) == (409, "C11_SUPERSEDED")
    contest.until(lambda: reviewer.get(case)["submission_number"] == 2, "the case goes on with the newer version")
    assert "前补充材料" not in contest.page(user, "/me")
    reviewer.post(f"{case}/decision", decision | {"submission_number": 2})
    contest.until(lambda: len(user.get(f"{address}/supplements")["supplements"]) == 2, "review asks again")
    assert user.post(f"{address}/supplements/2/answer", answer)["state"] == "answered"
    of_one = [user.get(f"{address}/supplements", number=number)["supplements"] for number in (2, 3)]
    assert [[each["number"] for each in listed] for listed in of_one] == [[2], []]


def test_c11_an_answer_in_time_returns_the_case_to_review_and_a_late_answer_is_refused(
    contest: Contest, reviewed: Reviewed
) -> None:
    """C11: accept an answer after submission closed, once and in time; without an answer the request lapses."""
    place, soon, host, reviewer, own = (
        reviewed.place,
        reviewed.closes,
        reviewed.host,
        reviewed.reviewer,
        reviewed.own_code,
    )
    user = contest.user()
    team = contest.register(user, place)
    contest.submit(user, team)
    team_id = team["facts"]["team_id"]
    address, case = f"/api/v1/teams/{team_id}", f"/api/v1/cases/{team_id}"
    contest.until(lambda: is_assigned(reviewer, team_id), "the case is assigned")
    contest.clock.move_to(soon + MINUTE)

    def supplements() -> list[dict[str, Any]]:
        return list(user.get(f"{address}/supplements")["supplements"])

    def ask(reason: str) -> list[dict[str, Any]]:
        reviewer.post(f"{case}/decision", {
            "submission_number": 1, "outcome": "supplement", "reason": reason,
            "judgements": {"compliance": True, "authenticity": True, "lawfulness": True},
        })  # fmt: skip
        contest.until(lambda: reason in [supplement["asked"] for supplement in supplements()], "the team is asked")
        return supplements()

    first = ask("请补充数据授权文件")[0]
    assert first["number"] == 1
    assert first["state"] == "asked"
    assert "依据现有材料" in first["words_zh"]
    asked_until = first["due_at"][:19]
    local = moment_zh(datetime.fromisoformat(asked_until + "Z"))
    assert f"请在{local}前补充材料：请补充数据授权文件" in contest.page(user, "/me")
    page = contest.page(user, f"/teams/{team_id}")
    assert ("无（材料齐全）" in page, f"补充材料，{local}前" in page) == (False, True)
    assert "年" not in first["words_en"]
    assert ["/difference/0" in contest.page(reader, f"/teams/{team_id}") for reader in (user, host)] == [True, False]
    saved = ["最近保存" in contest.page(reader, f"/teams/{team_id}") for reader in (user, host)]
    assert saved == [True, False]  # a draft is the team's business alone (K1)
    section = {"draft_revision": 1, "sections": [{"id": "overview.industry", "text": "改写"}]}
    assert refused(lambda: user.put(f"{address}/declaration", section)) == (409, "C1_SUBMISSION_CLOSED")
    piece = next(iter(contest.plan.synthetic.evidence(contest.index(), team["facts"]["lead"]["uscc"])))
    foreign = {"text": "见附件", "evidence": [piece.reference() | {"owner_uscc": own}]}
    assert refused(lambda: user.post(f"{address}/supplements/1/answer", foreign)) == (409, "C5_FOREIGN_OWNER")
    answer = {"text": "授权文件见附件。", "evidence": [piece.reference()]}
    assert refused(lambda: user.post(f"{address}/supplements/1/answer", answer)) == (409, "C7_NOT_UPLOADED")
    # the draft is closed, but material for the answer is taken, and stays out of the draft
    upload = user.upload(team_id, piece)
    assert upload["state"] == "complete"
    assert upload["evidence_id"] == ""
    assert refused(lambda: user.post(f"{address}/supplements/2/answer", answer)) == (404, "C11_NO_SUCH_REQUEST")
    for wrong, code in (({"text": " "}, "C11_ANSWER_EMPTY"), ({"text": "字" * 5001}, "C11_ANSWER_TOO_LONG")):
        call = lambda wrong=wrong: user.post(f"{address}/supplements/1/answer", wrong)  # noqa: E731 - a short call
        assert refused(call) == (422, code)
    assert user.post(f"{address}/supplements/1/answer", answer)["state"] == "answered"
    assert refused(lambda: user.post(f"{address}/supplements/1/answer", answer)) == (409, "C11_ANSWERED_BEFORE")
    contest.until(lambda: reviewer.get(case)["state"] == "assigned", "the case is back with its reviewer")
    assert reviewer.get(case)["supplements"][0]["text"] == "授权文件见附件。"
    second = ask("请补充审计报告原件")[1]
    due = datetime.fromisoformat(second["due_at"].replace("Z", "+00:00"))
    contest.clock.move_to(due + timedelta(milliseconds=1))
    assert refused(lambda: user.post(f"{address}/supplements/2/answer", answer)) == (409, "C11_SUPPLEMENT_LATE")
    assert refused(lambda: user.upload(team_id, piece)) == (409, "C1_SUBMISSION_CLOSED")
    contest.clock.move_to(due + HOUR)  # no answer with an arrival ticket can come any more
    contest.until(lambda: reviewer.get(case)["state"] == "assigned", "the request lapses")
    assert [supplement["state"] for supplement in reviewer.get(case)["supplements"]] == ["answered", "lapsed"]
    assert [supplement["state"] for supplement in supplements()] == [
        "answered",
        "lapsed",
    ]
