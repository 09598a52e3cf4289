"""Prepare what the pictures show: a small stack with an open division, and accounts whose teams are at different points."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chassis.edition import load_edition
from chassis.kernel.clock import FileClock
from cli.demo import CHEAP_HASHES
from cli.demo.client import Tally, User, browserless, own_password
from cli.demo.world import Plan, later
from cli.stack.local import LocalStack
from cli.stack.program import ROOT
from cli.stack.throwaway import workspace_for

from . import (
    divisions_shots,
    list_shots,
    project_shots,
    public_world,
    publicity_shots,
    review_shots,
    scores_shots,
    team_shots,
)
from .shot import HOST, NEWCOMER, SUBMITTER, WRITER

PASSWORD = "a password for pictures"  # noqa: S105 - of synthetic accounts on a throw-away stack
PROCESSES = (
    "accounts-server",
    "accounts-worker",
    "registration-server",
    "registration-worker",
    "registration-relay",
    "gateway",
)


@dataclass(frozen=True)
class World:
    """The running stack, and the names that the paths of shots may have."""

    stack: LocalStack
    names: dict[str, str]


@contextmanager
def prepared(folder: Path, *, played: bool = False, every: bool = False) -> Iterator[World]:
    """Run the stack on a folder with all that the shots show; `played` with a contest that was played to its winners.

    `every` starts every process, also those that the pictures do not need.
    """
    needed = PROCESSES + (public_world.PROCESSES if played else ())
    plan = Plan(load_edition(ROOT / "editions" / "2024.yaml"), 33, 3)
    clock = FileClock(folder / "clock.json")
    # before anything starts, so that nothing is counted by real time
    clock.move_to(plan.applies)
    env = {
        **CHEAP_HASHES,
        "DASAI_CONTACT_ZH": "010-00000000（工作日9:00至17:00）",
        "DASAI_CONTACT_EN": "010-00000000 (working days, 9:00 to 17:00)",
        "DASAI_ICP_RECORD": "京ICP备00000000号",
        "DASAI_POLICE_RECORD": "京公网安备00000000000000号",
    }
    with (
        workspace_for(env) as workspace,
        LocalStack(
            folder / "data",
            clock.path,
            extra_env=env,
            processes=None if every else needed,
            workspace=workspace,
        ) as stack,
        browserless() as http,
    ):

        def user() -> User:
            return User(stack.url, Tally(), http=http)

        code = plan.divisions[0]
        secretariat = user().sign_in_first("secretariat", stack.accounts["secretariat"])
        operator = user().sign_in_first("operator", stack.accounts["operator"])
        first = own_password(stack.accounts["secretariat"])
        secretariat.api.change_password({"old_password": first, "new_password": PASSWORD})
        scores_shots.appoint_staff(operator, PASSWORD)
        publicity_shots.appoint_staff(operator, PASSWORD)
        secretariat.invite(HOST, PASSWORD, [{"role": "host", "division": code}])
        host = user().sign_in(HOST, PASSWORD)
        host.put(f"/api/v1/divisions/{code}/application", {"scheme": plan.scheme(0)})
        secretariat.post(f"/api/v1/divisions/{code}/approval")
        host.post(f"/api/v1/divisions/{code}/publication")
        revised = plan.scheme(0, registration_closes=later(plan.registration_closes, days=-1).isoformat())
        host.post(f"/api/v1/divisions/{code}/scheme-versions", {"scheme": revised, "reason": "报名截止时间提前一天。"})
        secretariat.post(f"/api/v1/divisions/{code}/approval")
        host.post(f"/api/v1/divisions/{code}/publication")
        divisions = divisions_shots.prepare(user, secretariat, operator, plan, PASSWORD)
        contest = public_world.Played(stack, plan, clock, secretariat, 1, http)
        # another division, whose experts still score when the first has its winners
        scored = public_world.Played(stack, plan, clock, secretariat, scores_shots.SCORED, http, scoring_days=60)
        if played:
            contest.apply()
            scored.apply()
        clock.move_to(later(plan.opens, minutes=1))
        held = public_world.hold_activities(host, code, plan)
        user().sign_up(NEWCOMER, PASSWORD)
        writer, submitter = (user().sign_up(login, PASSWORD) for login in (WRITER, SUBMITTER))
        topic = plan.edition.track(plan.tracks_of(0)[0]).topics[0].id
        teams = [
            dict(each.post("/api/v1/teams", plan.synthetic.registration(index, code, topic, people=2)))
            for index, each in ((1, writer), (2, submitter))
        ]
        _write(writer, teams[0], plan.synthetic.project(1, topic).sections[:3])
        revision = _write(submitter, teams[1], plan.synthetic.project(2, topic).sections)
        team_id = teams[1]["facts"]["team_id"]
        for evidence in plan.synthetic.evidence(2, teams[1]["facts"]["lead"]["uscc"]):
            submitter.upload(team_id, evidence)
        if not submitter.get(f"/api/v1/teams/{team_id}/completeness")["missing"]:
            submitter.post(f"/api/v1/teams/{team_id}/submissions", {"draft_revision": revision})
        teams[1] = submitter.get(f"/api/v1/teams/{team_id}")
        _write(submitter, teams[1], [("overview.industry", "改写后的一段文字。" * 10)])
        around = team_shots.prepare(user, plan, code, topic, PASSWORD)
        writer.post(
            f"/api/v1/activities/{held[0]}/sign-ups", {"name": "合成参会人", "organisation": "合成单位", "contact": ""}
        )
        names = {
            "writing": teams[0]["facts"]["team_id"],
            "submitted": team_id,
            "open": code,
            "running": plan.tracks_of(0)[0],
            "briefing": held[0],
            "cancelled": held[2],
            **around,
            **divisions,
            **list_shots.prepare(user, plan, code, topic, PASSWORD, host, operator),
            **project_shots.prepare(writer, teams[0]["facts"]["team_id"], submitter, team_id),
        }
        if played:
            # before time moves on, while the division takes submissions
            names |= review_shots.prepare(host, user, plan, code, PASSWORD)
            passed = scored.pass_review()
            names |= contest.play()
            names["open_sheet"] = scored.await_scores(passed)
            names |= publicity_shots.prepare(user, plan, PASSWORD, names)
            names |= scores_shots.prepare(user(), PASSWORD)
            names |= public_world.Played(stack, plan, clock, secretariat, 0, http).await_answers(host)
        yield World(stack, names)


def _write(user: User, team: dict[str, Any], sections: Any) -> int:
    """Save sections of the draft and return its revision."""
    body = {
        "draft_revision": team["draft_revision"],
        "sections": [{"id": name, "text": text} for name, text in sections],
    }
    return int(user.put(f"/api/v1/teams/{team['facts']['team_id']}/declaration", body)["draft_revision"])
