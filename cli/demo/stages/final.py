"""The final, its awards, and the report that is upheld."""

from __future__ import annotations

from dasai_client import Refused, models

from cli.synthetic import ReportFile, small_pdf

from ..world import STRANGERS
from .running import Demo, DemoError, notices_of, run_notice
from .scoring import FINAL_EXPERTS, appoint_panel, ranking_of, rounds_with, score_rounds


def final(demo: Demo) -> None:
    """Let national experts score the final (rule G1)."""
    seats = [f"national-expert-{seat}" for seat in range(FINAL_EXPERTS)]
    experts = appoint_panel(demo, "final", seats, [{"role": "expert", "division": ""}], demo.secretariat, 9000)
    finalists = len(demo.secretariat.api.get_finalists()["finalists"])
    rounds = rounds_with(demo, "final", finalists, "every finalist is in a round")
    score_rounds(demo, rounds, experts, lambda _: demo.secretariat, "总决赛评审 final scores")
    hidden = rounds[0]["round_id"]
    demo.refused("final ranking hidden", lambda: demo.public.api.get_ranking(hidden), code="NOT_FOUND")


def awards(demo: Demo) -> None:
    """Announce first, second and third prizes a track; after their notice they are confirmed (rules G2, G3, H1)."""

    def announce() -> models.AnnounceWinnersResponse | None:
        try:
            return demo.secretariat.api.announce_winners({})
        except Refused as refused:
            if refused.code == "G2_RANKINGS_MISSING":  # on their way
                return None
            raise

    demo.until("the winners are announced", announce)
    demo.until("the winners' notice is there", lambda: notices_of(demo.secretariat, "winners"))
    run_notice(demo, "winners", demo.plan.edition.durations.winners_notice.days)
    final_round = f"final-{_all_awards(demo)[0]['award']['track']}"
    demo.until("the final's rankings are public", lambda: _is_public(demo, final_round))
    for award in demo.until("all awards are confirmed", lambda: _all_awards_in(demo, "confirmed")):
        demo.count(f"获奖 {award['award']['prize']}", "全国 national")


def _is_public(demo: Demo, round_id: str) -> bool:
    """Return True if anyone sees the ranking of a round."""
    try:
        return bool(ranking_of(demo, round_id))
    except Refused as refused:
        if refused.code != "NOT_FOUND":
            raise
        return False


def _all_awards(demo: Demo) -> list[models.AwardRecord]:
    return demo.committee.pages(demo.committee.api.list_awards, "awards")


def _all_awards_in(demo: Demo, state: str) -> list[models.AwardRecord]:
    """Return all awards if all are in this state, else none."""
    every = _all_awards(demo)
    return every if all(award["state"] == state for award in every) else []


def report(demo: Demo) -> None:
    """Uphold a report, which revokes an award; reports without a name or evidence are refused (rules H2 to H4, G3)."""
    award = _all_awards(demo)[0]
    team_id = award["award"]["team"]["team_id"]
    person = demo.plan.synthetic.person(STRANGERS + 99)
    kept = demo.public.upload_evidence(ReportFile("合成证据.pdf", small_pdf("Synthetic evidence of a report")))
    evidence: list[models.ReportEvidenceBody] = [{"evidence_id": kept["evidence_id"]}]
    text = "该项目提交了非参赛单位的材料（合成举报）。"
    demo.refused(
        "H2_ANONYMOUS",
        lambda: demo.public.api.file_report({"team_id": team_id, "text": text, "evidence": evidence}),
    )
    reporter: models.ReporterBody = {
        "real_name": person.name,
        "identity_kind": "resident",
        "identity_number": person.identity_number,
        "contact": "reporter@example.invalid",
    }
    body: models.NewReport = {"team_id": team_id, "text": text, "reporter": reporter, "evidence": evidence}
    nobody: models.NewReport = {**body, "team_id": "110000"}
    demo.refused("H2_UNKNOWN_TEAM", lambda: demo.public.api.file_report(nobody))
    demo.refused("H2_NO_EVIDENCE", lambda: demo.public.api.file_report({**body, "evidence": []}))
    report_id, committee = demo.public.api.file_report(body)["report_id"], demo.committee.api
    committee.accept_report(report_id, {"reason": "证据具体，予以受理。"})
    committee.record_hearing(report_id, {"record": "已听取参赛团队陈述。"})
    ruling: models.Adjudication = {
        "upheld": True,
        "code": "C5_FOREIGN_MATERIAL",
        "reason": "经核查，提交了非参赛单位的材料。",
    }
    committee.adjudicate_report(report_id, ruling)
    _see_award_revoked(demo, award, team_id)


def _see_award_revoked(demo: Demo, award: models.AwardRecord, team_id: str) -> None:
    """Wait until all that shows the award says that it is revoked."""

    def revoked() -> bool:
        same = (each for each in _all_awards(demo) if each["award"]["award_id"] == award["award"]["award_id"])
        return any(each["state"] == "revoked" for each in same)

    demo.until("the award is revoked", revoked)
    demo.occur("award revoked")
    if demo.public.api.get_certificate(award["verification_code"])["state"] != "revoked":
        raise DemoError("a revoked award's certificate does not verify as revoked")
    demo.occur("certificate revoked")
    final_round = f"final-{award['award']['track']}"
    demo.until(
        "the ranking is amended",
        lambda: all(line["team"]["team_id"] != team_id for line in ranking_of(demo, final_round)),
    )
    demo.occur("ranking amended")
    demo.until("the change is published", lambda: notices_of(demo.public, "change"))
    demo.occur("change published")
    user = next(demo.participants[team.account] for team in demo.teams if team.id == team_id)
    demo.until("the team sees it", lambda: user.api.get_team(team_id)["state"] == "disqualified")
