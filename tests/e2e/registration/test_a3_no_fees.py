"""A3: participants are charged nothing."""

from __future__ import annotations

from tests.e2e.registration.running import Contest, refused


def test_a3_a_scheme_without_fees_is_filed_and_a_stated_or_hidden_fee_is_refused(contest: Contest) -> None:
    """A3: refuse a stated fee and a fee hidden in an award's text, both at once; hint at an unclear word to the secretariat."""
    place = contest.own_place()
    code = contest.plan.divisions[place]
    host = contest.staff({"role": "host", "division": code})
    contest.clock.move_to(contest.plan.applies)
    address = f"/api/v1/divisions/{code}/application"
    awards = [{"category": "优秀项目", "quota": 1, "prize": "证书", "rights": "获奖团队须缴纳证书工本费200元。"}]
    fees = [{"purpose": "报名费", "amount_fen": 10_000}]
    problem = contest.problem(
        lambda: host.put(address, {"scheme": contest.scheme(place, fees=fees, local_awards=awards)})
    )
    assert (problem["status"], problem["code"]) == (409, "A3_FEE_STATED")
    assert [fault["field"] for fault in problem["faults"]] == ["fees[0]", "local_awards[0].rights"]
    host.put(address, {"scheme": contest.scheme(place, text="大赛不向参赛团队收取任何费用。培训费自理。")})
    version = contest.secretariat.get(f"/api/v1/divisions/{code}")["versions"][0]
    assert [hint["field"] for hint in version["hints"]] == ["text"]
    assert refused(lambda: contest.user().put(address, {"scheme": contest.scheme(place)})) == (403, "K1_FORBIDDEN")
