"""Give staff something to do in a rehearsal: an application, submissions to review, projects to score, a report.

Two divisions run before all others: in the first the teams have submitted and wait for review, in the second they passed it and
wait for the experts. A third has only applied. So each role has an account with something to do at its home, while participants
register in the other divisions.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from dasai_client import models

from chassis.kernel.clock import beijing_date
from cli.synthetic import ReportFile, small_pdf

from .client import User, appoint
from .entrance import Entrance
from .stages.divisions import apply_all, open_all
from .stages.running import Demo
from .stages.scoring import appoint_panel, rounds_with
from .world import EXPERTS_PER_PROJECT, STRANGERS, Plan, later

TEAMS = 3  # that submitted, in either of the two divisions
_PEOPLE = STRANGERS + 6000  # synthetic people and organisations from here on are of this module
_HOLD: models.Judgements = {"compliance": True, "authenticity": True, "lawfulness": True}


@dataclass(frozen=True)
class Places:
    """The divisions, by their codes, in which there is work of staff."""

    reviewed: str
    scored: str
    applied: str

    @classmethod
    def of(cls, plan: Plan) -> Places:
        """Return the last three divisions of the edition; participants register in those before them."""
        return cls(*plan.divisions[-3:])


def entrances(plan: Plan) -> list[Entrance]:
    """Return an entrance for each role of staff, to an account that has something to do."""
    places = Places.of(plan)
    return [
        Entrance("组委会秘书处", "secretariat", "secretariat", "/work/secretariat"),
        Entrance("组委会", "committee", "committee", "/work/committee"),
        Entrance("分赛主办方，审查中", "host, in review", f"host-{places.reviewed}", "/work/host"),
        Entrance("分赛主办方，评审中", "host, in scoring", f"host-{places.scored}", "/work/host"),
        Entrance("分赛主办方，待审批", "host, applying", f"host-{places.applied}", "/work/host"),
        Entrance("审查员", "reviewer", f"reviewer-{places.reviewed}", "/work/reviewer"),
        Entrance("评审专家", "expert", f"expert-{places.scored}-0", "/work/expert"),
        Entrance("推荐单位", "recommender", "recommender", "/work/recommender"),
        Entrance("运维", "operator", "operator", "/work/operator"),
    ]


def open_divisions(demo: Demo) -> None:
    """Open all divisions but those with work of staff, and make that work; contest time is then a minute after they opened."""
    plan, places = demo.plan, Places.of(demo.plan)
    early = {code: _early(plan, code) for code in (places.reviewed, places.scored)}
    apply_all(demo, {**early, places.applied: late_scheme(plan)}, waiting=(places.applied,))
    demo.move_to(later(plan.applies, days=1, minutes=1))
    demo.until("the early divisions are open", lambda: all(_state(demo, code) == "open" for code in early))
    jobs = [(code, number) for code in early for number in range(TEAMS)]
    teams = dict(
        zip(jobs, demo.each(jobs, lambda job: _submit(demo, *job), "已提交的团队 teams that submitted"), strict=True)
    )
    demo.move_to(later(plan.applies, days=3, minutes=1))
    _to_review(demo, places.reviewed)
    _to_score(demo, places.scored, [teams[places.scored, number] for number in range(TEAMS)])
    _report(demo, teams[places.scored, 0])
    _authorise_logo(demo, places.scored)
    demo.operator.api.get_own_account()  # so that its password is changed, and it can be handed out
    demo.staff("recommender", [{"role": "recommender", "division": ""}], demo.secretariat)
    open_all(demo, plan.divisions[:-3])


def _early(plan: Plan, code: str) -> Mapping[str, Any]:
    """Return what a scheme says whose registration ran from the day after applications, for a day."""
    begins = later(plan.applies, days=1)
    days = {"registration_closes": 1, "submission_closes": 2, "review_closes": 45, "scoring_closes": 60}
    if code == Places.of(plan).scored:
        days["review_closes"] = 4
    dates = {name: later(begins, days=number).isoformat() for name, number in days.items()}
    return {"registration_opens": begins.isoformat(), **dates, "stages": []}


def late_scheme(plan: Plan) -> Mapping[str, Any]:
    """Return what the scheme says that waits for approval: its registration opens late enough to approve and publish it first."""
    return {"registration_opens": later(plan.opens, days=14).isoformat()}


def _state(demo: Demo, code: str) -> str:
    return demo.public.api.get_division(code)["state"]


def _submit(demo: Demo, code: str, number: int) -> str:
    """Let a team register and submit; return its identifier."""
    plan, made = demo.plan, demo.plan.synthetic
    place = plan.divisions.index(code)
    index = _PEOPLE + place * 20 + number
    topic = plan.edition.track(plan.tracks_of(place)[0]).open_topics[0].id
    user = demo.sign_up(f"participant-{code}-{number}")
    body: models.NewTeam = {**made.registration(index, code, topic, people=2), "co_organisations": []}
    team = user.api.register_team(body)
    team_id = team["facts"]["team_id"]
    draft: models.DraftSave = {
        "draft_revision": team["draft_revision"],
        "sections": made.project(index, topic).written(),
    }
    user.api.save_declaration(team_id, draft)
    for piece in made.evidence(index, body["lead"]["uscc"]):
        user.upload(team_id, piece)
    user.api.submit_project(team_id, {"draft_revision": user.api.get_team(team_id)["draft_revision"]})
    return team_id


def _to_review(demo: Demo, code: str) -> None:
    """Appoint a reviewer, who gets the cases of all teams of the division (rule D1)."""
    host = demo.hosts[code]
    office = demo.plan.synthetic.organisation(_PEOPLE + 900, "public_institution")
    reviewer = demo.staff(f"reviewer-{code}", [{"role": "reviewer", "division": code}], host, office.uscc)
    appoint(lambda: host.api.appoint_reviewers(code, {"reviewers": [{"account_id": reviewer.account_id}]}))
    demo.until("the cases are assigned", lambda: len(_cases(host, code, "assigned")) == TEAMS)


def _to_score(demo: Demo, code: str, teams: list[str]) -> None:
    """Let the teams pass review, appoint experts and draw who scores which project (rules D1, E1, E2)."""
    host = demo.hosts[code]
    decision: models.DecisionBody = {
        "submission_number": 1,
        "outcome": "passed",
        "judgements": _HOLD,
        "reason": "材料完整，符合参赛条件。",
    }
    demo.until("the cases are there", lambda: len(_cases(host, code, "waiting")) == TEAMS)
    for team_id in teams:
        host.api.decide_case(team_id, decision)
    demo.move_to(later(demo.plan.applies, days=5, minutes=1))
    seats = [f"expert-{code}-{seat}" for seat in range(EXPERTS_PER_PROJECT)]
    appoint_panel(demo, f"division-{code}", seats, [{"role": "expert", "division": code}], host, 6950)
    (scored,) = rounds_with(demo, "division", TEAMS, "the projects are in the round")
    seed = f"rehearsal-{code}"
    host.api.commit_seed(scored["round_id"], {"seed_hash": hashlib.sha256(seed.encode()).hexdigest()})
    host.api.assign_experts(scored["round_id"], {"seed": seed})


def _cases(host: User, code: str, state: str) -> list[models.Case]:
    return host.pages(host.api.list_cases, "cases", division_code=code, state=state)


def _report(demo: Demo, team_id: str) -> None:
    """File a report, which the committee has to look into (rule H2)."""
    person = demo.plan.synthetic.person(_PEOPLE + 990)
    evidence = demo.public.upload_evidence(ReportFile("合成证据.pdf", small_pdf("Synthetic evidence of a report")))
    report: models.NewReport = {
        "team_id": team_id,
        "text": "该项目提交了非参赛单位的材料（合成举报）。",
        "reporter": {
            "real_name": person.name,
            "identity_kind": "resident",
            "identity_number": person.identity_number,
            "contact": "reporter@example.invalid",
        },
        "evidence": [{"evidence_id": evidence["evidence_id"]}],
    }
    demo.until("a report is taken", lambda: demo.public.api.file_report(report))


def _authorise_logo(demo: Demo, code: str) -> None:
    """Let the committee authorise a division's host to use the logo, so that there is something to look up (rule J3)."""
    host = demo.plan.scheme(demo.plan.divisions.index(code))["organising_bodies"][0]
    now = demo.clock.now()
    demo.committee.api.grant_logo_authorisation(
        {
            "body_name": host["name"],
            "body_uscc": host["uscc"],
            "scope": "分赛宣传活动、网站、印刷品。",
            "first_day": beijing_date(now),
            "last_day": beijing_date(now + timedelta(days=150)),
        }
    )
