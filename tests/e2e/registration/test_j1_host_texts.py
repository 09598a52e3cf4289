"""J1, J2: texts of hosts use the official names and list all organisers."""

from __future__ import annotations

from tests.e2e.registration.running import Contest


def test_j1_j2_official_names_pass_and_altered_or_shortened_ones_are_refused(contest: Contest) -> None:
    """J1, J2: refuse an altered name and a shortened list, naming field and right wording; accept the same text corrected."""
    place = contest.own_place()
    contest.clock.move_to(contest.plan.applies)
    wrong = "欢迎参加2024年数据要素x大赛。大赛组委会成员单位：中央网信办、工信部、商务部。"
    problem = contest.problem(lambda: contest.apply_now(place, text=wrong))
    assert (problem["status"], problem["code"]) == (409, "J1_NAME_ALTERED")
    assert [fault["field"] for fault in problem["faults"]] == ["text", "text"]
    assert "2024年“数据要素×”大赛" in problem["faults"][0]["zh"]
    assert "工业和信息化部" in problem["faults"][1]["zh"]
    shortened = "大赛组委会成员单位：中央网信办、工信部、商务部。"
    assert contest.problem(lambda: contest.apply_now(place, text=shortened))["code"] == "J2_ORGANISERS_NOT_WHOLE"
    members = "、".join(contest.plan.edition.organisers.in_full())
    right = f"欢迎参加2024年“数据要素×”大赛。大赛组委会由{members}等组成。"
    assert contest.apply_now(place, text=right)["state"] == "applied"
