"""The final, its awards, and the report that is upheld."""

from __future__ import annotations

from typing import Any

from ..client import RefusedError
from ..world import STRANGERS
from .running import Demo, DemoError, notices_of, run_notice
from .scoring import appoint_panel, ranking_of, score_rounds


def final(demo: Demo) -> None:
    """National experts score the final (rule G1)."""
    roles = [{"role": "expert", "division": ""}]
    appoint_panel(demo, "final", "national-expert", roles, demo.secretariat, 9000)
    finalists = len(demo.secretariat.get("/api/v1/finalists")["finalists"])

    def rounds() -> list[dict[str, Any]] | None:
        found: list[dict[str, Any]] = demo.secretariat.every("/api/v1/rounds", "rounds", stage="final")
        return found if sum(len(one["entries"]) for one in found) == finalists else None

    found = demo.until("every finalist is in a round", rounds)
    score_rounds(demo, found, lambda _: demo.secretariat, "总决赛评审 final scores")


def awards(demo: Demo) -> None:
    """Prizes 1/2/3 a track; the winners' notice runs its days; awards are confirmed with certificates (rules G2, G3, H1)."""

    def announce() -> Any:
        try:
            return demo.secretariat.post("/api/v1/winners", {})
        except RefusedError as refused:
            if refused.code == "G2_RANKINGS_MISSING":  # on their way
                return None
            raise

    demo.until("the winners are announced", announce)
    demo.until("the winners' notice stands", lambda: notices_of(demo, demo.secretariat, "winners"))
    run_notice(demo, "winners", demo.plan.edition.durations.winners_notice.days)
    found = demo.until("all awards are confirmed", lambda: _awards(demo, "confirmed"))
    for one in found:
        demo.count(f"获奖 {one['award']['prize']}", "全国 national")


def _awards(demo: Demo, state: str) -> list[dict[str, Any]] | None:
    found = demo.committee.every("/api/v1/awards", "awards")
    return found if found and all(one["state"] == state for one in found) else None


def report(demo: Demo) -> None:
    """One planted report is upheld and its award is revoked; an anonymous one is refused (rules H2 to H4, G3)."""
    award = demo.committee.every("/api/v1/awards", "awards")[0]
    team_id = award["award"]["team"]["team_id"]
    person = demo.plan.synthetic.person(STRANGERS + 99)
    evidence = [{"file_name": "合成证据.pdf", "sha256": "0" * 64}]
    text = "该项目提交了非参赛单位的材料（合成举报）。"
    demo.refused(
        "H2_ANONYMOUS",
        lambda: demo.public.post("/api/v1/reports", {"team_id": team_id, "text": text, "evidence": evidence}),
    )
    reporter = {
        "real_name": person.name,
        "identity_kind": "resident",
        "identity_number": person.identity_number,
        "contact": "reporter@example.invalid",
    }
    body = {"team_id": team_id, "text": text, "reporter": reporter}
    demo.refused("H2_NO_EVIDENCE", lambda: demo.public.post("/api/v1/reports", body | {"evidence": []}))
    filed = demo.public.post("/api/v1/reports", body | {"evidence": evidence})
    address = f"/api/v1/reports/{filed['report_id']}"
    demo.committee.post(f"{address}/acceptance", {"reason": "证据具体，予以受理。"})
    demo.committee.post(f"{address}/hearing", {"record": "已听取参赛团队陈述。"})
    ruling = {"upheld": True, "code": "C5_FOREIGN_MATERIAL", "reason": "经核查，提交了非参赛单位的材料。"}
    demo.committee.post(f"{address}/adjudication", ruling)

    def revoked() -> dict[str, Any] | None:
        found = demo.committee.every("/api/v1/awards", "awards")
        same = (one for one in found if one["award"]["award_id"] == award["award"]["award_id"])
        return next((one for one in same if one["state"] == "revoked"), None)

    demo.revoked_award = demo.until("the award is revoked", revoked)
    code = award["verification_code"]
    if demo.public.get(f"/api/v1/certificates/{code}")["state"] != "revoked":
        raise DemoError("a revoked award's certificate does not verify as revoked")
    final_round = f"final-{award['award']['track']}"
    demo.until(
        "the ranking follows",
        lambda: all(one["team"]["team_id"] != team_id for one in ranking_of(demo, final_round)),
    )
    demo.until("the change is published", lambda: notices_of(demo, demo.public, "change"))
    user = next(demo.participants[team.account] for team in demo.teams if team.id == team_id)
    demo.until("the team sees it", lambda: user.get(f"/api/v1/teams/{team_id}")["state"] == "disqualified")
