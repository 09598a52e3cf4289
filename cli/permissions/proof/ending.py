"""The end of a contest for the proof: a team goes on until the winners are announced, and their notice is not open yet.

What the final decided is then on record and before its time: the winners' notice, the final's ranking, the awards with the codes
of their certificates. So is why an authorisation of the logo was withdrawn, which is never published.
"""

from __future__ import annotations

from typing import Any

from dasai_client import Refused

from chassis.kernel.clock import beijing_date
from chassis.permissions import Target, publicity, scoring
from cli.demo.stages import Demo
from cli.demo.stages.running import notices_of, run_notice
from cli.demo.stages.scoring import appoint_panel, rounds_with, score_rounds
from cli.demo.world import EXPERTS_PER_DIVISION, later

from .canaries import Canary, Shown, before_publication
from .world import Side, World

_EXPERTS_OF_THE_FINAL = 5
_REPORT = "推荐规则、遴选过程、评审专家名单、宣传和成果转化情况见附件（合成）。"


def finish(world: World) -> None:
    """Score the team that passed, recommend it, run the finalists' notice and the final, and announce the winners."""
    demo, side = world.demo, world.ahead
    host, team_id = side.people["host"], side.ids["scored_team_id"]
    rounds = demo.until("the round of the team is there", lambda: _rounds_of(side))
    seats = [f"expert-ahead-{seat}" for seat in range(EXPERTS_PER_DIVISION)]
    roles: list[Any] = [{"role": "expert", "division": side.code}]
    experts = appoint_panel(demo, f"division-{side.code}", seats, roles, host, 4000 + side.place * 10)
    score_rounds(demo, rounds, experts, lambda _: host, "分赛评审 scores of the division")
    demo.move_to(later(demo.plan.scoring_closes, hours=1))
    recommended = {"team_ids": [team_id], "report": _REPORT}
    address = f"/api/v1/divisions/{side.code}/recommendation"
    demo.until("it is recommended", lambda: _unless("F1_NOT_RANKED", lambda: host.put(address, recommended)))
    deadline = demo.plan.edition.timetable.division_reports_until.at
    demo.move_to(later(deadline, hours=12))
    demo.until("the national check is through", lambda: _is_checked(world))
    demo.move_to(later(deadline, days=1))
    demo.secretariat.post("/api/v1/finalists", {})
    demo.until("the finalists' notice is there", lambda: notices_of(demo.secretariat, "finalists"))
    run_notice(demo, "finalists", demo.plan.edition.durations.finalist_notice.days)
    demo.until("they are confirmed", lambda: demo.secretariat.get("/api/v1/finalists")["state"] == "confirmed")
    seats = [f"national-expert-{seat}" for seat in range(_EXPERTS_OF_THE_FINAL)]
    experts = appoint_panel(demo, "final", seats, [{"role": "expert", "division": ""}], demo.secretariat, 9000)
    rounds = rounds_with(demo, "final", 1, "the finalist is in a round")
    score_rounds(demo, rounds, experts, lambda _: demo.secretariat, "总决赛评审 scores of the final")
    demo.until(
        "the winners are announced",
        lambda: _unless("G2_RANKINGS_MISSING", lambda: demo.secretariat.post("/api/v1/winners", {})),
    )
    [notice] = demo.until("the winners' notice is there", lambda: notices_of(demo.secretariat, "winners", "scheduled"))
    side.ids["round_id"] = rounds[0]["round_id"]
    side.ids["notice_id"] = notice["notice_id"]
    ranking = demo.secretariat.get(f"/api/v1/rounds/{side.ids['round_id']}/ranking")
    side.texts["signature"] = ranking["signature"]
    [award] = demo.committee.get("/api/v1/awards")["awards"]
    side.ids["award_id"] = award["award"]["award_id"]
    side.ids["verification_code"] = award["verification_code"]
    _withdraw_use_of_logo(side, demo)


def _withdraw_use_of_logo(side: Side, demo: Demo) -> None:
    """Authorise a use of the logo and withdraw it, with a reason that is not published (rule J3)."""
    day = beijing_date(demo.clock.now())
    use = {"body_name": "合成标识使用单位", "scope": "分赛网站。", "first_day": day, "last_day": day}
    granted = demo.committee.post("/api/v1/logo-authorisations", use)
    side.ids["authorisation_id"] = granted["authorisation_id"]
    side.texts["withdrawal"] = "合成标识使用单位超出授权范围使用标识。"
    reason = {"reason": side.texts["withdrawal"]}
    demo.committee.post(f"/api/v1/logo-authorisations/{granted['authorisation_id']}/withdrawal", reason)


def canaries_of_ending(world: World) -> list[Canary]:
    """Return what is on record and not public yet, and who may read it (rules E6, G2, G3, H1, K1)."""
    ids, texts = world.ahead.ids, world.ahead.texts

    def waiting(row: Any) -> tuple[Shown, ...]:
        return ((before_publication(row), lambda _: Target()),)

    by_both = ((publicity.GET_LOGO_AUTHORISATION, lambda _: Target()),)
    return [
        Canary(texts["withdrawal"], "reason why an authorisation of the logo was withdrawn", by_both),
        Canary(ids["notice_id"], "winners' notice before it opens", waiting(publicity.GET_NOTICE)),
        Canary(texts["signature"], "final's ranking before the winners are public", waiting(scoring.GET_RANKING)),
        Canary(ids["award_id"], "award before the winners are public", waiting(publicity.LIST_AWARDS)),
        Canary(ids["verification_code"], "code of a certificate before that", waiting(publicity.LIST_AWARDS)),
    ]


def _rounds_of(side: Side) -> Any:
    listed = side.people["host"].every("/api/v1/rounds", "rounds", division_code=side.code)
    return [each for each in listed if each["entries"]]


def _is_checked(world: World) -> bool:
    progress = world.demo.secretariat.get("/api/v1/national-check")
    return bool(progress["candidates"]) and progress["candidates"] == progress["checked"]


def _unless(code: str, action: Any) -> Any:
    """Return what an action returns, or None if it is refused by this code, because events are on their way."""
    try:
        return action()
    except Refused as refused:
        if refused.code != code:
            raise
        return None
